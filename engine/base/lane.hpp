#pragma once

#include "engine/base/lane_scalar.hpp"
#if defined(__AVX512F__) && defined(__AVX512DQ__)
#include "engine/base/lane_avx512.hpp"
#elif defined(__AVX2__) && defined(__FMA__)
#include "engine/base/lane_avx2.hpp"
#else
#include "engine/base/lane_portable.hpp"
#endif

/// The SIMD lane. Pack<T> is always 16 values (one tile) of double or float, on every CPU, so that
/// no result depends on the width of the machine. lane_avx512.hpp and lane_avx2.hpp hold the values
/// in registers, lane_portable.hpp in plain arrays; all of them give the same bits. A model's
/// `step` is one template over V = double, float (the scalar reference) or Pack<double>,
/// Pack<float>. lane_scalar.hpp has the scalar functions and operators that it may use, the lane
/// headers those for packs, found by argument-dependent lookup.
///
/// Semantics that scalars and packs share: fma rounds once, + - * / never fuse; min(a, b) = a < b ?
/// a : b and max(a, b) = a > b ? a : b, so b where either is NaN; comparisons with NaN are false.
namespace callosum {

#if defined(__AVX512F__) && defined(__AVX512DQ__)
template <class T>
using Pack = avx512::Pack<T>;
#elif defined(__AVX2__) && defined(__FMA__)
template <class T>
using Pack = avx2::Pack<T>;
#else
template <class T>
using Pack = portable::Pack<T>;
#endif

namespace detail {
template <class V>
struct LaneTraits {
    using Scalar = typename V::Scalar;
    using MaskType = Mask;
};
template <>
struct LaneTraits<double> {
    using Scalar = double;
    using MaskType = bool;
};
template <>
struct LaneTraits<float> {
    using Scalar = float;
    using MaskType = bool;
};
}  // namespace detail

/// The element type: T for Pack<T>, and T for T itself.
template <class V>
using scalar_of = typename detail::LaneTraits<V>::Scalar;
/// Result type of a comparison of two V: bool for scalars, Mask for packs.
template <class V>
using mask_of = typename detail::LaneTraits<V>::MaskType;

}  // namespace callosum
