#include "engine/synapses/delivery.hpp"

#include <algorithm>

namespace callosum {
namespace {

/// Number of tasks ahead whose entries are prefetched; 16 to 24 measured best on PD14.
constexpr std::size_t ahead = 20;

template <class Entry>
[[gnu::always_inline]] inline void prefetch_segment(const Entry* first, const Entry* last) {
    constexpr std::uintptr_t line = 64;
    const auto* end = reinterpret_cast<const char*>(last);
    const auto* at = reinterpret_cast<const char*>(first);
    at -= reinterpret_cast<std::uintptr_t>(first) & (line - 1);
    do {
        __builtin_prefetch(at, 0, 2);
        at += line;
    } while (at < end);
}

}  // namespace

Delivery::Delivery(const SynapseStore& store, const SourceList& heard, std::uint32_t horizon)
    : store_(store),
      n_blocks_(store.blocks.size()),
      n_slots_(horizon + 1),
      buckets_(n_slots_ * n_blocks_) {
    if (store.packed) {
        packed_ = PackedIndex(store, heard);
        return;
    }
    index_.resize(heard.size() * n_blocks_);
    auto listed = store.sources.begin();
    std::size_t in_store = 0;
    Index* next = index_.data();
    for (auto each = heard.begin(); !each.done() && !listed.done(); each.next()) {
        if (each.gid() != listed.gid()) {
            next += n_blocks_;
            continue;
        }
        for (std::size_t at = in_store * n_blocks_; at < (in_store + 1) * n_blocks_; ++at) {
            *next++ = {store.runs_begin[at], store.runs_begin[at + 1] - store.runs_begin[at],
                       static_cast<std::uint32_t>(store.entries_begin[at]),
                       store.degrees[in_store]};
        }
        ++in_store;
        listed.next();
    }
}

void Delivery::prefetch_runs(HeardId source) const {
    if (n_blocks_ == 0) { return; }  // nobody projects to this worker: there is no index
    if (store_.packed) {
        const auto place = packed_.find(source);
        if (place.n_runs == 0) { return; }
        const auto* first = store_.short_runs.data() + place.first_run;
        prefetch_segment(first, first + place.n_runs);
        return;
    }
    const Index& first = index_[source.index() * n_blocks_];
    const Index& last = index_[source.index() * n_blocks_ + n_blocks_ - 1];
    prefetch_segment(store_.runs.data() + first.first_run,
                     store_.runs.data() + last.first_run + last.n_runs);
}

std::uint32_t Delivery::enter(HeardId source, std::int64_t step) {
    const auto now = static_cast<std::uint32_t>(step % n_slots_);
    if (store_.packed) { return n_blocks_ == 0 ? 0 : enter_packed(source, now); }
    std::uint32_t degree = 0;
    for (std::size_t b = 0; b < n_blocks_; ++b) {
        const Index& index = index_[source.index() * n_blocks_ + b];
        degree = index.degree;
        std::uint32_t start = index.start;
        const Run* const end = store_.runs.data() + index.first_run + index.n_runs;
        for (const Run* run = end - index.n_runs; run != end; ++run) {
            // Slots form a ring longer than any delay, so one subtraction wraps around.
            std::uint32_t slot = now + run->delay;
            if (slot >= n_slots_) { slot -= n_slots_; }
            buckets_[slot * n_blocks_ + b].push({start, run->n});
            start += run->n;
        }
    }
    return degree;
}

std::uint32_t Delivery::enter_packed(HeardId source, std::uint32_t now) {
    const auto place = packed_.find(source);
    std::uint32_t start = place.first_entry;
    std::size_t block = 0;
    const auto* word = store_.short_runs.data() + place.first_run;
    for (const auto* const end = word + place.n_runs; word != end; ++word) {
        const Run run = store_.long_run(*word);
        if (run.delay == 0) {
            block = run.n;
            continue;
        }
        std::uint32_t slot = now + run.delay;
        if (slot >= n_slots_) { slot -= n_slots_; }
        buckets_[slot * n_blocks_ + block].push({start, run.n});
        start += run.n;
    }
    return place.n_entries;
}

std::uint64_t Delivery::bucket_bytes() const {
    std::uint64_t bytes = buckets_.size() * sizeof(Bucket);
    for (const auto& bucket : buckets_) { bytes += bucket.tasks.size() * task_bytes; }
    return bytes;
}

template <class Entry, class Row, class Apply>
void Delivery::add(std::span<const Task> tasks, const Entry* entries, Row* rows,
                   Apply&& apply) const {
    const std::size_t pad = store_.pad;
    const auto fetch = [&](const Task& task) {
        const Entry* first = entries + std::size_t{task.start} * pad;
        prefetch_segment(first, first + std::size_t{task.n} * pad);
    };
    for (std::size_t i = 0; i < std::min(ahead, tasks.size()); ++i) { fetch(tasks[i]); }
    for (std::size_t i = 0; i < tasks.size(); ++i) {
        if (i + ahead < tasks.size()) { fetch(tasks[i + ahead]); }
        const Entry* entry = entries + std::size_t{tasks[i].start} * pad;
        const Entry* const end = entry + std::size_t{tasks[i].n} * pad;
        // The loop over whole groups is unrolled, because segments are padded for it.
        if (pad == SynapseStore::group) {
            for (; entry != end; entry += SynapseStore::group) {
                const Entry a = entry[0], b = entry[1], c = entry[2], d = entry[3];
                apply(rows, a);
                apply(rows, b);
                apply(rows, c);
                apply(rows, d);
            }
        } else {
            for (; entry != end; ++entry) { apply(rows, *entry); }
        }
    }
}

void Delivery::drain_block(const DeliveryBlock& block, std::span<const Task> tasks,
                           InputRows& rows) const {
    std::int64_t* const wide = rows.wide.data() + (block.wide() ? block.first_row : 0);
    switch (block.format) {
        case SynapseFormat::compact:
            add(tasks, store_.narrow.data(), rows.narrow.data() + block.first_row,
                [](std::int32_t* row, std::uint32_t e) {
                    row[e & 0xFFFFU] += static_cast<std::int32_t>(e) >> 16;
                });
            break;
        case SynapseFormat::compact_wide:
            add(tasks, store_.narrow.data(), wide,
                [shift = block.shift](std::int64_t* row, std::uint32_t e) {
                    row[e & 0xFFFFU] += std::int64_t{static_cast<std::int32_t>(e) >> 16} << shift;
                });
            break;
        case SynapseFormat::table:
            add(tasks, store_.narrow.data(), wide,
                [table = store_.table.data()](std::int64_t* row, std::uint32_t e) {
                    row[e & 0xFFFFU] += table[e >> 16U];
                });
            break;
        case SynapseFormat::exact:
            add(tasks, store_.full.data(), wide, [](std::int64_t* row, std::uint64_t e) {
                row[e & 0xFFFFU] += static_cast<std::int64_t>(e) >> 16;
            });
            break;
        case SynapseFormat::plastic:
            break;
    }
}

void Delivery::drain(std::int64_t step, InputRows& rows) {
    const auto slot = static_cast<std::size_t>(step % n_slots_);
    for (std::size_t b = 0; b < n_blocks_; ++b) {
        auto& bucket = buckets_[slot * n_blocks_ + b];
        if (bucket.n == 0) { continue; }
        drain_block(store_.blocks[b], {bucket.tasks.data(), bucket.n}, rows);
        bucket.n = 0;
    }
}

}  // namespace callosum
