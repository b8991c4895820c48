#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <vector>

#include "engine/synapses/synapse_store.hpp"

namespace callosum {

/// Positions of the runs and entries of each source in a packed store, in 2.5 bytes for each heard
/// source. On many ranks most of these have one synapse here, and an index of pointers would be
/// larger than the synapses. Sixteen sources share two starts, from which bytes count.
class PackedIndex {
  public:
    static constexpr std::size_t group_sources = 16;
    static constexpr std::size_t group_bytes = 40;

    PackedIndex() = default;
    PackedIndex(const SynapseStore& store, const SourceList& heard);

    /// Runs and entries of one source in the store.
    struct Place {
        std::uint32_t first_run = 0, n_runs = 0;
        std::uint32_t first_entry = 0, n_entries = 0;
    };
    [[nodiscard]] Place find(HeardId source) const {
        const Group& group = groups_[source.index() / group_sources];
        const auto lane = static_cast<std::uint32_t>(source.index() % group_sources);
        if (group.runs[0] == is_wide) { return find_wide(group.first_run, lane); }
        return {group.first_run + sum_before(group.runs, lane), group.runs[lane],
                group.first_entry + sum_before(group.entries, lane), group.entries[lane]};
    }
    void prefetch(HeardId source) const {
        const auto* at =
            reinterpret_cast<const char*>(groups_.data() + source.index() / group_sources);
        __builtin_prefetch(at, 0, 3);
        __builtin_prefetch(at + group_bytes - 1, 0, 3);
    }
    [[nodiscard]] std::uint64_t bytes() const {
        return groups_.size() * sizeof(Group) + wide_.size() * sizeof(WideGroup);
    }

  private:
    static constexpr std::uint8_t is_wide =
        255;  ///< in runs[0]; first_run is then an index of wide_
    using Counts = std::array<std::uint8_t, group_sources>;
    /// Starts of the first of 16 sources, and the numbers of runs and entries of each: 2.5 bytes a
    /// source.
    struct Group {
        std::uint32_t first_run = 0, first_entry = 0;
        Counts runs{}, entries{};
    };
    static_assert(sizeof(Group) == group_bytes);
    /// Group in which some source has 255 or more runs or entries.
    struct WideGroup {
        std::array<std::uint32_t, group_sources + 1> runs{}, entries{};
    };

    /// Returns the sum of the first `n` counts, eight at a time.
    [[nodiscard]] static std::uint32_t sum_before(const Counts& counts, std::uint32_t n) {
        constexpr std::uint64_t pairs = 0x00FF00FF00FF00FF;
        std::array<std::uint64_t, 2> halves{};
        std::memcpy(halves.data(), counts.data(), sizeof(counts));
        // The masks keep the counts before lane n; the lowest bytes are the first lanes.
        const std::uint64_t low = n >= 8 ? ~std::uint64_t{0} : (std::uint64_t{1} << (8 * n)) - 1;
        const std::uint64_t high = n <= 8 ? 0 : (std::uint64_t{1} << (8 * (n - 8))) - 1;
        const std::uint64_t first = halves[0] & low;
        const std::uint64_t second = halves[1] & high;
        const std::uint64_t sums =
            (first & pairs) + ((first >> 8U) & pairs) + (second & pairs) +
            ((second >> 8U) & pairs);  // four sums of 16 bits, at most 4 * 254 each
        return static_cast<std::uint32_t>((sums * 0x0001000100010001) >> 48U);
    }
    [[nodiscard]] Place find_wide(std::uint32_t wide, std::uint32_t lane) const {
        const WideGroup& group = wide_[wide];
        return {group.runs[lane], group.runs[lane + 1] - group.runs[lane], group.entries[lane],
                group.entries[lane + 1] - group.entries[lane]};
    }
    void close_group(const WideGroup& starts);

    std::vector<Group> groups_;
    std::vector<WideGroup> wide_;
};

}  // namespace callosum
