#pragma once

#include "network/partition/cut.hpp"

namespace callosum {

/// Assignment stored run by run, for cuts that no formula describes.
class ListedCut final : public Cut {
  public:
    /// `owners[population]` holds successive runs that cover all neurons; adjacent runs of one
    /// share are joined.
    explicit ListedCut(const std::vector<std::vector<OwnedRun>>& owners);
    [[nodiscard]] std::vector<NeuronRange> ranges(std::uint64_t share) const override;
    [[nodiscard]] OwnedRun run_of(std::size_t population, std::uint64_t index) const override;

  private:
    std::vector<std::vector<OwnedRun>> owners_;
};

/// Assigns whole populations to as few shares as possible: neurons are taken in the order of gids
/// and cut where the cost of a share is full. `costs` has the cost of a neuron of each population.
[[nodiscard]] std::vector<std::vector<OwnedRun>> cut_by_population(const Description& description,
                                                                   const std::vector<double>& costs,
                                                                   std::uint64_t n_shares);

}  // namespace callosum
