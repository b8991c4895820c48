#pragma once

#include <cmath>

#include "engine/base/random.hpp"
#include "engine/stimuli/poisson_table.hpp"
#include "engine/stimuli/spike_source.hpp"

namespace callosum {

/// The counter of a Poisson draw: four neurons share a block of four words.
struct PoissonCounter {
    std::uint32_t block, step, step_high, draw;
};
[[nodiscard]] inline PoissonCounter poisson_counter(std::uint64_t index, std::int64_t step) {
    return {static_cast<std::uint32_t>(index / 4), static_cast<std::uint32_t>(step),
            static_cast<std::uint32_t>(static_cast<std::uint64_t>(step) >> 32U), 0};
}
/// Stands for "all targets": no neuron has an index so high.
inline constexpr std::uint64_t shared_index = std::uint64_t{4} * 0xffffffff;

/// A Poisson process of constant rate. Trains of one rate are drawn from a table, four neurons per
/// block of words; neurons with rates of their own draw exactly, each from its own counters.
class HomogeneousPoisson final : public SpikeSource {
  public:
    HomogeneousPoisson(const Description& description, const StimulusEpisode& episode,
                       const NeuronRange& range);
    [[nodiscard]] std::int32_t count(std::uint64_t local, std::int64_t step) const override;
    void counts(std::int64_t step, std::uint64_t first, std::uint64_t last,
                std::int32_t* out) const override;

    const Ars random;
    const bool one_train;             ///< for all targets
    const std::uint64_t first_index;  ///< of the range
    LocalValues mean;                 ///< spikes per step
    PoissonTable table;               ///< where all neurons have one rate
};

/// Inversion for one mean that holds for one step: thresholds of a 32-bit word, made anew each step.
/// The tail that is dropped holds less than 2^-32.
class PoissonInverse {
  public:
    static constexpr double max_mean = 10;
    explicit PoissonInverse(double mean);  ///< mean <= max_mean
    [[nodiscard]] std::int32_t operator()(std::uint32_t word) const {
        std::int32_t k = 0;
        while (k < n_ && word >= threshold_[k]) { ++k; }
        return k;
    }
    /// The same for 16 words at once.
    void draw16(const std::uint32_t* words, std::int32_t* counts) const {
        for (int i = 0; i < 16; ++i) { counts[i] = 0; }
        for (std::int32_t k = 0; k < n_; ++k) {
            for (int i = 0; i < 16; ++i) { counts[i] += words[i] >= threshold_[k] ? 1 : 0; }
        }
    }

  private:
    static constexpr int most = 48;
    std::uint32_t threshold_[most];
    int n_ = 0;
};

}  // namespace callosum
