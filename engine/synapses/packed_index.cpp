#include "engine/synapses/packed_index.hpp"

namespace callosum {

PackedIndex::PackedIndex(const SynapseStore& store, const SourceList& heard) {
    groups_.reserve((heard.size() + group_sources - 1) / group_sources);
    WideGroup starts;
    std::uint32_t lane = 0, next_run = 0, next_entry = 0;
    auto each = heard.begin();
    const auto add = [&](std::uint32_t n_runs, std::uint32_t n_entries) {
        next_run += n_runs;
        next_entry += n_entries;
        starts.runs[++lane] = next_run;
        starts.entries[lane] = next_entry;
        if (lane == group_sources) {
            close_group(starts);
            starts.runs[0] = next_run;
            starts.entries[0] = next_entry;
            lane = 0;
        }
        each.next();
    };
    // Sources without synapses in this store get empty places, so that a heard id is the position.
    auto listed = store.sources.begin();
    store.for_each_packed(
        [&](std::uint32_t, std::uint32_t n_runs, std::uint32_t, std::uint32_t n_entries) {
            while (each.gid() != listed.gid()) { add(0, 0); }
            add(n_runs, n_entries);
            listed.next();
        });
    // The last group is filled up with empty places, because groups are closed whole.
    while (!each.done() || lane != 0) { add(0, 0); }
}

void PackedIndex::close_group(const WideGroup& starts) {
    Group group{starts.runs[0], starts.entries[0], {}, {}};
    for (std::size_t i = 0; i < group_sources; ++i) {
        const auto n_runs = starts.runs[i + 1] - starts.runs[i];
        const auto n_entries = starts.entries[i + 1] - starts.entries[i];
        // Numbers that need more than a byte are rare; a group with one is kept in 32 bits,
        // elsewhere.
        if (n_runs >= is_wide || n_entries >= is_wide) {
            group.runs[0] = is_wide;
            group.first_run = static_cast<std::uint32_t>(wide_.size());
            wide_.push_back(starts);
            break;
        }
        group.runs[i] = static_cast<std::uint8_t>(n_runs);
        group.entries[i] = static_cast<std::uint8_t>(n_entries);
    }
    groups_.push_back(group);
}

}  // namespace callosum
