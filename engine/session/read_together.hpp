#pragma once

#include <string>
#include <vector>

#include "engine/base/error.hpp"
#include "io/experiment/experiment.hpp"

namespace callosum {

/// An error of this rank, of which the others do not know the reason.
struct FailedHere {
    Error error;
};
/// Thrown on the ranks that could read what others could not.
struct FailedElsewhere {};

/// Reads an experiment file on all ranks: rank 0 reads the file once, all parse its text. Collective. Errors are usually equal on
/// all ranks, and thrown as they are. A file that the experiment names may be missing on some nodes only, though; then the ranks
/// that lack it throw FailedHere, and the others FailedElsewhere.
[[nodiscard]] ExperimentFile read_together(const std::string& path,
                                           const std::vector<std::string>& sets,
                                           const ReadTogether& together);

}  // namespace callosum
