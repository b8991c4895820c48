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
        stretches.emplace_back();
        for (const auto& local : share->populations()) {
            const auto& range = local->range();
            if (range.population != trace.population) { continue; }
            for (const auto& slice : trace.neurons) {
                const auto first = std::max(slice.first, range.first);
                const auto last = std::min(slice.last, range.last);
                if (first >= last) { continue; }
                stretches.back().push_back(
                    {local.get(), {first - range.first, last - range.first}, 0});
                for (auto n = first; n < last; ++n) { neurons.push_back(n); }
            }
        }
    }
    std::sort(neurons.begin(), neurons.end());
    for (auto& of_share : stretches) {
        for (auto& stretch : of_share) {
            const auto first = stretch.population->range().first + stretch.neurons.first;
            stretch.at = static_cast<std::size_t>(
                std::lower_bound(neurons.begin(), neurons.end(), first) - neurons.begin());
        }
    }
    scratch.resize(shares.size());
    width = neurons.size() * variables.size();
    return neurons;
}

/// Reads a stretch and puts it into its columns, in which the variables of a neuron lie side by side.
void TraceRecorder::Probe::sample(const Stretch& stretch, std::vector<double>& space,
                                  double* row) const {
    const auto n = static_cast<std::size_t>(stretch.neurons.size());
    double* const out = row + stretch.at * variables.size();
    if (variables.size() == 1) {
        stretch.population->neurons().sample(variables, stretch.neurons, out);
        return;
    }
    space.resize(n * variables.size());
    stretch.population->neurons().sample(variables, stretch.neurons, space.data());
    for (std::size_t i = 0; i < n; ++i) {
        for (std::size_t k = 0; k < variables.size(); ++k) {
            out[i * variables.size() + k] = space[k * n + i];
        }
    }
}

void TraceRecorder::sample(ThreadId thread, std::int64_t step, std::size_t parity) {
    for (auto& probe : probes_) {
        const auto& stretches = probe.stretches[thread.index()];
        if (stretches.empty() || !probe.due(step)) { continue; }
        const auto rows = static_cast<std::int64_t>(probe.steps[parity].size());
        const auto row = static_cast<std::size_t>((step - probe.start) / probe.every % rows);
        // Threads that have parts of a row write the same step.
        std::atomic_ref(probe.steps[parity][row]).store(step, std::memory_order_relaxed);
        double* const values = probe.values[parity].data() + row * probe.width;
        for (const auto& stretch : stretches) {
            probe.sample(stretch, probe.scratch[thread.index()], values);
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
