#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

namespace callosum {

/// Cells to a synapse beyond which sorting is the cheaper way.
inline constexpr double cells_per_synapse = 2;

/// The synapses of a slab of sources as drawn, to be put into the order of their keys. A key says where a
/// synapse belongs: (source in the slab, block, delay), less than `n_cells`. Keys are sorted
/// or counted.
class DrawnSlab {
  public:
    /// `expected`: synapses that will be added, about; no 64-bit entries where `sorted`.
    void start(std::uint64_t n_cells, double expected, bool sorted);
    [[nodiscard]] bool sorted() const { return sorted_; }

    void add(const std::uint32_t* keys, const std::uint32_t* entries, std::uint32_t n);
    void add(const std::uint32_t* keys, const std::uint64_t* entries, std::uint32_t n);

    /// Calls `place(key, n)` for every cell that has synapses, ascending; it returns where their entries
    /// will start, counted from the `out` of `scatter`.
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
    void scatter(std::uint32_t* out);
    void scatter(std::uint64_t* out);
    /// After `scatter`, where counted: the end of a cell's entries.
    [[nodiscard]] std::uint32_t end_of(std::uint64_t key) const { return counts_[key]; }
    [[nodiscard]] std::uint64_t n_cells() const { return n_cells_; }

  private:
    template <class Entry>
    struct Drawn {
        std::vector<std::uint32_t> keys;
        std::vector<Entry> entries;
        std::size_t n = 0;
        void add(const std::uint32_t* more_keys, const Entry* more, std::uint32_t n_more);
    };
    void sort();

    bool sorted_ = false;
    std::uint64_t n_cells_ = 0;
    std::vector<std::uint32_t> counts_;  ///< by key; then where the next entry goes
    Drawn<std::uint32_t> narrow_;
    Drawn<std::uint64_t> full_;
    std::vector<std::uint64_t> pairs_;  ///< key, entry
    std::size_t n_pairs_ = 0;
};

}  // namespace callosum
