#include "io/boards/board_file.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string_view>
#include <utility>

#include "io/boards/embedded.hpp"
#include "io/experiment/document.hpp"
#include "io/experiment/text_reader.hpp"
#include "network/describe/nearest.hpp"

namespace callosum {
namespace {

std::string number_text(double value) {
    std::ostringstream text;
    text << value;
    return text.str();
}

/// Reads one document. Every problem is noted, and the wrong item is left out, so that all are
/// found at once.
class BoardReader {
  public:
    BoardReader(const std::string& text, const std::string& origin)
        : origin_(origin), document_(text, origin, problems_) {}

    Board read() {
        Board board;
        board.origin = origin_;
        const Json& root = document_.root();
        if (problems_.empty() && !root.is_object()) { fault("", "must be an object"); }
        if (!problems_.empty()) { throw ConfigError(problems_); }
        check_keys(root, "",
                   {"target", "name", "about", "public_runtime", "limits", "chips", "links"});
        board.target = text_of(root, "target");
        board.name = text_of(root, "name");
        board.about = root.contains("about") ? text_of(root, "about") : "";
        if (root.contains("public_runtime")) {
            if (root["public_runtime"].is_boolean()) {
                board.public_runtime = root["public_runtime"].get<bool>();
            } else {
                fault("public_runtime", "must be true or false");
            }
        }
        const auto& targets = board_targets;
        if (std::find(targets.begin(), targets.end(), board.target) == targets.end()) {
            fault("target", "\"" + board.target +
                                "\" is not known; spinnaker2 and brainscales2 are" +
                                suggest(board.target, targets));
        } else {
            read_limits(root, board);
        }
        read_chips(root, board);
        read_links(root, board);
        if (!problems_.empty()) { throw ConfigError(problems_); }
        return board;
    }

  private:
    void fault(const std::string& path, const std::string& what) {
        problems_.push_back({document_.where(path), what});
    }

    void check_keys(const Json& object, const std::string& path,
                    const std::vector<std::string_view>& known) {
        for (const auto& [key, value] : object.items()) {
            if (std::find(known.begin(), known.end(), key) == known.end()) {
                fault(member_path(path, key),
                      "there is no key \"" + key + "\"" + suggest(key, known));
            }
        }
    }

    std::string text_of(const Json& object, const std::string& key) {
        if (object.contains(key) && object[key].is_string()) { return object[key]; }
        fault(key, "a text is needed here");
        return "";
    }

    void read_limits(const Json& root, Board& board) {
        if (!root.contains("limits") || !root["limits"].is_object()) {
            fault("limits", "an object with the target's limits is needed");
            return;
        }
        const auto rules = limit_rules(board.target);
        std::vector<std::string_view> known;
        for (const auto& rule : rules) { known.push_back(rule.name); }
        check_keys(root["limits"], "limits", known);
        for (const auto& rule : rules) {
            const auto path = member_path("limits", rule.name);
            if (root["limits"].contains(rule.name)) {
                read_limit(root["limits"][std::string(rule.name)], path, rule, board);
            } else {
                fault(path, "is missing; every limit of " + board.target +
                                " must be stated (unit: " + std::string(rule.unit) + ")");
            }
        }
    }

    void read_limit(const Json& json, const std::string& path, const LimitRule& rule,
                    Board& board) {
        BoardLimit limit;
        if (!json.is_object() || !json.contains("value") || !json["value"].is_number()) {
            fault(path, "must be an object with value, unit, source and certainty");
            return;
        }
        check_keys(json, path, {"value", "unit", "source", "certainty", "note"});
        limit.value = json["value"].get<double>();
        const auto text = [&](const char* key) {
            return json.contains(key) && json[key].is_string() ? json[key].get<std::string>() : "";
        };
        limit.unit = text("unit");
        limit.source = text("source");
        limit.certainty = text("certainty");
        const bool whole = !rule.whole || limit.value == std::floor(limit.value);
        if (!(limit.value >= rule.low && limit.value <= rule.high) || !whole) {
            fault(path, "is " + number_text(limit.value) + ", must be a " +
                            (rule.whole ? "whole " : "") + "number in [" + number_text(rule.low) +
                            ", " + number_text(rule.high) + "]");
        }
        if (limit.unit != rule.unit) {
            fault(path, "has the unit \"" + limit.unit + "\", must be \"" + std::string(rule.unit) +
                            "\"");
        }
        if (limit.source.empty()) { fault(path, "has no source; say where the value is from"); }
        if (std::find(certainties.begin(), certainties.end(), limit.certainty) ==
            certainties.end()) {
            fault(path, "has the certainty \"" + limit.certainty +
                            "\", must be primary, secondary, measured, inferred or unconfirmed");
        }
        board.limits.emplace(rule.name, std::move(limit));
    }

