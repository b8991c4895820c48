#include "io/record/json_text.hpp"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace callosum {
namespace {

using Json = nlohmann::ordered_json;

std::string one_line(const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// Members or elements between brackets, in one line with blanks after commas.
std::string spaced(const Json& json) {
    std::string text;
    for (auto it = json.begin(); it != json.end(); ++it) {
        if (!text.empty()) { text += ", "; }
        if (json.is_object()) { text += one_line(Json(it.key())) + ": "; }
        text += one_line(it.value());
    }
    return json.is_object() ? "{" + text + "}" : "[" + text + "]";
}

bool fits_a_line(const Json& json) {
    constexpr std::size_t most_members = 4;
    if (!json.is_structured() || json.empty()) { return true; }
    const bool numbers = std::all_of(json.begin(), json.end(), [](const Json& one) {
        return one.is_number() || one.is_boolean() || one.is_null();
    });
    return numbers && (json.is_array() || json.size() <= most_members);
}

void append(const Json& json, std::size_t indent, std::string& text) {
    if (!json.is_structured() || json.empty()) {
        text += one_line(json);
        return;
    }
    if (fits_a_line(json)) {
        text += spaced(json);
        return;
    }
    text += json.is_object() ? "{\n" : "[\n";
    const std::string margin(indent + 2, ' ');
    for (auto it = json.begin(); it != json.end(); ++it) {
        text += (it == json.begin() ? "" : ",\n") + margin;
        if (json.is_object()) { text += one_line(Json(it.key())) + ": "; }
        append(it.value(), indent + 2, text);
    }
    text += '\n' + std::string(indent, ' ') + (json.is_object() ? '}' : ']');
}

}  // namespace

std::string json_text(const Json& json) {
    std::string text;
    append(json, 0, text);
    return text;
}

}  // namespace callosum
