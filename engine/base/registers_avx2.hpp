#pragma once

#include <cstdint>
#include <type_traits>

#include <immintrin.h>

#include "engine/base/lane_scalar.hpp"

/// 256-bit registers of double and float with the operations of lane.hpp. AVX2 has no mask
/// registers: a comparison gives a register (Where).
namespace callosum::avx2 {

/// One register of double.
struct Doubles {
    using Scalar = double;
    static constexpr int size = 4;
    __m256d v;

    Doubles() = default;
    [[gnu::always_inline]] Doubles(__m256d x) : v(x) {}  // NOLINT(google-explicit-constructor)
    [[gnu::always_inline]] explicit Doubles(__m256i x) : v(_mm256_castsi256_pd(x)) {}
    [[gnu::always_inline]] explicit Doubles(double x) : v(_mm256_set1_pd(x)) {}
    [[nodiscard, gnu::always_inline]] __m256i bits() const { return _mm256_castpd_si256(v); }
    [[nodiscard, gnu::always_inline]] static Doubles all(std::uint64_t word) {
        return Doubles(_mm256_set1_epi64x(static_cast<long long>(word)));
    }
    [[nodiscard, gnu::always_inline]] static Doubles load(const double* from) {
        return _mm256_load_pd(from);
    }
    [[gnu::always_inline]] void store(double* to) const { _mm256_store_pd(to, v); }
    [[nodiscard, gnu::always_inline]] static Doubles from_u8(const std::uint8_t* from) {
        return _mm256_cvtepi32_pd(_mm_cvtepu8_epi32(_mm_loadu_si32(from)));
    }
    [[nodiscard, gnu::always_inline]] static Doubles from_int32(const std::int32_t* from) {
        return _mm256_cvtepi32_pd(_mm_load_si128(reinterpret_cast<const __m128i*>(from)));
    }
    /// Puts 2^52 plus the word together from bits and subtracts 2^52, which is exact.
    [[nodiscard, gnu::always_inline]] static Doubles from_uint32(const std::uint32_t* from) {
        const __m128i words = _mm_load_si128(reinterpret_cast<const __m128i*>(from));
        const __m256i lifted = _mm256_or_si256(_mm256_cvtepu32_epi64(words), all(lift).bits());
        return _mm256_sub_pd(_mm256_castsi256_pd(lifted), _mm256_set1_pd(0x1p52));
    }
    /// Converts the two halves of a word exactly and rounds their sum once.
    [[nodiscard, gnu::always_inline]] static Doubles from_int64(const std::int64_t* from) {
        const __m256i words = _mm256_load_si256(reinterpret_cast<const __m256i*>(from));
        const __m256i low = _mm256_blend_epi32(all(lift).bits(), words, 0b01010101);
        const __m256i high =
            _mm256_xor_si256(_mm256_srli_epi64(words, 32), all(0x4530000080000000U).bits());
        const __m256d above =
            _mm256_sub_pd(_mm256_castsi256_pd(high), _mm256_set1_pd(0x1p84 + 0x1p63 + 0x1p52));
        return _mm256_add_pd(above, _mm256_castsi256_pd(low));
    }

  private:
    static constexpr std::uint64_t lift = 0x4330000000000000U;  // 2^52
};

/// One register of float.
struct Floats {
    using Scalar = float;
    static constexpr int size = 8;
    __m256 v;

