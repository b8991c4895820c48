#pragma once

#include <memory>
#include <unordered_map>

#include "network/partition/regular_cuts.hpp"
#include "network/space/places.hpp"

namespace callosum {

/// Cut into compact regions: Hilbert's curve through the extents, cut where the neurons passed so
/// far cost k / n_shares of the total. A population whose index follows the curve has one run for
/// each share; of grids and tables each grain goes to the region of its middle neuron. Populations
/// without positions are cut evenly. Regions of populations coincide where their extents do.
class CurveCut final : public Cut {
  public:
    /// `synapses` has the expected number for each projection; `n_shares` must be above 0.
    CurveCut(const Description& description, const std::vector<double>& synapses,
             std::uint64_t n_shares);
    [[nodiscard]] std::vector<NeuronRange> ranges(std::uint64_t share) const override;
    [[nodiscard]] OwnedRun run_of(std::size_t population, std::uint64_t index) const override;

  private:
    /// Returns the cost of the neurons before a position of the curve.
    [[nodiscard]] double before(std::uint64_t position) const;
    /// Returns the position at which the region of a share begins; cached.
    [[nodiscard]] std::uint64_t begin(std::uint64_t share) const;
    /// Returns the share whose region holds a position of the curve.
    [[nodiscard]] std::uint64_t share_at(std::uint64_t position) const;
    /// Returns the first index of a share in a population that follows the curve.
    [[nodiscard]] std::uint64_t first_of(std::size_t population, std::uint64_t share) const;
    /// Assigns the grains of a grid or table to shares.
    void deal_out(std::size_t population);
    /// Cost of a neuron along the curve, and of all neurons before each piece of it.
    struct Profile {
        std::vector<double>
            costs;  ///< cost of a neuron, by piece; one piece where it is the same everywhere
        std::vector<double> before;  ///< by piece, one more at the end
        int bits = 0;                ///< number of pieces is 2^bits
    };
    [[nodiscard]] Profile make_profile(const Description& description,
                                       const std::vector<double>& synapses,
                                       std::size_t population) const;

    std::uint64_t n_shares_;
    std::vector<std::uint64_t> sizes_;
    std::vector<Profile> profiles_;
    EvenCut even_;                                 ///< for populations without positions
    std::vector<std::unique_ptr<Places>> places_;  ///< null for populations without positions
    std::vector<std::vector<OwnedRun>> dealt_;     ///< for grids and tables
    double all_ = 0;
    mutable std::unordered_map<std::uint64_t, std::uint64_t> begins_;
};

}  // namespace callosum
