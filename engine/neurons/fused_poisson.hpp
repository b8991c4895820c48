#pragma once

#include <algorithm>
#include <cstdint>

#include "engine/base/draws.hpp"
#include "engine/base/lane.hpp"
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
    /// For the update of `step` of n_tiles tiles from neuron `first` on. `stimulus` is fusable, or null: then nothing
    /// may be asked.
    FusedPoisson(const SpikingStimulus* stimulus, std::uint64_t first, std::int64_t step,
                 std::uint64_t n_tiles)
        : draws_(draws()), n_tiles_(n_tiles) {
        if (stimulus == nullptr) { return; }
        source_ = static_cast<const HomogeneousPoisson*>(stimulus->source.get());
        strength_ = stimulus->strength(0);
        row_ = stimulus->weight.shared < 0 ? stimulus->row_negative : stimulus->row;
        const auto c = poisson_counter(first, step - stimulus->delay);
        counter_ = {c.block, c.step, c.step_high, c.draw};
    }
    /// Adds the counts of tile t to its input by row; tiles come in order.
    template <std::size_t n_rows, class V>
    [[gnu::always_inline]] void add(std::uint64_t t, V* input) {
        const std::int32_t* const counts = of(t);
        const V weight(static_cast<scalar_of<V>>(strength_));
        for (std::size_t r = 0; r < n_rows; ++r) {
            if (n_rows == 1 || r == row_) {
                input[r] = fma(V::from_int32(counts), weight, input[r]);
            }
        }
    }

  private:
    [[nodiscard, gnu::always_inline]] const std::int32_t* of(std::uint64_t t) {
        if (t % at_once == 0) {
            draws_.table(source_->random, counter_, source_->small_table,
                         std::min(at_once, n_tiles_ - t), counts_);
            counter_[0] += at_once * blocks_per_tile;
        }
        return counts_ + t % at_once * tile;
    }

    static constexpr std::uint64_t tile = 16;
    static constexpr std::uint64_t at_once = 8;
    static constexpr std::uint32_t blocks_per_tile = 4;

    const HomogeneousPoisson* source_ = nullptr;
    const Draws& draws_;
    std::uint64_t n_tiles_;
    double strength_ = 0;
    std::size_t row_ = 0;
    Ars::Words counter_{};
    alignas(64) std::int32_t counts_[at_once * tile];
};

}  // namespace callosum
