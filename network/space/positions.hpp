#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "network/space/extent.hpp"

namespace callosum {

/// Kind of placement of the neurons of a population.
enum class Placement {
    free,  ///< uniform in the extent, independent; indices follow Hilbert's curve
    grid,  ///< centres of equal cells; the last axis is the fastest
    file   ///< table, in its order
};

class SortedPlaces;

/// Cache of the sorted grid or table. Copies share it, and any thread may be the first to ask. It
/// is not part of the value of positions: all caches compare equal.
class SharedSort {
  public:
    /// Returns the cached object if it fits, else makes a new one and drops the old. Thread-safe.
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
    /// State shared by the copies of a description, and by the threads that draw from them.
    std::shared_ptr<State> state_ = std::make_shared<State>();
};

struct Positions {
    Placement kind = Placement::free;
    Extent extent;
    std::array<std::uint64_t, 3> shape{1, 1, 1};  ///< grid: points along each axis
    /// Coordinates of a table (µm), neuron after neuron; shared by copies of the description.
    std::shared_ptr<const std::vector<double>> table;
    std::string file, dataset;  ///< path of a table's file, and which array of it
    SharedSort sort;            ///< used by grids and tables
    /// Whether neurons follow Hilbert's curve, so that those of a block have successive indices.
    [[nodiscard]] bool along_curve() const { return kind == Placement::free; }
    friend bool operator==(const Positions&, const Positions&) = default;
};

}  // namespace callosum
