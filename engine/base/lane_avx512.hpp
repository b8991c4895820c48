#pragma once

#include <cstdint>

#include <immintrin.h>

#include "engine/base/lane_scalar.hpp"

#ifndef __clang__
// GCC 12 takes the "undefined" operand inside its own AVX-512 intrinsics for a mistake of ours.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#pragma GCC diagnostic ignored "-Wuninitialized"
#endif

/// Pack in 512-bit registers: two for double, one for float.
namespace callosum::avx512 {

template <class T>
struct Pack;

template <>
struct Pack<double> {
    using Scalar = double;
    static constexpr int size = 16;
    __m512d low, high;

    Pack() = default;
    [[gnu::always_inline]] Pack(__m512d l, __m512d h) : low(l), high(h) {}
    [[gnu::always_inline]] explicit Pack(double x)
        : low(_mm512_set1_pd(x)), high(_mm512_set1_pd(x)) {}
    /// `from` must be 64-byte aligned, here and in the conversions below.
    [[nodiscard, gnu::always_inline]] static Pack load(const double* from) {
        return {_mm512_load_pd(from), _mm512_load_pd(from + 8)};
    }
    [[gnu::always_inline]] void store(double* to) const {
        _mm512_store_pd(to, low);
        _mm512_store_pd(to + 8, high);
    }
    [[nodiscard, gnu::always_inline]] static Pack from_u8(const std::uint8_t* from) {
        return widen(_mm512_cvtepu8_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i*>(from))));
    }
    [[nodiscard, gnu::always_inline]] static Pack from_int32(const std::int32_t* from) {
        return widen(_mm512_load_si512(from));
    }
    [[nodiscard, gnu::always_inline]] static Pack from_uint32(const std::uint32_t* from) {
        const __m512i words = _mm512_load_si512(from);
        return {_mm512_cvtepu32_pd(_mm512_castsi512_si256(words)),
                _mm512_cvtepu32_pd(_mm512_extracti64x4_epi64(words, 1))};
    }
    /// Rounds to nearest.
    [[nodiscard, gnu::always_inline]] static Pack from_int64(const std::int64_t* from) {
        return {_mm512_cvtepi64_pd(_mm512_load_si512(from)),
                _mm512_cvtepi64_pd(_mm512_load_si512(from + 8))};
    }

  private:
    [[gnu::always_inline]] static Pack widen(__m512i words) {
        return {_mm512_cvtepi32_pd(_mm512_castsi512_si256(words)),
                _mm512_cvtepi32_pd(_mm512_extracti64x4_epi64(words, 1))};
    }
};

template <>
struct Pack<float> {
    using Scalar = float;
    static constexpr int size = 16;
    __m512 all;

    Pack() = default;
    [[gnu::always_inline]] explicit Pack(__m512 values) : all(values) {}
    [[gnu::always_inline]] explicit Pack(float x) : all(_mm512_set1_ps(x)) {}
    [[nodiscard, gnu::always_inline]] static Pack load(const float* from) {
        return Pack(_mm512_load_ps(from));
    }
    [[gnu::always_inline]] void store(float* to) const { _mm512_store_ps(to, all); }
    [[nodiscard, gnu::always_inline]] static Pack from_u8(const std::uint8_t* from) {
        const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from));
        return Pack(_mm512_cvtepi32_ps(_mm512_cvtepu8_epi32(bytes)));
    }
    [[nodiscard, gnu::always_inline]] static Pack from_int32(const std::int32_t* from) {
        return Pack(_mm512_cvtepi32_ps(_mm512_load_si512(from)));
    }
    [[nodiscard, gnu::always_inline]] static Pack from_uint32(const std::uint32_t* from) {
        return Pack(_mm512_cvtepu32_ps(_mm512_load_si512(from)));
    }
    /// Rounds twice, because the conversion goes by way of double, as on every other target.
    [[nodiscard, gnu::always_inline]] static Pack from_int64(const std::int64_t* from) {
        const auto x = Pack<double>::from_int64(from);
        return Pack(_mm512_insertf32x8(_mm512_castps256_ps512(_mm512_cvtpd_ps(x.low)),
                                       _mm512_cvtpd_ps(x.high), 1));
    }
};

