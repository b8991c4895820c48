#include "io/lists/file_list.hpp"

#include <algorithm>
#include <cmath>

#include "engine/base/error.hpp"
#include "network/describe/edge_bounds.hpp"

namespace callosum {

void check_edges(std::span<const Edge> edges, std::uint64_t first_index, const std::string& origin,
                 const std::function<std::string(std::uint64_t)>& place) {
    // Targets bound the memory of their counts (1 GiB): a slip in a file must not take all there is.
    constexpr std::uint64_t n_sources = std::uint64_t{1} << 32;
    constexpr std::uint64_t n_targets = std::uint64_t{1} << 28;
    for (std::size_t k = 0; k < edges.size(); ++k) {
        const Edge& edge = edges[k];
        if (edge.source >= n_sources || edge.target >= n_targets) {
            throw IoError(origin,
                          place(first_index + k) + ": index " +
                              std::to_string(std::max(edge.source, edge.target)) +
                              " is too large (sources below 2^32, targets below 2^28)",
                          1);
        }
        if (!std::isfinite(edge.weight) || !std::isfinite(edge.delay_ms)) {
            throw IoError(origin, place(first_index + k) + ": weight and delay must be finite", 1);
        }
    }
}

void FileList::check(std::span<const Edge> edges, std::uint64_t first_index) const {
    check_edges(edges, first_index, path_, [this](std::uint64_t index) { return place(index); });
}

void FileList::find_bounds(const OpenTogether& together) {
    EdgeBoundsFinder finder;
    run_on_all(together.ranks, [&] {
        visit_part(together.ranks.rank().index(), static_cast<std::uint64_t>(together.ranks.size()),
                   [&](const Edge* edges, std::size_t n, std::uint64_t first_index) {
                       const std::span<const Edge> some(edges, n);
                       check(some, first_index);
                       finder.add(some);
                       index(some, first_index);
                       if (together.held != nullptr) { together.held->add(some); }
                   });
    });
    bounds_ = finder.combine(together.ranks);
}

}  // namespace callosum
