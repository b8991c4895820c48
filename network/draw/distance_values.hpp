#pragma once

#include <memory>

#include "network/describe/network.hpp"
#include "network/space/places.hpp"

namespace callosum {

/// Returns the positions of a population for use by one thread; nullptr where it has none.
[[nodiscard]] std::shared_ptr<const Places> places_of(const Description& description,
                                                      std::size_t population);

/// Draws values that depend on the distance between source and target.
class DistanceValues {
  public:
    explicit DistanceValues(const ByDistance& value) : value_(value), noise_(value.noise) {}
    /// Sets out[i] to the value at distance x[i] with the noise of words[i]. Arrays are read and
    /// written up to the next multiple of 16.
    void many(const double* x, const std::uint32_t* words, double* out, std::size_t n) const;

  private:
    ByDistance value_;
    QuantileFunction noise_;
};

}  // namespace callosum
