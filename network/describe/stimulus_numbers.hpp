#pragma once

#include <string_view>

#include "models/stimulus/stimulus_info.hpp"
#include "network/describe/network.hpp"

namespace callosum {

/// Information on a stimulus's model; empty where there is no model of that name.
[[nodiscard]] const StimulusInfo& info_of(const Stimulus& stimulus);

/// Stimuli that send spikes; the others are currents.
[[nodiscard]] inline bool is_spiking(const Stimulus& stimulus) { return info_of(stimulus).spiking; }

/// A parameter that is one number: as given, or its default at this dt; NaN where it has none.
[[nodiscard]] double number_of(const Stimulus& stimulus, std::string_view name, double dt_ms);
/// A parameter with a number per target: as given, or the default.
[[nodiscard]] Values values_of(const Stimulus& stimulus, std::string_view name);
/// A list of times or numbers; empty where it is not given.
[[nodiscard]] const std::vector<double>& list_of(const Stimulus& stimulus, std::string_view name);
/// The method of a stimulus; empty where its model has none.
[[nodiscard]] std::string_view method_of(const Stimulus& stimulus);

/// The numbers of a stimulus as its model asks for them.
class NumbersOf final : public StimulusNumbers {
  public:
    NumbersOf(const Stimulus& stimulus, double dt_ms) : stimulus_(stimulus), dt_ms_(dt_ms) {}
    [[nodiscard]] double dt_ms() const override { return dt_ms_; }
    [[nodiscard]] double number(std::string_view name) const override {
        return number_of(stimulus_, name, dt_ms_);
    }
    [[nodiscard]] std::string_view method() const override { return method_of(stimulus_); }

  private:
    const Stimulus& stimulus_;
    double dt_ms_;
};

}  // namespace callosum