    Floats() = default;
    [[gnu::always_inline]] Floats(__m256 x) : v(x) {}  // NOLINT(google-explicit-constructor)
    [[gnu::always_inline]] explicit Floats(__m256i x) : v(_mm256_castsi256_ps(x)) {}
    [[gnu::always_inline]] explicit Floats(float x) : v(_mm256_set1_ps(x)) {}
    [[nodiscard, gnu::always_inline]] __m256i bits() const { return _mm256_castps_si256(v); }
    [[nodiscard, gnu::always_inline]] static Floats all(std::uint32_t word) {
        return Floats(_mm256_set1_epi32(static_cast<int>(word)));
    }
    [[nodiscard, gnu::always_inline]] static Floats load(const float* from) {
        return _mm256_load_ps(from);
    }
    [[gnu::always_inline]] void store(float* to) const { _mm256_store_ps(to, v); }
    [[nodiscard, gnu::always_inline]] static Floats from_u8(const std::uint8_t* from) {
        const __m128i bytes = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(from));
        return _mm256_cvtepi32_ps(_mm256_cvtepu8_epi32(bytes));
    }
    [[nodiscard, gnu::always_inline]] static Floats from_int32(const std::int32_t* from) {
        return _mm256_cvtepi32_ps(_mm256_load_si256(reinterpret_cast<const __m256i*>(from)));
    }
    [[nodiscard, gnu::always_inline]] static Floats from_uint32(const std::uint32_t* from) {
        return join(Doubles::from_uint32(from), Doubles::from_uint32(from + 4));
    }
    /// Rounds twice, because the conversion goes by way of double, as on every other target.
    [[nodiscard, gnu::always_inline]] static Floats from_int64(const std::int64_t* from) {
        return join(Doubles::from_int64(from), Doubles::from_int64(from + 4));
    }

  private:
    [[nodiscard, gnu::always_inline]] static Floats join(Doubles low, Doubles high) {
        return _mm256_set_m128(_mm256_cvtpd_ps(high.v), _mm256_cvtpd_ps(low.v));
    }
};