[[nodiscard, gnu::always_inline]] inline Pack<double> operator+(Pack<double> a, Pack<double> b) {
    return {_mm512_add_pd(a.low, b.low), _mm512_add_pd(a.high, b.high)};
}
[[nodiscard, gnu::always_inline]] inline Pack<float> operator+(Pack<float> a, Pack<float> b) {
    return Pack<float>(_mm512_add_ps(a.all, b.all));
}
[[nodiscard, gnu::always_inline]] inline Pack<double> operator-(Pack<double> a, Pack<double> b) {
    return {_mm512_sub_pd(a.low, b.low), _mm512_sub_pd(a.high, b.high)};
}
[[nodiscard, gnu::always_inline]] inline Pack<float> operator-(Pack<float> a, Pack<float> b) {
    return Pack<float>(_mm512_sub_ps(a.all, b.all));
}
[[nodiscard, gnu::always_inline]] inline Pack<double> operator*(Pack<double> a, Pack<double> b) {
    return {_mm512_mul_pd(a.low, b.low), _mm512_mul_pd(a.high, b.high)};
}
[[nodiscard, gnu::always_inline]] inline Pack<float> operator*(Pack<float> a, Pack<float> b) {
    return Pack<float>(_mm512_mul_ps(a.all, b.all));
}
[[nodiscard, gnu::always_inline]] inline Pack<double> operator/(Pack<double> a, Pack<double> b) {
    return {_mm512_div_pd(a.low, b.low), _mm512_div_pd(a.high, b.high)};
}
[[nodiscard, gnu::always_inline]] inline Pack<float> operator/(Pack<float> a, Pack<float> b) {
    return Pack<float>(_mm512_div_ps(a.all, b.all));
}
[[nodiscard, gnu::always_inline]] inline Pack<double> operator-(Pack<double> a) {
    const __m512d sign = _mm512_set1_pd(-0.0);
    return {_mm512_xor_pd(a.low, sign), _mm512_xor_pd(a.high, sign)};
}
[[nodiscard, gnu::always_inline]] inline Pack<float> operator-(Pack<float> a) {
    return Pack<float>(_mm512_xor_ps(a.all, _mm512_set1_ps(-0.0F)));
}
[[nodiscard, gnu::always_inline]] inline Pack<double> fma(Pack<double> a, Pack<double> b,
                                                          Pack<double> c) {
    return {_mm512_fmadd_pd(a.low, b.low, c.low), _mm512_fmadd_pd(a.high, b.high, c.high)};
}
[[nodiscard, gnu::always_inline]] inline Pack<float> fma(Pack<float> a, Pack<float> b,
                                                         Pack<float> c) {
    return Pack<float>(_mm512_fmadd_ps(a.all, b.all, c.all));
}
[[nodiscard, gnu::always_inline]] inline Pack<double> sqrt(Pack<double> a) {
    return {_mm512_sqrt_pd(a.low), _mm512_sqrt_pd(a.high)};
}
[[nodiscard, gnu::always_inline]] inline Pack<float> sqrt(Pack<float> a) {
    return Pack<float>(_mm512_sqrt_ps(a.all));
}
[[nodiscard, gnu::always_inline]] inline Pack<double> abs(Pack<double> a) {
    return {_mm512_abs_pd(a.low), _mm512_abs_pd(a.high)};
}
[[nodiscard, gnu::always_inline]] inline Pack<float> abs(Pack<float> a) {
    return Pack<float>(_mm512_abs_ps(a.all));
}
[[nodiscard, gnu::always_inline]] inline Pack<double> min(Pack<double> a, Pack<double> b) {
    return {_mm512_min_pd(a.low, b.low), _mm512_min_pd(a.high, b.high)};
}
[[nodiscard, gnu::always_inline]] inline Pack<float> min(Pack<float> a, Pack<float> b) {
    return Pack<float>(_mm512_min_ps(a.all, b.all));
}
[[nodiscard, gnu::always_inline]] inline Pack<double> max(Pack<double> a, Pack<double> b) {
    return {_mm512_max_pd(a.low, b.low), _mm512_max_pd(a.high, b.high)};
}
[[nodiscard, gnu::always_inline]] inline Pack<float> max(Pack<float> a, Pack<float> b) {
    return Pack<float>(_mm512_max_ps(a.all, b.all));
}

[[nodiscard, gnu::always_inline]] inline Mask join(__mmask8 low, __mmask8 high) {
    return {static_cast<std::uint16_t>(low | (high << 8))};
}
[[nodiscard, gnu::always_inline]] inline Mask operator>=(Pack<double> a, Pack<double> b) {
    return join(_mm512_cmp_pd_mask(a.low, b.low, _CMP_GE_OQ),
                _mm512_cmp_pd_mask(a.high, b.high, _CMP_GE_OQ));
}
[[nodiscard, gnu::always_inline]] inline Mask operator>=(Pack<float> a, Pack<float> b) {
    return {_mm512_cmp_ps_mask(a.all, b.all, _CMP_GE_OQ)};
}
[[nodiscard, gnu::always_inline]] inline Mask operator>(Pack<double> a, Pack<double> b) {
    return join(_mm512_cmp_pd_mask(a.low, b.low, _CMP_GT_OQ),
                _mm512_cmp_pd_mask(a.high, b.high, _CMP_GT_OQ));
}
[[nodiscard, gnu::always_inline]] inline Mask operator>(Pack<float> a, Pack<float> b) {
    return {_mm512_cmp_ps_mask(a.all, b.all, _CMP_GT_OQ)};
}
[[nodiscard, gnu::always_inline]] inline Mask operator<(Pack<double> a, Pack<double> b) {
    return join(_mm512_cmp_pd_mask(a.low, b.low, _CMP_LT_OQ),
                _mm512_cmp_pd_mask(a.high, b.high, _CMP_LT_OQ));
}
[[nodiscard, gnu::always_inline]] inline Mask operator<(Pack<float> a, Pack<float> b) {
    return {_mm512_cmp_ps_mask(a.all, b.all, _CMP_LT_OQ)};
}
[[nodiscard, gnu::always_inline]] inline Mask operator<=(Pack<double> a, Pack<double> b) {
    return join(_mm512_cmp_pd_mask(a.low, b.low, _CMP_LE_OQ),
                _mm512_cmp_pd_mask(a.high, b.high, _CMP_LE_OQ));
}
[[nodiscard, gnu::always_inline]] inline Mask operator<=(Pack<float> a, Pack<float> b) {
    return {_mm512_cmp_ps_mask(a.all, b.all, _CMP_LE_OQ)};
}
[[nodiscard, gnu::always_inline]] inline Mask operator==(Pack<double> a, Pack<double> b) {
    return join(_mm512_cmp_pd_mask(a.low, b.low, _CMP_EQ_OQ),
                _mm512_cmp_pd_mask(a.high, b.high, _CMP_EQ_OQ));
}
[[nodiscard, gnu::always_inline]] inline Mask operator==(Pack<float> a, Pack<float> b) {
    return {_mm512_cmp_ps_mask(a.all, b.all, _CMP_EQ_OQ)};
}

