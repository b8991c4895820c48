#pragma once

#include <ostream>
#include <span>
#include <string>

namespace callosum::replay {

/// The whole of the program `replay_reference`: `words` are those of the command line without the
/// program's name, `standard_folder` is replayed if they name none. Returns the exit code: 0 all is
/// well, 1 a case failed, 2 the call is wrong or there is nothing to replay.
[[nodiscard]] int run_program(std::span<const std::string> words,
                              const std::string& standard_folder, std::ostream& out,
                              std::ostream& messages);

}  // namespace callosum::replay
