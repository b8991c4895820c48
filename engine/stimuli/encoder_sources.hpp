#pragma once

#include <optional>
#include <vector>

#include "engine/stimuli/spike_source.hpp"

namespace callosum {

/// Which sample is shown when: one after the other, each for `length` steps every `period` steps.
class Schedule {
  public:
    Schedule(const Description& description, const Stimulus& stimulus);

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

/// What an encoder's targets on one range see of the samples.
struct LocalSamples {
    LocalSamples(const Stimulus& stimulus, const NeuronRange& range,
                 std::uint64_t targets_per_feature);
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

}  // namespace callosum
