#include "engine/run/delivery.hpp"

#include <algorithm>

namespace callosum {
namespace {

/// Tasks ahead of the one being read whose entries are asked for; 16 to 24 measured best on PD14.
constexpr std::size_t ahead = 20;

template <class Entry>
[[gnu::always_inline]] inline void prefetch_segment(const Entry* first, const Entry* last) {
    constexpr std::uintptr_t line = 64;
    auto address = reinterpret_cast<std::uintptr_t>(first) & ~(line - 1);
    const auto end = reinterpret_cast<std::uintptr_t>(last);
    do {
        __builtin_prefetch(reinterpret_cast<const void*>(address), 0, 2);
        address += line;
    } while (address < end);
}

}  // namespace

Delivery::Delivery(const SynapseStore& store, std::uint32_t horizon)
    : store_(store), n_blocks_(store.blocks.size()), n_slots_(horizon + 1),
      buckets_(n_slots_ * n_blocks_) {}

void Delivery::prefetch(std::uint32_t source) const {
    const std::size_t first = source * n_blocks_;
    __builtin_prefetch(&store_.entries_begin[first], 0, 3);
    const auto begin = store_.runs_begin[first];
    prefetch_segment(store_.runs.data() + begin, store_.runs.data() + begin + 64);
}

void Delivery::enter(std::uint32_t source, std::int64_t step) {
    const auto now = static_cast<std::uint32_t>(step % n_slots_);
    for (std::size_t b = 0; b < n_blocks_; ++b) {
        const std::size_t at = source * n_blocks_ + b;
        auto start = static_cast<std::uint32_t>(store_.entries_begin[at]);
        const Run* const end = store_.runs.data() + store_.runs_begin[at + 1];
        for (const Run* run = store_.runs.data() + store_.runs_begin[at]; run != end; ++run) {
            std::uint32_t slot = now + run->delay;
            if (slot >= n_slots_) { slot -= n_slots_; }
            buckets_[slot * n_blocks_ + b].push_back({start, run->n});
            start += run->n;
        }
    }
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
    }
}

void Delivery::drain(std::int64_t step, InputRows& rows) {
    const auto slot = static_cast<std::size_t>(step % n_slots_);
    for (std::size_t b = 0; b < n_blocks_; ++b) {
        auto& bucket = buckets_[slot * n_blocks_ + b];
        if (bucket.empty()) { continue; }
        drain_block(store_.blocks[b], bucket, rows);
        bucket.clear();
    }
}

}  // namespace callosum
