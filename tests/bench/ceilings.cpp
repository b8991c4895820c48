// Compiled once for each instruction set (engine/base/cpu_set.hpp).
#include "tests/bench/ceilings.hpp"

#include "engine/base/aes_block.hpp"
#include "engine/base/lane.hpp"

#ifndef __clang__
// GCC 12 takes the "undefined" operand inside its own AVX-512 intrinsics for a mistake of ours.
#pragma GCC diagnostic ignored "-Wuninitialized"
#endif

namespace callosum {
namespace {

/// Blocks that are encrypted side by side, enough to hide the latency of a round.
constexpr std::uint32_t chains = 8;

#if defined(__AVX512F__) && defined(__VAES__)
constexpr std::uint64_t aes_words = 16 * chains;

std::uint64_t aes(const Ars& ars, std::uint64_t n) {
    const auto* keys = reinterpret_cast<const __m128i*>(ars.keys.data());
    __m512i key[Ars::rounds + 1];
    for (int r = 0; r <= Ars::rounds; ++r) {
        key[r] = _mm512_broadcast_i32x4(_mm_load_si128(keys + r));
    }
    __m512i x[chains];
    for (std::uint32_t q = 0; q < chains; ++q) { x[q] = _mm512_set1_epi32(static_cast<int>(q)); }
    for (std::uint64_t i = 0; i < n; ++i) {
        for (auto& block : x) { block = _mm512_xor_si512(block, key[0]); }
        for (int r = 1; r < Ars::rounds; ++r) {
            for (auto& block : x) { block = _mm512_aesenc_epi128(block, key[r]); }
        }
        for (auto& block : x) { block = _mm512_aesenclast_epi128(block, key[Ars::rounds]); }
    }
    for (std::uint32_t q = 1; q < chains; ++q) { x[0] = _mm512_xor_si512(x[0], x[q]); }
    return static_cast<std::uint64_t>(_mm_cvtsi128_si64(_mm512_castsi512_si128(x[0])));
}
#else
constexpr std::uint64_t aes_words = 4 * chains;

std::uint64_t aes(const Ars& ars, std::uint64_t n) {
    const auto start = [](std::uint32_t q) { return AesBlock(Ars::Words{q, 0, 0, 0}); };
    AesBlock x[chains] = {start(0), start(1), start(2), start(3),
                          start(4), start(5), start(6), start(7)};
    for (std::uint64_t i = 0; i < n; ++i) { AesBlock::encrypt(ars, x); }
    std::uint64_t sum = 0;
    for (const auto& block : x) {
        std::uint32_t words[4];
        block.store(words);
        sum += words[0];
    }
    return sum;
}
#endif

/// Packs that fill eight registers of the set: enough to hide latencies, few enough to stay there.
#if defined(__AVX512F__)
constexpr std::size_t register_bytes = 64;
#elif defined(__AVX2__)
constexpr std::size_t register_bytes = 32;
#else
constexpr std::size_t register_bytes = 16;
#endif
template <class T>
constexpr std::size_t packs = 8 * register_bytes / (16 * sizeof(T));

template <class T, class F>
std::uint64_t compute(std::uint64_t n, F&& f) {
    Pack<T> x[packs<T>];
    for (auto& each : x) { each = Pack<T>(T(1.5)); }
    for (std::uint64_t i = 0; i < n; ++i) {
        for (auto& each : x) { each = f(each); }
    }
    for (std::size_t p = 1; p < packs<T>; ++p) { x[0] = x[0] + x[p]; }
    alignas(64) T values[16];
    x[0].store(values);
    return static_cast<std::uint64_t>(values[0]);
}
/// Additions where a set has no instruction for a fused multiply-add, which then costs many.
template <class T>
std::uint64_t fma_loop(std::uint64_t n) {
    const Pack<T> one(T(1));
#if defined(__x86_64__) && !defined(__FMA__)
    return compute<T>(n, [&](const Pack<T>& x) { return x + one; });
#else
    const Pack<T> half(T(0.5));
    return compute<T>(n, [&](const Pack<T>& x) { return fma(x, half, one); });
#endif
}
template <class T>
std::uint64_t divide_loop(std::uint64_t n) {
    const Pack<T> three(T(3));
    return compute<T>(n, [&](const Pack<T>& x) { return three / x; });
}

/// A cache line in the registers of the set, however little the compiler optimises.
using Line [[gnu::vector_size(64), gnu::may_alias]] = std::uint64_t;
constexpr std::uint64_t per_line = sizeof(Line) / sizeof(std::uint64_t);

void touch(std::uint64_t* first, std::uint64_t n) {
    auto* const line = reinterpret_cast<Line*>(first);
    const Line one = {1, 1, 1, 1, 1, 1, 1, 1};
    for (std::uint64_t i = 0; i < n / per_line; i += 2) {
        line[i] += one;
        line[i + 1] += one;
    }
}

std::uint64_t read(const std::uint64_t* first, std::uint64_t n) {
    const auto* const line = reinterpret_cast<const Line*>(first);
    Line even = {}, odd = {};
    for (std::uint64_t i = 0; i < n / per_line; i += 2) {
        even += line[i];
        odd += line[i + 1];
    }
    even += odd;
    std::uint64_t sum = 0;
    for (std::uint64_t k = 0; k < per_line; ++k) { sum += even[k]; }
    return sum;
}

}  // namespace

template <>
const bench::Ceilings& kernels_of<CpuSet::CALLOSUM_CPU_SET, bench::Ceilings>() {
    static constexpr bench::Ceilings of_this_set{
        aes,
        aes_words,
        {{fma_loop<double>, 16 * packs<double>}, {fma_loop<float>, 16 * packs<float>}},
        {{divide_loop<double>, 16 * packs<double>}, {divide_loop<float>, 16 * packs<float>}},
        touch,
        read};
    return of_this_set;
}

}  // namespace callosum
