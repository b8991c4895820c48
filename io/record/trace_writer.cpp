#include "io/record/trace_writer.hpp"

#include <type_traits>

#include "engine/base/error.hpp"
#include "io/record/part_heads.hpp"
#include "models/info.hpp"
#include "network/describe/phases.hpp"

namespace callosum {

static_assert(sizeof(TraceRecord) == 16 && std::is_trivially_copyable_v<TraceRecord>);

std::string unit_of_recordable(std::string_view model, std::string_view variable) {
    const auto* info = find_neuron_model(model);
    if (info != nullptr) {
        for (const auto& field : info->state) {
            if (field.name == variable) { return std::string(field.unit); }
        }
    }
    throw LimitError("model '" + std::string(model) + "' has no state '" + std::string(variable) +
                     "' that could be recorded");
}

std::vector<RecordedTrace> recorded_traces(const Description& description) {
    std::vector<RecordedTrace> traces;
    for (const auto& recording : traces_over_time(description)) {
        const auto& population = description.populations.at(recording.population);
        RecordedTrace trace{population.name, recording.variables, {}, recording.interval_ms};
        for (const auto& variable : recording.variables) {
            trace.units.push_back(unit_of_recordable(population.model, variable));
        }
        traces.push_back(std::move(trace));
    }
    return traces;
}

PartTraceSink::PartTraceSink(const std::string& folder, const TracePartHead& head)
    : file_(free_part_path(folder, trace_stem, head.rank), trace_magic, to_json(head)) {}

void PartTraceSink::open(const TraceLayout& layout) {
    const TraceRecord record{TraceRecord::layout, static_cast<std::uint32_t>(layout.recording),
                             static_cast<std::int64_t>(layout.neurons.size())};
    file_.write(&record, sizeof record);
    file_.write(layout.neurons.data(), layout.neurons.size() * sizeof(std::uint64_t));
    // Nothing in a part can be understood without its layout, so it must not be lost.
    file_.flush();
}

void PartTraceSink::write(std::size_t recording, std::int64_t step,
                          std::span<const double> values) {
    if (values.empty()) { return; }
    const TraceRecord record{TraceRecord::sample, static_cast<std::uint32_t>(recording), step};
    rounded_.assign(values.begin(), values.end());
    file_.write(&record, sizeof record);
    file_.write(rounded_.data(), rounded_.size() * sizeof(float));
}

}  // namespace callosum
