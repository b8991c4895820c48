#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace callosum {

/// Root of every error that Callosum reports on purpose. The text says what was found, what is
/// allowed, where, and what to do. `exit_code` is the exit status of the program (1: the user's
/// input is wrong, 2: a fault inside or in the system).
struct Error : std::runtime_error {
    Error(const std::string& text, int code) : std::runtime_error(text), exit_code(code) {}
    int exit_code;
};

/// One mistake in a description: where it stands and what it is.
struct Problem {
    std::string where;
    std::string what;
};

/// Joins problems into one text, a line for each.
[[nodiscard]] inline std::string describe(const std::vector<Problem>& problems) {
    std::string text;
    for (const auto& problem : problems) {
        if (!text.empty()) { text += '\n'; }
        text += problem.where.empty() ? problem.what : problem.where + ": " + problem.what;
    }
    return text;
}

/// A mistake in the experiment, the command line or an input file; carries all that were found.
struct ConfigError : Error {
    explicit ConfigError(std::vector<Problem> found)
        : Error(describe(found), 1), problems(std::move(found)) {}
    ConfigError(std::string where, std::string what)
        : ConfigError(std::vector<Problem>{{std::move(where), std::move(what)}}) {}
    std::vector<Problem> problems;
};

/// A network that is described correctly but cannot exist (for instance more partners than there
/// are).
struct NetworkError : Error {
    NetworkError(std::string projection_name, const std::string& what)
        : Error("projection '" + projection_name + "': " + what, 1),
          projection(std::move(projection_name)) {}
    std::string projection;
};

/// A file or folder that could not be read or written.
struct IoError : Error {
    IoError(std::string file, const std::string& what, int code = 2)
        : Error(file + ": " + what, code), path(std::move(file)) {}
    std::string path;
};

/// A failed MPI call.
struct MpiError : Error {
    MpiError(std::string call_name, const std::string& what)
        : Error(call_name + ": " + what, 2), call(std::move(call_name)) {}
    std::string call;
};

/// A limit that the engine met in the run (NaN, a row that would overflow, memory).
struct LimitError : Error {
    explicit LimitError(const std::string& what) : Error(what, 2) {}
};

}  // namespace callosum
