#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace callosum {

/// Request of the user, as read from the command line.
struct CommandLine {
    enum class Command { run, check, plan, dry_run, export_, models, info, merge, version, help };

    Command command = Command::help;
    /// Operand. run, check, plan, dry_run, export: the experiment file; info: a file; merge: a
    /// folder; models: a name or empty.
    std::string input;
    /// PATH=VALUE assignments: those of --set in order, then those that other options stand for
    /// (--out, --seed, --duration, --overwrite), so that the reader of experiments knows only one
    /// form.
    std::vector<std::string> sets;
    std::optional<int> threads;         ///< per rank
    int ranks = 1;                      ///< plan, dry_run
    int rank = 0;                       ///< dry_run
    std::optional<int> ranks_per_node;  ///< plan
    std::optional<double> rate_hz;      ///< plan, dry_run, export, run: rate of all neurons
    std::string rates_from;             ///< plan, dry_run, export, run: folder of a run, or empty
    bool json = false;                  ///< plan, dry_run: print JSON
    std::string exchange = "auto";      ///< run: auto, neighbours or collective
    std::string bind = "core";          ///< run: core or none
    bool mpi = false;                   ///< run: start MPI though no launcher is there
    std::string target;                 ///< export: spinnaker2, brainscales2 or nir
    std::string emulate;                ///< run: target whose arithmetic is emulated, or empty
    std::optional<std::uint64_t>
        noise_seed;                     ///< run: fixed-pattern noise of an emulated analog chip
    std::string board;                  ///< export, run: name or file of a board
    std::optional<double> board_dt_ms;  ///< export, run: biological time of a tick
    std::optional<double> tick_s;    ///< export: wall time of a tick; as biological time if absent
    std::vector<std::string> allow;  ///< export, run: substitutes that may be used
    std::string out;                 ///< export: folder for the files, or empty
    bool check_only = false;         ///< export: report, write nothing
    bool overwrite = false;          ///< export: replace the files of an earlier export
    bool quiet = false;
    bool reference = false;  ///< run the slow path against which the fast one is tested
    bool schema = false;     ///< models: print the JSON schema of the experiment file
    std::string log_json;    ///< file, or empty
    std::string help;        ///< text of --help, for the whole program or for the command
};

/// Reads argv without its first element. Throws ConfigError on bad usage, with the nearest known
/// name.
[[nodiscard]] CommandLine read_command_line(const std::vector<std::string>& arguments);

}  // namespace callosum
