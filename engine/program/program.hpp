#pragma once

#include <string>

#include "io/cli/command_line.hpp"

/// Sub-commands of the program `callosum`. Each returns the exit code; errors are thrown.
namespace callosum::program {

/// Simulates an experiment. It is the only command that several ranks may run together; `argc` and
/// `argv` are for MPI.
int run(const CommandLine& line, int argc, char** argv);
/// Commands that one process executes alone.
int check(const CommandLine& line);
int plan(const CommandLine& line);
int dry_run(const CommandLine& line);
int export_network(const CommandLine& line);
int models(const CommandLine& line);
int info(const CommandLine& line);
int merge(const CommandLine& line);
int version();

}  // namespace callosum::program
