#include "engine/stimuli/encoder_sources.hpp"

#include <algorithm>
#include <cmath>

#include "engine/base/math.hpp"
#include "engine/base/random.hpp"
#include "engine/stimuli/listed_sources.hpp"
#include "engine/stimuli/poisson_sources.hpp"

namespace callosum {

Schedule::Schedule(const Description& description, const Stimulus& stimulus)
    : start_(description.steps(stimulus.start_ms)),
      length_(description.steps(number_of(stimulus, "sample_duration", description.dt_ms))),
      period_(length_ + description.steps(number_of(stimulus, "gap", description.dt_ms))),
      order_(stimulus.order),
      n_shown_(order_.empty() ? stimulus.samples->n_samples() : order_.size()) {}

std::optional<Schedule::Place> Schedule::at(std::int64_t step) const {
    if (step <= start_) { return std::nullopt; }
    const auto shown = static_cast<std::uint64_t>((step - start_ - 1) / period_);
    const std::int64_t offset = (step - start_ - 1) % period_ + 1;
    if (shown >= n_shown_ || offset > length_) { return std::nullopt; }
    return Place{sample(shown), offset};
}

LocalSamples::LocalSamples(const Stimulus& stimulus, const NeuronRange& range,
                           std::uint64_t targets_per_feature)
    : first(local_part(stimulus.target_slice, range).first),
      last(local_part(stimulus.target_slice, range).last),
      first_target(range.first + first - stimulus.target_slice.first),
      each(targets_per_feature) {
    if (first >= last) { return; }
    first_feature = first_target / each;
    n_features = (first_target + (last - first) - 1) / each + 1 - first_feature;
    values = stimulus.samples->features(first_feature, first_feature + n_features);
}

namespace {

/// Spikes drawn in each step, at a rate that the sample says.
class DrawnCode final : public SpikeSource {
  public:
    /// mean(value, target): expected spikes per step.
    template <class Mean>
    DrawnCode(const Description& description, const StimulusEpisode& episode,
              const NeuronRange& range, const LocalSamples& data, bool bernoulli, const Mean& mean)
        : schedule_(description, *episode.stimulus),
          random_(description.seed, Purpose::poisson, static_cast<std::uint32_t>(episode.index)),
          first_index_(range.first),
          first_(data.first),
          width_(data.last - data.first),
          bernoulli_(bernoulli) {
        mean_.reserve(data.n_samples() * width_);
        for (std::uint64_t s = 0; s < data.n_samples(); ++s) {
            for (std::uint64_t i = data.first; i < data.last; ++i) {
                mean_.push_back(mean(data.value(s, i), data.first_target + i - data.first));
            }
        }
    }

    [[nodiscard]] bool active(std::int64_t step) const override {
        return schedule_.at(step).has_value();
    }
    [[nodiscard]] std::int32_t count(std::uint64_t local, std::int64_t step) const override {
        const auto place = schedule_.at(step);
        if (!place) { return 0; }
        const double mean = mean_[place->sample * width_ + local - first_];
        const std::uint64_t index = first_index_ + local;
        const auto c = poisson_counter(index, step);
        if (bernoulli_) {
            const auto words = random_(c.block, c.step, c.step_high, 0);
            return unit_interval(words[index % 4]) < mean ? 1 : 0;
        }
        return static_cast<std::int32_t>(draw_poisson(mean, [&](std::uint32_t i) {
            return random_(static_cast<std::uint32_t>(index), c.step, c.step_high,
                           1 + i / 4)[i % 4];
        }));
    }

  private:
    Schedule schedule_;
    Ars random_;
    std::uint64_t first_index_, first_, width_;
    bool bernoulli_;
    std::vector<double> mean_;  ///< by sample, then local target
};

/// At most one spike per sample, at the step that the value says; 0 stands for silence.
class TimedCode final : public SpikeSource {
  public:
    /// offset(value, target): steps into the sample.
    template <class Offset>
    TimedCode(const Description& description, const Stimulus& stimulus, const LocalSamples& data,
              const Offset& offset)
        : schedule_(description, stimulus), first_(data.first), width_(data.last - data.first) {
        offset_.reserve(data.n_samples() * width_);
        for (std::uint64_t s = 0; s < data.n_samples(); ++s) {
            for (std::uint64_t i = data.first; i < data.last; ++i) {
                const std::int64_t found =
                    offset(data.value(s, i), data.first_target + i - data.first);
                offset_.push_back(found >= 1 && found <= schedule_.length()
                                      ? static_cast<std::uint32_t>(found)
                                      : 0);
            }
        }
    }

