#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/layout/input_rows.hpp"
#include "engine/synapses/packed_index.hpp"
#include "engine/synapses/synapse_store.hpp"

namespace callosum {

/// Delay-sliced delivery of one share. A spike is entered once, as one task per (block, delay) in
/// the bucket of the step in which it acts; the bucket of a step is then added to the one input row
/// of that step, so there is no ring of rows. The store must outlive the object and keep its
/// address. Not thread-safe: each share has its own.
class Delivery {
  public:
    static constexpr std::size_t index_entry_bytes = 16;  ///< for each source of the rank and block
    static constexpr std::size_t task_bytes = 8;          ///< of a spike that waits

    /// `known` lists gids in the order of heard ids, among them all of the store's sources.
    /// `horizon` is the largest delay plus the longest window, in steps.
    Delivery(const SynapseStore& store, const SourceList& known, std::uint32_t horizon);

    /// Prefetches the index of a source, given by its heard id. `prefetch_runs`, called some time
    /// later, prefetches the runs at which the index points.
    void prefetch_index(std::uint32_t source) const {
        if (store_.packed) {
            packed_.prefetch(source);
        } else {
            __builtin_prefetch(index_.data() + source * n_blocks_, 0, 3);
        }
    }
    void prefetch_runs(std::uint32_t source) const;
    /// Enters a spike, stamped `step`, of the source with this heard id. Returns the number of
    /// synapses here that it will reach.
    std::uint32_t enter(std::uint32_t source, std::int64_t step);
    /// Adds all tasks of `step` to the rows and drops them. It may be called again for tasks
    /// entered since.
    void drain(std::int64_t step, InputRows& rows);

    /// Returns the memory of the index, which is fixed once it is built.
    [[nodiscard]] std::uint64_t index_bytes() const {
        return index_.size() * sizeof(Index) + packed_.bytes();
    }
    /// Returns the memory of the tasks that the buckets can hold.
    [[nodiscard]] std::uint64_t bucket_bytes() const;

  private:
    /// Entries of one source and delay in one block.
    struct Task {
        std::uint32_t start;  ///< in groups of `pad` entries
        std::uint32_t n;      ///< in groups
    };
    /// Tasks of one step and block; the bucket grows by doubling and never shrinks.
    struct Bucket {
        std::vector<Task> tasks;
        std::size_t n = 0;
        void push(Task task) {
            if (n == tasks.size()) { tasks.resize(std::max<std::size_t>(256, 2 * n)); }
            tasks[n++] = task;
        }
    };
    /// Position of a source's runs and entries in one block; a quarter of a cache line.
    struct Index {
        std::uint32_t first_run = 0;
        std::uint32_t n_runs = 0;
        std::uint32_t start = 0;   ///< of its entries, in groups
        std::uint32_t degree = 0;  ///< number of synapses of the source in all blocks
    };
    static_assert(sizeof(Task) == task_bytes && sizeof(Index) == index_entry_bytes);
    /// Enters a spike in a packed store, whose runs name their blocks themselves.
    std::uint32_t enter_packed(std::uint32_t source, std::uint32_t now);
    template <class Entry, class Row, class Apply>
    void add(std::span<const Task> tasks, const Entry* entries, Row* rows, Apply&& apply) const;
    void drain_block(const DeliveryBlock& block, std::span<const Task> tasks,
                     InputRows& rows) const;

    const SynapseStore& store_;
    std::size_t n_blocks_;
    std::uint32_t n_slots_;
    std::vector<Index> index_;  ///< [source * blocks + block]; empty where the store is packed
    PackedIndex packed_;
    std::vector<Bucket> buckets_;  ///< [slot * blocks + block]
};

}  // namespace callosum
