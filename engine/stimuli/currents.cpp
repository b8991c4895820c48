#include "engine/stimuli/currents.hpp"

#include <algorithm>
#include <cmath>

#include "engine/base/random.hpp"
#include "engine/stimuli/wave.hpp"

namespace callosum {

namespace {

/// dc_generator
class ConstantCurrent final : public CurrentSource {
  public:
    explicit ConstantCurrent(LocalValues amplitude) : amplitude_(std::move(amplitude)) {}
    [[nodiscard]] bool changes(std::int64_t /*step*/) const override { return false; }
    [[nodiscard]] double value(std::uint64_t local, std::int64_t /*step*/) const override {
        return amplitude_[local];
    }

  private:
    LocalValues amplitude_;
};

/// step_current_generator: nothing before the first change.
class StepCurrent final : public CurrentSource {
  public:
    StepCurrent(const Description& description, const Stimulus& stimulus)
        : amplitudes_(stimulus.amplitudes_pA) {
        for (const double time : stimulus.times_ms) {
            first_steps_.push_back(description.steps(time) + 1);
        }
    }
    [[nodiscard]] bool changes(std::int64_t step) const override {
        return std::binary_search(first_steps_.begin(), first_steps_.end(), step);
    }
    [[nodiscard]] double value(std::uint64_t /*local*/, std::int64_t step) const override {
        const auto next = std::upper_bound(first_steps_.begin(), first_steps_.end(), step);
        return next == first_steps_.begin()
                   ? 0.0
                   : amplitudes_[static_cast<std::size_t>(next - first_steps_.begin()) - 1];
    }
    void values(std::int64_t step, std::uint64_t first, std::uint64_t last,
                double* out) const override {
        std::fill(out + first, out + last, value(0, step));
    }

  private:
    std::vector<std::int64_t> first_steps_;
    std::vector<double> amplitudes_;
};

/// ac_generator: offset + amplitude sin(2 pi f t + phase) at the beginning of the step.
class AlternatingCurrent final : public CurrentSource {
  public:
    AlternatingCurrent(const Description& description, const Stimulus& stimulus,
                       LocalValues amplitude)
        : wave_(description, stimulus),
          offset_(number_of(stimulus, "offset", description.dt_ms)),
          amplitude_(std::move(amplitude)) {}
    [[nodiscard]] bool changes(std::int64_t /*step*/) const override { return true; }
    [[nodiscard]] double value(std::uint64_t local, std::int64_t step) const override {
        return std::fma(amplitude_[local], wave_.sine(step - 1), offset_);
    }
    void values(std::int64_t step, std::uint64_t first, std::uint64_t last,
                double* out) const override {
        const double sine = wave_.sine(step - 1);
        for (std::uint64_t i = first; i < last; ++i) {
            out[i] = std::fma(amplitude_[i], sine, offset_);
        }
    }

  private:
    Wave wave_;
    double offset_;
    LocalValues amplitude_;
};

/// noise_generator: mean + sqrt(std^2 + std_mod^2 sin(2 pi f t + phase)) N, drawn anew for each
/// neuron every `dt` from the start on and held in between.
class NoiseCurrent final : public CurrentSource {
  public:
    NoiseCurrent(const Description& description, const StimulusEpisode& episode,
                 const NeuronRange& range)
        : NoiseCurrent(description, *episode.stimulus, episode, range) {}
    [[nodiscard]] bool changes(std::int64_t step) const override {
        return (step - 1 - start_) % held_ == 0;
    }
    [[nodiscard]] double value(std::uint64_t local, std::int64_t step) const override {
        const std::int64_t draw = draw_of(step);
        return noise(local, draw, deviation(draw));
    }
    void values(std::int64_t step, std::uint64_t first, std::uint64_t last,
                double* out) const override {
        const std::int64_t draw = draw_of(step);
        const double std = deviation(draw);
        for (std::uint64_t i = first; i < last; ++i) { out[i] = noise(i, draw, std); }
    }

  private:
    NoiseCurrent(const Description& description, const Stimulus& stimulus,
                 const StimulusEpisode& episode, const NeuronRange& range)
        : random_(description.seed, Purpose::noise, static_cast<std::uint32_t>(episode.index)),
          wave_(description, stimulus),
          first_index_(range.first),
          start_(description.steps(stimulus.start_ms)),
          held_(description.steps(number_of(stimulus, "dt", description.dt_ms))),
          mean_(number_of(stimulus, "mean", description.dt_ms)),
          std_(number_of(stimulus, "std", description.dt_ms)),
          modulation_(number_of(stimulus, "std_mod", description.dt_ms)) {}

    [[nodiscard]] std::int64_t draw_of(std::int64_t step) const {
        return (step - 1 - start_) / held_;
    }
    [[nodiscard]] double deviation(std::int64_t draw) const {
        const double sine = wave_.sine(start_ + draw * held_);
        return std::sqrt(std::max(0.0, std::fma(modulation_ * modulation_, sine, std_ * std_)));
    }
    [[nodiscard]] double noise(std::uint64_t local, std::int64_t draw, double std) const {
        const auto n = static_cast<std::uint64_t>(draw);
        const auto words =
            random_(static_cast<std::uint32_t>(first_index_ + local), static_cast<std::uint32_t>(n),
                    static_cast<std::uint32_t>(n >> 32U), 0);
        return std::fma(std, math::normal_quantile(unit_interval(words[0], words[1])), mean_);
    }

    Ars random_;
    Wave wave_;
    std::uint64_t first_index_;
    std::int64_t start_, held_;
    double mean_, std_, modulation_;
};

}  // namespace

std::shared_ptr<const CurrentSource> make_current_source(const Description& description,
                                                         const StimulusEpisode& episode,
                                                         const NeuronRange& range) {
    const auto& stimulus = *episode.stimulus;
    LocalValues amplitude =
        local_values(stimulus.amplitude, description.seed,
                     static_cast<std::uint32_t>(2 * episode.index), range, stimulus.target_slice);
    switch (stimulus.kind) {
        case StimulusKind::step_current_generator:
            return std::make_shared<StepCurrent>(description, stimulus);
        case StimulusKind::ac_generator:
            return std::make_shared<AlternatingCurrent>(description, stimulus,
                                                        std::move(amplitude));
        case StimulusKind::noise_generator:
            return std::make_shared<NoiseCurrent>(description, episode, range);
        default:
            return std::make_shared<ConstantCurrent>(std::move(amplitude));
    }
}

}  // namespace callosum
