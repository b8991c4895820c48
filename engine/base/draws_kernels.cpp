// Compiled once for each instruction set (cpu_set.hpp).
#include "engine/base/draws.hpp"
#include "engine/base/transposed_draws.hpp"

namespace callosum {
namespace {

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
    transposed_draws(ars, first, out);
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
