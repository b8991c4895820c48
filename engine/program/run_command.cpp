#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>

#include <nlohmann/json.hpp>

#include "engine/base/clock.hpp"
#include "engine/base/digest.hpp"
#include "engine/base/error.hpp"
#include "engine/exchange/mpi.hpp"
#include "engine/forecast/memory.hpp"
#include "engine/program/emulate.hpp"
#include "engine/program/program.hpp"
#include "engine/reference/reference_run.hpp"
#include "engine/run/simulation.hpp"
#include "io/experiment/experiment.hpp"
#include "io/record/output_folder.hpp"
#include "io/record/position_writer.hpp"
#include "io/record/progress.hpp"
#include "io/record/rate_writer.hpp"
#include "io/record/spike_writer.hpp"
#include "io/record/trace_writer.hpp"
#include "io/record/weight_writer.hpp"

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

/// An error that other ranks do not see.
struct FailedHere {
    Error error;
};

/// Runs f on rank 0 and throws its error, if any, on all ranks.
void on_first_rank(const MpiSession& mpi, const std::function<void()>& f) {
    std::string failure;
    if (mpi.rank() == 0) {
        try {
            f();
        } catch (const Error& error) { failure = std::to_string(error.exit_code) + error.what(); }
    }
    failure = mpi.broadcast(failure);
    if (!failure.empty()) { throw Error(failure.substr(1), failure[0] - '0'); }
}

/// Reads the experiment: rank 0 reads the file once, all ranks parse its text.
ExperimentFile read_here(const MpiSession& mpi, const CommandLine& line,
                         const ReadTogether& together) {
    std::string text;
    on_first_rank(mpi, [&] { text = read_experiment_text(line.input); });
    text = mpi.broadcast(text);
    const auto folder = std::filesystem::absolute(line.input).parent_path().string();
    return read_experiment(text, line.input, folder, line.sets, together);
}

/// Reads the experiment. Its errors are usually equal on all ranks. A file that the experiment
/// names may be missing on some nodes only, though; then the ranks that lack it end the others.
ExperimentFile read(const MpiSession& mpi, const CommandLine& line, const ReadTogether& together) {
    std::optional<ExperimentFile> experiment;
    std::optional<Error> failure;
    try {
        experiment = read_here(mpi, line, together);
    } catch (const Error& error) { failure.emplace(error.what(), error.exit_code); }
    const int failed = mpi.count(failure.has_value());
    if (failed == mpi.size()) { throw *failure; }
    if (failure) { throw FailedHere{*failure}; }
    // These ranks wait to be ended by those that know the reason, before anything is written.
    if (failed > 0) { mpi.barrier(); }
    return std::move(*experiment);
}

/// Chooses the number of threads, equal on all ranks because the partition depends on it.
int choose_threads(const CommandLine& line, const Communicator& communicator) {
    auto threads = static_cast<std::uint64_t>(
        line.threads.value_or(std::max(1, Team::allowed_cores() / communicator.node_size())));
    communicator.reduce(std::span(&threads, 1), Communicator::Reduce::min);
    return static_cast<int>(threads);
}

struct PartSinks {
    std::unique_ptr<PartSpikeSink> spikes;
    std::unique_ptr<PartTraceSink> traces;
    std::unique_ptr<PartRateSink> rates;
    std::unique_ptr<PartWeightSink> weights;
};

/// The reference run samples no traces and counts no rates: better no file than an empty one.
PartSinks open_sinks(const ExperimentFile& experiment, const MpiSession& mpi, bool reference) {
    const auto& description = experiment.description;
    PartSinks sinks;
    auto populations = recorded_populations(description);
    if (!populations.empty()) {
        sinks.spikes = std::make_unique<PartSpikeSink>(
            experiment.output.folder,
            SpikePartHead{description.dt_ms, mpi.rank(), mpi.size(), std::move(populations)});
    }
    auto traces = recorded_traces(description);
    if (!traces.empty() && !reference) {
        sinks.traces = std::make_unique<PartTraceSink>(
            experiment.output.folder,
            TracePartHead{description.dt_ms, mpi.rank(), mpi.size(), std::move(traces)});
    }
    auto rates = recorded_rates(description);
    if (!rates.empty() && !reference) {
        sinks.rates = std::make_unique<PartRateSink>(
            experiment.output.folder,
            RatePartHead{description.dt_ms, mpi.rank(), mpi.size(), std::move(rates)});
    }
    if (!description.weight_records.empty()) {
        sinks.weights = std::make_unique<PartWeightSink>(
            experiment.output.folder, weight_part_head(description, mpi.rank(), mpi.size()));
    }
    return sinks;
}

void print_summary(const RunResult& result, const std::string& folder) {
    std::fprintf(stderr, "%-12s %10s %10s %8s\n", "population", "neurons", "rate (1/s)", "CV ISI");
    for (const auto& population : result.populations) {
        std::fprintf(stderr, "%-12s %10llu %10.3f %8.3f\n", population.name.c_str(),
                     static_cast<unsigned long long>(population.size), population.rate_hz,
                     population.cv_isi);
    }
    std::fprintf(stderr,
                 "%llu synapses built in %.2f s; real-time factor %.3f; peak memory %.2f GB\n"
                 "spike digest %s; results in %s\n",
                 static_cast<unsigned long long>(result.synapses), result.build_seconds,
                 result.real_time_factor, static_cast<double>(result.peak_rss_bytes) * 1e-9,
                 hex16(result.spike_digest).c_str(), folder.c_str());
}

