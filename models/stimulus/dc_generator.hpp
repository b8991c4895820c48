#pragma once

#include <array>

#include "models/stimulus/stimulus_fields.hpp"
#include "models/stimulus/stimulus_input.hpp"

namespace callosum {

struct DcGenerator {
    static constexpr std::array params{stimulus_fields::amplitude};
    static constexpr StimulusInfo info{.name = "dc_generator",
                                       .summary = "constant current",
                                       .page = "  I = amplitude",
                                       .params = params,
                                       .spiking = false};

    class Source final : public CurrentSource {
      public:
        explicit Source(LocalValues amplitude) : amplitude_(std::move(amplitude)) {}
        [[nodiscard]] bool changes(std::int64_t /*step*/) const override { return false; }
        [[nodiscard]] double value(std::uint64_t local, std::int64_t /*step*/) const override {
            return amplitude_[local];
        }

      private:
        LocalValues amplitude_;
    };
    static CurrentSourcePtr make(const StimulusInput& given) {
        return std::make_shared<Source>(given.values("amplitude", stream_of_amplitudes(given)));
    }
};

static_assert(StimulusModel<DcGenerator>);

}  // namespace callosum
