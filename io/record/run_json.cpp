#include "io/record/run_json.hpp"

#include <array>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <memory>

#include <nlohmann/json.hpp>
#include <unistd.h>

#include "engine/base/digest.hpp"
#include "engine/base/error.hpp"
#include "io/record/json_text.hpp"
#include "io/record/utc_now.hpp"

namespace callosum {

namespace {

using Json = nlohmann::ordered_json;

Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

std::string host_name() {
    std::array<char, 256> name{};
    return gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "";
}

/// The words that this process was started with; none where the system does not tell.
Json command_line() {
    std::ifstream file("/proc/self/cmdline", std::ios::binary);
    Json words = Json::array();
    for (std::string word; std::getline(file, word, '\0');) { words.push_back(word); }
    return words;
}

Json populations_of(const RunResult& result) {
    Json populations = Json::object();
    for (const auto& population : result.populations) {
        populations[population.name] = {{"size", population.size},
                                        {"spikes", population.spikes},
                                        {"rate_hz", number(population.rate_hz)},
                                        {"cv_isi", number(population.cv_isi)},
                                        {"cv_neurons", population.cv_neurons}};
    }
    return populations;
}

Json projections_of(const RunResult& result) {
    Json projections = Json::array();
    for (const auto& projection : result.projections) {
        Json weights{{"storage", projection.storage},
                     {"unit", number(projection.weight_unit)},
                     {"error_rms", number(projection.weight_error_rms)}};
        if (projection.plastic) {
            weights["mean"] = number(projection.weight_mean);
            weights["sd"] = number(projection.weight_sd);
            weights["min"] = number(projection.weight_min);
            weights["max"] = number(projection.weight_max);
        }
        projections.push_back({{"name", projection.name},
                               {"synapses", projection.synapses},
                               {"weights", std::move(weights)}});
    }
    return projections;
}

Json phases_of(const RunResult& result) {
    Json phases = Json::object();
    for (const auto& phase : result.stages) {
        phases[phase.name] = {{"min_seconds", number(phase.min)},
                              {"mean_seconds", number(phase.mean)},
                              {"max_seconds", number(phase.max)},
                              {"imbalance", number(phase.max / phase.mean)}};
    }
    return phases;
}

Json over_ranks(const OverRanks& values, int ranks) {
    return {{"sum", values.sum},
            {"min", values.min},
            {"mean", values.sum / ranks},
            {"max", values.max}};
}

Json traffic_of(const RunResult& result) {
    const auto& traffic = result.traffic;
    return {{"windows", traffic.windows},
            {"parcels", over_ranks(traffic.parcels, result.reporting)},
            {"steps_between_parcels", over_ranks(traffic.steps_between_parcels, result.reporting)},
            {"bytes_sent", over_ranks(traffic.bytes_sent, result.reporting)},
            {"bytes_received", over_ranks(traffic.bytes_received, result.reporting)},
            {"spikes_sent", over_ranks(traffic.spikes_sent, result.reporting)},
            {"halo", over_ranks(traffic.halo, result.reporting)},
            {"destinations", over_ranks(traffic.destinations, result.reporting)}};
}

Json partition_of(const RunResult& result) {
    const auto& partition = result.partition;
    return {{"kind", partition.kind},
            {"why", partition.why},
            {"neurons", over_ranks(partition.neurons, result.reporting)},
            {"synapses", over_ranks(partition.synapses, result.reporting)},
            {"synaptic_events", over_ranks(partition.events, result.reporting)},
            {"remote_events", over_ranks(partition.remote_events, result.reporting)}};
}

}  // namespace

std::string run_json(const RunResult& result, const std::string& resolved_experiment,
                     const Versions& versions) {
    Json document;
    document["real_time_factor"] = number(result.real_time_factor);
    document["build_seconds"] = number(result.build_seconds);
    document["run_seconds"] = number(result.run_seconds);
    document["warmup_seconds"] = number(result.warmup_seconds);
    document["peak_rss_bytes"] = result.peak_rss_bytes;
    document["expected_rss_bytes"] = result.expected_rss_bytes;
    document["ranks"] = result.ranks;
    if (result.reporting != result.ranks) { document["ranks_measured"] = result.reporting; }
    document["threads"] = result.threads;
    document["neurons"] = result.neurons;
    document["synapses"] = result.synapses;
    document["synapse_bytes"] = result.synapse_bytes;
    document["synaptic_events"] = result.synaptic_events;
    document["exchange_window_steps"] = result.exchange_window_steps;
    document["spikes"] = result.spikes;
    document["spike_digest"] = hex16(result.spike_digest);
    document["weight_digest"] = hex16(result.weight_digest);
    document["populations"] = populations_of(result);
    document["partition"] = partition_of(result);
    document["phases"] = phases_of(result);
    document["traffic"] = traffic_of(result);
    document["projections"] = projections_of(result);
    document["notes"] = result.notes;
    document["written"] = utc_now();
    document["host"] = host_name();
    document["command_line"] = command_line();
    document["versions"] = {{"callosum", versions.callosum}, {"git_hash", versions.git_hash},
                            {"compiler", versions.compiler}, {"mpi", versions.mpi},
                            {"hdf5", versions.hdf5},         {"simd", versions.simd}};
    Json experiment = Json::parse(resolved_experiment, nullptr, false, true);
    document["experiment"] = experiment.is_discarded() ? Json(resolved_experiment) : experiment;
    // Bytes that are not UTF-8 in a name must not cost the user the results of the run.
    return json_text(document) + "\n";
}

void write_file_atomically(const std::string& path, const std::string& text) {
    const std::string temporary = path + ".tmp";
    const auto fail = [&](const char* what) {
        const std::string reason = std::strerror(errno);
        std::remove(temporary.c_str());
        throw IoError(path, std::string(what) + " (" + reason + ")");
    };
    struct Closer {
        void operator()(std::FILE* file) const { std::fclose(file); }
    };
    std::unique_ptr<std::FILE, Closer> file(std::fopen(temporary.c_str(), "wb"));
    if (!file) { fail("cannot be created"); }
    // The data must be on the disk before the name is: else a power cut could leave an empty file.
    if (std::fwrite(text.data(), 1, text.size(), file.get()) != text.size() ||
        std::fflush(file.get()) != 0 || fsync(fileno(file.get())) != 0) {
        fail("cannot be written");
    }
    if (std::fclose(file.release()) != 0) { fail("cannot be closed"); }
    if (std::rename(temporary.c_str(), path.c_str()) != 0) { fail("cannot be renamed"); }
}

}  // namespace callosum
