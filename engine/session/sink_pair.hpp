#pragma once

#include <memory>

#include "engine/records/sinks.hpp"

namespace callosum {

/// Hands each record to two takers, either of which may be null.
class SinkPair {
  public:
    SinkPair(const Sinks& first, const Sinks& second);

    /// Takers that live as long as this object; the only one itself where the other is null.
    [[nodiscard]] const Sinks& sinks() const { return sinks_; }

  private:
    std::unique_ptr<SpikeSink> spikes_;
    std::unique_ptr<TraceSink> traces_;
    std::unique_ptr<RateSink> rates_;
    std::unique_ptr<WeightSink> weights_;
    Sinks sinks_;
};

}  // namespace callosum
