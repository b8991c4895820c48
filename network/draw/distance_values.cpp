#include "network/draw/distance_values.hpp"

#include <algorithm>

namespace callosum {

std::shared_ptr<const Places> places_of(const Description& description, std::size_t population) {
    const auto& described = description.populations[population];
    if (!described.positions) { return nullptr; }
    return std::make_shared<const Places>(description.seed, population, *described.positions,
                                          described.size);
}

void DistanceValues::many(const double* x, const std::uint32_t* words, double* out,
                          std::size_t n) const {
    Expression::Variables variables;
    alignas(64) Expression::Lanes mean{};
    alignas(64) Expression::Lanes noise{};
    for (std::size_t first = 0; first < n; first += Expression::width) {
        std::copy_n(x + first, Expression::width, variables.x.begin());
        value_.mean.evaluate(variables, mean);
        noise_.many(words + first, noise.data(), Expression::width);
        for (std::size_t i = 0; i < Expression::width; ++i) {
            out[first + i] = value_.factor * std::clamp(mean[i] + noise[i], value_.min, value_.max);
        }
    }
}

}  // namespace callosum
