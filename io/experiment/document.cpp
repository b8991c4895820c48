#include "io/experiment/document.hpp"

#include <cctype>
#include <charconv>
#include <optional>

#include "io/experiment/text_reader.hpp"

namespace callosum {

std::string member_path(const std::string& parent, std::string_view key) {
    return parent.empty() ? std::string(key) : parent + "." + std::string(key);
}

std::string element_path(const std::string& parent, std::size_t index) {
    return parent + "[" + std::to_string(index) + "]";
}

std::string_view parent_path(std::string_view path) {
    const std::size_t end = path.find_last_of(".[");
    return end == std::string_view::npos ? std::string_view{} : path.substr(0, end);
}

Document::Document(const std::string& text, std::string origin, std::vector<Problem>& problems)
    : origin_(std::move(origin)) {
    TextReader reader(text, [&](const std::string& path, Position position) {
        places_.emplace(path, to_text(position));
    });
    for (const auto& fault : reader.read(root_)) {
        std::string where = origin_ + ":" + to_text(fault.position);
        if (!fault.path.empty()) { where += " " + fault.path; }
        problems.push_back({where, fault.what});
    }
}

std::string Document::place_of(std::string_view path) const {
    while (true) {
        if (const auto found = places_.find(path); found != places_.end()) { return found->second; }
        if (path.empty()) { return {}; }
        path = parent_path(path);
    }
}

std::string Document::where(const std::string& path) const {
    const std::string place = place_of(path);
    std::string text = place.empty() ? origin_ : origin_ + ":" + place;
    if (place.rfind("--set", 0) == 0) { text = place; }
    return path.empty() ? text : text + " " + path;
}

namespace {

/// One part of a path: a key, or an index where `key` is empty.
struct Part {
    std::string key;
    std::size_t index = 0;
};

std::optional<std::vector<Part>> split(std::string_view path) {
    std::vector<Part> parts;
    std::size_t at = 0;
    while (at < path.size()) {
        if (path[at] == '[') {
            const std::size_t close = path.find(']', at);
            if (close == std::string_view::npos || parts.empty()) { return std::nullopt; }
            Part part;
            const char* end = path.data() + close;
            const auto read = std::from_chars(path.data() + at + 1, end, part.index);
            if (read.ec != std::errc{} || read.ptr != end) { return std::nullopt; }
            parts.push_back(part);
            at = close + 1;
        } else {
            if (path[at] == '.' && !parts.empty()) { ++at; }
            const std::size_t end = std::min(path.find_first_of(".[", at), path.size());
            if (end == at) { return std::nullopt; }
            parts.push_back({std::string(path.substr(at, end - at)), 0});
            at = end;
        }
    }
    if (parts.empty()) { return std::nullopt; }
    return parts;
}

/// A bare word is anything that JSON would not begin with a bracket or a quote.
bool must_be_json(std::string_view value) {
    return !value.empty() && (value[0] == '{' || value[0] == '[' || value[0] == '"');
}

Json value_of(const std::string& text, const std::string& label, std::vector<Problem>& problems) {
    Json value;
    TextReader reader(text, [](const std::string&, Position) {});
    const auto faults = reader.read(value);
    if (faults.empty()) { return value; }
    if (!must_be_json(text)) { return text; }
    for (const auto& fault : faults) {
        problems.push_back({label, "the value is not JSON: column " +
                                       std::to_string(fault.position.column) + ": " + fault.what});
    }
    return value;
}

/// The value that `part` of `parent` names, made if it is missing; nullptr if that cannot be.
Json* step_into(Json& parent, const Part& part) {
    if (part.key.empty()) {
        if (parent.is_null()) { parent = Json::array(); }
        if (!parent.is_array() || part.index > parent.size()) { return nullptr; }
        if (part.index == parent.size()) { parent.push_back(nullptr); }
        return &parent[part.index];
    }
    if (parent.is_null()) { parent = Json::object(); }
    return parent.is_object() ? &parent[part.key] : nullptr;
}

}  // namespace

Put put(Json& root, std::string_view path, Json value) {
    Put done;
    const auto parts = split(path);
    if (!parts) {
        done.fault = "is no path such as populations.E.params.I_e";
        return done;
    }
    Json* at = &root;
    for (const auto& part : *parts) {
        Json* next = step_into(*at, part);
        if (next == nullptr) {
            const std::string asked =
                part.key.empty() ? "element " + std::to_string(part.index) : "\"" + part.key + "\"";
            done.fault = "'" + done.path + "' is " + kind_of(*at) + " without " + asked;
            return done;
        }
        done.path = part.key.empty() ? element_path(done.path, part.index)
                                     : member_path(done.path, part.key);
        at = next;
        if (at->is_null()) { done.made.push_back(done.path); }
    }
    *at = std::move(value);
    return done;
}

void Document::set(const std::string& assignment, std::vector<Problem>& problems) {
    const std::string label = "--set " + assignment;
    const std::size_t equals = assignment.find('=');
    const auto asked = std::string_view(assignment).substr(0, std::min(equals, assignment.size()));
    if (equals == std::string::npos || !split(asked)) {
        problems.push_back({label,
                            "must be PATH=VALUE, for example populations.E.size=100 or "
                            "projections[0].weight=2.5"});
        return;
    }
    const std::size_t before = problems.size();
    Json value = value_of(assignment.substr(equals + 1), label, problems);
    if (problems.size() > before) { return; }

    const Put done = put(root_, asked, std::move(value));
    for (const auto& path : done.made) { places_[path] = label; }
    if (!done.fault.empty()) {
        problems.push_back({label, done.fault});
        return;
    }
    const std::string& path = done.path;
    // What stood below has gone, and its places with it.
    std::erase_if(places_, [&](const auto& item) {
        return item.first.rfind(path, 0) == 0 && item.first.size() > path.size() &&
               (item.first[path.size()] == '.' || item.first[path.size()] == '[');
    });
    places_[path] = label;
}

}  // namespace callosum
