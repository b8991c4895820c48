#include <exception>
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include "engine/base/error.hpp"
#include "engine/exchange/launcher.hpp"
#include "engine/program/program.hpp"
#include "io/experiment/experiment.hpp"

namespace {

/// Whether this process should stay silent: under a launcher only `run` works in parallel, and rank 0 alone does the other
/// commands. They start without MPI, so the rank is what the launcher tells.
bool is_silent_rank() { return callosum::launched().rank != 0; }

/// Reads what a command on rank 0 reads, so that another rank ends with the same error, and a process that is taken for
/// another rank by mistake does not end well without having looked at its file.
int read_silently(const callosum::CommandLine& line) {
    using Command = callosum::CommandLine::Command;
    switch (line.command) {
        case Command::check:
        case Command::plan:
        case Command::dry_run:
        case Command::export_:
            (void)callosum::read_experiment_file(line.input, line.sets);
            return 0;
        case Command::info:
        case Command::merge:
            if (!std::filesystem::exists(line.input)) {
                throw callosum::IoError(line.input, "does not exist", 1);
            }
            return 0;
        default:
            return 0;
    }
}

int dispatch(const callosum::CommandLine& line, int argc, char** argv) {
    using Command = callosum::CommandLine::Command;
    namespace program = callosum::program;
    if (line.command == Command::run) { return program::run(line, argc, argv); }
    if (is_silent_rank()) { return read_silently(line); }
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
