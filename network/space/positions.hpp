#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "network/space/extent.hpp"

namespace callosum {

/// Where the neurons of a population are.
enum class Placement {
    free,  ///< uniform in the extent, each for itself; indices follow Hilbert's curve
    grid,  ///< centres of equal cells; the last axis is the fastest
    file   ///< a table, in its order
};

class SortedPlaces;

/// What grids and tables are sorted into, once for all who ask: copies share it, and any thread may be the
/// first. No part of the value that positions are.
class SharedSort {
  public:
    /// Throws away what belongs to other positions.
    template <class Fits, class Make>
    std::shared_ptr<const SortedPlaces> find(const Fits& fits, const Make& make) const {
        const std::lock_guard lock(state_->mutex);
        if (!state_->sorted || !fits(*state_->sorted)) { state_->sorted = make(); }
        return state_->sorted;
    }
    friend bool operator==(const SharedSort&, const SharedSort&) { return true; }

  private:
    struct State {
        std::mutex mutex;
        std::shared_ptr<const SortedPlaces> sorted;
    };
    /// Shared by the copies of a description, and by the threads that draw from them.
    std::shared_ptr<State> state_ = std::make_shared<State>();
};

struct Positions {
    Placement kind = Placement::free;
    Extent extent;
    std::array<std::uint64_t, 3> shape{1, 1, 1};  ///< grid: points along each axis
    /// file: coordinates of one neuron after the other, µm; shared by copies of the description
    std::shared_ptr<const std::vector<double>> table;
    std::string file, dataset;  ///< file: its path, and which array of it
    SharedSort sort;            ///< grid, file
    friend bool operator==(const Positions&, const Positions&) = default;
};

}  // namespace callosum
