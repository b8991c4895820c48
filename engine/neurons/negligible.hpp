#pragma once

#include <cmath>
#include <cstdint>

#include "engine/base/column.hpp"

namespace callosum {

/// State that has decayed to nothing becomes 0, before it is so small that the CPU needs a hundred cycles for each
/// operation on it (denormal numbers). Flush modes of CPUs differ in their corners; this gives the same bits on
/// all of them. In steps whose number divides by `negligible_every`, each state variable below
/// `negligible` in absolute value is set to 0: 8e-25 in single, 1e-280 in double precision, of whatever
/// unit (mV, pA, nS). Until the next such step a variable with a time constant of one step falls to e^-16 of that, far
/// above the smallest normal number (1e-38, 2e-308), and one that decays faster passes all denormal numbers
/// within that time.
template <class T>
inline constexpr T negligible = sizeof(T) == 4 ? T(0x1p-80) : T(0x1p-930);
inline constexpr std::int64_t negligible_every = 16;

[[nodiscard]] constexpr bool drops_negligible(std::int64_t step) {
    return step % negligible_every == 0;
}

template <class T>
[[nodiscard]] inline T without_negligible(T x) {
    return std::fabs(x) < negligible<T> ? T(0) : x;
}

/// Sets all negligible values to 0.
template <class T>
void drop_negligible(Column<T>& values) {
    for (T& x : values) { x = without_negligible(x); }
}

}  // namespace callosum
