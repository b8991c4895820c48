#pragma once

#include <array>
#include <cmath>

#include "models/stimulus/poisson_counter.hpp"
#include "models/stimulus/stimulus_fields.hpp"

namespace callosum {

struct MipGenerator {
    static constexpr std::array params{
        stimulus_fields::rate,
        StimulusField{.name = "p_copy",
                      .doc = "probability that a target copies a spike of the mother train",
                      .default_value = no_default,
                      .low = 0,
                      .high = 1}};
    static constexpr StimulusInfo info{
        .name = "mip_generator",
        .summary = "correlated Poisson spikes",
        .page =
            "  Each target copies each spike of a hidden Poisson train of `rate` with probability "
            "p_copy,\n"
            "  which is then the correlation of two targets.",
        .params = params,
        .hidden_train = true,
        .mean_rate = "rate",
        .copied = "p_copy"};

    /// A mother train that no target sees; each of its spikes reaches each target with one probability.
    class Source final : public SpikeSource {
      public:
        explicit Source(const StimulusInput& given)
            : random_(given.random(Purpose::poisson)),
              first_index_(given.first_index),
              copied_(std::llround(std::ldexp(given.number("p_copy"), 32))) {
            const double rate = given.values("rate", 0).shared;
            mother_ = make_poisson_table(rate * given.dt_ms() * 1e-3);
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
    static SpikeSourcePtr make(const StimulusInput& given) {
        return std::make_shared<Source>(given);
    }
};

static_assert(StimulusModel<MipGenerator>);

}  // namespace callosum
