#pragma once

#include "network/partition/cut.hpp"

namespace callosum {

/// Cuts each population into as many contiguous parts as there are shares, of equal size but for
/// one grain. The shares that get one more rotate from population to population.
class EvenCut final : public Cut {
  public:
    EvenCut(const Description& description, std::uint64_t n_shares);
    [[nodiscard]] std::vector<NeuronRange> ranges(std::uint64_t share) const override;
    [[nodiscard]] OwnedRun run_of(std::size_t population, std::uint64_t index) const override;

  private:
    struct Population {
        std::uint64_t size, per_share, left_over;  ///< neurons; grains of each share; the rest
        std::uint64_t turn;                        ///< share that takes the first grain left over
    };
    /// Returns the number of grains of the shares before `share`.
    [[nodiscard]] std::uint64_t before(const Population& of, std::uint64_t share) const;

    std::uint64_t n_shares_;
    std::vector<Population> populations_;
};

/// Deals out grains in turn, population after population, as NEST deals out neurons.
class RoundRobinCut final : public Cut {
  public:
    RoundRobinCut(const Description& description, std::uint64_t n_shares);
    [[nodiscard]] std::vector<NeuronRange> ranges(std::uint64_t share) const override;
    [[nodiscard]] OwnedRun run_of(std::size_t population, std::uint64_t index) const override;

  private:
    std::uint64_t n_shares_;
    std::vector<std::uint64_t> sizes_;
    std::vector<std::uint64_t> turns_;  ///< share that gets a population's first grain
};

}  // namespace callosum
