#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <span>
#include <vector>

#include "network/draw/tiles.hpp"
#include "network/draw/words.hpp"

namespace callosum {

/// Set of indices below n: a bitmap where n is small, else a hash table with linear probing.
class IndexSet {
  public:
    static constexpr std::uint64_t bitmap_limit = 1U << 16;

    /// Empties the set and makes room for at most `most` indices below n.
    void reset(std::uint64_t n, std::uint64_t most) {
        bitmap_ = n <= bitmap_limit;
        if (bitmap_) {
            bits_.assign(static_cast<std::size_t>((n + 63) / 64), 0);
        } else {
            slots_.assign(static_cast<std::size_t>(std::bit_ceil(2 * most + 2)), empty);
            shift_ = 64 - std::countr_zero(slots_.size());
        }
    }
    /// Returns false if the index was in the set already.
    bool insert(std::uint32_t index) {
        if (bitmap_) {
            std::uint64_t& word = bits_[index / 64];
            const std::uint64_t bit = std::uint64_t{1} << (index % 64);
            const bool is_new = (word & bit) == 0;
            word |= bit;
            return is_new;
        }
        std::size_t slot = find(index);
        if (slots_[slot] == index) { return false; }
        slots_[slot] = index;
        return true;
    }
    [[nodiscard]] bool contains(std::uint32_t index) const {
        if (bitmap_) { return ((bits_[index / 64] >> (index % 64)) & 1) != 0; }
        return slots_[find(index)] == index;
    }

  private:
    static constexpr std::uint32_t empty = ~std::uint32_t{0};

    [[nodiscard]] std::size_t find(std::uint32_t index) const {
        // Fibonacci hashing takes the upper bits of a multiple of 2^64 over the golden ratio.
        std::size_t slot = (index * std::uint64_t{0x9E3779B97F4A7C15}) >> shift_;
        while (slots_[slot] != empty && slots_[slot] != index) {
            slot = (slot + 1) & (slots_.size() - 1);
        }
        return slot;
    }

    bool bitmap_ = true;
    int shift_ = 0;
    std::vector<std::uint64_t> bits_;
    std::vector<std::uint32_t> slots_;
};

/// Exact division of cells below 2^16 by the width of a tile (at most 2^16), by multiplication.
class CellDivider {
  public:
    explicit CellDivider(std::uint32_t width)
        : width_(width), inverse_(((std::uint64_t{1} << 32) + width - 1) / width) {}
    [[nodiscard]] std::uint32_t row(std::uint32_t cell) const {
        return static_cast<std::uint32_t>((cell * inverse_) >> 32);
    }
    [[nodiscard]] std::uint32_t column(std::uint32_t cell) const {
        return cell - row(cell) * width_;
    }

  private:
    std::uint32_t width_;
    std::uint64_t inverse_;
};

/// Range and number of the indices to draw, and the counters that belong to them.
struct IndexRequest {
    std::uint64_t n = 0;      ///< exclusive upper bound of indices, at most 2^32 - 1
    std::uint64_t valid = 0;  ///< number of indices that the predicate accepts
    std::uint64_t count = 0;  ///< number of indices to draw
    std::uint32_t c1 = 0;
    std::uint32_t c2 = 0;
};

/// Draws indices from a keyed sequence of candidates. A candidate is refused if the predicate
/// refuses it or, without repetition, if it came before. Where more than half of the valid indices
/// are wanted, those to leave out are drawn instead, so a draw never takes more than about two
/// candidates for each index.
class IndexDrawer {
  public:
    template <class Accept>
    std::span<const std::uint32_t> draw(const Ars& ars, const IndexRequest& request, bool repeat,
                                        const Accept& accept) {
        if (repeat) {
            candidates(ars, request, request.count, accept);
            return drawn_;
        }
        const bool complement = request.count > request.valid / 2;
        const std::uint64_t count = complement ? request.valid - request.count : request.count;
        set_.reset(request.n, count);
        candidates(ars, request, count,
                   [&](std::uint32_t index) { return accept(index) && set_.insert(index); });
        if (!complement) { return drawn_; }
        drawn_.clear();
        for (std::uint32_t index = 0; index < request.n; ++index) {
            if (accept(index) && !set_.contains(index)) { drawn_.push_back(index); }
        }
        return drawn_;
    }

  private:
    template <class Accept>
    void candidates(const Ars& ars, const IndexRequest& request, std::uint64_t count,
                    const Accept& accept) {
        const auto n = static_cast<std::uint32_t>(request.n);
        // One word is enough for an index below 2^16 (bias below 2^-16 of its probability).
        const bool one_word = request.n <= IndexSet::bitmap_limit;
        drawn_.resize(static_cast<std::size_t>(count));
        std::size_t n_drawn = 0;
        for (std::uint32_t c0 = 0; n_drawn < count; c0 += Words16::size) {
            const Words16 words(ars, c0, request.c1, request.c2, use::index);
            for (std::size_t r = 0; r < 4; r += one_word ? 1 : 2) {
                for (std::uint32_t i = 0; i < Words16::size; ++i) {
                    const std::uint32_t index =
                        one_word ? below(words.word[r][i], n)
                                 : below(words.word[r][i], words.word[r + 1][i], n);
                    // A refused candidate stays in place to be overwritten by the next one.
                    drawn_[n_drawn] = index;
                    n_drawn += accept(index) ? 1U : 0U;
                    if (n_drawn == count) { return; }
                }
            }
        }
    }

    IndexSet set_;
    std::vector<std::uint32_t> drawn_;
};

}  // namespace callosum
