#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

namespace callosum {

/// Synapses of a slab of sources as drawn, to be brought into the order of their keys. A key, less
/// than `n_cells`, encodes the place of a synapse: (source in the slab, block, delay). Keys are
/// sorted, or counted.
class DrawnSlab {
  public:
    /// Cells per synapse above which sorting is cheaper than counting.
    static constexpr double cells_per_synapse = 2;
    /// Returns the memory that a slab of n synapses takes; `full`: with 64-bit entries.
    [[nodiscard]] static double expected_bytes(double n_cells, double n, bool full, bool sorted);

    /// Starts a slab. `expected` is the approximate number of synapses; where `sorted`, there may
    /// be no 64-bit entries.
    void start(std::uint64_t n_cells, double expected, bool sorted);
    [[nodiscard]] bool sorted() const { return sorted_; }

    /// Adds n synapses, in any order of keys. Synapses with equal keys keep their order where keys
    /// are counted.
    void add(const std::uint32_t* keys, const std::uint32_t* entries, std::uint32_t n);
    void add(const std::uint32_t* keys, const std::uint64_t* entries, std::uint32_t n);

    /// Calls `place(key, n)` for every cell with synapses, ascending. It returns the position of
    /// their first entry, counted from the `out` of `scatter`.
    template <class Place>
    void for_each_cell(Place&& place) {
        if (!sorted_) {
            for (std::uint32_t key = 0; key < n_cells_; ++key) {
                if (counts_[key] > 0) { counts_[key] = place(key, counts_[key]); }
            }
            return;
        }
        sort();
        for (std::size_t i = 0; i < n_pairs_;) {
            const auto key = static_cast<std::uint32_t>(pairs_[i] >> 32U);
            std::size_t end = i + 1;
            while (end < n_pairs_ && pairs_[end] >> 32U == key) { ++end; }
            (void)place(key, static_cast<std::uint32_t>(end - i));
            i = end;
        }
    }
    /// Writes the entries of this width in the order of their keys. Call after for_each_cell, which
    /// has fixed the positions.
    void scatter(std::uint32_t* out);
    void scatter(std::uint64_t* out);
    /// Returns the end of a cell's entries after `scatter`, where keys are counted.
    [[nodiscard]] std::uint32_t end_of(std::uint64_t key) const { return counts_[key]; }
    [[nodiscard]] std::uint64_t n_cells() const { return n_cells_; }

  private:
    /// Synapses as they were added; it never shrinks, because the next slab is about as large.
    template <class Entry>
    struct Drawn {
        std::vector<std::uint32_t> keys;
        std::vector<Entry> entries;
        std::size_t n = 0;
        void add(const std::uint32_t* more_keys, const Entry* more, std::uint32_t n_more);
    };
    void sort();
    /// Pairs for which there is room where n are expected: some more, because growing would copy
    /// everything.
    [[nodiscard]] static std::size_t room_for(double n) {
        return static_cast<std::size_t>(n + n / 64) + 4096;
    }

    bool sorted_ = false;
    std::uint64_t n_cells_ = 0;
    std::vector<std::uint32_t> counts_;  ///< by key; then the position of the next entry
    Drawn<std::uint32_t> narrow_;
    Drawn<std::uint64_t> full_;
    std::vector<std::uint64_t> pairs_;  ///< key and entry in one word
    std::size_t n_pairs_ = 0;
};

}  // namespace callosum
