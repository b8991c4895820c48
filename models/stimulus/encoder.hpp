#pragma once

#include <cmath>
#include <optional>
#include <vector>

#include "models/stimulus/stimulus_input.hpp"

/// Parts that encoders share: which sample is shown when, what their targets see of it, and the two ways
/// in which a value becomes spikes.
namespace callosum {

/// Tells which sample is shown when: one after the other, each for `length` steps every `period` steps.
class Schedule {
  public:
    explicit Schedule(const StimulusInput& given);

    struct Place {
        std::uint64_t sample = 0;
        std::int64_t offset = 0;  ///< steps into the sample, 1 .. length
    };
    [[nodiscard]] std::optional<Place> at(std::int64_t step) const;
    [[nodiscard]] std::int64_t length() const { return length_; }
    [[nodiscard]] std::uint64_t n_shown() const { return n_shown_; }
    [[nodiscard]] std::uint64_t sample(std::uint64_t shown) const {
        return order_.empty() ? shown : order_[shown];
    }
    /// The first step of the sample shown as number `shown`.
    [[nodiscard]] std::int64_t first_step(std::uint64_t shown) const {
        return start_ + static_cast<std::int64_t>(shown) * period_ + 1;
    }

  private:
    std::int64_t start_, length_, period_;
    std::vector<std::uint64_t> order_;
    std::uint64_t n_shown_;
};

/// The part of the samples that an encoder's targets on one range see.
struct LocalSamples {
    LocalSamples(const StimulusInput& given, std::uint64_t targets_per_feature);
    std::uint64_t first = 0, last = 0;  ///< local neurons
    std::uint64_t first_target = 0;     ///< position in the slice of local neuron `first`
    std::uint64_t each = 1;             ///< targets per feature
    std::uint64_t first_feature = 0, n_features = 0;
    std::vector<double> values;  ///< by sample, then feature
    [[nodiscard]] std::uint64_t n_samples() const {
        return n_features == 0 ? 0 : values.size() / n_features;
    }
    /// The value that local neuron `local` is to express.
    [[nodiscard]] double value(std::uint64_t sample, std::uint64_t local) const {
        const std::uint64_t feature = (first_target + local - first) / each;
        return values[sample * n_features + feature - first_feature];
    }
};

/// Numbers of an encoder that belong together.
struct CodeNumbers {
    explicit CodeNumbers(const StimulusInput& given)
        : low(given.number("data_min")),
          high(given.number("data_max")),
          length(static_cast<double>(given.steps(given.number("sample_duration")))) {}
    double low, high, length;
    /// data_min .. data_max becomes 0 .. 1.
    [[nodiscard]] double scaled(double value) const { return (value - low) / (high - low); }
    /// x = 1 comes in the first step of a sample, x = 0 in the last.
    [[nodiscard]] std::int64_t linear_offset(double x) const {
        return 1 + std::llround((1 - x) * (length - 1));
    }
};

/// Expected spikes per step at max_rate.
[[nodiscard]] inline double most_per_step(const StimulusInput& given) {
    return given.number("max_rate") * given.dt_ms() * 1e-3;
}

/// Spikes drawn in each step, at a rate that the sample says.
class DrawnCode final : public SpikeSource {
  public:
    /// mean(value, target): expected spikes per step.
    template <class Mean>
    DrawnCode(const StimulusInput& given, const LocalSamples& data, bool bernoulli,
              const Mean& mean)
        : schedule_(given),
          random_(given.random(Purpose::poisson)),
          first_index_(given.first_index),
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
    [[nodiscard]] std::int32_t count(std::uint64_t local, std::int64_t step) const override;

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
    TimedCode(const StimulusInput& given, const LocalSamples& data, const Offset& offset)
        : schedule_(given), first_(data.first), width_(data.last - data.first) {
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
    [[nodiscard]] std::int32_t count(std::uint64_t local, std::int64_t step) const override;
    void counts(std::int64_t step, std::uint64_t first, std::uint64_t last,
                std::int32_t* out) const override;

  private:
    Schedule schedule_;
    std::uint64_t first_, width_;
    std::vector<std::uint32_t> offset_;
};

}  // namespace callosum
