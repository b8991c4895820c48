#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "engine/stimuli/episode_input.hpp"

/// What the tests of stimuli share: a description with one stimulus and its spikes as numbers.
namespace callosum {

class ArraySamples : public Samples {
  public:
    ArraySamples(std::uint64_t n_features, std::vector<double> values)
        : n_features_(n_features), values_(std::move(values)) {}
    [[nodiscard]] std::uint64_t n_samples() const override { return values_.size() / n_features_; }
    [[nodiscard]] std::uint64_t n_features() const override { return n_features_; }
    [[nodiscard]] double smallest() const override { return *std::ranges::min_element(values_); }
    [[nodiscard]] double largest() const override { return *std::ranges::max_element(values_); }
    [[nodiscard]] std::vector<double> features(std::uint64_t first,
                                               std::uint64_t last) const override {
        std::vector<double> some;
        for (std::uint64_t s = 0; s < n_samples(); ++s) {
            for (auto f = first; f < last; ++f) { some.push_back(values_[s * n_features_ + f]); }
        }
        return some;
    }
    [[nodiscard]] std::string origin() const override { return "array"; }

  private:
    std::uint64_t n_features_;
    std::vector<double> values_;
};

/// A population of `size` neurons that a stimulus of this kind reaches; dt = 0.1 ms.
inline Description with_stimulus(const std::string& model, std::uint64_t size) {
    Description description;
    description.duration_ms = 1000;
    Population population;
    population.name = "E";
    population.size = size;
    population.model = "iaf_psc_exp";
    description.populations = {population};
    Stimulus stimulus;
    stimulus.name = "s";
    stimulus.model = model;
    stimulus.target_slice = {0, size};
    stimulus.delay_ms = 0.1;
    description.stimuli = {stimulus};
    return description;
}

inline std::vector<std::int32_t> counts(const SpikeSource& source, std::int64_t step,
                                        std::uint64_t n) {
    std::vector<std::int32_t> all(n, -1);
    source.counts(step, 0, n, all.data());
    return all;
}

/// The source of the only stimulus for one range of its targets' population.
inline SpikeSourcePtr spikes_of(const Description& description, const NeuronRange& range) {
    const auto& stimulus = description.stimuli[0];
    return make_spike_source(stimulus.model, EpisodeInput(description, {0, &stimulus}, range));
}
inline CurrentSourcePtr current_of(const Description& description, const NeuronRange& range) {
    const auto& stimulus = description.stimuli[0];
    return make_current_source(stimulus.model, EpisodeInput(description, {0, &stimulus}, range));
}

inline SpikeSourcePtr whole(const Description& description) {
    return spikes_of(description, {0, 0, description.populations[0].size});
}

/// Mean and variance of numbers, and the correlation of two series.
struct Moments {
    double n = 0, sum_x = 0, sum_y = 0, sum_xx = 0, sum_yy = 0, sum_xy = 0;
    void add(double x, double y = 0) {
        n += 1;
        sum_x += x;
        sum_y += y;
        sum_xx += x * x;
        sum_yy += y * y;
        sum_xy += x * y;
    }
    [[nodiscard]] double mean() const { return sum_x / n; }
    [[nodiscard]] double variance() const { return sum_xx / n - mean() * mean(); }
    [[nodiscard]] double correlation() const {
        const double y = sum_y / n;
        return (sum_xy / n - mean() * y) / std::sqrt(variance() * (sum_yy / n - y * y));
    }
};

}  // namespace callosum
