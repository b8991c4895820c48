#include <algorithm>
#include <set>

#include "network/describe/check.hpp"
#include "network/describe/nearest.hpp"

namespace callosum::check {

namespace {

/// True if the population is known.
bool selection(const Findings& findings, const std::string& where, std::size_t index,
               const Selection& neurons) {
    const auto& populations = findings.description.populations;
    if (index >= populations.size()) {
        findings.add(where + ".population",
                     "there is no population number " + std::to_string(index));
        return false;
    }
    (void)selected(findings, where + ".neurons", neurons, populations[index]);
    return true;
}

void variables(const Findings& findings, const std::string& where, const TraceRecording& trace) {
    const auto& population = findings.description.populations[trace.population];
    const ModelInfo* model = find_neuron_model(population.model);
    if (model == nullptr) { return; }
    if (trace.variables.empty()) { findings.add(where + ".variables", "names no variable"); }
    std::vector<std::string_view> known;
    for (const auto& field : model->state) { known.push_back(field.name); }
    std::set<std::string_view> seen;
    for (std::size_t n = 0; n < trace.variables.size(); ++n) {
        const auto& name = trace.variables[n];
        const std::string place = where + ".variables[" + std::to_string(n) + "]";
        if (std::find(known.begin(), known.end(), name) == known.end()) {
            findings.add(place, "model " + population.model + " has no variable '" + name + "'" +
                                    suggest(name, known));
        } else if (!seen.insert(name).second) {
            findings.add(place, "'" + name + "' is named twice");
        }
    }
}

void sampling(const Findings& findings, const std::string& where, double interval_ms) {
    const double dt_ms = findings.description.dt_ms;
    if (interval_ms >= dt_ms * (1 - grid_tolerance) && on_grid(interval_ms, dt_ms)) { return; }
    findings.add(
        where + ".interval",
        "is " + to_text(interval_ms) + " ms, must be a multiple of dt (" + to_text(dt_ms) + " ms)");
}

void rates(const Findings& findings) {
    const auto& description = findings.description;
    std::set<std::size_t> seen;
    for (std::size_t n = 0; n < description.rates.size(); ++n) {
        const auto& rate = description.rates[n];
        const std::string where = "record.rates[" + std::to_string(n) + "]";
        interval(findings, where, rate.start_ms, rate.stop_ms);
        sampling(findings, where, rate.interval_ms);
        if (rate.population >= description.populations.size()) {
            findings.add(where + ".population",
                         "there is no population number " + std::to_string(rate.population));
        } else if (!seen.insert(rate.population).second) {
            findings.add(where, "population '" + description.populations[rate.population].name +
                                    "' is counted twice; name it once");
        }
    }
}

}  // namespace

bool selected(const Findings& findings, const std::string& where, const Selection& neurons,
              const Population& population) {
    if (neurons.empty()) {
        findings.add(where, "selects no neuron");
        return false;
    }
    for (std::size_t n = 0; n < neurons.size(); ++n) {
        if (!slice(findings, where, neurons[n], population)) { return false; }
        if (n > 0 && neurons[n].first < neurons[n - 1].last) {
            findings.add(where, "the ranges must be in order and must not overlap");
            return false;
        }
    }
    return true;
}

void records(const Findings& findings) {
    const auto& description = findings.description;
    std::set<std::size_t> seen;
    for (std::size_t n = 0; n < description.spikes.size(); ++n) {
        const auto& record = description.spikes[n];
        const std::string where = "record.spikes[" + std::to_string(n) + "]";
        interval(findings, where, record.start_ms, record.stop_ms);
        if (!selection(findings, where, record.population, record.neurons)) { continue; }
        if (!seen.insert(record.population).second) {
            findings.add(where, "population '" + description.populations[record.population].name +
                                    "' is recorded twice; name it once, with all ranges");
        }
    }
    for (std::size_t n = 0; n < description.traces.size(); ++n) {
        const auto& trace = description.traces[n];
        const std::string where = "record.traces[" + std::to_string(n) + "]";
        interval(findings, where, trace.start_ms, trace.stop_ms);
        sampling(findings, where, trace.interval_ms);
        if (selection(findings, where, trace.population, trace.neurons)) {
            variables(findings, where, trace);
        }
    }
    rates(findings);
}

}  // namespace callosum::check
