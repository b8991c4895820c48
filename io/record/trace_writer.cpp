#include "io/record/trace_writer.hpp"

#include <type_traits>

#include "io/record/part_heads.hpp"
#include "network/describe/phases.hpp"

namespace callosum {

static_assert(sizeof(TraceRecord) == 16 && std::is_trivially_copyable_v<TraceRecord>);

std::string unit_of_recordable(const std::string& variable) {
    if (variable.empty()) { return "1"; }
    switch (variable.front()) {
        case 'V':
            return "mV";
        case 'I':
        case 'w':
            return "pA";
        case 'g':
            return "nS";
        default:
            return "1";
    }
}

std::vector<RecordedTrace> recorded_traces(const Description& description) {
    std::vector<RecordedTrace> traces;
    for (const auto& recording : traces_over_time(description)) {
        RecordedTrace trace{description.populations.at(recording.population).name,
                            recording.variables,
                            {},
                            recording.interval_ms};
        for (const auto& variable : recording.variables) {
            trace.units.push_back(unit_of_recordable(variable));
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
