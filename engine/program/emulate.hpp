#pragma once

#include <string>

#include "io/cli/command_line.hpp"
#include "network/boards/board.hpp"
#include "network/boards/substitutes.hpp"
#include "network/describe/network.hpp"

namespace callosum::program {

/// A network as a board would compute it.
struct Emulation {
    Description description;
    std::string json;  ///< target, board, ticks, findings, quantisation: goes into run.json
};

/// Returns the words of --allow. Unknown ones are added to the problems.
[[nodiscard]] Allowed allowed_of(const CommandLine& line, std::vector<Problem>& problems);

/// Returns the board that the command line names. Throws ConfigError if it belongs to another
/// target.
[[nodiscard]] Board board_of(const CommandLine& line, const std::string& target);

/// Translates a network for the board of --emulate. Throws ConfigError with every obstacle.
[[nodiscard]] Emulation emulate(const CommandLine& line, const Description& description);

}  // namespace callosum::program
