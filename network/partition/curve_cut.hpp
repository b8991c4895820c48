#pragma once

#include <memory>
#include <unordered_map>

#include "network/partition/regular_cuts.hpp"
#include "network/space/places.hpp"

namespace callosum {

/// Compact regions: Hilbert's curve through the extents, cut where the neurons before have cost k parts of
/// n_workers of what all cost. Populations whose index follows the curve have one run for each worker; of
/// grids and files each grain goes to where its middle neuron is. Populations without places are cut
/// evenly. Regions of populations coincide where their extents do.
class CurveCut final : public Cut {
  public:
    /// `synapses`: of each projection, as expected; `n_workers` > 0.
    CurveCut(const Description& description, const std::vector<double>& synapses,
             std::uint64_t n_workers);
    [[nodiscard]] std::vector<NeuronRange> ranges(std::uint64_t worker) const override;
    [[nodiscard]] OwnedRun run_of(std::size_t population, std::uint64_t index) const override;

  private:
    /// Cost of what lies before a position of the curve.
    [[nodiscard]] double before(std::uint64_t position) const;
    /// Where the region of a worker begins; found once.
    [[nodiscard]] std::uint64_t begin(std::uint64_t worker) const;
    [[nodiscard]] std::uint64_t worker_at(std::uint64_t position) const;
    /// First index of a worker in a population that follows the curve.
    [[nodiscard]] std::uint64_t first_of(std::size_t population, std::uint64_t worker) const;
    void deal_out(std::size_t population);
    /// What a neuron costs along the curve, and what neurons before each piece of it cost.
    struct Profile {
        std::vector<double>
            costs;  ///< of one neuron, by piece; one piece where it is the same everywhere
        std::vector<double> before;  ///< by piece; one more at the end
        int bits = 0;                ///< pieces are 2^bits
    };
    [[nodiscard]] Profile make_profile(const Description& description,
                                       const std::vector<double>& synapses,
                                       std::size_t population) const;

    std::uint64_t n_workers_;
    std::vector<std::uint64_t> sizes_;
    std::vector<Profile> profiles_;
    EvenCut even_;                                 ///< of those without places
    std::vector<std::unique_ptr<Places>> places_;  ///< null where there are none
    std::vector<std::vector<OwnedRun>> dealt_;     ///< of grids and files
    double all_ = 0;
    mutable std::unordered_map<std::uint64_t, std::uint64_t> begins_;
};

}  // namespace callosum
