#include "network/describe/weight_records.hpp"

#include <algorithm>
#include <set>

namespace callosum {

std::int64_t SnapshotSchedule::after(std::int64_t step) const {
    if (!listed.empty()) {
        const auto next = std::upper_bound(listed.begin(), listed.end(), step);
        return next == listed.end() ? Description::never : *next;
    }
    const std::int64_t next = step < start ? start : start + ((step - start) / every + 1) * every;
    return next <= stop ? next : Description::never;
}

SnapshotSchedule schedule_of(const Description& description, const WeightRecording& record) {
    SnapshotSchedule schedule;
    for (const double time : record.times_ms) {
        schedule.listed.push_back(description.steps(time));
    }
    if (!schedule.listed.empty()) { return schedule; }
    const auto end =
        description.steps(description.warmup_ms) + description.steps(description.duration_ms);
    schedule.start = description.steps(record.start_ms);
    schedule.stop = std::min(description.steps(record.stop_ms), end);
    schedule.every = std::max<std::int64_t>(1, description.steps(record.interval_ms));
    return schedule;
}

std::vector<std::string> weight_record_names(const Description& description) {
    std::set<std::string> taken;
    for (const auto& projection : description.projections) { taken.insert(projection.name); }
    std::set<std::size_t> seen;
    std::vector<std::string> names;
    for (const auto& record : description.weight_records) {
        const auto& wanted = description.projections[record.projection].name;
        std::string name = wanted;
        bool free = seen.insert(record.projection).second;
        for (int n = 2; !free; ++n) {
            name = wanted + "." + std::to_string(n);
            free = taken.insert(name).second;
        }
        names.push_back(std::move(name));
    }
    return names;
}

}  // namespace callosum
