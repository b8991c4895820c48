#pragma once

#include <utility>
#include <vector>

#include "models/stimulus/source.hpp"

namespace callosum {

/// One train for all targets: steps in order, each with its number of spikes.
class CommonTrain final : public SpikeSource {
  public:
    explicit CommonTrain(std::vector<std::int64_t> steps);
    [[nodiscard]] bool active(std::int64_t step) const override { return count(0, step) > 0; }
    [[nodiscard]] std::int32_t count(std::uint64_t local, std::int64_t step) const override;
    void counts(std::int64_t step, std::uint64_t first, std::uint64_t last,
                std::int32_t* out) const override;

  private:
    std::vector<std::pair<std::int64_t, std::int32_t>> spikes_;
};

/// Trains of single neurons, sorted by step, then neuron.
class OwnTrains final : public SpikeSource {
  public:
    struct Spikes {
        std::int64_t step;
        std::uint32_t local;
        std::int32_t count;
    };
    explicit OwnTrains(std::vector<Spikes> spikes);  ///< in any order
    [[nodiscard]] bool active(std::int64_t step) const override;
    [[nodiscard]] std::int32_t count(std::uint64_t local, std::int64_t step) const override;
    void counts(std::int64_t step, std::uint64_t first, std::uint64_t last,
                std::int32_t* out) const override;

  private:
    [[nodiscard]] std::vector<Spikes>::const_iterator find(std::int64_t step,
                                                           std::uint64_t local) const;
    std::vector<Spikes> spikes_;
};

}  // namespace callosum
