#pragma once

#include "engine/base/aes_block.hpp"

#if defined(__AVX2__)
#include "engine/base/draws_x86.hpp"
#endif

namespace callosum {

/// Encrypts the counters first + at, ..., first + at + 3.
[[gnu::always_inline]] inline void encrypt4(const Ars& ars, const Ars::Words& first,
                                            std::uint32_t at, AesBlock (&x)[4]) {
    for (std::uint32_t q = 0; q < 4; ++q) {
        x[q] = AesBlock({first[0] + at + q, first[1], first[2], first[3]});
    }
    AesBlock::encrypt(ars, x);
}

/// Draws for the sixteen counters from `first` on: word r of counter j goes to out[r][j]. To be inlined into
/// kernels (cpu_set.hpp); everybody else takes Draws::transposed.
[[gnu::always_inline]] inline void transposed_draws(const Ars& ars, const Ars::Words& first,
                                                    std::uint32_t* const (&out)[4]) {
#if defined(__AVX512F__) && defined(__VAES__)
    transpose_vaes(ars, first, out);
#else
    constexpr Ars::Words nothing{};
    AesBlock x[4] = {AesBlock(nothing), AesBlock(nothing), AesBlock(nothing), AesBlock(nothing)};
    for (std::uint32_t j = 0; j < 16; j += 4) {
        encrypt4(ars, first, j, x);
#if defined(__AVX2__)
        transpose4(x, j, out);
#else
        for (std::uint32_t q = 0; q < 4; ++q) {
            std::uint32_t block[4];
            x[q].store(block);
            for (std::size_t r = 0; r < 4; ++r) { out[r][j + q] = block[r]; }
        }
#endif
    }
#endif
}

}  // namespace callosum
