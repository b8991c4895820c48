#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/backend/population_state.hpp"
#include "engine/state/synapses.hpp"

namespace callosum {

/// Delay-sliced delivery of one worker. A spike is entered once, as one task per (block, delay) into
/// the bucket of the step in which it acts; the bucket of a step is then added to the one input row
/// of that step. No ring of rows exists.
class Delivery {
  public:
    /// `horizon`: the largest delay plus the longest window, in steps.
    Delivery(const SynapseStore& store, std::uint32_t horizon);

    /// Asks for the index entries of a source that `enter` will soon need.
    void prefetch(std::uint32_t source) const;
    /// Enters a spike of source number `source` of the store, stamped `step`.
    void enter(std::uint32_t source, std::int64_t step);
    /// Adds all tasks of `step` to the rows and forgets them; may be called again for tasks that have
    /// been entered since.
    void drain(std::int64_t step, InputRows& rows);

  private:
    struct Task {
        std::uint32_t start;  ///< in pads
        std::uint32_t n;      ///< pads
    };
    template <class Entry, class Row, class Apply>
    void add(std::span<const Task> tasks, const Entry* entries, Row* rows, Apply&& apply) const;
    void drain_block(const DeliveryBlock& block, std::span<const Task> tasks, InputRows& rows) const;

    const SynapseStore& store_;
    std::size_t n_blocks_;
    std::uint32_t n_slots_;
    std::vector<std::vector<Task>> buckets_;  ///< [slot * blocks + block]
};

}  // namespace callosum
