#include "io/experiment/read_phases.hpp"

#include <algorithm>
#include <string_view>

#include "io/experiment/read_network.hpp"
#include "network/describe/nearest.hpp"
#include "network/describe/phases.hpp"

namespace callosum {

namespace {

/// What phases may change. `duration` stands there because an experiment must have one.
Json changeable(const Json& root) {
    Json part{{"duration", 1}, {"populations", Json::object()}, {"stimuli", Json::object()}};
    for (const char* key : {"populations", "stimuli", "record"}) {
        if (root.contains(key)) { part[key] = root[key]; }
    }
    return part;
}

/// The name after "populations." or "stimuli."; empty where there is none.
std::string_view name_in(std::string_view path, std::string_view group) {
    if (path.size() <= group.size() + 1) { return {}; }
    const auto rest = path.substr(group.size() + 1);
    return rest.substr(0, rest.find_first_of(".["));
}

/// Says what is wrong with the path of an assignment; true if nothing is.
bool may_change(const Cursor& at, std::string_view path, const Json& now) {
    const auto group = path.substr(0, path.find_first_of(".["));
    if (group == "record") { return true; }
    if (group != "populations" && group != "stimuli") {
        at.problem(
            "cannot change in mid-run; a phase sets \"populations.NAME.params...\", "
            "\"stimuli.NAME...\" or \"record...\"");
        return false;
    }
    const auto name = name_in(path, group);
    if (name.empty()) {
        at.problem(
            "must say which, for example \"populations.E.params.I_e\" or "
            "\"stimuli.drive.rate\", in one key");
        return false;
    }
    const Json& all = now[std::string(group)];
    if (!all.is_object() || all.contains(name)) { return all.is_object(); }
    std::vector<std::string_view> known;
    for (const auto& item : all.items()) { known.push_back(item.key()); }
    at.problem("there is no " + std::string(group == "stimuli" ? "stimulus" : "population") +
               " \"" + std::string(name) + "\" to change" + suggest(name, known));
    return false;
}

void assign(const Cursor& set, Json& now) {
    for (const auto& item : set.value().items()) {
        const Cursor at = set.member(item.key());
        if (!may_change(at, item.key(), now)) { continue; }
        const auto done = put(now, item.key(), item.value());
        if (!done.fault.empty()) { at.problem(done.fault); }
    }
}

bool knows(const std::vector<Problem>& problems, const Problem& one) {
    return std::any_of(problems.begin(), problems.end(), [&](const Problem& other) {
        return other.where == one.where && other.what == one.what;
    });
}

}  // namespace

void read_phases(const Object& root, BeforePhases& before, Description& description) {
    if (!root.has("phases")) { return; }
    const Cursor all = root["phases"];
    if (!all.value().is_array()) {
        all.expected("a list of phases {\"at\": MS, \"set\": {PATH: VALUE}}");
        return;
    }
    Json now = changeable(root.at().value());
    Description scaled = description;
    const std::vector<Problem> of_scale = before.found;
    for (std::size_t n = 0; n < all.value().size(); ++n) {
        const Object object(all.element(n), "phase");
        const Json then = now;
        if (object.has("set")) { assign(object["set"], now); }
        const auto weights = before.unscaled.weight_records;
        // Paths of the experiment stand below the phase's assignments, where the file has them.
        const Object changed(Cursor(now, phase_path(n), all.context()), "experiment");
        const auto rates = before.unscaled.rates;
        NetworkReader(changed, before.unscaled, before.imports).read_again(then);
        if (before.unscaled.rates != rates) {
            Cursor(now, phase_path(n) + ".record.rates", all.context())
                .problem("cannot change in mid-run");
            before.unscaled.rates = rates;
        }
        if (before.unscaled.weight_records != weights) {
            Cursor(now, phase_path(n) + ".record.weights", all.context())
                .problem("cannot change in mid-run; give its \"times\"");
            before.unscaled.weight_records = weights;
        }
        Description after = before.unscaled;
        for (const auto& problem : apply_scale(after, before.scale)) {
            if (knows(of_scale, problem)) { continue; }
            before.found.push_back({phase_path(n) + "." + problem.where, problem.what});
        }
        auto& phase = description.phases.emplace_back(difference(scaled, after));
        phase.at_ms = object.number("at");
        scaled = std::move(after);
    }
}

}  // namespace callosum
