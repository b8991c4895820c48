#pragma once

#include <optional>
#include <vector>

#include "io/config/cursor.hpp"
#include "network/describe/network.hpp"

/// Readers of the values that are more than one number. Each returns nothing after it has reported
/// a problem.
namespace callosum {

/// A number or {"distribution": ...}.
[[nodiscard]] std::optional<Distribution> read_drawn(const Cursor& at);
/// That, or a list, or {"file": ..., "dataset": ...}, with one number per neuron.
[[nodiscard]] std::optional<Values> read_values(const Cursor& at);
/// A list of numbers, or a file with them.
[[nodiscard]] std::optional<std::vector<double>> read_numbers(const Cursor& at);
/// [first, last) or a list of such pairs, sorted.
[[nodiscard]] std::optional<Selection> read_ranges(const Cursor& at);
/// Single indices as sorted ranges.
[[nodiscard]] std::optional<Selection> read_indices(const Cursor& at);
/// A path as the experiment gives it, relative to the folder of the experiment.
[[nodiscard]] std::string resolve_path(const ReadContext& context, const std::string& path);

}  // namespace callosum
