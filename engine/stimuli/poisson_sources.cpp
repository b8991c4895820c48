#include "engine/stimuli/poisson_sources.hpp"

#include <algorithm>
#include <string>

#include "engine/base/error.hpp"
#include "engine/base/math.hpp"
#include "engine/stimuli/poisson_table_lanes.hpp"
#include "engine/stimuli/wave.hpp"

namespace callosum {

namespace {

/// A draw of any mean, from words of its own (`draw` >= 1 in the counter).
std::int32_t draw_exactly(const Ars& random, double mean, std::uint64_t index, std::int64_t step) {
    const auto c = poisson_counter(index, step);
    return static_cast<std::int32_t>(draw_poisson(mean, [&](std::uint32_t i) {
        return random(static_cast<std::uint32_t>(index), c.step, c.step_high, 1 + i / 4)[i % 4];
    }));
}

/// Counts of the neurons [first, last) of a population, 16 at a time, from the words that they have when
/// drawn one by one (four to a block): draw(words, counts) makes 16 counts. out[0] is that of `first`.
template <class Draw>
void draw_counts(const Ars& random, std::int64_t step, std::uint64_t first, std::uint64_t last,
                 std::int32_t* out, const Draw& draw) {
    constexpr std::uint64_t tile = 16;
    const auto c = poisson_counter(first, step);
    ArsStream stream(random, c.block, c.step, c.step_high, c.draw);
    alignas(64) std::uint32_t words[tile];
    alignas(64) std::int32_t counts[tile];
    for (std::uint64_t from = first / 4 * 4; from < last; from += tile) {
        stream.next(words);
        draw(words, counts);
        if (from >= first && from + tile <= last) {
            std::copy_n(counts, tile, out + (from - first));
        } else {
            for (std::uint64_t i = std::max(from, first); i < std::min(from + tile, last); ++i) {
                out[i - first] = counts[i - from];
            }
        }
    }
}

std::uint32_t word_of(const Ars& random, std::uint64_t index, std::int64_t step) {
    const auto c = poisson_counter(index, step);
    return random(c.block, c.step, c.step_high, c.draw)[index % 4];
}

void refuse_above_limit(const LocalValues& mean) {
    for (const double one : mean.each) {
        if (one > poisson_table_max_mean) { (void)make_poisson_table(one); }
    }
}

/// A Poisson process whose rate changes: that of a step is the rate at its end, as in NEST.
class VaryingPoisson : public SpikeSource {
  public:
    VaryingPoisson(const Description& description, const StimulusEpisode& episode,
                   const NeuronRange& range)
        : random_(description.seed, Purpose::poisson, static_cast<std::uint32_t>(episode.index)),
          one_train_(episode.stimulus->shared),
          first_index_(range.first) {}

    [[nodiscard]] std::int32_t count(std::uint64_t local, std::int64_t step) const override {
        const std::uint64_t index = one_train_ ? shared_index : first_index_ + local;
        const double mean = mean_at(local, step);
        // Exact draws have 32 bits for the index; those of all targets use the last one.
        if (exact(mean)) {
            return draw_exactly(random_, mean, one_train_ ? 0xffffffff : index, step);
        }
        return PoissonInverse(mean)(word_of(random_, index, step));
    }

    void counts(std::int64_t step, std::uint64_t first, std::uint64_t last,
                std::int32_t* out) const override {
        if (one_train_) {
            std::fill(out + first, out + last, count(first, step));
            return;
        }
        const double mean = mean_at(first, step);
        if (!one_mean() || exact(mean)) {
            SpikeSource::counts(step, first, last, out);
            return;
        }
        const PoissonInverse inverse(mean);
        draw_counts(random_, step, first_index_ + first, first_index_ + last, out + first,
                    [&](const std::uint32_t* words, std::int32_t* counts) {
                        inverse.draw16(words, counts);
                    });
    }

  protected:
    /// Expected spikes of the step, >= 0.
    [[nodiscard]] virtual double mean_at(std::uint64_t local, std::int64_t step) const = 0;
    [[nodiscard]] virtual bool one_mean() const { return true; }

  private:
    [[nodiscard]] bool exact(double mean) const {
        return !one_mean() || mean > PoissonInverse::max_mean;
    }

    Ars random_;
    bool one_train_;
    std::uint64_t first_index_;
};

class InhomogeneousPoisson final : public VaryingPoisson {
  public:
    InhomogeneousPoisson(const Description& description, const StimulusEpisode& episode,
                         const NeuronRange& range)
        : VaryingPoisson(description, episode, range) {
        const auto& stimulus = *episode.stimulus;
        for (std::size_t i = 0; i < stimulus.times_ms.size(); ++i) {
            from_.push_back(description.steps(stimulus.times_ms[i]));
            mean_.push_back(stimulus.rates_hz[i] * description.dt_ms * 1e-3);
        }
        refuse_above_limit({0, mean_});
    }
    [[nodiscard]] bool active(std::int64_t step) const override { return mean_at(0, step) > 0; }

