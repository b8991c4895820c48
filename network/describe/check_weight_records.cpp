#include <algorithm>

#include "models/synapse/synapse_info.hpp"
#include "network/describe/check.hpp"
#include "network/describe/plasticity.hpp"

namespace callosum::check {

namespace {

double end_of_run(const Description& description) {
    return description.warmup_ms + description.duration_ms;
}

/// Not later than the end of the run, if that is known; its last step may be rounded.
bool in_run(const Description& description, double ms) {
    const double end = end_of_run(description);
    return ms >= 0 && (!(end > 0) || ms <= end + grid_tolerance * description.dt_ms);
}

void times(const Findings& findings, const std::string& where, const WeightRecording& record) {
    const auto& description = findings.description;
    for (std::size_t n = 0; n < record.times_ms.size(); ++n) {
        const double time = record.times_ms[n];
        const std::string place = where + ".times[" + std::to_string(n) + "]";
        if (!in_run(description, time)) {
            findings.add(place, "is " + to_text(time) + " ms, must be in [0, " +
                                    to_text(end_of_run(description)) +
                                    "] ms, from the start to the end of the run");
        } else if (!on_grid(time, description.dt_ms)) {
            findings.add(place, "is " + to_text(time) + " ms, must be a multiple of dt (" +
                                    to_text(description.dt_ms) + " ms)");
        } else if (n > 0 && !(time - record.times_ms[n - 1] > description.dt_ms / 2)) {
            findings.add(place, "is " + to_text(time) + " ms, must be later than the one before (" +
                                    to_text(record.times_ms[n - 1]) + " ms)");
        }
    }
}

void regular(const Findings& findings, const std::string& where, const WeightRecording& record) {
    const auto& description = findings.description;
    interval(findings, where, record.start_ms, record.stop_ms);
    if (!(record.interval_ms >= description.dt_ms * (1 - grid_tolerance)) ||
        !on_grid(record.interval_ms, description.dt_ms)) {
        findings.add(where + ".interval", "is " + to_text(record.interval_ms) +
                                              " ms, must be a multiple of dt (" +
                                              to_text(description.dt_ms) + " ms)");
    }
    if (record.start_ms >= 0 && !in_run(description, record.start_ms)) {
        findings.add(where + ".start", "is " + to_text(record.start_ms) +
                                           " ms, but the run ends at " +
                                           to_text(end_of_run(description)) + " ms");
    }
}

/// One end of the projection.
void neurons(const Findings& findings, const std::string& where, const Selection& selection,
             std::size_t population, const Slice& connected) {
    const auto& populations = findings.description.populations;
    if (population >= populations.size()) { return; }  // reported where it belongs
    if (!selected(findings, where, selection, populations[population])) { return; }
    const bool any = std::any_of(selection.begin(), selection.end(), [&](const Slice& slice) {
        return slice.first < connected.last && connected.first < slice.last;
    });
    if (any || connected.size() == 0) { return; }
    findings.add(where, "selects no neuron of those that the projection connects: [" +
                            std::to_string(connected.first) + ", " +
                            std::to_string(connected.last) + ") of population '" +
                            populations[population].name + "'");
}

}  // namespace

void weight_records(const Findings& findings) {
    const auto& description = findings.description;
    for (std::size_t n = 0; n < description.weight_records.size(); ++n) {
        const auto& record = description.weight_records[n];
        const std::string where = "record.weights[" + std::to_string(n) + "]";
        if (record.times_ms.empty()) {
            regular(findings, where, record);
        } else {
            times(findings, where, record);
        }
        if (record.projection >= description.projections.size()) {
            findings.add(where + ".projection", "there is no projection number " +
                                                    std::to_string(record.projection) + ", but " +
                                                    std::to_string(description.projections.size()));
            continue;
        }
        const auto& projection = description.projections[record.projection];
        if (!is_plastic(projection)) {
            findings.add(where + ".projection",
                         "the synapses of projection '" + projection.name +
                             "' are static: their weights are those that the experiment states; "
                             "record projections with a plastic \"synapse\"");
        }
        neurons(findings, where + ".sources", record.sources, projection.source,
                projection.source_slice);
        neurons(findings, where + ".targets", record.targets, projection.target,
                projection.target_slice);
    }
}

}  // namespace callosum::check
