#include "engine/program/emulate.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "engine/base/error.hpp"
#include "engine/layout/drawn_values.hpp"
#include "engine/program/findings_text.hpp"
#include "engine/program/quantisation.hpp"
#include "engine/program/rate_choice.hpp"
#include "io/boards/board_file.hpp"
#include "network/boards/brainscales2/noise.hpp"
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
        problems.push_back(
            {"--emulate", "\"" + line.emulate +
                              "\" is not known; it must be spinnaker2 or brainscales2" +
                              suggest(line.emulate, known)});
    }
    if (line.board.empty()) {
        problems.push_back(
            {"--board", "is missing; name a board such as " + line.emulate + "_chip"});
    }
    if (!line.board_dt_ms) {
        problems.push_back(
            {"--board-dt", "is missing; say how much biological time (ms) a tick is"});
    }
    auto allowed = allowed_of(line, problems);
    if (!problems.empty()) { throw ConfigError(problems); }
    return allowed;
}

void require_free(const CommandLine& line, const Findings& findings) {
    if (!blocked(findings)) { return; }
    throw ConfigError(line.input, "cannot be emulated:\n" + text_of(findings, true));
}

nlohmann::ordered_json json_of(const CommandLine& line, const Board& board,
                               const Findings& findings, nlohmann::ordered_json quantisation) {
    return {{"target", line.emulate},
            {"board", board.name},
            {"board_dt_ms", *line.board_dt_ms},
            {"findings", findings_json(findings)},
            {"quantisation", std::move(quantisation)}};
}

}  // namespace

Emulation emulate(const CommandLine& line, const Description& given) {
    const auto allowed = check_emulation(line);
    const Board board = board_of(line, line.emulate);
    // A translation needs the numbers of every neuron, so distributions are drawn first.
    const Description description = with_drawn_values(given);
    const auto rates = rates_for(line, description);
    if (line.emulate == "brainscales2") {
        auto network =
            brainscales2::translate({description, board, *line.board_dt_ms, allowed, rates});
        require_free(line, network.findings);
        if (line.noise_seed) {
            network.description = brainscales2::with_noise(network, board, *line.noise_seed);
        }
        auto json = json_of(line, board, network.findings, quantisation_json(network.quantisation));
        json["noise_seed"] = line.noise_seed ? nlohmann::ordered_json(*line.noise_seed)
                                             : nlohmann::ordered_json(nullptr);
        return {std::move(network.description), json.dump()};
    }
    auto network = spinnaker2::translate({description, board, *line.board_dt_ms, allowed, rates});
    require_free(line, network.findings);
    const auto json =
        json_of(line, board, network.findings, quantisation_json(network.quantisation));
    return {std::move(network.description), json.dump()};
}

}  // namespace callosum::program
