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

/// The words of --allow. Unknown ones are added to the problems.
[[nodiscard]] Allowed allowed_of(const CommandLine& line, std::vector<Problem>& problems);

/// The board that the command line names. Throws ConfigError where it is one of another target.
[[nodiscard]] Board board_of(const CommandLine& line, const std::string& target);

/// Throws ConfigError with everything that stands against the board.
[[nodiscard]] Emulation emulate(const CommandLine& line, const Description& description);

}  // namespace callosum::program
