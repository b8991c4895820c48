#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "engine/base/column.hpp"
#include "engine/layout/fixed_point_plan.hpp"
#include "engine/layout/input_rows.hpp"
#include "engine/synapses/source_list.hpp"
#include "network/partition/partition.hpp"

namespace callosum {

/// Block of synapses that one loop reads: one format, one chunk of rows.
struct DeliveryBlock {
    SynapseFormat format = SynapseFormat::compact;
    std::uint64_t first_row = 0;  ///< entry of the narrow or wide array for index 0
    int shift = 0;                ///< compact_wide
    [[nodiscard]] bool wide() const { return format != SynapseFormat::compact; }
};

/// Synapses of one source and block with the same delay; `n` counts groups of `pad` entries.
struct Run {
    std::uint16_t delay = 0;
    std::uint16_t n = 0;
};

/// Static synapses of one share, grouped by source, then block, then delay. The runs of a source
/// are adjacent, and so are their entries: a run starts where the one before ends.
struct SynapseStore {
    static constexpr std::uint32_t group = 4;  ///< entries in a group; starts are counted in groups
    std::uint32_t pad = group;  ///< 4: segments are padded for the unrolled loop; 1: sparse
    /// Store without padding and 64-bit entries. All entries are in the order of their sources, so
    /// the number of runs of each source tells everything. Each source starts in block 0.
    bool packed = false;
    std::vector<DeliveryBlock> blocks;
    SourceList sources;  ///< sources with synapses here; shortest delay of each, steps
    // Members of packed stores:
    std::vector<std::uint8_t> run_counts;  ///< number of runs of each source, as varints
    /// Runs in 16 bits, because on many ranks most have one entry of four bytes: the delay and, in
    /// the lower `count_bits`, the number of entries less one. If the delay is 0, the lower bits
    /// are the block of the runs that follow.
    Column<std::uint16_t> short_runs;
    unsigned count_bits = 8;
    // Members of other stores:
    std::vector<std::uint32_t> degrees;        ///< synapses of each source, without padding
    std::vector<std::uint32_t> runs_begin;     ///< [source * blocks + block], one more at the end
    std::vector<std::uint64_t> entries_begin;  ///< [source * blocks + block], in groups of `pad`

    Column<Run> runs;
    Column<std::uint32_t> narrow;     ///< compact, compact_wide, table
    Column<std::uint64_t> full;       ///< exact
    std::vector<std::int64_t> table;  ///< weights of table entries, in row units
    std::uint64_t n_synapses = 0;
    std::vector<std::uint64_t> per_projection;  ///< number of synapses by projection

    /// Whether entries of a format take 64 bits (`full`), not 32 (`narrow`).
    [[nodiscard]] static constexpr bool is_full(SynapseFormat format) {
        return format == SynapseFormat::exact;
    }
    [[nodiscard]] static constexpr std::size_t entry_bytes(SynapseFormat format) {
        return is_full(format) ? sizeof(std::uint64_t) : sizeof(std::uint32_t);
    }
    [[nodiscard]] static constexpr std::size_t run_bytes(bool is_packed) {
        return is_packed ? sizeof(std::uint16_t) : sizeof(Run);
    }
    /// Memory of a source in `degrees`, `runs_begin` and `entries_begin`.
    [[nodiscard]] static constexpr std::size_t listed_source_bytes(std::size_t n_blocks) {
        return sizeof(std::uint32_t) + n_blocks * (sizeof(std::uint32_t) + sizeof(std::uint64_t));
    }
    /// Returns the memory of entries and runs.
    [[nodiscard]] std::uint64_t bytes() const;
    /// Returns the memory of members that only wiring and the making of an index need.
    [[nodiscard]] std::uint64_t listing_bytes() const;
    void free_listing();

    /// Expands a short run; `n` is the block where the delay is 0.
    [[nodiscard]] Run long_run(std::uint16_t word) const {
        const auto delay = static_cast<std::uint16_t>(word >> count_bits);
        const unsigned low = word & ((1U << count_bits) - 1);
        return {delay, static_cast<std::uint16_t>(low + (delay == 0 ? 0U : 1U))};
    }

    /// Goes through a packed store source by source: calls `visit(first run, runs, first entry,
    /// entries)`.
    template <class Visit>
    void for_each_packed(Visit&& visit) const {
        const std::uint8_t* at = run_counts.data();
        std::uint32_t run = 0;
        std::uint32_t entry = 0;
        for (std::uint64_t s = 0; s < sources.size(); ++s) {
            const auto n_runs = static_cast<std::uint32_t>(next_varint(at));
            std::uint32_t n = 0;
            for (std::uint32_t r = run; r < run + n_runs; ++r) {
                const auto each = long_run(short_runs[r]);
                n += each.delay == 0 ? 0U : each.n;
            }
            visit(run, n_runs, entry, n);
            run += n_runs;
            entry += n;
        }
    }
};

/// Draws and stores all synapses onto `ranges`. Runs on the share's own thread, so that first touch
/// places the memory near it. Throws LimitError where a row could overflow, checked against the
/// synapses that were drawn.
[[nodiscard]] SynapseStore build_synapses(const Description& description,
                                          const FixedPointPlan& plan,
                                          const std::vector<NeuronRange>& ranges,
                                          const RowLayout& layout);

}  // namespace callosum
