#include "engine/synapses/slab_plan.hpp"

#include <algorithm>

#include "engine/synapses/drawn_slab.hpp"

namespace callosum {
namespace {

constexpr std::uint64_t tile = Sampler::usual_slab;
constexpr std::uint64_t counted_part = 8;  // slabs that are not cheap: an eighth of the sources
constexpr std::uint64_t sorted_part = 4;   // a quarter where keys are sorted
constexpr std::uint64_t count_cells = 1U << 21U;  // largest table of counts of a slab
constexpr std::uint64_t max_cells = 1U << 28U;    // largest table where smaller slabs waste draws
constexpr std::uint64_t max_keys = 1ULL << 32U;   // largest number of keys that are sorted

}  // namespace

SlabPlan plan_slabs(const SlabQuestion& question) {
    const bool sorted =
        question.packed && !question.cheap &&
        static_cast<double>(question.cells) > DrawnSlab::cells_per_synapse * question.per_source;
    const std::uint64_t part = sorted ? sorted_part : counted_part;
    const std::uint64_t least =
        question.cheap ? tile : std::max(tile, (question.sources + part - 1) / part);
    const std::uint64_t tiles = (std::max(least, question.wanted) + tile - 1) / tile;
    const std::uint64_t room = question.cheap ? count_cells : sorted ? max_keys : max_cells;
    const std::uint64_t most = std::max<std::uint64_t>(1, room / (question.cells * tile));
    const std::uint64_t size = std::min(tiles, most) * tile;
    return {size, question.per_source * static_cast<double>(std::min(size, question.sources)),
            sorted};
}

}  // namespace callosum
