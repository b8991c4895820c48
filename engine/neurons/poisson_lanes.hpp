#pragma once

#include <cstdint>

#include "engine/stimuli/stimuli.hpp"
#include "models/stimulus/poisson_generator.hpp"

namespace callosum {

/// Returns the source of a stimulus that a kernel of n neurons can draw itself: a Poisson process
/// with a small table and one weight for all; else null.
[[nodiscard]] inline const HomogeneousPoisson* fusable(const SpikingStimulus& stimulus,
                                                       std::uint64_t n) {
    const auto* poisson = dynamic_cast<const HomogeneousPoisson*>(stimulus.source.get());
    if (poisson == nullptr || poisson->one_train || !poisson->mean.is_shared() ||
        !poisson->table.is_small() || !stimulus.weight.is_shared() || stimulus.first != 0 ||
        stimulus.last != n) {
        return nullptr;
    }
    return poisson;
}

/// Poisson process that a kernel draws itself; empty where it draws none.
template <bool Fused>
struct FusedPoisson {
    FusedPoisson(const HomogeneousPoisson*, std::uint64_t, std::int64_t) {}
};
template <>
struct FusedPoisson<true> {
    ArsStream stream;
    PoissonLanes lanes;
    [[gnu::always_inline]] FusedPoisson(const HomogeneousPoisson* source, std::uint64_t first,
                                        std::int64_t emitted)
        : FusedPoisson(*source, poisson_counter(first, emitted)) {}
    [[gnu::always_inline]] FusedPoisson(const HomogeneousPoisson& source, const PoissonCounter& c)
        : stream(source.random, c.block, c.step, c.step_high, c.draw), lanes(source.table) {}
};

}  // namespace callosum
