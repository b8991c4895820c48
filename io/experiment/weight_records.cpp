#include "io/experiment/weight_records.hpp"

#include <cmath>

#include "io/experiment/read_network.hpp"
#include "io/experiment/read_values.hpp"
#include "io/experiment/resolve_stimulus.hpp"
#include "network/describe/nearest.hpp"

namespace callosum {

namespace {

std::size_t find_projection(const Cursor& at, const Description& description) {
    if (at.value().is_number()) { return at.count().value_or(NetworkReader::unknown); }
    if (!at.value().is_string()) {
        at.expected("the name or the number of a projection");
        return NetworkReader::unknown;
    }
    const auto name = at.value().get<std::string>();
    std::vector<std::string_view> known;
    for (std::size_t n = 0; n < description.projections.size(); ++n) {
        if (description.projections[n].name == name) { return n; }
        known.push_back(description.projections[n].name);
    }
    at.problem("there is no projection \"" + name + "\"" + suggest(name, known));
    return NetworkReader::unknown;
}

/// Ranges or single neurons of one end; all of the population where neither is given.
Selection read_neurons(const Object& object, const std::string& end, std::size_t population,
                       const Description& description) {
    const std::string ranges = end + "s";
    const std::string indices = end + "_indices";
    if (object.has(ranges) && object.has(indices)) {
        object[indices].problem("stands beside \"" + ranges + "\"; give one or the other");
    }
    if (object.has(ranges)) { return read_ranges(object[ranges]).value_or(Selection{}); }
    if (object.has(indices)) { return read_indices(object[indices]).value_or(Selection{}); }
    if (population >= description.populations.size()) { return {}; }
    return {{0, description.populations[population].size}};
}

void read_times(const Object& object, WeightRecording& record) {
    if (object.valid() && object.has("times") == object.has("interval")) {
        object.at().problem("needs \"times\" or \"interval\", one of them");
    }
    if (object.has("times")) {
        const Cursor times = object["times"];
        record.times_ms = read_numbers(times).value_or(std::vector<double>{0});
        if (record.times_ms.empty()) { times.problem("names no time"); }
        for (const char* key : {"start", "stop"}) {
            if (object.has(key)) {
                object[key].problem("stands beside \"times\"; it belongs to \"interval\"");
            }
        }
    }
    record.interval_ms = object.maybe_number("interval").value_or(0);
    record.start_ms = object.maybe_number("start").value_or(0);
    record.stop_ms = object.maybe_number("stop").value_or(unbounded);
}

}  // namespace

void read_weight_records(const Cursor& at, Description& description) {
    if (!at.value().is_array()) {
        at.expected("a list of recordings");
        return;
    }
    for (std::size_t n = 0; n < at.value().size(); ++n) {
        const Object object(at.element(n), "weight_record");
        WeightRecording record;
        record.projection = NetworkReader::unknown;
        if (object.has("projection")) {
            record.projection = find_projection(object["projection"], description);
        }
        std::size_t source = NetworkReader::unknown;
        std::size_t target = NetworkReader::unknown;
        if (record.projection < description.projections.size()) {
            source = description.projections[record.projection].source;
            target = description.projections[record.projection].target;
        }
        record.sources = read_neurons(object, "source", source, description);
        record.targets = read_neurons(object, "target", target, description);
        read_times(object, record);
        description.weight_records.push_back(std::move(record));
    }
}

Json resolve_weight_records(const Description& description) {
    Json all = Json::array();
    for (const auto& record : description.weight_records) {
        Json json{{"projection", description.projections[record.projection].name}};
        if (!record.times_ms.empty()) {
            json["times"] = record.times_ms;
        } else {
            json["interval"] = record.interval_ms;
            json["start"] = record.start_ms;
            if (std::isfinite(record.stop_ms)) { json["stop"] = record.stop_ms; }
        }
        json["sources"] = to_json(record.sources);
        json["targets"] = to_json(record.targets);
        all.push_back(std::move(json));
    }
    return all;
}

}  // namespace callosum