  private:
    [[nodiscard]] double mean_at(std::uint64_t /*local*/, std::int64_t step) const override {
        const auto next = std::upper_bound(from_.begin(), from_.end(), step);
        return next == from_.begin() ? 0
                                     : mean_[static_cast<std::size_t>(next - from_.begin()) - 1];
    }
    std::vector<std::int64_t> from_;
    std::vector<double> mean_;
};

class SinusoidalPoisson final : public VaryingPoisson {
  public:
    SinusoidalPoisson(const Description& description, const StimulusEpisode& episode,
                      const NeuronRange& range)
        : VaryingPoisson(description, episode, range),
          wave_(description, *episode.stimulus),
          per_step_(description.dt_ms * 1e-3) {
        const auto& stimulus = *episode.stimulus;
        const auto stream = static_cast<std::uint32_t>(episode.index);
        rate_ = local_values(stimulus.rate, description.seed, 2 * stream + 1, range,
                             stimulus.target_slice);
        constexpr std::uint32_t of_amplitudes = 0x80000000;  // apart from weights and rates
        amplitude_ = local_values(stimulus.amplitude, description.seed, of_amplitudes + stream,
                                  range, stimulus.target_slice);
        LocalValues most;
        for (std::uint64_t i = 0; i < (one_mean() ? 1 : range.size()); ++i) {
            most.each.push_back((rate_[i] + std::abs(amplitude_[i])) * per_step_);
        }
        refuse_above_limit(most);
    }

  private:
    [[nodiscard]] double mean_at(std::uint64_t local, std::int64_t step) const override {
        const double rate = std::fma(amplitude_[local], wave_.sine(step), rate_[local]);
        return std::max(0.0, rate * per_step_);
    }
    [[nodiscard]] bool one_mean() const override {
        return rate_.is_shared() && amplitude_.is_shared();
    }
    Wave wave_;
    double per_step_;
    LocalValues rate_, amplitude_;
};

}  // namespace

PoissonInverse::PoissonInverse(double mean) {
    double p = math::exp(-mean);
    double below = 0;
    while (n_ < most) {
        below += p;
        const double word = std::ldexp(below, 32);
        if (!(word < 0xffffffff)) { return; }
        threshold_[n_++] = static_cast<std::uint32_t>(word);
        p *= mean / n_;
    }
}

HomogeneousPoisson::HomogeneousPoisson(const Description& description,
                                       const StimulusEpisode& episode, const NeuronRange& range)
    : random(description.seed, Purpose::poisson, static_cast<std::uint32_t>(episode.index)),
      one_train(episode.stimulus->shared),
      first_index(range.first) {
    const auto& stimulus = *episode.stimulus;
    mean = local_values(stimulus.rate, description.seed,
                        static_cast<std::uint32_t>(2 * episode.index + 1), range,
                        stimulus.target_slice);
    const double per_step = description.dt_ms * 1e-3;
    mean.shared *= per_step;
    for (auto& one : mean.each) { one *= per_step; }
    refuse_above_limit(mean);
    if (mean.is_shared()) { table = make_poisson_table(mean.shared); }
}

std::int32_t HomogeneousPoisson::count(std::uint64_t local, std::int64_t step) const {
    const std::uint64_t index = one_train ? shared_index : first_index + local;
    return mean.is_shared() ? table(word_of(random, index, step))
                            : draw_exactly(random, mean[local], index, step);
}

void HomogeneousPoisson::counts(std::int64_t step, std::uint64_t first, std::uint64_t last,
                                std::int32_t* out) const {
    if (one_train) {
        std::fill(out + first, out + last, count(first, step));
    } else if (mean.is_shared() && table.is_small()) {
        const PoissonLanes lanes(table);
        draw_counts(
            random, step, first_index + first, first_index + last, out + first,
            [&](const std::uint32_t* words, std::int32_t* counts) { lanes.draw(words, counts); });
    } else if (mean.is_shared()) {
        draw_counts(random, step, first_index + first, first_index + last, out + first,
                    [&](const std::uint32_t* words, std::int32_t* counts) {
                        for (int i = 0; i < 16; ++i) { counts[i] = table(words[i]); }
                    });
    } else {
        SpikeSource::counts(step, first, last, out);
    }
}

namespace sources {

Source poisson(const Description& description, const StimulusEpisode& episode,
               const NeuronRange& range) {
    switch (episode.stimulus->kind) {
        case StimulusKind::inhomogeneous_poisson_generator:
            return std::make_shared<InhomogeneousPoisson>(description, episode, range);
        case StimulusKind::sinusoidal_poisson_generator:
            return std::make_shared<SinusoidalPoisson>(description, episode, range);
        default:
            return std::make_shared<HomogeneousPoisson>(description, episode, range);
    }
}

}  // namespace sources

}  // namespace callosum
