#include "engine/run/traces.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>

#include "models/info.hpp"

namespace callosum {

TraceBuffers::TraceBuffers(const Description& description,
                           const std::vector<std::unique_ptr<Worker>>& workers,
                           std::int64_t epoch_steps, TraceSink* sink)
    : epoch_steps_(epoch_steps), sink_(sink) {
    if (sink == nullptr) { return; }
    for (std::size_t i = 0; i < description.traces.size(); ++i) {
        const auto& trace = description.traces[i];
        Probe probe;
        probe.recording = i;
        probe.population = trace.population;
        const auto* model = find_neuron_model(description.populations[trace.population].model);
        for (const auto& name : trace.variables) {
            const auto found = std::find_if(model->state.begin(), model->state.end(),
                                            [&](const Field& field) { return field.name == name; });
            probe.variables.push_back(static_cast<std::size_t>(found - model->state.begin()));
        }
        probe.start = description.steps(trace.start_ms);
        probe.stop = std::isfinite(trace.stop_ms) ? description.steps(trace.stop_ms)
                                                  : std::numeric_limits<std::int64_t>::max();
        probe.every = std::max<std::int64_t>(1, description.steps(trace.interval_ms));
        TraceLayout layout{i, {}};
        probe.columns.resize(workers.size());
        for (std::size_t w = 0; w < workers.size(); ++w) {
            for (const auto& range : workers[w]->ranges()) {
                if (range.population != trace.population) { continue; }
                for (const auto& slice : trace.neurons) {
                    for (auto n = std::max(slice.first, range.first);
                         n < std::min(slice.last, range.last); ++n) {
                        probe.columns[w].push_back({n, 0});
                        layout.neurons.push_back(n);
                    }
                }
            }
        }
        std::sort(layout.neurons.begin(), layout.neurons.end());
        for (auto& columns : probe.columns) {
            for (auto& column : columns) {
                column.at = static_cast<std::size_t>(
                    std::lower_bound(layout.neurons.begin(), layout.neurons.end(), column.neuron) -
                    layout.neurons.begin());
            }
        }
        probe.width = layout.neurons.size() * probe.variables.size();
        const auto rows = static_cast<std::size_t>(epoch_steps / probe.every + 2);
        for (std::size_t parity = 0; parity < 2; ++parity) {
            probe.steps[parity].assign(rows, -1);
            probe.values[parity].assign(rows * probe.width, 0);
        }
        sink->open(layout);
        if (!layout.neurons.empty()) { probes_.push_back(std::move(probe)); }
    }
}

void TraceBuffers::sample(int worker, const Worker& share, std::int64_t step, std::size_t parity) {
    for (auto& probe : probes_) {
        const auto& columns = probe.columns[static_cast<std::size_t>(worker)];
        if (columns.empty() || !probe.due(step)) { continue; }
        const auto rows = static_cast<std::int64_t>(probe.steps[parity].size());
        const auto row = static_cast<std::size_t>((step - probe.start) / probe.every % rows);
        // Workers that share a row write the same step.
        std::atomic_ref(probe.steps[parity][row]).store(step, std::memory_order_relaxed);
        for (const auto& column : columns) {
            share.sample(probe.population, column.neuron, probe.variables,
                         probe.values[parity].data() + row * probe.width +
                             column.at * probe.variables.size());
        }
    }
}

void TraceBuffers::flush(std::size_t parity) {
    for (auto& probe : probes_) {
        auto& steps = probe.steps[parity];
        std::vector<std::pair<std::int64_t, std::size_t>> order;
        for (std::size_t row = 0; row < steps.size(); ++row) {
            if (steps[row] >= 0) { order.emplace_back(steps[row], row); }
            steps[row] = -1;
        }
        std::sort(order.begin(), order.end());
        for (const auto& [step, row] : order) {
            sink_->write(probe.recording, step,
                         {probe.values[parity].data() + row * probe.width, probe.width});
        }
    }
}

}  // namespace callosum
