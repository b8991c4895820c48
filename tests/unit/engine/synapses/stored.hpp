#pragma once

#include <algorithm>
#include <compare>
#include <vector>

#include "engine/synapses/synapse_store.hpp"

namespace callosum::test {

/// A synapse of a store: `row` counts from the start of its array.
struct Stored {
    std::uint64_t source = 0;  ///< gid
    bool wide = false;
    std::uint64_t row = 0;
    std::uint32_t delay = 0;
    std::int64_t weight = 0;  ///< row units
    friend auto operator<=>(const Stored&, const Stored&) = default;
};

inline std::int64_t stored_weight(const SynapseStore& store, const DeliveryBlock& block,
                                  std::uint64_t entry) {
    switch (block.format) {
        case SynapseFormat::compact:
            return static_cast<std::int32_t>(store.narrow[entry]) >> 16;
        case SynapseFormat::compact_wide:
            return std::int64_t{static_cast<std::int32_t>(store.narrow[entry]) >> 16}
                   << block.shift;
        case SynapseFormat::table:
            return store.table[store.narrow[entry] >> 16U];
        case SynapseFormat::exact:
            return static_cast<std::int64_t>(store.full[entry]) >> 16;
        case SynapseFormat::plastic:
            break;  // never in this store
    }
    return 0;
}

inline std::vector<std::uint64_t> gids_of(const SourceList& list) {
    std::vector<std::uint64_t> gids;
    for (auto each = list.begin(); !each.done(); each.next()) {
        gids.push_back(each.gid().value());
    }
    return gids;
}

/// The same store as one that is not packed.
inline SynapseStore unpacked(const SynapseStore& store) {
    SynapseStore plain;
    plain.pad = store.pad;
    plain.blocks = store.blocks;
    plain.sources = store.sources;
    plain.table = store.table;
    plain.n_synapses = store.n_synapses;
    plain.narrow = Column<std::uint32_t>(store.narrow.size());
    std::copy(store.narrow.begin(), store.narrow.end(), plain.narrow.begin());
    plain.full = Column<std::uint64_t>(store.full.size());
    std::copy(store.full.begin(), store.full.end(), plain.full.begin());
    std::vector<Run> runs;
    if (!store.packed) {
        plain.degrees = store.degrees;
        plain.runs_begin = store.runs_begin;
        plain.entries_begin = store.entries_begin;
        runs.assign(store.runs.begin(), store.runs.end());
    } else {
        plain.runs_begin.push_back(0);
        store.for_each_packed(
            [&](std::uint32_t first, std::uint32_t n, std::uint32_t entry, std::uint32_t degree) {
                plain.degrees.push_back(degree);
                auto run = first;
                for (std::size_t b = 0; b < store.blocks.size(); ++b) {
                    plain.entries_begin.push_back(entry);
                    const auto at = [&] { return store.long_run(store.short_runs[run]); };
                    if (run < first + n && at().delay == 0 && at().n == b) {
                        ++run;
                    } else if (b > 0) {
                        plain.runs_begin.push_back(static_cast<std::uint32_t>(runs.size()));
                        continue;
                    }
                    for (; run < first + n && at().delay != 0; ++run) {
                        runs.push_back(at());
                        entry += at().n;
                    }
                    plain.runs_begin.push_back(static_cast<std::uint32_t>(runs.size()));
                }
            });
    }
    plain.runs = Column<Run>(runs.size());
    std::copy(runs.begin(), runs.end(), plain.runs.begin());
    return plain;
}

/// Everything that a store holds, in its order; padding, which has weight 0, is left out.
inline std::vector<Stored> read_back(const SynapseStore& given) {
    const SynapseStore store = unpacked(given);
    const auto sources = gids_of(store.sources);
    std::vector<Stored> all;
    const std::size_t n_blocks = store.blocks.size();
    for (std::size_t s = 0; s < sources.size(); ++s) {
        for (std::size_t b = 0; b < n_blocks; ++b) {
            const auto& block = store.blocks[b];
            const std::size_t at = s * n_blocks + b;
            std::uint64_t entry = store.entries_begin[at] * store.pad;
            for (auto r = store.runs_begin[at]; r < store.runs_begin[at + 1]; ++r) {
                const auto end = entry + std::uint64_t{store.runs[r].n} * store.pad;
                for (; entry < end; ++entry) {
                    const auto weight = stored_weight(store, block, entry);
                    const std::uint64_t index = block.format == SynapseFormat::exact
                                                    ? store.full[entry] & 0xFFFFU
                                                    : store.narrow[entry] & 0xFFFFU;
                    if (weight == 0) { continue; }
                    all.push_back({sources[s], block.wide(), block.first_row + index,
                                   store.runs[r].delay, weight});
                }
            }
        }
    }
    return all;
}

}  // namespace callosum::test