    [[nodiscard]] bool active(std::int64_t step) const override {
        return schedule_.at(step).has_value();
    }
    [[nodiscard]] std::int32_t count(std::uint64_t local, std::int64_t step) const override {
        const auto place = schedule_.at(step);
        if (!place) { return 0; }
        return offset_[place->sample * width_ + local - first_] ==
                       static_cast<std::uint32_t>(place->offset)
                   ? 1
                   : 0;
    }
    void counts(std::int64_t step, std::uint64_t first, std::uint64_t last,
                std::int32_t* out) const override {
        const auto place = schedule_.at(step);
        if (!place) {
            std::fill(out + first, out + last, 0);
            return;
        }
        const auto wanted = static_cast<std::uint32_t>(place->offset);
        const std::uint32_t* row = offset_.data() + place->sample * width_;
        for (std::uint64_t i = first; i < last; ++i) { out[i] = row[i - first_] == wanted ? 1 : 0; }
    }

  private:
    Schedule schedule_;
    std::uint64_t first_, width_;
    std::vector<std::uint32_t> offset_;
};

/// A number in binary, highest bit first: a spike in the first step of phase k is worth 2^-k
/// (k = 1 .. bits). The phases repeat for as long as the sample lasts.
class PhaseCode final : public SpikeSource {
  public:
    PhaseCode(const Description& description, const Stimulus& stimulus, const LocalSamples& data)
        : schedule_(description, stimulus),
          first_(data.first),
          width_(data.last - data.first),
          n_bits_(std::llround(number_of(stimulus, "bits", description.dt_ms))),
          phase_(description.steps(number_of(stimulus, "phase_duration", description.dt_ms))) {
        const double low = number_of(stimulus, "data_min", description.dt_ms);
        const double high = number_of(stimulus, "data_max", description.dt_ms);
        const double levels = std::ldexp(1.0, static_cast<int>(n_bits_));
        for (std::uint64_t s = 0; s < data.n_samples(); ++s) {
            for (std::uint64_t i = data.first; i < data.last; ++i) {
                const double x = (data.value(s, i) - low) / (high - low);
                word_.push_back(
                    static_cast<std::uint32_t>(std::clamp(x * levels, 0.0, levels - 1)));
            }
        }
    }

    [[nodiscard]] bool active(std::int64_t step) const override {
        const auto place = schedule_.at(step);
        return place && (place->offset - 1) % phase_ == 0;
    }
    [[nodiscard]] std::int32_t count(std::uint64_t local, std::int64_t step) const override {
        if (!active(step)) { return 0; }
        const auto place = schedule_.at(step);
        const auto phase = (place->offset - 1) / phase_ % n_bits_;
        const std::uint32_t word = word_[place->sample * width_ + local - first_];
        return static_cast<std::int32_t>(word >> (n_bits_ - 1 - phase) & 1U);
    }

