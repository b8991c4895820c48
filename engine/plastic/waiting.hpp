#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "engine/plastic/selection.hpp"

namespace callosum {

/// Returns the visit of the first task after `step` of each picked group that has one, by first
/// entry. Buckets are those of `n_slots` steps, [slot * chunks + chunk].
template <class Task>
[[nodiscard]] auto first_waiting(const std::vector<std::vector<Task>>& buckets,
                                 std::uint32_t n_slots, std::int64_t step,
                                 const SynapsePicks& picks) {
    std::unordered_map<std::uint64_t, decltype(Task::visit)> waiting;
    const std::size_t n_chunks = buckets.size() / n_slots;
    for (std::uint32_t ahead = 1; ahead < n_slots; ++ahead) {
        const auto slot = static_cast<std::size_t>((step + ahead) % n_slots);
        for (std::size_t chunk = 0; chunk < n_chunks; ++chunk) {
            for (const auto& task : buckets[slot * n_chunks + chunk]) {
                if (picks.has_source_of(task.first)) { waiting.emplace(task.first, task.visit); }
            }
        }
    }
    return waiting;
}

}  // namespace callosum