/// Result of a comparison of registers: all ones where it holds.
template <class R>
struct Where {
    static constexpr int size = R::size;
    R ones;
};
[[nodiscard, gnu::always_inline]] inline Doubles operator+(Doubles a, Doubles b) {
    return _mm256_add_pd(a.v, b.v);
}
[[nodiscard, gnu::always_inline]] inline Floats operator+(Floats a, Floats b) {
    return _mm256_add_ps(a.v, b.v);
}
[[nodiscard, gnu::always_inline]] inline Doubles operator-(Doubles a, Doubles b) {
    return _mm256_sub_pd(a.v, b.v);
}
[[nodiscard, gnu::always_inline]] inline Floats operator-(Floats a, Floats b) {
    return _mm256_sub_ps(a.v, b.v);
}
[[nodiscard, gnu::always_inline]] inline Doubles operator*(Doubles a, Doubles b) {
    return _mm256_mul_pd(a.v, b.v);
}
[[nodiscard, gnu::always_inline]] inline Floats operator*(Floats a, Floats b) {
    return _mm256_mul_ps(a.v, b.v);
}
[[nodiscard, gnu::always_inline]] inline Doubles operator/(Doubles a, Doubles b) {
    return _mm256_div_pd(a.v, b.v);
}
[[nodiscard, gnu::always_inline]] inline Floats operator/(Floats a, Floats b) {
    return _mm256_div_ps(a.v, b.v);
}
[[nodiscard, gnu::always_inline]] inline Doubles min(Doubles a, Doubles b) {
    return _mm256_min_pd(a.v, b.v);
}
[[nodiscard, gnu::always_inline]] inline Floats min(Floats a, Floats b) {
    return _mm256_min_ps(a.v, b.v);
}
[[nodiscard, gnu::always_inline]] inline Doubles max(Doubles a, Doubles b) {
    return _mm256_max_pd(a.v, b.v);
}
[[nodiscard, gnu::always_inline]] inline Floats max(Floats a, Floats b) {
    return _mm256_max_ps(a.v, b.v);
}
[[nodiscard, gnu::always_inline]] inline Doubles fma(Doubles a, Doubles b, Doubles c) {
    return _mm256_fmadd_pd(a.v, b.v, c.v);
}
[[nodiscard, gnu::always_inline]] inline Doubles operator-(Doubles a) {
    return _mm256_xor_pd(a.v, _mm256_set1_pd(-0.0));
}
[[nodiscard, gnu::always_inline]] inline Doubles abs(Doubles a) {
    return _mm256_andnot_pd(_mm256_set1_pd(-0.0), a.v);
}
[[nodiscard, gnu::always_inline]] inline Doubles sqrt(Doubles a) { return _mm256_sqrt_pd(a.v); }
[[nodiscard, gnu::always_inline]] inline Doubles both(Doubles a, Doubles b) {
    return _mm256_and_pd(a.v, b.v);
}
[[nodiscard, gnu::always_inline]] inline Doubles either(Doubles a, Doubles b) {
    return _mm256_or_pd(a.v, b.v);
}
[[nodiscard, gnu::always_inline]] inline Doubles without(Doubles a, Doubles b) {
    return _mm256_andnot_pd(b.v, a.v);
}
[[nodiscard, gnu::always_inline]] inline Where<Doubles> operator<(Doubles a, Doubles b) {
    return {_mm256_cmp_pd(a.v, b.v, _CMP_LT_OQ)};
}
[[nodiscard, gnu::always_inline]] inline Where<Doubles> operator<=(Doubles a, Doubles b) {
    return {_mm256_cmp_pd(a.v, b.v, _CMP_LE_OQ)};
}
[[nodiscard, gnu::always_inline]] inline Where<Doubles> operator>(Doubles a, Doubles b) {
    return {_mm256_cmp_pd(a.v, b.v, _CMP_GT_OQ)};
}
[[nodiscard, gnu::always_inline]] inline Where<Doubles> operator>=(Doubles a, Doubles b) {
    return {_mm256_cmp_pd(a.v, b.v, _CMP_GE_OQ)};
}
[[nodiscard, gnu::always_inline]] inline Where<Doubles> operator==(Doubles a, Doubles b) {
    return {_mm256_cmp_pd(a.v, b.v, _CMP_EQ_OQ)};
}
[[nodiscard, gnu::always_inline]] inline Doubles select(Where<Doubles> mask, Doubles a, Doubles b) {
    return _mm256_blendv_pd(b.v, a.v, mask.ones.v);
}
[[nodiscard, gnu::always_inline]] inline unsigned bits_of(Where<Doubles> mask) {
    return static_cast<unsigned>(_mm256_movemask_pd(mask.ones.v));
}
[[nodiscard, gnu::always_inline]] inline Floats fma(Floats a, Floats b, Floats c) {
    return _mm256_fmadd_ps(a.v, b.v, c.v);
}
[[nodiscard, gnu::always_inline]] inline Floats operator-(Floats a) {
    return _mm256_xor_ps(a.v, _mm256_set1_ps(-0.0F));
}
[[nodiscard, gnu::always_inline]] inline Floats abs(Floats a) {
    return _mm256_andnot_ps(_mm256_set1_ps(-0.0F), a.v);
}
[[nodiscard, gnu::always_inline]] inline Floats sqrt(Floats a) { return _mm256_sqrt_ps(a.v); }
[[nodiscard, gnu::always_inline]] inline Floats both(Floats a, Floats b) {
    return _mm256_and_ps(a.v, b.v);
}
[[nodiscard, gnu::always_inline]] inline Floats either(Floats a, Floats b) {
    return _mm256_or_ps(a.v, b.v);
}
[[nodiscard, gnu::always_inline]] inline Floats without(Floats a, Floats b) {
    return _mm256_andnot_ps(b.v, a.v);
}
[[nodiscard, gnu::always_inline]] inline Where<Floats> operator<(Floats a, Floats b) {
    return {_mm256_cmp_ps(a.v, b.v, _CMP_LT_OQ)};
}
[[nodiscard, gnu::always_inline]] inline Where<Floats> operator<=(Floats a, Floats b) {
    return {_mm256_cmp_ps(a.v, b.v, _CMP_LE_OQ)};
}
[[nodiscard, gnu::always_inline]] inline Where<Floats> operator>(Floats a, Floats b) {
    return {_mm256_cmp_ps(a.v, b.v, _CMP_GT_OQ)};
}
[[nodiscard, gnu::always_inline]] inline Where<Floats> operator>=(Floats a, Floats b) {
    return {_mm256_cmp_ps(a.v, b.v, _CMP_GE_OQ)};
}
[[nodiscard, gnu::always_inline]] inline Where<Floats> operator==(Floats a, Floats b) {
    return {_mm256_cmp_ps(a.v, b.v, _CMP_EQ_OQ)};
}
[[nodiscard, gnu::always_inline]] inline Floats select(Where<Floats> mask, Floats a, Floats b) {
    return _mm256_blendv_ps(b.v, a.v, mask.ones.v);
}
[[nodiscard, gnu::always_inline]] inline unsigned bits_of(Where<Floats> mask) {
    return static_cast<unsigned>(_mm256_movemask_ps(mask.ones.v));
}

