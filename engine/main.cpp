#include <exception>
#include <iostream>
#include <string>
#include <vector>

#include "engine/base/error.hpp"
#include "engine/exchange/launcher.hpp"
#include "engine/program/program.hpp"

namespace {

/// Whether this process should stay silent: under a launcher only `run` works in parallel, and rank 0 alone does the other
/// commands. They start without MPI, so the rank is what the launcher tells.
bool is_silent_rank() { return callosum::launched().rank != 0; }

int dispatch(const callosum::CommandLine& line, int argc, char** argv) {
    using Command = callosum::CommandLine::Command;
    namespace program = callosum::program;
    if (line.command == Command::run) { return program::run(line, argc, argv); }
    if (is_silent_rank()) { return 0; }
    switch (line.command) {
        case Command::check:
            return program::check(line);
        case Command::plan:
            return program::plan(line);
        case Command::dry_run:
            return program::dry_run(line);
        case Command::export_:
            return program::export_network(line);
        case Command::models:
            return program::models(line);
        case Command::info:
            return program::info(line);
        case Command::merge:
            return program::merge(line);
        case Command::version:
            return program::version();
        default:
            std::cout << line.help;
            return 0;
    }
}

}  // namespace

int main(int argc, char** argv) {
    try {
        const auto line =
            callosum::read_command_line(std::vector<std::string>(argv + 1, argv + argc));
        return dispatch(line, argc, argv);
    } catch (const callosum::Error& error) {
        if (!is_silent_rank()) { std::cerr << "callosum: " << error.what() << '\n'; }
        return error.exit_code;
    } catch (const std::exception& error) {
        if (!is_silent_rank()) {
            std::cerr << "callosum: internal error: " << error.what() << '\n';
        }
        return 2;
    }
}
