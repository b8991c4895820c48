#pragma once

#include <algorithm>
#include <cmath>

#include "engine/base/math.hpp"
#include "models/stimulus/poisson_counter.hpp"

namespace callosum {

/// Inversion for one mean that holds for one step: thresholds of a 32-bit word, made anew each step.
/// The tail that is dropped holds less than 2^-32.
class PoissonInverse {
  public:
    static constexpr double max_mean = 10;
    /// mean <= max_mean
    explicit PoissonInverse(double mean) {
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
    [[nodiscard]] std::int32_t operator()(std::uint32_t word) const {
        std::int32_t k = 0;
        while (k < n_ && word >= threshold_[k]) { ++k; }
        return k;
    }
    /// The same for 16 words at once.
    void draw16(const std::uint32_t* words, std::int32_t* counts) const {
        for (int i = 0; i < 16; ++i) { counts[i] = 0; }
        for (std::int32_t k = 0; k < n_; ++k) {
            for (int i = 0; i < 16; ++i) { counts[i] += words[i] >= threshold_[k] ? 1 : 0; }
        }
    }

  private:
    static constexpr int most = 48;
    std::uint32_t threshold_[most];
    int n_ = 0;
};

/// A Poisson process whose rate changes: that of a step is the rate at its end, as in NEST.
class VaryingPoisson : public SpikeSource {
  public:
    explicit VaryingPoisson(const StimulusInput& given)
        : random_(given.random(Purpose::poisson)),
          one_train_(given.shared),
          first_index_(given.first_index) {}

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
        count_words(random_, step, {first_index_ + first, first_index_ + last}, out + first,
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

}  // namespace callosum
