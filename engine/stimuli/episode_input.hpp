#pragma once

#include "models/stimulus/stimulus_input.hpp"
#include "network/describe/phases.hpp"
#include "network/describe/stimulus_numbers.hpp"
#include "network/partition/partition.hpp"

namespace callosum {

/// A stimulus as it is in one episode, for the neurons of `range`. What it draws is keyed by the index of
/// the stimulus: an episode draws as the whole would.
class EpisodeInput final : public StimulusInput {
  public:
    EpisodeInput(const Description& description, const StimulusEpisode& episode,
                 const NeuronRange& range);

    [[nodiscard]] double dt_ms() const override { return description_.dt_ms; }
    [[nodiscard]] double number(std::string_view name) const override {
        return number_of(stimulus_, name, description_.dt_ms);
    }
    [[nodiscard]] std::string_view method() const override { return method_of(stimulus_); }
    [[nodiscard]] std::int64_t steps(double ms) const override { return description_.steps(ms); }
    [[nodiscard]] LocalValues values(std::string_view name, std::uint32_t stream) const override;
    [[nodiscard]] std::span<const double> list(std::string_view name) const override {
        return list_of(stimulus_, name);
    }
    [[nodiscard]] bool has_trains() const override { return stimulus_.trains != nullptr; }
    [[nodiscard]] std::vector<GivenSpike> local_trains() const override;
    [[nodiscard]] std::uint64_t n_samples() const override {
        return stimulus_.samples->n_samples();
    }
    [[nodiscard]] std::vector<double> features(std::uint64_t first,
                                               std::uint64_t last) const override {
        return stimulus_.samples->features(first, last);
    }
    [[nodiscard]] std::span<const std::uint64_t> order() const override { return stimulus_.order; }

  private:
    const Description& description_;
    const Stimulus& stimulus_;
    NeuronRange range_;
};

}  // namespace callosum
