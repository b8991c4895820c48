#pragma once

#include <string>
#include <utility>
#include <vector>

#include "tests/support/small_networks.hpp"

/// Runs of small networks whose state variables are looked at after every step.
namespace callosum::test {

/// The samples of one population.
struct Recorded final : TraceSink {
    std::size_t n_variables = 1;
    std::vector<std::int64_t> steps;        ///< after which the samples were taken
    std::vector<std::vector<double>> rows;  ///< by sample: neuron-major
    std::vector<Spike> spikes;

    void open(const TraceLayout&) override {}
    void write(std::size_t, std::int64_t step, std::span<const double> values) override {
        steps.push_back(step);
        rows.emplace_back(values.begin(), values.end());
    }
    /// The value after step `step`, where every step was recorded.
    [[nodiscard]] double after(std::int64_t step, std::size_t neuron = 0,
                               std::size_t variable = 0) const {
        return rows.at(static_cast<std::size_t>(step - 1)).at(neuron * n_variables + variable);
    }
    [[nodiscard]] std::int64_t n_steps() const { return static_cast<std::int64_t>(rows.size()); }
};

/// Runs, and records variables of a whole population every `interval_ms` from `start_ms` on.
inline Recorded record(Description description, std::vector<std::string> variables,
                       std::size_t population = 0, double interval_ms = 0, double start_ms = 0) {
    Recorded recorded;
    recorded.n_variables = variables.size();
    TraceRecording trace;
    trace.population = population;
    trace.neurons = {{0, description.populations[population].size}};
    trace.variables = std::move(variables);
    trace.interval_ms = interval_ms > 0 ? interval_ms : description.dt_ms;
    trace.start_ms = start_ms;
    description.traces.push_back(std::move(trace));
    record_all(description);
    recorded.spikes = simulate(complete(std::move(description)), 1, &recorded).spikes;
    return recorded;
}

/// One population without synapses, for `duration_ms`.
inline Description alone(Population population, double duration_ms, double dt_ms = 0.1) {
    Description description;
    description.dt_ms = dt_ms;
    description.duration_ms = duration_ms;
    description.populations.push_back(std::move(population));
    return description;
}

inline Values value(double number) { return Distribution::constant(number); }

}  // namespace callosum::test
