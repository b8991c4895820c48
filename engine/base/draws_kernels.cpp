// Compiled once for each instruction set (cpu_set.hpp).
#include "engine/base/aes_block.hpp"
#include "engine/base/draws.hpp"

#if defined(__AVX2__)
#include "engine/base/draws_x86.hpp"
#endif

namespace callosum {
namespace {

/// Encrypts the counters first + at, ..., first + at + 3.
[[gnu::always_inline]] inline void encrypt4(const Ars& ars, const Ars::Words& first,
                                            std::uint32_t at, AesBlock (&x)[4]) {
    for (std::uint32_t q = 0; q < 4; ++q) {
        x[q] = AesBlock({first[0] + at + q, first[1], first[2], first[3]});
    }
    AesBlock::encrypt(ars, x);
}

constexpr Ars::Words nothing{};

void block(const Ars& ars, const Ars::Words& counter, std::uint32_t* out) {
    AesBlock x[1] = {AesBlock(counter)};
    AesBlock::encrypt(ars, x);
    x[0].store(out);
}

void words(const Ars& ars, const Ars::Words& first, std::uint64_t n, std::uint32_t* out) {
#if defined(__AVX512F__)
    ArsStream512 stream(ars, first);
    for (std::uint64_t i = 0; i < n; ++i) { _mm512_storeu_si512(out + 16 * i, stream.next()); }
#else
    AesBlock x[4] = {AesBlock(nothing), AesBlock(nothing), AesBlock(nothing), AesBlock(nothing)};
    for (std::uint64_t i = 0; i < n; ++i) {
        encrypt4(ars, first, static_cast<std::uint32_t>(4 * i), x);
        for (std::uint64_t q = 0; q < 4; ++q) { x[q].store(out + 16 * i + 4 * q); }
    }
#endif
}

void transposed(const Ars& ars, const Ars::Words& first, std::uint32_t* const (&out)[4]) {
#if defined(__AVX512F__) && defined(__VAES__)
    transpose_vaes(ars, first, out);
#else
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

void table(const Ars& ars, const Ars::Words& first, const AliasTable32& of, std::uint64_t n,
           std::int32_t* out) {
#if defined(__AVX512F__)
    ArsStream512 stream(ars, first);
    const TableLanes512 lanes(of);
    for (std::uint64_t i = 0; i < n; ++i) {
        _mm512_storeu_si512(out + 16 * i, lanes(stream.next()));
    }
#else
    AesBlock x[4] = {AesBlock(nothing), AesBlock(nothing), AesBlock(nothing), AesBlock(nothing)};
#if defined(__AVX2__)
    const TableLanes256 lanes(of);
#endif
    for (std::uint64_t i = 0; i < n; ++i, out += 16) {
        encrypt4(ars, first, static_cast<std::uint32_t>(4 * i), x);
#if defined(__AVX2__)
        lanes(_mm256_set_m128i(x[1].x, x[0].x), out);
        lanes(_mm256_set_m128i(x[3].x, x[2].x), out + 8);
#else
        std::uint32_t word[16];
        for (std::uint32_t q = 0; q < 4; ++q) { x[q].store(word + 4 * q); }
        for (std::uint32_t k = 0; k < 16; ++k) { out[k] = of(word[k]); }
#endif
    }
#endif
}

}  // namespace

template <>
const Draws& kernels_of<CpuSet::CALLOSUM_CPU_SET, Draws>() {
    static constexpr Draws of_this_set{block, words, transposed, table};
    return of_this_set;
}

}  // namespace callosum