void write_results(const MpiSession& mpi, const ExperimentFile& experiment, PartSinks& sinks,
                   const RunResult& result, const std::string& emulation) {
    maybe_fail("write", mpi.rank());
    if (sinks.spikes) { sinks.spikes->close(); }
    if (sinks.traces) { sinks.traces->close(); }
    if (sinks.rates) { sinks.rates->close(); }
    if (sinks.weights) { sinks.weights->close(); }
    // Rank 0 merges the parts, so all ranks must have closed theirs.
    mpi.barrier();
    on_first_rank(mpi, [&] {
        const auto& folder = experiment.output.folder;
        if (sinks.spikes) { (void)merge_spikes(folder); }
        if (sinks.traces) { (void)merge_traces(folder); }
        if (sinks.rates) { (void)merge_rates(folder); }
        if (sinks.weights) { (void)merge_weights(folder); }
        write_positions(folder, experiment.description);
        auto text = run_json(result, experiment.resolved, versions());
        if (!emulation.empty()) {
            auto json = nlohmann::ordered_json::parse(text);
            json["emulation"] = nlohmann::ordered_json::parse(emulation);
            text = json.dump(2) + "\n";
        }
        // run.json comes last, so a folder that has one is complete.
        write_file_atomically((std::filesystem::path(folder) / "run.json").string(), text);
    });
}

/// Surroundings of a run.
struct Job {
    const MpiSession& mpi;
    const CommandLine& line;
    const Communicator& communicator;
    Clock::time_point start;
};

RunResult simulate(const Job& job, const ExperimentFile& experiment, HeldEdges held,
                   PartSinks& sinks) {
    const auto& [mpi, line, communicator, start] = job;
    if (line.reference) {
        if (mpi.size() > 1) { throw ConfigError("--reference", "runs on one rank"); }
        return run_reference(experiment.description, sinks.spikes.get(), sinks.weights.get());
    }
    std::optional<JsonLog> log;
    if (mpi.rank() == 0 && !line.log_json.empty()) { log.emplace(line.log_json); }
    ProgressDisplay display(stderr);
    RunOptions options;
    options.threads = choose_threads(line, communicator);
    options.held_edges = std::move(held);
    options.exchange = line.exchange == "collective"   ? ExchangeKind::collective
                       : line.exchange == "neighbours" ? ExchangeKind::neighbours
                                                       : ExchangeKind::automatic;
    options.sinks.spikes = sinks.spikes.get();
    options.sinks.traces = sinks.traces.get();
    options.sinks.rates = sinks.rates.get();
    options.sinks.weights = sinks.weights.get();
    options.start = start;
    options.at_epoch = [&session = mpi](std::int64_t) { maybe_fail("run", session.rank()); };
    if (mpi.rank() == 0) {
        options.progress = [&, quiet = line.quiet](const Progress& progress) {
            if (!quiet) { display.show(progress); }
            if (log) { log->write(progress); }
        };
    }
    maybe_fail("build", mpi.rank());
    auto layout =
        lay_out_run(experiment.description, communicator, options.threads, &options.held_edges);
    options.expected_bytes = admit_run(experiment.description, layout, communicator);
    RankSimulation simulation(experiment.description, communicator, std::move(options),
                              std::move(layout));
    if (log) { log->write("built", {{"seconds", seconds_since(start)}}); }
    auto result = simulation.run();
    if (mpi.rank() == 0 && !line.quiet) { display.finish(); }
    if (log) {
        log->write("done", {{"real_time_factor", result.real_time_factor},
                            {"spike_digest", hex16(result.spike_digest)}});
    }
    return result;
}

int run_all(const MpiSession& mpi, const CommandLine& line) {
    const auto start = Clock::now();
    std::optional<ExperimentFile> experiment;
    std::string emulation;  // entry of run.json about the emulation
    const auto communicator = make_mpi_communicator();
    HeldEdges held;
    try {
        // The reference run and boards take lists otherwise.
        const bool holds = !line.reference && line.emulate.empty();
        experiment = read(mpi, line, {communicator.get(), holds ? &held : nullptr});
        if (!line.emulate.empty()) {
            auto emulated = emulate(line, experiment->description);
            experiment->description = std::move(emulated.description);
            emulation = std::move(emulated.json);
        }
        on_first_rank(
            mpi, [&] { prepare_output(experiment->output.folder, experiment->output.overwrite); });
    } catch (const Error& error) {
        // The error is equal on all ranks, so one of them reports it and all end.
        if (mpi.rank() == 0) { std::cerr << "callosum: " << error.what() << '\n'; }
        return error.exit_code;
    }
    PartSinks sinks = open_sinks(*experiment, mpi, line.reference);
    const RunResult result =
        simulate({mpi, line, *communicator, start}, *experiment, std::move(held), sinks);
    write_results(mpi, *experiment, sinks, result, emulation);
    if (mpi.rank() == 0 && !line.quiet) { print_summary(result, experiment->output.folder); }
    return 0;
}

}  // namespace

int run(const CommandLine& line, int argc, char** argv) {
    const MpiSession mpi(&argc, &argv);
    const auto die = [&mpi](const std::string& text, int code) {
        // A single write keeps the lines of several ranks apart.
        std::cerr << "callosum: rank " + std::to_string(mpi.rank()) + ": " + text + "\n"
                  << std::flush;
        // A single rank may end in the ordinary way; with others, waiting for them could hang.
        if (mpi.size() > 1) { mpi.abort(code); }
        return code;
    };
    try {
        return run_all(mpi, line);
    } catch (const FailedHere& here) {
        return die(here.error.what(), here.error.exit_code);
    } catch (const Error& error) {
        return die(error.what(), error.exit_code);
    } catch (const std::bad_alloc&) {
        return die("not enough memory; use more ranks on more nodes, or a smaller scale", 2);
    } catch (const std::exception& error) {
        return die(std::string("internal error: ") + error.what(), 2);
    }
}

}  // namespace callosum::program
