#pragma once

#include <cstdint>

#include "engine/base/draws.hpp"
#include "engine/stimuli/stimuli.hpp"
#include "models/stimulus/poisson_generator.hpp"

namespace callosum {

/// Returns the source of a stimulus whose counts a kernel of n neurons can take as they are drawn: a Poisson process
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

/// Counts of a Poisson process for one tile after the other, drawn for eight at a time: they stay in L1, and a call
/// serves 128 neurons.
class FusedPoisson {
  public:
    /// `source` may be null: then nothing may be asked.
    FusedPoisson(const HomogeneousPoisson* source, std::uint64_t first, std::int64_t emitted,
                 std::uint64_t n_tiles)
        : source_(source), draws_(draws()), n_tiles_(n_tiles) {
        const auto c = poisson_counter(first, emitted);
        counter_ = {c.block, c.step, c.step_high, c.draw};
    }
    /// Counts of tile t; tiles come in order.
    [[nodiscard, gnu::always_inline]] const std::int32_t* of(std::uint64_t t) {
        if (t % at_once == 0) {
            draws_.table(source_->random, counter_, source_->small_table,
                         std::min(at_once, n_tiles_ - t), counts_);
            counter_[0] += at_once * blocks_per_tile;
        }
        return counts_ + t % at_once * tile;
    }

  private:
    static constexpr std::uint64_t tile = 16;
    static constexpr std::uint64_t at_once = 8;
    static constexpr std::uint32_t blocks_per_tile = 4;

    const HomogeneousPoisson* source_;
    const Draws& draws_;
    std::uint64_t n_tiles_;
    Ars::Words counter_;
    alignas(64) std::int32_t counts_[at_once * tile];
};

}  // namespace callosum
