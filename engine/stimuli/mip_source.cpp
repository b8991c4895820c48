#include <cmath>

#include "engine/stimuli/poisson_sources.hpp"

namespace callosum {

namespace {

/// A mother train that no target sees; each of its spikes reaches each target with one probability.
class MipSource final : public SpikeSource {
  public:
    MipSource(const Description& description, const StimulusEpisode& episode,
              const NeuronRange& range)
        : random_(description.seed, Purpose::poisson, static_cast<std::uint32_t>(episode.index)),
          first_index_(range.first),
          copied_(std::llround(
              std::ldexp(number_of(*episode.stimulus, "p_copy", description.dt_ms), 32))) {
        const double rate = local_values(episode.stimulus->rate, description.seed, 0, range,
                                         episode.stimulus->target_slice)
                                .shared;
        mother_ = make_poisson_table(rate * description.dt_ms * 1e-3);
    }

    [[nodiscard]] bool active(std::int64_t step) const override { return mother(step) > 0; }

    [[nodiscard]] std::int32_t count(std::uint64_t local, std::int64_t step) const override {
        return copies(local, step, mother(step));
    }

    void counts(std::int64_t step, std::uint64_t first, std::uint64_t last,
                std::int32_t* out) const override {
        const std::int32_t spikes = mother(step);
        for (std::uint64_t i = first; i < last; ++i) { out[i] = copies(i, step, spikes); }
    }

  private:
    [[nodiscard]] std::int32_t mother(std::int64_t step) const {
        const auto c = poisson_counter(shared_index, step);
        return mother_(random_(c.block, c.step, c.step_high, c.draw)[0]);
    }

    [[nodiscard]] std::int32_t copies(std::uint64_t local, std::int64_t step,
                                      std::int32_t spikes) const {
        const auto index = static_cast<std::uint32_t>(first_index_ + local);
        const auto c = poisson_counter(index, step);
        std::int32_t n = 0;
        Ars::Words words{};
        for (std::uint32_t k = 0; k < static_cast<std::uint32_t>(spikes); ++k) {
            if (k % 4 == 0) { words = random_(index, c.step, c.step_high, 1 + k / 4); }
            n += static_cast<std::int64_t>(words[k % 4]) < copied_ ? 1 : 0;
        }
        return n;
    }

    Ars random_;
    std::uint64_t first_index_;
    std::int64_t copied_;  ///< probability in units of 2^-32
    PoissonTable mother_;
};

}  // namespace

sources::Source sources::mip(const Description& description, const StimulusEpisode& episode,
                             const NeuronRange& range) {
    return std::make_shared<MipSource>(description, episode, range);
}

}  // namespace callosum
