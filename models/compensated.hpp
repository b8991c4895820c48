#pragma once

#include <cstddef>

#include "models/model.hpp"

/// State that single precision keeps as a sum of two numbers: the value, and the rounding error that
/// its last change left behind (Kahan 1965, Commun ACM 8:40). At dt =
/// 0.01 ms a potential of 60 mV changes by some 1e-3 mV in a step, of which rounding loses up to
/// 4e-6 mV, mostly with the same sign from step to step. A model names such columns of its State:
///   static constexpr std::array<std::size_t, N> compensated{...};
/// and finds their errors, in this order, in StepInput::rest. In double precision there are none.
namespace callosum {

/// Number of rounding errors that are stored beside the state of a model in precision T.
template <class M, class T>
inline constexpr std::size_t n_rests = 0;
template <class M>
    requires requires { M::compensated.size(); }
inline constexpr std::size_t n_rests<M, float> = M::compensated.size();

/// Number of stored columns: those of State, followed by their rounding errors.
template <class M, class T>
inline constexpr std::size_t n_stored = n_columns<M::template State> + n_rests<M, T>;

/// Calls put(i, value) for each stored column of a state that is given in double.
template <class M, class T, class Put>
void split_state(const typename M::template State<double>& s, const Put& put) {
    constexpr std::size_t n = n_columns<M::template State>;
    for (std::size_t f = 0; f < n; ++f) { put(f, static_cast<T>(column(s, f))); }
    if constexpr (n_rests<M, T> > 0) {
        for (std::size_t r = 0; r < n_rests<M, T>; ++r) {
            const double x = column(s, M::compensated[r]);
            put(n + r, static_cast<T>(x - static_cast<double>(static_cast<T>(x))));
        }
    }
}

/// Returns in double the state whose stored columns are get(i).
template <class M, class T, class Get>
[[nodiscard]] typename M::template State<double> join_state(const Get& get) {
    constexpr std::size_t n = n_columns<M::template State>;
    typename M::template State<double> s;
    for (std::size_t f = 0; f < n; ++f) { column(s, f) = static_cast<double>(get(f)); }
    if constexpr (n_rests<M, T> > 0) {
        for (std::size_t r = 0; r < n_rests<M, T>; ++r) {
            column(s, M::compensated[r]) += static_cast<double>(get(n + r));
        }
    }
    return s;
}

/// Adds `change` to value + rest. The error is exact (Dekker's fast sum) unless the change is larger than
/// the value, and then as small as the rounding of that change.
template <class V>
[[gnu::always_inline]] inline void add_compensated(V& value, V& rest, V change) {
    const V due = change + rest;
    const V sum = value + due;
    rest = due - (sum - value);
    value = sum;
}

}  // namespace callosum
