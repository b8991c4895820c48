#pragma once

#include <cstdint>

#include "engine/base/cpu_set.hpp"
#include "engine/base/random.hpp"

namespace callosum {

/// Places at which synapses in the making are written: indices, and the words from which delay and
/// weight are drawn. There is room for `room` of them, a multiple of 16.
struct DraftColumns {
    std::uint32_t* source;
    std::uint32_t* target;
    std::uint32_t* delay_word;
    std::uint32_t* weight_word;
    std::uint32_t room;
};

/// All pairs of n_sources and n_targets consecutive neurons.
struct DraftCells {
    std::uint32_t first_source, n_sources, first_target, n_targets;
};

/// Sources of one target: any of n_sources neurons from first_source on, or any of n_sources others than the one at
/// `left_out` (counted from first_source). Those among the n_kept from first_kept on are kept.
struct DraftSources {
    static constexpr std::uint32_t none = ~std::uint32_t{0};  ///< for left_out
    static constexpr std::uint32_t all = ~std::uint32_t{0};   ///< for n_kept, with first_kept 0
    std::uint32_t target;
    std::uint32_t first_source, n_sources, left_out;
    std::uint32_t first_kept, n_kept;
};

/// Numbers of synapses that were drawn and, of these, kept.
struct DraftCount {
    std::uint64_t drawn;
    std::uint32_t kept;
};

/// The inner loops of construction: many synapses, each from the four words of one counter.
struct DraftKernels {
    static constexpr bool uses_aes = true;
    /// Draws 16 n synapses, each from any of the cells.
    void (*cells)(const Ars& ars, const Ars::Words& first, std::uint64_t n, const DraftCells& from,
                  const DraftColumns& to);
    /// Draws synapses of one target until there are n, or no room is left for 16 more that are kept.
    DraftCount (*sources)(const Ars& ars, const Ars::Words& first, std::uint64_t n,
                          const DraftSources& from, const DraftColumns& to);
};

/// Kernels of the set that this process uses.
[[nodiscard]] const DraftKernels& draft_kernels();

}  // namespace callosum
