#pragma once

#include <memory>
#include <string>

#include "network/describe/input_data.hpp"

namespace callosum {

/// An array [samples, features] for an encoder. HDF5: a dataset of two or more dimensions, those
/// after the first being features, last one fastest; a rank reads the features of its own targets
/// alone. Text: one sample per line, features parted by commas or blanks; empty lines, lines that
/// start with '#' and one header line are skipped. All values must be finite. Errors are IoError with exit
/// code 1.
[[nodiscard]] std::shared_ptr<const Samples> open_samples(const std::string& path,
                                                          const std::string& dataset);

}  // namespace callosum
