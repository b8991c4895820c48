#pragma once

#include <cstdint>

#include "engine/state/poisson_sources.hpp"
#include "engine/state/poisson_table_lanes.hpp"

namespace callosum {

/// The Poisson process that a kernel draws by itself; nothing where it draws none.
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
