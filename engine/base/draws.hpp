#pragma once

#include <array>
#include <cstdint>

#include "engine/base/cpu_set.hpp"
#include "engine/base/random.hpp"

namespace callosum {

/// Alias table of 32 columns for one 32-bit word per draw, small enough for registers: the upper 5 bits
/// choose a column, the other 27 decide between it and its alias.
struct AliasTable32 {
    static constexpr std::uint32_t rest_bits = 27;
    /// Makes an entry: below `threshold` (at most 2^27) the column itself, from there on `alias`.
    void set(std::uint32_t column, std::uint32_t threshold, std::uint32_t alias) {
        const bool always = threshold >> rest_bits != 0;
        entry[column] = always ? column : threshold << 5U | alias;
    }
    [[nodiscard]] std::int32_t operator()(std::uint32_t word) const {
        const std::uint32_t column = word >> rest_bits;
        const std::uint32_t chosen = entry[column];
        return static_cast<std::int32_t>((word << 5U | 31U) < chosen ? column : chosen & 31U);
    }
    /// Threshold times 32, plus the alias: word * 32 + 31 lies below it where the word lies below the threshold.
    alignas(64) std::array<std::uint32_t, 32> entry{};
};

/// Evaluations of many counters of a stream at once. Whatever instructions a set has, the words are those of
/// Ars::operator(). The first word of a counter counts, and wraps at 2^32.
struct Draws {
    static constexpr bool uses_aes = true;
    /// The four words of one counter.
    void (*block)(const Ars& ars, const Ars::Words& counter, std::uint32_t* out);
    /// The words of 4 n counters from `first` on, in order: 16 n words.
    void (*words)(const Ars& ars, const Ars::Words& first, std::uint64_t n, std::uint32_t* out);
    /// The sixteen counters from `first` on: word r of counter j goes to out[r][j].
    void (*transposed)(const Ars& ars, const Ars::Words& first, std::uint32_t* const (&out)[4]);
    /// The 16 n numbers that the table gives for those words.
    void (*table)(const Ars& ars, const Ars::Words& first, const AliasTable32& table,
                  std::uint64_t n, std::int32_t* out);
};

/// The draws of the set that this process uses.
[[nodiscard]] const Draws& draws();

}  // namespace callosum
