#pragma once

#include <algorithm>
#include <array>

#include "models/stimulus/poisson_counter.hpp"
#include "models/stimulus/poisson_table.hpp"
#include "models/stimulus/stimulus_fields.hpp"

namespace callosum {

/// A Poisson process of constant rate. Trains of one rate are drawn from a table, four neurons per
/// block of words; neurons with rates of their own draw exactly, each from its own counters.
class HomogeneousPoisson final : public SpikeSource {
  public:
    explicit HomogeneousPoisson(const StimulusInput& given)
        : random(given.random(Purpose::poisson)),
          one_train(given.shared),
          first_index(given.first_index),
          mean(given.values("rate", stream_of_rates(given))) {
        const double per_step = given.dt_ms() * 1e-3;
        mean.shared *= per_step;
        for (auto& one : mean.each) { one *= per_step; }
        refuse_above_limit(mean);
        if (!mean.is_shared()) { return; }
        table = make_poisson_table(mean.shared);
        if (table.is_small()) { small_table = small(table); }
    }

    [[nodiscard]] std::int32_t count(std::uint64_t local, std::int64_t step) const override {
        const std::uint64_t index = one_train ? shared_index : first_index + local;
        return mean.is_shared() ? table(word_of(random, index, step))
                                : draw_exactly(random, mean[local], index, step);
    }

    void counts(std::int64_t step, std::uint64_t first, std::uint64_t last,
                std::int32_t* out) const override {
        if (one_train) {
            std::fill(out + first, out + last, count(first, step));
        } else if (mean.is_shared() && table.is_small()) {
            draw_counts(step, first_index + first, first_index + last, out + first,
                        [&](const Ars::Words& counter, std::uint64_t n, std::int32_t* counts) {
                            draws().table(random, counter, small_table, n, counts);
                        });
        } else if (mean.is_shared()) {
            count_words(random, step, {first_index + first, first_index + last}, out + first,
                        [&](const std::uint32_t* words, std::int32_t* counts) {
                            for (int i = 0; i < 16; ++i) { counts[i] = table(words[i]); }
                        });
        } else {
            SpikeSource::counts(step, first, last, out);
        }
    }

    const Ars random;
    const bool one_train;             ///< for all targets
    const std::uint64_t first_index;  ///< of the range
    LocalValues mean;                 ///< spikes per step
    PoissonTable table;               ///< where all neurons have one rate
    AliasTable32 small_table;         ///< the same, where it is small
};

struct PoissonGenerator {
    static constexpr std::array params{stimulus_fields::shared, stimulus_fields::rate};
    static constexpr StimulusInfo info{
        .name = "poisson_generator",
        .summary = "Poisson spikes",
        .page = "  Each target gets spikes at `rate`, a train of its own unless `shared`.",
        .params = params,
        .mean_rate = "rate"};
    static SpikeSourcePtr make(const StimulusInput& given) {
        return std::make_shared<HomogeneousPoisson>(given);
    }
};

static_assert(StimulusModel<PoissonGenerator>);

}  // namespace callosum
