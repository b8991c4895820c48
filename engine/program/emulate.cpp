#include "engine/program/emulate.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "engine/base/error.hpp"
#include "engine/program/findings_text.hpp"
#include "engine/program/quantisation.hpp"
#include "engine/program/rates.hpp"
#include "engine/state/drawn_values.hpp"
#include "io/boards/board_file.hpp"
#include "network/boards/spinnaker2/translate.hpp"
#include "network/describe/nearest.hpp"

namespace callosum::program {

Allowed allowed_of(const CommandLine& line, std::vector<Problem>& problems) {
    std::vector<std::string_view> known;
    for (const auto& substitute : substitutes) { known.push_back(substitute.name); }
    Allowed allowed;
    for (const auto& word : line.allow) {
        if (std::find(known.begin(), known.end(), word) == known.end()) {
            problems.push_back(
                {"--allow", "there is no substitute \"" + word + "\"" + suggest(word, known)});
        }
        allowed.insert(word);
    }
    return allowed;
}

Board board_of(const CommandLine& line, const std::string& target) {
    Board board = read_board(line.board);
    if (board.target != target) {
        throw ConfigError("--board", "\"" + board.name + "\" is a board of " + board.target +
                                         ", the target is " + target);
    }
    return board;
}

namespace {

Allowed check_emulation(const CommandLine& line) {
    std::vector<Problem> problems;
    const auto& known = board_targets;
    if (std::find(known.begin(), known.end(), line.emulate) == known.end()) {
        problems.push_back({"--emulate", "\"" + line.emulate +
                                             "\" is not known; it must be spinnaker2 or brainscales2" +
                                             suggest(line.emulate, known)});
    }
    if (line.board.empty()) {
        problems.push_back({"--board", "is missing; name a board such as " + line.emulate + "_chip"});
    }
    if (!line.board_dt_ms) {
        problems.push_back({"--board-dt", "is missing; say how much biological time (ms) a tick is"});
    }
    auto allowed = allowed_of(line, problems);
    if (!problems.empty()) { throw ConfigError(problems); }
    return allowed;
}

}  // namespace

Emulation emulate(const CommandLine& line, const Description& given) {
    const auto allowed = check_emulation(line);
    const Board board = board_of(line, line.emulate);
    const Description description = with_drawn_values(given);
    auto network = spinnaker2::translate(
        {description, board, *line.board_dt_ms, allowed, rates_for(line, description)});
    if (blocked(network.findings)) {
        throw ConfigError(line.input,
                          "cannot be emulated:\n" + text_of(network.findings, true));
    }
    const nlohmann::ordered_json json{{"target", line.emulate},
                                      {"board", board.name},
                                      {"board_dt_ms", *line.board_dt_ms},
                                      {"findings", findings_json(network.findings)},
                                      {"quantisation", quantisation_json(network.quantisation)}};
    return {std::move(network.description), json.dump()};
}

}  // namespace callosum::program
