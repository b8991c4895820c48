#pragma once

#include <cstddef>
#include <cstdint>

#include "engine/base/random.hpp"

#if defined(__AES__)
#include <immintrin.h>
#elif defined(__ARM_FEATURE_AES) || defined(__ARM_FEATURE_CRYPTO)
#include <arm_neon.h>
#endif

/// One counter of an Ars stream under encryption: AesBlock with the instructions of the set, where it has them, and
/// PortableBlock without.
namespace callosum {

/// The words of one counter, without AES instructions.
[[nodiscard]] Ars::Words ars_portable(const Ars& ars, const Ars::Words& counter);

struct PortableBlock {
    Ars::Words counter, words;
    explicit PortableBlock(const Ars::Words& c) : counter(c), words() {}
    template <std::size_t n>
    static void encrypt(const Ars& ars, PortableBlock (&x)[n]) {
        for (auto& block : x) { block.words = ars_portable(ars, block.counter); }
    }
    void store(std::uint32_t* out) const {
        for (std::size_t r = 0; r < 4; ++r) { out[r] = words[r]; }
    }
};

#if defined(__AES__)
struct AesBlock {
    __m128i x;
    [[gnu::always_inline]] explicit AesBlock(const Ars::Words& c)
        : x(_mm_set_epi32(static_cast<int>(c[3]), static_cast<int>(c[2]), static_cast<int>(c[1]),
                          static_cast<int>(c[0]))) {}
    /// Several at a time: a round waits for the one before it, and others fill that time.
    template <std::size_t n>
    [[gnu::always_inline]] static void encrypt(const Ars& ars, AesBlock (&b)[n]) {
        const auto* key = reinterpret_cast<const __m128i*>(ars.keys.data());
        for (auto& block : b) { block.x = _mm_xor_si128(block.x, _mm_load_si128(key)); }
        for (int r = 1; r < Ars::rounds; ++r) {
            for (auto& block : b) { block.x = _mm_aesenc_si128(block.x, _mm_load_si128(key + r)); }
        }
        for (auto& block : b) {
            block.x = _mm_aesenclast_si128(block.x, _mm_load_si128(key + Ars::rounds));
        }
    }
    [[gnu::always_inline]] void store(std::uint32_t* out) const {
        _mm_storeu_si128(reinterpret_cast<__m128i*>(out), x);
    }
};
#elif defined(__ARM_FEATURE_AES) || defined(__ARM_FEATURE_CRYPTO)
struct AesBlock {
    uint8x16_t x;
    explicit AesBlock(const Ars::Words& c) : x(vreinterpretq_u8_u32(vld1q_u32(c.data()))) {}
    /// AESE adds the key before it substitutes, where x86 adds it at the end of a round.
    template <std::size_t n>
    static void encrypt(const Ars& ars, AesBlock (&b)[n]) {
        const auto key = [&](int r) {
            return vreinterpretq_u8_u64(vld1q_u64(ars.keys[static_cast<std::size_t>(r)].data()));
        };
        for (int r = 0; r + 1 < Ars::rounds; ++r) {
            for (auto& block : b) { block.x = vaesmcq_u8(vaeseq_u8(block.x, key(r))); }
        }
        for (auto& block : b) {
            block.x = veorq_u8(vaeseq_u8(block.x, key(Ars::rounds - 1)), key(Ars::rounds));
        }
    }
    void store(std::uint32_t* out) const { vst1q_u32(out, vreinterpretq_u32_u8(x)); }
};
#else
using AesBlock = PortableBlock;
#endif

}  // namespace callosum
