#include "engine/callosum.hpp"

#include <mutex>
#include <utility>

#include "callosum_version.hpp"
#include "engine/base/cpu_set.hpp"
#include "engine/exchange/mpi.hpp"
#include "engine/forecast/build_admitted.hpp"
#include "engine/session/choose_threads.hpp"
#include "engine/session/read_together.hpp"
#include "engine/session/record_folder.hpp"
#include "engine/session/sink_pair.hpp"
#include "engine/session/stated_experiment.hpp"
#include "io/experiment/write_description.hpp"
#include "io/record/output_folder.hpp"
#include "io/record/run_json.hpp"
#include "network/describe/check_and_number.hpp"

namespace callosum {
namespace {

std::unique_ptr<Communicator> communicator_of(RankGroup ranks) {
    return ranks == RankGroup::world ? make_mpi_communicator() : make_solo_communicator();
}

}  // namespace

struct Experiment::Parts {
    Description description;
    std::string json;  ///< empty: not made yet
    /// Returns what this rank has read of explicit lists, once, to a simulation over the same ranks.
    [[nodiscard]] HeldEdges take_held(RankGroup ranks) {
        const std::lock_guard lock(mutex);
        return ranks == held_for ? std::exchange(held, {}) : HeldEdges();
    }

    std::mutex mutex;
    HeldEdges held;
    RankGroup held_for = RankGroup::alone;
};

Experiment::Experiment(std::shared_ptr<Parts> parts) : parts_(std::move(parts)) {}

Experiment::Experiment(Description description) : parts_(std::make_shared<Parts>()) {
    parts_->description = std::move(description);
    auto problems = check_and_number(parts_->description);
    if (!problems.empty()) { throw ConfigError(std::move(problems)); }
}

Experiment Experiment::from_file(const std::string& path, const std::vector<std::string>& sets,
                                 RankGroup ranks) {
    auto parts = std::make_shared<Parts>();
    parts->held_for = ranks;
    const auto communicator = communicator_of(ranks);
    try {
        auto file = read_together(path, sets, {communicator.get(), &parts->held});
        parts->description = std::move(file.description);
        parts->json = std::move(file.resolved);
    } catch (const FailedHere& here) { throw Error(here.error); } catch (const FailedElsewhere&) {
        throw IoError(path, "names a file that another rank cannot read; see that rank's error", 1);
    }
    return Experiment(std::move(parts));
}

Experiment Experiment::from_text(const std::string& text, const std::vector<std::string>& sets,
                                 const std::string& folder) {
    auto parts = std::make_shared<Parts>();
    auto file = read_experiment(text, "experiment", folder, sets);
    parts->description = std::move(file.description);
    parts->json = std::move(file.resolved);
    return Experiment(std::move(parts));
}

const Description& Experiment::description() const { return parts_->description; }

std::string Experiment::to_json() const {
    return parts_->json.empty() ? write_description(parts_->description) : parts_->json;
}

/// In the order of construction: what stands below refers to what stands above.
struct Simulation::Parts {
    Parts(const Experiment& experiment, SimulationOptions options);

    [[nodiscard]] const Description& description() const {
        return changed ? *changed : experiment->description;
    }
    void open_folder(const Experiment& of, const SimulationOptions& options);

    std::shared_ptr<Experiment::Parts> experiment;
    std::optional<Description> changed;  ///< where options ask for another one
    std::unique_ptr<Communicator> communicator;
    std::string json;  ///< of the experiment, for run.json
    std::optional<RecordFolder> folder;
    bool finished = false;
    std::optional<SinkPair> sinks;
    std::unique_ptr<RankSimulation> simulation;
};

Simulation::Parts::Parts(const Experiment& of, SimulationOptions options)
    : experiment(of.parts_), communicator(communicator_of(options.ranks)) {
    RunOptions run;
    if (options.precision && *options.precision != experiment->description.precision) {
        changed = experiment->description;
        changed->precision = *options.precision;
    }
    if (!options.folder.empty()) { open_folder(of, options); }
    sinks.emplace(folder ? folder->sinks() : Sinks{}, options.sinks);
    if (options.threads < 0) {
        throw ConfigError("threads", "are " + std::to_string(options.threads) +
                                         "; give at least 1, or 0 for as many as there are cores");
    }
    run.threads = choose_threads(
        options.threads == 0 ? std::nullopt : std::optional(options.threads), *communicator);
    run.sinks = sinks->sinks();
    run.progress = std::move(options.progress);
    run.held_edges = experiment->take_held(options.ranks);
    simulation = std::unique_ptr<RankSimulation>(
        new RankSimulation(build_admitted(description(), *communicator, std::move(run))));
}

void Simulation::Parts::open_folder(const Experiment& of, const SimulationOptions& options) {
    const Output output{options.folder, options.overwrite};
    json = stated_experiment(of.to_json(), output, description().precision);
    run_on_first(*communicator, [&] { prepare_output(output.folder, output.overwrite); });
    folder.emplace(output.folder, description(), *communicator);
}

Simulation::Simulation(const Experiment& experiment, SimulationOptions options)
    : parts_(std::make_unique<Parts>(experiment, std::move(options))) {}
Simulation::~Simulation() = default;
Simulation::Simulation(Simulation&& other) noexcept = default;
Simulation& Simulation::operator=(Simulation&& other) noexcept = default;

void Simulation::run_until(std::int64_t step) {
    if (parts_->finished) {
        throw LimitError(
            "the records of the simulation have been finished; nothing can follow them");
    }
    parts_->simulation->run_until(step);
}

void Simulation::run_until_ms(double ms) { run_until(parts_->description().steps(ms)); }

RunResult Simulation::run() {
    run_until(last_step());
    finish();
    return result();
}

void Simulation::finish() {
    if (!parts_->folder || std::exchange(parts_->finished, true)) { return; }
    const auto result = this->result();
    parts_->folder->finish(parts_->description(), *parts_->communicator,
                           [&] { return run_json(result, parts_->json, versions()); });
}

RunResult Simulation::result() const { return parts_->simulation->result(); }
void Simulation::visit_state(StateVisitor& visitor) { parts_->simulation->visit_state(visitor); }
std::int64_t Simulation::step() const { return parts_->simulation->step(); }
double Simulation::time_ms() const {
    return static_cast<double>(step()) * parts_->description().dt_ms;
}
std::int64_t Simulation::last_step() const { return parts_->simulation->last_step(); }
int Simulation::rank() const { return parts_->communicator->rank().value(); }
int Simulation::n_ranks() const { return parts_->communicator->size(); }

Versions versions() {
    return {std::string(build::version),
            std::string(build::git_hash),
            std::string(build::compiler) + " " + std::string(build::flags),
            MpiSession::library_version(),
            std::string(build::hdf5),
            std::string(name_of(cpu_set()))};
}

}  // namespace callosum