// The bit patterns are those of lane_scalar.hpp, which explains them.
[[nodiscard, gnu::always_inline]] inline Pack<double> exponent(Pack<double> a) {
    const auto find = [](__m512d x) {
        const __m512i biased = _mm512_srli_epi64(_mm512_castpd_si512(x), 52);
        const __m512i word = _mm512_or_si512(biased, _mm512_set1_epi64(0x4330000000000000));
        return _mm512_sub_pd(_mm512_castsi512_pd(word), _mm512_set1_pd(0x1p52 + 1023));
    };
    return {find(a.low), find(a.high)};
}
[[nodiscard, gnu::always_inline]] inline Pack<float> exponent(Pack<float> a) {
    const __m512i biased = _mm512_srli_epi32(_mm512_castps_si512(a.all), 23);
    const __m512i word = _mm512_or_si512(biased, _mm512_set1_epi32(0x4B000000));
    return Pack<float>(_mm512_sub_ps(_mm512_castsi512_ps(word), _mm512_set1_ps(0x1p23F + 127)));
}
[[nodiscard, gnu::always_inline]] inline Pack<double> mantissa(Pack<double> a) {
    const auto find = [](__m512d x) {
        const __m512i fraction =
            _mm512_and_si512(_mm512_castpd_si512(x), _mm512_set1_epi64(0x000FFFFFFFFFFFFF));
        return _mm512_castsi512_pd(
            _mm512_or_si512(fraction, _mm512_set1_epi64(0x3FF0000000000000)));
    };
    return {find(a.low), find(a.high)};
}
[[nodiscard, gnu::always_inline]] inline Pack<float> mantissa(Pack<float> a) {
    const __m512i fraction =
        _mm512_and_si512(_mm512_castps_si512(a.all), _mm512_set1_epi32(0x007FFFFF));
    return Pack<float>(
        _mm512_castsi512_ps(_mm512_or_si512(fraction, _mm512_set1_epi32(0x3F800000))));
}
[[nodiscard, gnu::always_inline]] inline Pack<double> power_of_two(Pack<double> n) {
    const __m512d lift = _mm512_set1_pd(0x1.8p52 + 1023);
    const auto power = [lift](__m512d x) {
        return _mm512_castsi512_pd(
            _mm512_slli_epi64(_mm512_castpd_si512(_mm512_add_pd(x, lift)), 52));
    };
    return {power(n.low), power(n.high)};
}
[[nodiscard, gnu::always_inline]] inline Pack<float> power_of_two(Pack<float> n) {
    const __m512 lifted = _mm512_add_ps(n.all, _mm512_set1_ps(0x1.8p23F + 127));
    return Pack<float>(_mm512_castsi512_ps(_mm512_slli_epi32(_mm512_castps_si512(lifted), 23)));
}
// scalef covers the whole range at once; lane_scalar.hpp gives the same bits within its stated
// range.
[[nodiscard, gnu::always_inline]] inline Pack<double> scale(Pack<double> a, Pack<double> n) {
    return {_mm512_scalef_pd(a.low, n.low), _mm512_scalef_pd(a.high, n.high)};
}
[[nodiscard, gnu::always_inline]] inline Pack<float> scale(Pack<float> a, Pack<float> n) {
    return Pack<float>(_mm512_scalef_ps(a.all, n.all));
}

/// Returns a where the mask is set, else b.
[[nodiscard, gnu::always_inline]] inline Pack<double> select(Mask mask, Pack<double> a,
                                                             Pack<double> b) {
    return {_mm512_mask_blend_pd(static_cast<__mmask8>(mask.bits), b.low, a.low),
            _mm512_mask_blend_pd(static_cast<__mmask8>(mask.bits >> 8), b.high, a.high)};
}
[[nodiscard, gnu::always_inline]] inline Pack<float> select(Mask mask, Pack<float> a,
                                                            Pack<float> b) {
    return Pack<float>(_mm512_mask_blend_ps(mask.bits, b.all, a.all));
}

}  // namespace callosum::avx512

#ifndef __clang__
#pragma GCC diagnostic pop
#endif
