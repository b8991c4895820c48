#include "engine/program/findings_text.hpp"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

namespace callosum::program {
namespace {

std::string_view word_of(Finding::Kind kind) {
    switch (kind) {
        case Finding::Kind::refused:
            return "refused";
        case Finding::Kind::offered:
            return "needs --allow";
        case Finding::Kind::changed:
            return "changed";
        default:
            return "note";
    }
}

}  // namespace

std::string text_of(const Findings& findings, bool blocking) {
    std::vector<std::pair<std::string, std::vector<std::string>>> lines;  // text of a finding,
                                                                          // places
    for (const auto& finding : findings) {
        const bool blocks =
            finding.kind == Finding::Kind::refused || finding.kind == Finding::Kind::offered;
        if (blocks != blocking) { continue; }
        const std::string what =
            finding.what + "\n" + finding.substitute + "\n" + std::string(word_of(finding.kind));
        const auto same = std::find_if(lines.begin(), lines.end(),
                                       [&what](const auto& line) { return line.first == what; });
        if (same == lines.end()) {
            lines.push_back({what, {finding.where}});
        } else {
            same->second.push_back(finding.where);
        }
    }
    std::string text;
    for (const auto& [what, places] : lines) {
        const auto end = what.find('\n');
        const auto middle = what.find('\n', end + 1);
        const std::string substitute = what.substr(end + 1, middle - end - 1);
        text += std::string(text.empty() ? "" : "\n") + "  " + what.substr(middle + 1) +
                (substitute.empty() ? "" : " " + substitute) + ": " + places.front();
        if (places.size() > 1) { text += " and " + std::to_string(places.size() - 1) + " more"; }
        text += ": " + what.substr(0, end);
    }
    return text;
}

nlohmann::ordered_json findings_json(const Findings& findings) {
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const auto& finding : findings) {
        nlohmann::ordered_json one{
            {"kind", word_of(finding.kind)}, {"where", finding.where}, {"what", finding.what}};
        if (!finding.substitute.empty()) { one["substitute"] = finding.substitute; }
        list.push_back(std::move(one));
    }
    return list;
}

}  // namespace callosum::program
