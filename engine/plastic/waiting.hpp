#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "engine/plastic/selection.hpp"

namespace callosum {

/// Tasks that act after `step`, in the buckets of `n_slots` steps, [slot * chunks + chunk].
template <class Task>
struct Pending {
    const std::vector<std::vector<Task>>& buckets;
    std::uint32_t n_slots;
    std::int64_t step;
};

/// Calls act(due step, task) for all of them, the earliest first.
template <class Task, class Act>
void for_each_pending(const Pending<Task>& pending, const Act& act) {
    const std::size_t n_chunks = pending.buckets.size() / pending.n_slots;
    for (std::uint32_t ahead = 1; ahead < pending.n_slots; ++ahead) {
        const std::int64_t due = pending.step + ahead;
        const auto slot = static_cast<std::size_t>(due % pending.n_slots);
        for (std::size_t chunk = 0; chunk < n_chunks; ++chunk) {
            for (const auto& task : pending.buckets[slot * n_chunks + chunk]) { act(due, task); }
        }
    }
}

/// Returns the visit of the first pending task of each picked group that has one, by first entry.
template <class Task>
[[nodiscard]] auto first_waiting(const Pending<Task>& pending, const SynapsePicks& picks) {
    std::unordered_map<std::uint64_t, decltype(Task::visit)> waiting;
    for_each_pending(pending, [&](std::int64_t, const Task& task) {
        if (picks.has_source_of(task.first)) { waiting.emplace(task.first, task.visit); }
    });
    return waiting;
}

}  // namespace callosum