  private:
    Schedule schedule_;
    std::uint64_t first_, width_;
    std::int64_t n_bits_, phase_;
    std::vector<std::uint32_t> word_;
};

/// Reads the parameters of one encoder.
struct Numbers {
    const Description& description;
    const Stimulus& stimulus;
    [[nodiscard]] double operator()(std::string_view name) const {
        return number_of(stimulus, name, description.dt_ms);
    }
    /// data_min .. data_max becomes 0 .. 1.
    [[nodiscard]] double scaled(double value) const {
        return (value - (*this)("data_min")) / ((*this)("data_max") - (*this)("data_min"));
    }
    [[nodiscard]] double per_step() const { return (*this)("max_rate") * description.dt_ms * 1e-3; }
    /// x = 1 comes in the first step of a sample, x = 0 in the last.
    [[nodiscard]] std::int64_t linear_offset(double x) const {
        const auto length = static_cast<double>(description.steps((*this)("sample_duration")));
        return 1 + std::llround((1 - x) * (length - 1));
    }
};

sources::Source latency(const Description& description, const StimulusEpisode& episode,
                        const NeuronRange& range) {
    const auto& stimulus = *episode.stimulus;
    const Numbers number{description, stimulus};
    const double threshold = number("threshold");
    const double tau_steps = number("tau") / description.dt_ms;
    const bool logarithmic = method_of(stimulus) == "logarithmic";
    const auto offset = [&](double value, std::uint64_t /*target*/) -> std::int64_t {
        const double x = number.scaled(value);
        if (x <= threshold) { return 0; }
        if (!logarithmic) { return number.linear_offset(x); }
        // When a leaky membrane that is driven by x reaches the threshold.
        const double late = tau_steps * math::log(x / (x - threshold));
        return late < 4e9 ? 1 + std::llround(late) : 0;
    };
    return std::make_shared<TimedCode>(description, stimulus, LocalSamples(stimulus, range, 1),
                                       offset);
}

sources::Source population(const Description& description, const StimulusEpisode& episode,
                           const NeuronRange& range) {
    const auto& stimulus = *episode.stimulus;
    const Numbers number{description, stimulus};
    const auto fields = static_cast<std::uint64_t>(number("fields"));
    const double width = number("width");
    const double threshold = number("threshold");
    const auto response = [&](double value, std::uint64_t target) {
        const auto centre = static_cast<double>(target % fields);
        const double distance =
            (number.scaled(value) * static_cast<double>(fields - 1) - centre) / width;
        return math::exp(-0.5 * distance * distance);
    };
    const LocalSamples data(stimulus, range, fields);
    if (method_of(stimulus) == "poisson") {
        return std::make_shared<DrawnCode>(description, episode, range, data, false,
                                           [&](double value, std::uint64_t target) {
                                               return response(value, target) * number.per_step();
                                           });
    }
    return std::make_shared<TimedCode>(description, stimulus, data,
                                       [&](double value, std::uint64_t target) -> std::int64_t {
                                           const double r = response(value, target);
                                           return r < threshold ? 0 : number.linear_offset(r);
                                       });
}

sources::Source rate(const Description& description, const StimulusEpisode& episode,
                     const NeuronRange& range) {
    const auto& stimulus = *episode.stimulus;
    const Numbers number{description, stimulus};
    return std::make_shared<DrawnCode>(
        description, episode, range, LocalSamples(stimulus, range, 1),
        method_of(stimulus) == "bernoulli", [&](double value, std::uint64_t /*target*/) {
            return number.scaled(value) * number.per_step();
        });
}

/// A reference follows the signal in whole thresholds, from the first sample on; each one that it
/// moves is a spike of the feature's "on" target (up) or "off" target (down).
sources::Source delta(const Description& description, const Stimulus& stimulus,
                      const NeuronRange& range) {
    const Schedule schedule(description, stimulus);
    const double threshold = number_of(stimulus, "threshold", description.dt_ms);
    constexpr double rounding = 1e-9;  // 0.3 - 0.1 shall hold 0.1 twice
    const LocalSamples data(stimulus, range, 2);
    std::vector<OwnTrains::Spikes> spikes;
    for (std::uint64_t i = data.first; i < data.last; ++i) {
        const bool on = (data.first_target + i - data.first) % 2 == 0;
        const double origin = data.value(schedule.sample(0), i);
        double moved = 0;  // in thresholds
        for (std::uint64_t shown = 1; shown < schedule.n_shown(); ++shown) {
            const double change =
                (data.value(schedule.sample(shown), i) - origin) / threshold - moved;
            const double whole = std::trunc(change + std::copysign(rounding, change));
            moved += whole;
            if (whole == 0 || (whole > 0) != on) { continue; }
            spikes.push_back({schedule.first_step(shown), static_cast<std::uint32_t>(i),
                              static_cast<std::int32_t>(std::min(std::abs(whole), 1e9))});
        }
    }
    return std::make_shared<OwnTrains>(std::move(spikes));
}

}  // namespace

sources::Source sources::encoder(const Description& description, const StimulusEpisode& episode,
                                 const NeuronRange& range) {
    const auto& stimulus = *episode.stimulus;
    switch (stimulus.kind) {
        case StimulusKind::latency_encoder:
            return latency(description, episode, range);
        case StimulusKind::phase_encoder:
            return std::make_shared<PhaseCode>(description, stimulus,
                                               LocalSamples(stimulus, range, 1));
        case StimulusKind::population_encoder:
            return population(description, episode, range);
        case StimulusKind::delta_encoder:
            return delta(description, stimulus, range);
        default:
            return rate(description, episode, range);
    }
}

}  // namespace callosum
