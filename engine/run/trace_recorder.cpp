#include "engine/run/trace_recorder.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>

#include "engine/run/sampled_rows.hpp"
#include "models/info.hpp"
#include "network/describe/phases.hpp"

namespace callosum {

namespace {

/// Positions of the recorded variables among the model's state.
std::vector<std::size_t> positions(const ModelInfo& model, const std::vector<std::string>& names) {
    std::vector<std::size_t> found;
    for (const auto& name : names) {
        const auto field = std::find_if(model.state.begin(), model.state.end(),
                                        [&](const Field& f) { return f.name == name; });
        found.push_back(static_cast<std::size_t>(field - model.state.begin()));
    }
    return found;
}

/// Recorded neurons of a share, by index in the population.
std::vector<std::uint64_t> recorded_here(const TraceRecording& trace, const Share& share) {
    std::vector<std::uint64_t> neurons;
    for (const auto& population : share.populations()) {
        const auto& range = population->range();
        if (range.population != trace.population) { continue; }
        for (const auto& slice : trace.neurons) {
            const auto last = std::min(slice.last, range.last);
            for (auto n = std::max(slice.first, range.first); n < last; ++n) {
                neurons.push_back(n);
            }
        }
    }
    return neurons;
}

}  // namespace

TraceRecorder::TraceRecorder(const Description& description,
                             const std::vector<std::unique_ptr<Share>>& shares,
                             std::int64_t epoch_steps, TraceSink* sink)
    : sink_(sink) {
    if (sink == nullptr) { return; }
    const auto traces = traces_over_time(description);
    for (std::size_t i = 0; i < traces.size(); ++i) {
        const auto& trace = traces[i];
        Probe probe;
        probe.recording = i;
        probe.population = trace.population;
        probe.variables = positions(
            *find_neuron_model(description.populations[trace.population].model), trace.variables);
        probe.start = description.steps(trace.start_ms);
        probe.stop = description.steps(trace.stop_ms);
        probe.every = std::max<std::int64_t>(1, description.steps(trace.interval_ms));
        const TraceLayout layout{i, probe.place(trace, shares)};
        const auto rows = static_cast<std::size_t>(epoch_steps / probe.every + 2);
        for (std::size_t parity = 0; parity < 2; ++parity) {
            probe.steps[parity].assign(rows, -1);
            probe.values[parity].assign(rows * probe.width, 0);
        }
        sink->open(layout);
        if (!layout.neurons.empty()) { probes_.push_back(std::move(probe)); }
    }
}

std::vector<std::uint64_t> TraceRecorder::Probe::place(
    const TraceRecording& trace, const std::vector<std::unique_ptr<Share>>& shares) {
    std::vector<std::uint64_t> neurons;
    for (const auto& share : shares) {
        columns.emplace_back();
        for (const auto neuron : recorded_here(trace, *share)) {
            columns.back().push_back({neuron, 0});
            neurons.push_back(neuron);
        }
    }
    std::sort(neurons.begin(), neurons.end());
    for (auto& of_share : columns) {
        for (auto& column : of_share) {
            column.at = static_cast<std::size_t>(
                std::lower_bound(neurons.begin(), neurons.end(), column.neuron) - neurons.begin());
        }
    }
    width = neurons.size() * variables.size();
    return neurons;
}

void TraceRecorder::sample(ThreadId thread, const Share& share, std::int64_t step,
                           std::size_t parity) {
    for (auto& probe : probes_) {
        const auto& columns = probe.columns[thread.index()];
        if (columns.empty() || !probe.due(step)) { continue; }
        const auto rows = static_cast<std::int64_t>(probe.steps[parity].size());
        const auto row = static_cast<std::size_t>((step - probe.start) / probe.every % rows);
        // Threads that have parts of a row write the same step.
        std::atomic_ref(probe.steps[parity][row]).store(step, std::memory_order_relaxed);
        for (const auto& column : columns) {
            share.sample(probe.population, column.neuron, probe.variables,
                         probe.values[parity].data() + row * probe.width +
                             column.at * probe.variables.size());
        }
    }
}

void TraceRecorder::flush(std::size_t parity) {
    for (auto& probe : probes_) {
        for (const auto& [step, row] : take_rows(probe.steps[parity])) {
            sink_->write(probe.recording, step,
                         {probe.values[parity].data() + row * probe.width, probe.width});
        }
    }
}

}  // namespace callosum
