#pragma once

#include "network/partition/cut.hpp"

namespace callosum {

/// Each population in as many contiguous parts as there are workers, of equal size but for one grain;
/// who gets one more rotates from population to population.
class EvenCut final : public Cut {
  public:
    EvenCut(const Description& description, std::uint64_t n_workers);
    [[nodiscard]] std::vector<NeuronRange> ranges(std::uint64_t worker) const override;
    [[nodiscard]] OwnedRun run_of(std::size_t population, std::uint64_t index) const override;

  private:
    struct Population {
        std::uint64_t size, share, left_over;
        std::uint64_t turn;  ///< the worker that takes the first grain left over
    };
    /// Grains that the workers before this one have.
    [[nodiscard]] std::uint64_t before(const Population& of, std::uint64_t worker) const;

    std::uint64_t n_workers_;
    std::vector<Population> populations_;
};

/// Grains are dealt out in turn, population after population, as NEST deals out neurons.
class RoundRobinCut final : public Cut {
  public:
    RoundRobinCut(const Description& description, std::uint64_t n_workers);
    [[nodiscard]] std::vector<NeuronRange> ranges(std::uint64_t worker) const override;
    [[nodiscard]] OwnedRun run_of(std::size_t population, std::uint64_t index) const override;

  private:
    std::uint64_t n_workers_;
    std::vector<std::uint64_t> sizes_;
    std::vector<std::uint64_t> turns_;  ///< the worker that gets a population's first grain
};

}  // namespace callosum
