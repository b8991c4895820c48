#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <optional>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include "engine/base/clock.hpp"
#include "engine/base/digest.hpp"
#include "engine/base/error.hpp"
#include "engine/callosum.hpp"
#include "engine/exchange/launcher.hpp"
#include "engine/exchange/mpi.hpp"
#include "engine/forecast/build_admitted.hpp"
#include "engine/program/emulate.hpp"
#include "engine/program/program.hpp"
#include "engine/reference/reference_run.hpp"
#include "engine/session/choose_threads.hpp"
#include "engine/session/read_together.hpp"
#include "engine/session/record_folder.hpp"
#include "io/record/json_text.hpp"
#include "io/record/output_folder.hpp"
#include "io/record/progress.hpp"
#include "io/record/run_json.hpp"

namespace callosum::program {
namespace {

/// Makes a rank fail in a phase if CALLOSUM_FAULT=PHASE:RANK names it (build, run, write), for the
/// tests which show that the end of one rank ends all.
void maybe_fail(const std::string& phase, int rank) {
    const char* fault = std::getenv("CALLOSUM_FAULT");
    if (fault != nullptr && fault == phase + ":" + std::to_string(rank)) {
        throw LimitError("fault injected by CALLOSUM_FAULT in phase '" + phase + "'");
    }
}

void print_summary(const RunResult& result, const std::string& folder) {
    std::fprintf(stderr, "%-12s %10s %10s %8s\n", "population", "neurons", "rate (1/s)", "CV ISI");
    for (const auto& population : result.populations) {
        std::fprintf(stderr, "%-12s %10llu %10.3f %8.3f\n", population.name.c_str(),
                     static_cast<unsigned long long>(population.size), population.rate_hz,
                     population.cv_isi);
    }
    std::fprintf(stderr,
                 "%llu synapses built in %.2f s; real-time factor %.3f (%s); peak memory %.2f GB\n"
                 "spike digest %s; results in %s\n",
                 static_cast<unsigned long long>(result.synapses), result.build_seconds,
                 result.real_time_factor, speed_text(result.real_time_factor).c_str(),
                 static_cast<double>(result.peak_rss_bytes) * 1e-9,
                 hex16(result.spike_digest).c_str(), folder.c_str());
}

/// Returns the text of run.json, with what is to be said about an emulated board.
std::string summary(const ExperimentFile& experiment, const RunResult& result,
                    const std::string& emulation) {
    auto text = run_json(result, experiment.resolved, versions());
    if (emulation.empty()) { return text; }
    auto json = nlohmann::ordered_json::parse(text);
    json["emulation"] = nlohmann::ordered_json::parse(emulation);
    return json_text(json) + "\n";
}

/// Surroundings of a run.
struct Job {
    const CommandLine& line;
    const Communicator& communicator;
    Clock::time_point start;
};

RunResult simulate(const Job& job, const ExperimentFile& experiment, HeldEdges held,
                   const Sinks& sinks) {
    const auto& [line, communicator, start] = job;
    const int rank = communicator.rank().value();
    if (line.reference) {
        if (communicator.size() > 1) { throw ConfigError("--reference", "runs on one rank"); }
        return run_reference(experiment.description, sinks.spikes, sinks.weights);
    }
    std::optional<JsonLog> log;
    if (rank == 0 && !line.log_json.empty()) { log.emplace(line.log_json); }
    ProgressDisplay display(stderr);
    RunOptions options;
    options.threads = choose_threads(line.threads, communicator);
    options.held_edges = std::move(held);
    options.exchange = line.exchange == "collective"   ? ExchangeKind::collective
                       : line.exchange == "neighbours" ? ExchangeKind::neighbours
                                                       : ExchangeKind::automatic;
    options.sinks = sinks;
    options.start = start;
    options.at_epoch = [rank](std::int64_t) { maybe_fail("run", rank); };
    options.binding.bind = line.bind == "none" ? Bind::none : Bind::core;
    if (rank == 0) {
        options.progress = [&, quiet = line.quiet](const Progress& progress) {
            if (!quiet) { display.show(progress); }
            if (log) { log->write(progress); }
        };
    }
    maybe_fail("build", rank);
    auto simulation = build_admitted(experiment.description, communicator, std::move(options));
    const auto& placement = simulation.placement();
    if (log) { log->write("built", {{"seconds", seconds_since(start)}, {"placement", placement}}); }
    if (rank == 0 && !line.quiet) { std::fprintf(stderr, "threads %s\n", placement.c_str()); }
    auto result = simulation.run();
    if (rank == 0 && !line.quiet) { display.finish(); }
    if (log) {
        log->write("done", {{"real_time_factor", result.real_time_factor},
                            {"spike_digest", hex16(result.spike_digest)}});
    }
    return result;
}

int run_all(const Communicator& communicator, const CommandLine& line) {
    const auto start = Clock::now();
    const int rank = communicator.rank().value();
    std::optional<ExperimentFile> experiment;
    std::string emulation;  // entry of run.json about the emulation
    HeldEdges held;
    try {
        // The reference run and boards take lists otherwise.
        const bool holds = !line.reference && line.emulate.empty();
        experiment = read_together(line.input, line.sets, {&communicator, holds ? &held : nullptr});
        if (!line.emulate.empty()) {
            auto emulated = emulate(line, experiment->description);
            experiment->description = std::move(emulated.description);
            emulation = std::move(emulated.json);
        }
        run_on_first(communicator, [&] {
            prepare_output(experiment->output.folder, experiment->output.overwrite);
        });
    } catch (const FailedElsewhere&) {
        barrier(communicator);  // waits to be ended by a rank that knows the reason
        throw;
    } catch (const Error& error) {
        // The error is equal on all ranks, so one of them reports it and all end.
        if (rank == 0) { std::cerr << "callosum: " << error.what() << '\n'; }
        return error.exit_code;
    }
    RecordFolder folder(
        experiment->output.folder, experiment->description, communicator,
        line.reference ? RecordFolder::Records::of_reference : RecordFolder::Records::all);
    const RunResult result =
        simulate({line, communicator, start}, *experiment, std::move(held), folder.sinks());
    maybe_fail("write", rank);
    folder.finish(experiment->description, communicator,
                  [&] { return summary(*experiment, result, emulation); });
    if (rank == 0 && !line.quiet) { print_summary(result, experiment->output.folder); }
    return 0;
}

/// Refuses to be one of several copies that a launcher has started, but that know nothing of each other: each would run the
/// whole network, and write to one folder.
void refuse_copies(const Launched& launcher, int n_ranks) {
    if (n_ranks > 1 || launcher.size == 1) { return; }
    throw ConfigError(
        "", "a launcher has started " + std::to_string(launcher.size) +
                " copies, but each is alone in its MPI; start them with the mpirun of the MPI that "
                "`callosum --version` names, or with srun --mpi=pmix or --mpi=pmi2; for one run in "
                "a job of many tasks, srun --ntasks=1");
}

}  // namespace

int run(const CommandLine& line, int argc, char** argv) {
    const auto launcher = launched();
    if (line.mpi && MpiSession::library_version() == "none") {
        throw ConfigError("--mpi", "this build has no MPI; build with CALLOSUM_MPI=ON");
    }
    // MPI takes longer to start than a small run takes.
    std::optional<MpiSession> mpi;
    if (line.mpi || launcher.by_mpi || launcher.size > 1) { mpi.emplace(&argc, &argv); }
    const int rank = mpi ? mpi->rank() : 0;
    const auto die = [&mpi, rank](const std::string& text, int code) {
        // A single write keeps the lines of several ranks apart.
        std::cerr << "callosum: rank " + std::to_string(rank) + ": " + text + "\n" << std::flush;
        // A single rank may end in the ordinary way; with others, waiting for them could hang.
        if (mpi && mpi->size() > 1) { mpi->abort(code); }
        return code;
    };
    try {
        refuse_copies(launcher, mpi ? mpi->size() : 1);
        const auto communicator = mpi ? make_mpi_communicator() : make_solo_communicator();
        return run_all(*communicator, line);
    } catch (const FailedHere& here) {
        return die(here.error.what(), here.error.exit_code);
    } catch (const FailedElsewhere&) { return 1; } catch (const Error& error) {
        return die(error.what(), error.exit_code);
    } catch (const std::bad_alloc&) {
        return die("not enough memory; use more ranks on more nodes, or a smaller scale", 2);
    } catch (const std::exception& error) {
        return die(std::string("internal error: ") + error.what(), 2);
    }
}

}  // namespace callosum::program
