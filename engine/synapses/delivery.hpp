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
    static constexpr std::size_t first_tasks = 256;  ///< room of a bucket when it is first used

    /// `known`: gids in the order of the rank's numbers of sources, among them all of the store's.
    /// `horizon`: the largest delay plus the longest window, in steps.
    Delivery(const SynapseStore& store, const SourceList& heard, std::uint32_t horizon);

    /// Asks for the index of a source, by the rank's number; `prefetch_runs` some time later asks for
    /// what the index points at.
    void prefetch_index(HeardId source) const {
        if (store_.packed) {
            packed_.prefetch(source);
        } else {
            __builtin_prefetch(index_.data() + source.index() * n_blocks_, 0, 3);
        }
    }
    void prefetch_runs(HeardId source) const;
    /// Enters a spike, stamped `step`, of a source by the rank's number. Returns how many synapses it
    /// will reach here.
    std::uint32_t enter(HeardId source, std::int64_t step);
    /// Adds all tasks of `step` to the rows and forgets them; may be called again for tasks that have
    /// been entered since.
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
            if (n == tasks.size()) { tasks.resize(std::max(first_tasks, 2 * n)); }
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
    std::uint32_t enter_packed(HeardId source, std::uint32_t now);
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
