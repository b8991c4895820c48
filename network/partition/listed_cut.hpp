#pragma once

#include "network/partition/cut.hpp"

namespace callosum {

/// Owners as they were found, run by run: where no formula has them.
class ListedCut final : public Cut {
  public:
    /// `owners[population]`: runs that follow each other and hold all neurons; neighbours of one owner
    /// are joined.
    explicit ListedCut(const std::vector<std::vector<OwnedRun>>& owners);
    [[nodiscard]] std::vector<NeuronRange> ranges(std::uint64_t worker) const override;
    [[nodiscard]] OwnedRun run_of(std::size_t population, std::uint64_t index) const override;

  private:
    std::vector<std::vector<OwnedRun>> owners_;
};

/// Whole populations to as few workers as possible: the neurons in the order of gids, cut where the cost
/// of a worker is full. `costs`: of one neuron, by population.
[[nodiscard]] std::vector<std::vector<OwnedRun>> cut_by_population(const Description& description,
                                                                   const std::vector<double>& costs,
                                                                   std::uint64_t n_workers);

}  // namespace callosum
