#pragma once

#include <array>
#include <cmath>

#include "models/stimulus/stimulus_fields.hpp"
#include "models/stimulus/stimulus_input.hpp"
#include "models/stimulus/wave.hpp"

namespace callosum {

struct AcGenerator {
    static constexpr std::array params{
        stimulus_fields::amplitude,
        StimulusField{
            .name = "offset", .unit = "pA", .doc = "constant part of the current, pA; 0 if absent"},
        stimulus_fields::frequency, stimulus_fields::phase};
    static constexpr StimulusInfo info{
        .name = "ac_generator",
        .summary = "sinusoidal current",
        .page = "  I(t) = offset + amplitude sin(2 pi frequency t + phase)",
        .params = params,
        .spiking = false};

    /// The value at the beginning of the step.
    class Source final : public CurrentSource {
      public:
        explicit Source(const StimulusInput& given)
            : wave_(given),
              offset_(given.number("offset")),
              amplitude_(given.values("amplitude", stream_of_amplitudes(given))) {}
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
    static CurrentSourcePtr make(const StimulusInput& given) {
        return std::make_shared<Source>(given);
    }
};

static_assert(StimulusModel<AcGenerator>);

}  // namespace callosum