// The bit patterns of the next functions are those of lane_scalar.hpp, which explains them.
[[nodiscard, gnu::always_inline]] inline Doubles exponent(Doubles a) {
    const __m256i biased = _mm256_srli_epi64(a.bits(), 52);
    return either(Doubles(biased), Doubles::all(0x4330000000000000U)) - Doubles(0x1p52 + 1023);
}
[[nodiscard, gnu::always_inline]] inline Floats exponent(Floats a) {
    const __m256i biased = _mm256_srli_epi32(a.bits(), 23);
    return either(Floats(biased), Floats::all(0x4B000000U)) - Floats(0x1p23F + 127);
}
[[nodiscard, gnu::always_inline]] inline Doubles mantissa(Doubles a) {
    return either(both(a, Doubles::all(0x000FFFFFFFFFFFFFU)), Doubles::all(0x3FF0000000000000U));
}
[[nodiscard, gnu::always_inline]] inline Floats mantissa(Floats a) {
    return either(both(a, Floats::all(0x007FFFFFU)), Floats::all(0x3F800000U));
}
[[nodiscard, gnu::always_inline]] inline Doubles power_of_two(Doubles n) {
    return Doubles(_mm256_slli_epi64((n + Doubles(0x1.8p52 + 1023)).bits(), 52));
}
[[nodiscard, gnu::always_inline]] inline Floats power_of_two(Floats n) {
    return Floats(_mm256_slli_epi32((n + Floats(0x1.8p23F + 127)).bits(), 23));
}
[[nodiscard, gnu::always_inline]] inline Doubles scale(Doubles x, Doubles n) {
    const Doubles half = (n * Doubles(0.5) + Doubles(0x1.8p52)) - Doubles(0x1.8p52);
    return x * power_of_two(half) * power_of_two(n - half);
}
[[nodiscard, gnu::always_inline]] inline Floats scale(Floats x, Floats n) {
    const Floats half = (n * Floats(0.5F) + Floats(0x1.8p23F)) - Floats(0x1.8p23F);
    return x * power_of_two(half) * power_of_two(n - half);
}

/// Spreads bits first, first + 1, ... of a mask over the lanes of a register.
template <int first>
[[nodiscard, gnu::always_inline]] inline Where<Doubles> spread(Mask mask, Where<Doubles> /*kind*/) {
    const __m256i bit = _mm256_setr_epi64x(1 << first, 2 << first, 4 << first, 8 << first);
    const __m256i word = _mm256_set1_epi64x(mask.bits);
    return {Doubles(_mm256_cmpeq_epi64(_mm256_and_si256(word, bit), bit))};
}
template <int first>
[[nodiscard, gnu::always_inline]] inline Where<Floats> spread(Mask mask, Where<Floats> /*kind*/) {
    const __m256i bit = _mm256_setr_epi32(1 << first, 2 << first, 4 << first, 8 << first,
                                          16 << first, 32 << first, 64 << first, 128 << first);
    const __m256i word = _mm256_set1_epi32(mask.bits);
    return {Floats(_mm256_cmpeq_epi32(_mm256_and_si256(word, bit), bit))};
}
template <class R>
[[nodiscard, gnu::always_inline]] inline Where<R> operator&(Where<R> a, Where<R> b) {
    return {both(a.ones, b.ones)};
}
template <class R>
[[nodiscard, gnu::always_inline]] inline Where<R> operator|(Where<R> a, Where<R> b) {
    return {either(a.ones, b.ones)};
}
template <class R>
[[nodiscard, gnu::always_inline]] inline Where<R> andnot(Where<R> a, Where<R> b) {
    return {without(a.ones, b.ones)};
}

}  // namespace callosum::avx2
