#include "tests/validation/siegert.hpp"

#include <cmath>
#include <numbers>

namespace callosum::test {
namespace {

/// exp(u^2) (1 + erf(u)) = exp(u^2) erfc(-u); far below 0, where that is infinity times 0, by its
/// asymptotic series.
double integrand(double u) {
    if (u > -10) { return std::exp(u * u) * std::erfc(-u); }
    const double q = 1 / (2 * u * u);
    return (1 - q * (1 - 3 * q * (1 - 5 * q))) / (-u * std::sqrt(std::numbers::pi));
}

/// Simpson's rule.
double integral(double from, double to) {
    constexpr int n = 2000;
    const double h = (to - from) / n;
    double sum = integrand(from) + integrand(to);
    for (int i = 1; i < n; ++i) { sum += (i % 2 == 1 ? 4 : 2) * integrand(from + i * h); }
    return sum * h / 3;
}

}  // namespace

double siegert_rate(const LeakyNeuron& neuron, double mu, double sigma) {
    const double passage = neuron.tau_m * std::sqrt(std::numbers::pi) *
                           integral((neuron.v_reset - mu) / sigma, (neuron.v_th - mu) / sigma);
    return 1 / (neuron.t_ref + passage);
}

double mean_field_rate(const BrunelNetwork& network) {
    const double tau_m = network.neuron.tau_m;
    const double j = network.weight;
    const auto answer = [&](double rate) {
        const double mu =
            tau_m * j *
            (network.external_rate + rate * (network.excitatory - network.g * network.inhibitory));
        const double variance =
            tau_m * j * j *
            (network.external_rate +
             rate * (network.excitatory + network.g * network.g * network.inhibitory));
        return siegert_rate(network.neuron, mu, std::sqrt(variance));
    };
    // Bisection: a silent network answers with more than it does, one at its ceiling with less.
    double low = 0, high = 1 / network.neuron.t_ref;
    for (int i = 0; i < 60; ++i) {
        const double middle = (low + high) / 2;
        (answer(middle) > middle ? low : high) = middle;
    }
    return (low + high) / 2;
}

}  // namespace callosum::test
