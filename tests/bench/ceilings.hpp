#pragma once

#include <cstdint>

#include "engine/base/cpu_set.hpp"
#include "engine/base/random.hpp"

namespace callosum::bench {

/// n times `units` operations on numbers that stay in registers.
struct BareLoop {
    std::uint64_t (*run)(std::uint64_t n);
    std::uint64_t units;
};

/// Bare loops that do the least which a kernel has to do: AES rounds, arithmetic, reading, adding in place. They are
/// compiled once for
/// each instruction set, as the kernels are.
struct Ceilings {
    static constexpr bool uses_aes = true;
    /// Encrypts blocks that stay in registers, n times `aes_words` random words.
    std::uint64_t (*aes)(const Ars& ars, std::uint64_t n);
    std::uint64_t aes_words;
    BareLoop fma[2], divide[2];  ///< in double, in single precision
    /// Adds one to each of n numbers in memory, a multiple of 16 from the start of a cache line on.
    void (*touch)(std::uint64_t* first, std::uint64_t n);
    /// Sums n such numbers.
    std::uint64_t (*read)(const std::uint64_t* first, std::uint64_t n);
};

}  // namespace callosum::bench
