#pragma once

#include <cmath>
#include <cstdint>

#include "engine/base/lane_scalar.hpp"

/// Pack as a plain array: loops of constant length, which the compiler vectorises for any CPU.
namespace callosum::portable {

template <class T>
struct Pack {
    using Scalar = T;
    static constexpr int size = 16;
    alignas(64) T values[size];

    Pack() = default;
    explicit Pack(T x) {
        for (T& value : values) { value = x; }
    }
    /// `from` must be 64-byte aligned, here and in the conversions below.
    [[nodiscard]] static Pack load(const T* from) { return convert(from); }
    void store(T* to) const {
        for (int i = 0; i < size; ++i) { to[i] = values[i]; }
    }
    [[nodiscard]] static Pack from_u8(const std::uint8_t* from) { return convert(from); }
    [[nodiscard]] static Pack from_int32(const std::int32_t* from) { return convert(from); }
    [[nodiscard]] static Pack from_uint32(const std::uint32_t* from) { return convert(from); }
    /// Rounds to nearest; the conversion to float goes by way of double and rounds twice.
    [[nodiscard]] static Pack from_int64(const std::int64_t* from) {
        Pack x;
        for (int i = 0; i < size; ++i) {
            x.values[i] = static_cast<T>(static_cast<double>(from[i]));
        }
        return x;
    }

  private:
    template <class Number>
    static Pack convert(const Number* from) {
        Pack x;
        for (int i = 0; i < size; ++i) { x.values[i] = static_cast<T>(from[i]); }
        return x;
    }
};

template <class T, class F>
[[nodiscard]] inline Pack<T> map(const Pack<T>& a, F f) {
    Pack<T> x;
    for (int i = 0; i < Pack<T>::size; ++i) { x.values[i] = f(a.values[i]); }
    return x;
}
template <class T, class F>
[[nodiscard]] inline Pack<T> map(const Pack<T>& a, const Pack<T>& b, F f) {
    Pack<T> x;
    for (int i = 0; i < Pack<T>::size; ++i) { x.values[i] = f(a.values[i], b.values[i]); }
    return x;
}
template <class T, class F>
[[nodiscard]] inline Mask compare(const Pack<T>& a, const Pack<T>& b, F f) {
    unsigned bits = 0;
    for (int i = 0; i < Pack<T>::size; ++i) {
        bits |= static_cast<unsigned>(f(a.values[i], b.values[i])) << i;
    }
    return {static_cast<std::uint16_t>(bits)};
}

template <class T>
[[nodiscard]] inline Pack<T> operator+(const Pack<T>& a, const Pack<T>& b) {
    return map(a, b, [](T x, T y) { return x + y; });
}
template <class T>
[[nodiscard]] inline Pack<T> operator-(const Pack<T>& a, const Pack<T>& b) {
    return map(a, b, [](T x, T y) { return x - y; });
}
template <class T>
[[nodiscard]] inline Pack<T> operator*(const Pack<T>& a, const Pack<T>& b) {
    return map(a, b, [](T x, T y) { return x * y; });
}
template <class T>
[[nodiscard]] inline Pack<T> operator/(const Pack<T>& a, const Pack<T>& b) {
    return map(a, b, [](T x, T y) { return x / y; });
}
template <class T>
[[nodiscard]] inline Pack<T> operator-(const Pack<T>& a) {
    return map(a, [](T x) { return -x; });
}
template <class T>
[[nodiscard]] inline Pack<T> fma(const Pack<T>& a, const Pack<T>& b, const Pack<T>& c) {
    Pack<T> x;
    for (int i = 0; i < Pack<T>::size; ++i) {
        x.values[i] = std::fma(a.values[i], b.values[i], c.values[i]);
    }
    return x;
}
template <class T>
[[nodiscard]] inline Pack<T> sqrt(const Pack<T>& a) {
    return map(a, [](T x) { return std::sqrt(x); });
}
template <class T>
[[nodiscard]] inline Pack<T> abs(const Pack<T>& a) {
    return map(a, [](T x) { return std::fabs(x); });
}
template <class T>
[[nodiscard]] inline Pack<T> min(const Pack<T>& a, const Pack<T>& b) {
    return map(a, b, [](T x, T y) { return x < y ? x : y; });
}
template <class T>
[[nodiscard]] inline Pack<T> max(const Pack<T>& a, const Pack<T>& b) {
    return map(a, b, [](T x, T y) { return x > y ? x : y; });
}
template <class T>
[[nodiscard]] inline Mask operator>=(const Pack<T>& a, const Pack<T>& b) {
    return compare(a, b, [](T x, T y) { return x >= y; });
}
template <class T>
[[nodiscard]] inline Mask operator>(const Pack<T>& a, const Pack<T>& b) {
    return compare(a, b, [](T x, T y) { return x > y; });
}
template <class T>
[[nodiscard]] inline Mask operator<(const Pack<T>& a, const Pack<T>& b) {
    return compare(a, b, [](T x, T y) { return x < y; });
}
template <class T>
[[nodiscard]] inline Mask operator<=(const Pack<T>& a, const Pack<T>& b) {
    return compare(a, b, [](T x, T y) { return x <= y; });
}
template <class T>
[[nodiscard]] inline Mask operator==(const Pack<T>& a, const Pack<T>& b) {
    return compare(a, b, [](T x, T y) { return x == y; });
}
template <class T>
[[nodiscard]] inline Pack<T> exponent(const Pack<T>& a) {
    return map(a, [](T x) { return callosum::exponent(x); });
}
template <class T>
[[nodiscard]] inline Pack<T> mantissa(const Pack<T>& a) {
    return map(a, [](T x) { return callosum::mantissa(x); });
}
template <class T>
[[nodiscard]] inline Pack<T> power_of_two(const Pack<T>& n) {
    return map(n, [](T power) { return callosum::power_of_two(power); });
}
template <class T>
[[nodiscard]] inline Pack<T> scale(const Pack<T>& a, const Pack<T>& n) {
    return map(a, n, [](T x, T power) { return callosum::scale(x, power); });
}
/// Returns a where the mask is set, else b.
template <class T>
[[nodiscard]] inline Pack<T> select(Mask mask, const Pack<T>& a, const Pack<T>& b) {
    Pack<T> x;
    for (int i = 0; i < Pack<T>::size; ++i) {
        x.values[i] = ((mask.bits >> i) & 1) != 0 ? a.values[i] : b.values[i];
    }
    return x;
}

}  // namespace callosum::portable
