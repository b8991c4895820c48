#pragma once

#include <cstdint>

#include "engine/base/uniforms.hpp"

namespace callosum {

/// Draws the number of successes among n trials of probability p. Exact: inversion where the mean
/// is small, else transformed rejection (BTRS; Hoermann 1993, "The generation of binomial random
/// variates").
[[nodiscard]] std::uint64_t draw_binomial(Uniforms& uniforms, std::uint64_t n, double p);

/// Draws the number of marked items among `draws` taken without replacement from `marked` +
/// `unmarked`. Exact: inversion where the mean is small, else ratio of uniforms (Stadlober 1990,
/// "The ratio of uniforms approach for generating discrete random variates", J. Comput. Appl. Math.
/// 31).
[[nodiscard]] std::uint64_t draw_hypergeometric(Uniforms& uniforms, std::uint64_t marked,
                                                std::uint64_t unmarked, std::uint64_t draws);

/// Draws a Poisson number of the given mean by inversion or, from a mean of 10 on, ratio of
/// uniforms.
[[nodiscard]] std::uint64_t draw_poisson(Uniforms& uniforms, double mean);

/// Logarithm of the probability of k, in the saddle-point form of Loader (2000), "Fast and accurate
/// computation of binomial probabilities": nothing cancels however large the numbers are.
[[nodiscard]] double log_binomial(double k, double n, double p);
[[nodiscard]] double log_poisson(double k, double mean);
[[nodiscard]] double log_hypergeometric(double k, double marked, double unmarked, double draws);

/// Returns x log(x / mean) - x + mean, the exponent of Chernoff's bound; accurate near x = mean.
[[nodiscard]] double deviance(double x, double mean);

}  // namespace callosum
