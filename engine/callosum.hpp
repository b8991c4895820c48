#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/error.hpp"
#include "engine/base/state_checks.hpp"
#include "engine/base/state_visitor.hpp"
#include "engine/records/progress.hpp"
#include "engine/records/result.hpp"
#include "engine/records/sinks.hpp"
#include "engine/records/versions.hpp"
#include "network/describe/edge_lists.hpp"
#include "network/describe/network.hpp"
#include "network/describe/network_part.hpp"

/// The public face of the library: the one header that a program which uses Callosum includes. It and what it includes
/// mean the same under any flags of the compiler, and need nothing but the standard library.
///
///     callosum::Simulation simulation(callosum::Experiment::from_file("brunel.json"), {.threads = 4});
///     simulation.run_until_ms(100);
///     const callosum::RunResult result = simulation.run();
///
/// Errors derive from `Error`. The spikes are the same, bit for bit, on any number of ranks and threads, in one piece or many.
namespace callosum {

/// Ranks that do something together.
enum class RankGroup {
    alone,  ///< this process, whatever others there are
    world  ///< all of MPI_COMM_WORLD; the program calls MPI_Init_thread before and MPI_Finalize after. Without MPI: this process
};

/// A network, how long it runs and what is recorded of it, checked. Copies share what they hold.
class Experiment {
  public:
    /// Reads an experiment file (io/README.md). `sets` are assignments PATH=VALUE that are applied first, as those of
    /// `callosum run --set`. Paths in the file are relative to its folder. Where the `world` reads, the call is collective:
    /// rank 0 reads the file, and each rank a part of long lists of synapses. Throws ConfigError with everything that is wrong,
    /// IoError for files that cannot be read; each on all ranks.
    [[nodiscard]] static Experiment from_file(const std::string& path,
                                              const std::vector<std::string>& sets = {},
                                              RankGroup ranks = RankGroup::alone);
    /// The same for the text of an experiment file, whose paths are relative to `folder`.
    [[nodiscard]] static Experiment from_text(const std::string& text,
                                              const std::vector<std::string>& sets = {},
                                              const std::string& folder = ".");
    /// Takes a network that has been described in code: `Description` in network/describe/network.hpp, times in ms, weights
    /// in the unit of the target model (pA, nS, mV). Throws ConfigError with everything that is wrong; places are like
    /// "projections[3].rule.indegree".
    explicit Experiment(Description description);

    /// The description, scaled and numbered: populations have their first gids.
    [[nodiscard]] const Description& description() const;
    /// The experiment as JSON with every default filled in; `from_text` reads it to an equal description. Throws ConfigError where
    /// something described in code has no form in JSON (samples of encoders that are in no file).
    [[nodiscard]] std::string to_json() const;

  private:
    friend class Simulation;
    struct Parts;
    explicit Experiment(std::shared_ptr<Parts> parts);
    std::shared_ptr<Parts> parts_;
};

/// Choices about a simulation that change none of its spikes; `precision` alone does.
struct SimulationOptions {
    int threads = 1;                     ///< of each rank; 0: its part of the cores of the node
    RankGroup ranks = RankGroup::alone;  ///< that share the network; see RankGroup
    std::optional<Precision> precision = {};  ///< of the state; as the experiment says where absent
    /// Folder for the files that `callosum run` writes (run.json, spikes.h5, ...); empty: none. The experiment's own "output"
    /// counts for the program alone. A folder that is not empty is refused.
    std::string folder = {};
    bool overwrite = false;  ///< removes what an earlier run has left in the folder
    /// Takers of what this rank records, beside the folder. Called while a piece runs, and before `run_until` returns. They must
    /// outlive the simulation.
    Sinks sinks = {};
    std::function<void(const Progress&)> progress = {};  ///< called a few times per second
};

/// A built network that can be taken through time, in one piece or many. Over several ranks each of them makes one, and every
/// call but `visit_state` and the questions for steps is collective. Errors that come up on one rank alone (a full disk, a state
/// that is not finite) leave the others waiting: end the job then, with MPI_Abort.
class Simulation {
  public:
    /// Builds this rank's share of the network. Throws ConfigError (synapses whose form JSON lacks, with a folder), IoError (the
    /// folder), LimitError (memory, a row of input that could overflow), MpiError (no world to be had).
    explicit Simulation(const Experiment& experiment, SimulationOptions options = {});
    ~Simulation();
    Simulation(Simulation&& other) noexcept;
    Simulation& operator=(Simulation&& other) noexcept;
    Simulation(const Simulation&) = delete;
    Simulation& operator=(const Simulation&) = delete;

    /// Takes the simulation to the end of a step, counted from the start, warm-up included. Throws LimitError where the step has
    /// passed or lies beyond the end, where ranks name different ones, where a neuron's state is not finite any more, and once an
    /// error has ended the simulation or `finish` its records.
    void run_until(std::int64_t step);
    /// The same for a time in ms since the start, rounded to whole steps.
    void run_until_ms(double ms);
    /// Runs what is left, completes the files in the folder, and returns the result.
    RunResult run();
    /// Completes the files in the folder with what has been run so far, run.json last; nothing can be run afterwards. Does nothing
    /// where there is no folder. Where it is never called, the folder holds part files; `callosum merge` makes files of them.
    void finish();

    /// Counts, rates (spikes/s), digests and times (s) up to where the simulation stands, equal on all ranks. Those of
    /// populations come in the order of the description.
    [[nodiscard]] RunResult result() const;
    /// Shows the visitor all state of this rank that the simulation needs to go on, under keys that do not depend on ranks and
    /// threads. Throws LimitError while a piece is under way, or after an error.
    void visit_state(StateVisitor& visitor);

    /// Where the simulation stands: step, and time in ms; 0 at the start.
    [[nodiscard]] std::int64_t step() const;
    [[nodiscard]] double time_ms() const;
    /// The step that warm-up and duration end with.
    [[nodiscard]] std::int64_t last_step() const;
    /// Number of this rank among those that share the network, and how many there are.
    [[nodiscard]] int rank() const;
    [[nodiscard]] int n_ranks() const;

  private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

/// Versions with which the library was built.
[[nodiscard]] Versions versions();

}  // namespace callosum