    void read_chips(const Json& root, Board& board) {
        if (!root.contains("chips") || !root["chips"].is_array() || root["chips"].empty()) {
            fault("chips", "a list of [x, y, cores] or [x, y, cores, board] is needed");
            return;
        }
        std::set<std::pair<std::int32_t, std::int32_t>> seen;
        for (std::size_t i = 0; i < root["chips"].size(); ++i) {
            const Json& json = root["chips"][i];
            const auto path = element_path("chips", i);
            const bool good =
                json.is_array() && (json.size() == 3 || json.size() == 4) &&
                std::all_of(json.begin(), json.end(), [](const Json& n) {
                    return n.is_number_integer() && n.get<double>() >= 0 && n.get<double>() < 65536;
                });
            if (!good) {
                fault(path, "must be [x, y, cores] or [x, y, cores, board], whole numbers from 0");
                continue;
            }
            const BoardChip chip{json[0], json[1], json[2],
                                 json.size() == 4 ? json[3].get<std::uint32_t>() : 0};
            if (chip.cores == 0) { fault(path, "has no cores; leave the chip out"); }
            if (!seen.emplace(chip.x, chip.y).second) { fault(path, "is there twice"); }
            board.chips.push_back(chip);
        }
    }

    void read_links(const Json& root, Board& board) {
        if (!root.contains("links")) { return; }
        const Json& links = root["links"];
        if (!links.is_object()) {
            fault("links", "must be an object with vectors and wrap");
            return;
        }
        check_keys(links, "links", {"vectors", "wrap", "source", "certainty"});
        const Json vectors = links.contains("vectors") ? links["vectors"] : Json::object();
        for (const auto& [name, vector] : vectors.items()) {
            if (!vector.is_array() || vector.size() != 2 || !vector[0].is_number_integer() ||
                !vector[1].is_number_integer()) {
                fault("links.vectors." + name, "must be [dx, dy]");
                continue;
            }
            board.links.push_back({name, vector[0], vector[1]});
        }
        check_opposites(board);
        if (!links.contains("wrap") || links["wrap"].is_null()) { return; }
        const Json& wrap = links["wrap"];
        if (!wrap.is_array() || wrap.size() != 2 || !wrap[0].is_number_unsigned() ||
            !wrap[1].is_number_unsigned()) {
            fault("links.wrap", "must be null or [width, height]");
            return;
        }
        board.wrap = {wrap[0].get<std::int32_t>(), wrap[1].get<std::int32_t>()};
        for (const auto& chip : board.chips) {
            if (chip.x >= (*board.wrap)[0] || chip.y >= (*board.wrap)[1]) {
                fault("links.wrap", "a chip at " + std::to_string(chip.x) + ", " +
                                        std::to_string(chip.y) + " lies outside the torus");
                return;
            }
        }
    }

    void check_opposites(const Board& board) {
        for (const auto& link : board.links) {
            const bool both = std::any_of(board.links.begin(), board.links.end(),
                                          [&link](const BoardLink& other) {
                                              return other.dx == -link.dx && other.dy == -link.dy;
                                          });
            if (!both) {
                fault("links.vectors." + link.name, "has no opposite; links go both ways");
            }
        }
    }

    std::string origin_;
    std::vector<Problem> problems_;
    Document document_;
};

const EmbeddedFile* find_embedded(const std::string& name) {
    for (const auto& file : embedded_files()) {
        if (file.name == name) { return &file; }
    }
    return nullptr;
}

std::vector<std::string_view> known_boards() {
    std::vector<std::string_view> names;
    for (const auto& file : embedded_files()) {
        if (file.name.ends_with(".json")) {
            names.push_back(file.name.substr(0, file.name.size() - 5));
        }
    }
    return names;
}

}  // namespace

Board read_board_text(const std::string& text, const std::string& origin) {
    return BoardReader(text, origin).read();
}

Board read_board(const std::string& name_or_path) {
    if (const auto* file = find_embedded(name_or_path + ".json")) {
        return read_board_text(std::string(file->text), name_or_path);
    }
    std::ifstream file(name_or_path);
    if (!file.is_open() || std::filesystem::is_directory(name_or_path)) {
        const auto known = known_boards();
        std::string list;
        for (const auto& name : known) { list += (list.empty() ? "" : ", ") + std::string(name); }
        throw ConfigError("--board", "\"" + name_or_path + "\" is neither a file nor one of " +
                                         list + suggest(name_or_path, known));
    }
    std::ostringstream text;
    text << file.rdbuf();
    return read_board_text(text.str(), name_or_path);
}

}  // namespace callosum
