#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace callosum {

/// A file in a foreign format that a description was made of, beside the description itself.
struct Provenance {
    std::string file;      ///< absolute path
    std::string format;    ///< "nir"
    std::string settings;  ///< the experiment's member that names the file, as JSON with that path
    std::size_t populations = 0, projections = 0;  ///< how many it brought; they come first
};

/// Populations and projections of all files together.
struct ImportedCounts {
    std::size_t populations = 0, projections = 0;
};
[[nodiscard]] inline ImportedCounts counts_of(const std::vector<Provenance>& imports) {
    ImportedCounts counts;
    for (const auto& import : imports) {
        counts.populations += import.populations;
        counts.projections += import.projections;
    }
    return counts;
}

}  // namespace callosum
