#pragma once

#include <array>

#include "engine/base/lane.hpp"
#include "engine/layout/parameter_values.hpp"
#include "models/compensated.hpp"

namespace callosum::bench {

/// Floating-point instructions that a vector unit would need for one neuron.
struct Operations {
    double simple = 0;    ///< fused multiply-adds, and all that is as cheap
    double division = 0;  ///< and square roots
};

/// A number that counts what is done to it. Constants do not count, nor what is made of constants alone: a loop over
/// neurons computes that once.
template <class T>
struct Counted {
    using Scalar = T;
    T value{};
    Operations* to = nullptr;

    Counted() = default;
    explicit Counted(T x, Operations* counter = nullptr) : value(x), to(counter) {}
};

template <class T, class... More>
[[nodiscard]] Counted<T> simple(T value, const Counted<T>& first, const More&... more) {
    Operations* to = first.to;
    ((to = to != nullptr ? to : more.to), ...);
    if (to != nullptr) { ++to->simple; }
    return Counted<T>(value, to);
}
template <class T>
[[nodiscard]] Mask compared(bool holds, const Counted<T>& a, const Counted<T>& b) {
    (void)simple(a.value, a, b);
    return {holds ? std::uint16_t{0xFFFF} : std::uint16_t{0}};
}

template <class T>
Counted<T> operator+(const Counted<T>& a, const Counted<T>& b) {
    return simple(a.value + b.value, a, b);
}
template <class T>
Counted<T> operator-(const Counted<T>& a, const Counted<T>& b) {
    return simple(a.value - b.value, a, b);
}
template <class T>
Counted<T> operator*(const Counted<T>& a, const Counted<T>& b) {
    return simple(a.value * b.value, a, b);
}
template <class T>
Counted<T> operator/(const Counted<T>& a, const Counted<T>& b) {
    Operations* const to = a.to != nullptr ? a.to : b.to;
    if (to != nullptr) { ++to->division; }
    return Counted<T>(a.value / b.value, to);
}
/// A change of sign is part of the instruction that uses it.
template <class T>
Counted<T> operator-(const Counted<T>& a) {
    return Counted<T>(-a.value, a.to);
}
template <class T>
Counted<T> fma(const Counted<T>& a, const Counted<T>& b, const Counted<T>& c) {
    return simple(std::fma(a.value, b.value, c.value), a, b, c);
}
template <class T>
Counted<T> sqrt(const Counted<T>& a) {
    if (a.to != nullptr) { ++a.to->division; }
    return Counted<T>(std::sqrt(a.value), a.to);
}
template <class T>
Counted<T> abs(const Counted<T>& a) {
    return simple(std::abs(a.value), a);
}
template <class T>
Counted<T> min(const Counted<T>& a, const Counted<T>& b) {
    return simple(callosum::min(a.value, b.value), a, b);
}
template <class T>
Counted<T> max(const Counted<T>& a, const Counted<T>& b) {
    return simple(callosum::max(a.value, b.value), a, b);
}
template <class T>
Counted<T> select(Mask mask, const Counted<T>& a, const Counted<T>& b) {
    return simple(mask.any() ? a.value : b.value, a, b);
}
template <class T>
Mask operator>=(const Counted<T>& a, const Counted<T>& b) {
    return compared(a.value >= b.value, a, b);
}
template <class T>
Mask operator>(const Counted<T>& a, const Counted<T>& b) {
    return compared(a.value > b.value, a, b);
}
template <class T>
Mask operator<(const Counted<T>& a, const Counted<T>& b) {
    return compared(a.value < b.value, a, b);
}
template <class T>
Mask operator<=(const Counted<T>& a, const Counted<T>& b) {
    return compared(a.value <= b.value, a, b);
}
template <class T>
Mask operator==(const Counted<T>& a, const Counted<T>& b) {
    return compared(a.value == b.value, a, b);
}
template <class T>
Counted<T> exponent(const Counted<T>& a) {
    return simple(callosum::exponent(a.value), a);
}
template <class T>
Counted<T> mantissa(const Counted<T>& a) {
    return simple(callosum::mantissa(a.value), a);
}
template <class T>
Counted<T> power_of_two(const Counted<T>& a) {
    return simple(callosum::power_of_two(a.value), a);
}
/// One instruction with AVX-512.
template <class T>
Counted<T> scale(const Counted<T>& x, const Counted<T>& n) {
    return simple(callosum::scale(x.value, n.value), x, n);
}

/// What a step of a neuron at its initial state takes, without a spike.
template <class M, class T>
[[nodiscard]] Operations operations(const Description& description) {
    using V = Counted<T>;
    const PopulationValues values(description, 0);
    const auto params = values.template params_of<M>(0);
    std::array<double, M::info.state.size()> initial;
    for (std::size_t v = 0; v < initial.size(); ++v) { initial[v] = values.initial(v, 0); }

    Operations counter;
    typename M::template State<V> s;
    V rest[n_rests<M, T> + 1];
    constexpr std::size_t n_state = n_columns<M::template State>;
    split_state<M, T>(M::initial(initial, params), [&](std::size_t f, T x) {
        (f < n_state ? column(s, f) : rest[f - n_state]) = V(x, &counter);
    });
    const auto of_all = M::prepare(params, description.dt_ms);
    typename M::template Coeffs<V> k;
    for (std::size_t c = 0; c < n_columns<M::template Coeffs>; ++c) {
        column(k, c) = V(static_cast<T>(column(of_all, c)));
    }
    V input[M::n_rows];
    for (auto& each : input) { each = V(T(0), &counter); }
    V count(T(1));
    const StepInput<V> drive{.current = V(T(0)),
                             .uniform = V(T(0)),
                             .input = input,
                             .count = &count,
                             .rest = n_rests<M, T> > 0 ? rest : nullptr,
                             .substeps = values.substeps()};
    (void)M::step(s, k, drive);
    return counter;
}

}  // namespace callosum::bench
