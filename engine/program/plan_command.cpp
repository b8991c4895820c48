#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <iostream>
#include <string>

#include <nlohmann/json.hpp>

#include "engine/base/error.hpp"
#include "engine/forecast/run_forecast.hpp"
#include "engine/program/program.hpp"
#include "engine/program/rate_choice.hpp"
#include "engine/run/team.hpp"
#include "io/experiment/experiment.hpp"
#include "io/record/progress.hpp"

namespace callosum::program {
namespace {

using Json = nlohmann::ordered_json;

/// Memory that MPI adds to a process, measured with Open MPI 4.1 and 1 to 4 ranks.
constexpr double mpi_bytes = 12e6;

std::string format_name(std::size_t f) { return storage_name(static_cast<SynapseFormat>(f)); }

Json memory_json(const MemoryEstimate& memory) {
    Json synapses = Json::object();
    for (std::size_t f = 0; f < n_synapse_formats; ++f) {
        if (memory.synapses[f] > 0) { synapses[format_name(f)] = std::round(memory.synapses[f]); }
    }
    return {{"program", std::round(memory.program)},
            {"neurons", std::round(memory.neurons)},
            {"input_rows", std::round(memory.input_rows)},
            {"synapses", std::move(synapses)},
            {"synapse_index", std::round(memory.synapse_index)},
            {"histories", std::round(memory.histories)},
            {"stimuli", std::round(memory.stimuli)},
            {"routes", std::round(memory.routes)},
            {"buffers", std::round(memory.buffers)},
            {"records", std::round(memory.records)},
            {"building", std::round(memory.building)},
            {"total", std::round(memory.total())}};
}

Json calibration_json(const Description& description, const Calibration& calibration) {
    Json neurons = Json::object();
    for (std::size_t p = 0; p < calibration.neuron_step_ns.size(); ++p) {
        neurons[description.populations[p].name] = calibration.neuron_step_ns[p];
    }
    Json synapses = Json::object();
    for (std::size_t f = 0; f < n_synapse_formats; ++f) {
        if (calibration.measured_on[f].empty()) { continue; }
        synapses[format_name(f)] = {{"event_ns", calibration.event_ns[f]},
                                    {"built_per_second", calibration.built_per_second[f]},
                                    {"measured_on", calibration.measured_on[f]}};
    }
    return {{"neuron_step_ns", std::move(neurons)}, {"synapses", std::move(synapses)}};
}

std::string as_json(const Description& description, const RunForecast& plan) {
    Json rates = Json::object();
    for (std::size_t p = 0; p < plan.rates.size(); ++p) {
        rates[description.populations[p].name] = plan.rates[p];
    }
    const Json document{{"ranks", plan.ranks},
                        {"threads", plan.threads},
                        {"ranks_per_node", plan.ranks_per_node},
                        {"partition", {{"kind", plan.partition}, {"why", plan.partition_why}}},
                        {"neurons", plan.neurons},
                        {"synapses", std::round(plan.synapses)},
                        {"rates_hz", std::move(rates)},
                        {"largest_rank", plan.largest_rank},
                        {"memory_bytes", memory_json(plan.memory)},
                        {"mean_rank_bytes", std::round(plan.mean_rank_bytes)},
                        {"all_ranks_bytes", std::round(plan.mean_rank_bytes * plan.ranks)},
                        {"available_bytes", plan.available_bytes},
                        {"halo", std::round(plan.memory.halo)},
                        {"window",
                         {{"ms", plan.window_ms},
                          {"parcels", plan.parcels_per_window},
                          {"spikes", plan.spikes_per_window},
                          {"copies_received", plan.copies_per_window},
                          {"bytes_received", plan.bytes_per_window}}},
                        {"neuron_balance", plan.neuron_balance},
                        {"synapse_balance", plan.synapse_balance},
                        {"cut", plan.cut},
                        {"file_bytes",
                         {{"spikes", std::round(plan.spike_file_bytes)},
                          {"traces", std::round(plan.trace_file_bytes)},
                          {"rates", std::round(plan.rate_file_bytes)},
                          {"weights", std::round(plan.weight_file_bytes)}}},
                        {"seconds",
                         {{"build", plan.build_seconds},
                          {"update", plan.update_seconds},
                          {"deliver", plan.deliver_seconds}}},
                        {"calibration", calibration_json(description, plan.calibration)},
                        {"least_nodes", plan.min_nodes},
                        {"most_workers", plan.max_shares}};
    return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string bytes_text(double bytes) {
    constexpr std::array<const char*, 5> units{"B", "kB", "MB", "GB", "TB"};
    std::size_t unit = 0;
    for (; bytes >= 1000 && unit + 1 < units.size(); ++unit) { bytes /= 1000; }
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.3g %s", bytes, units[unit]);
    return text.data();
}

void print_memory(const RunForecast& plan) {
    const auto& memory = plan.memory;
    const auto row = [](const std::string& what, double bytes, const std::string& more = "") {
        std::printf("  %-28s %9s%s%s\n", what.c_str(), bytes_text(bytes).c_str(),
                    more.empty() ? "" : "   ", more.c_str());
    };
    std::printf("Memory of rank %d, the largest:\n", plan.largest_rank);
    row("program and libraries", memory.program);
    row("neurons", memory.neurons);
    row("input rows", memory.input_rows);
    for (std::size_t f = 0; f < n_synapse_formats; ++f) {
        if (memory.n_synapses[f] == 0) { continue; }
        std::array<char, 64> text{};
        std::snprintf(text.data(), text.size(), "%.4g synapses, %.2f bytes each",
                      memory.n_synapses[f], memory.synapses[f] / memory.n_synapses[f]);
        row("synapses, " + format_name(f), memory.synapses[f], text.data());
    }
    row("index of synapses", memory.synapse_index);
    row("histories", memory.histories);
    row("stimuli", memory.stimuli);
    row("spike routes", memory.routes);
    row("buffers", memory.buffers);
    row("records", memory.records);
    row("temporary, while building", memory.building);
    row("total", memory.total());
    std::printf("All ranks: %s; %d per node: %s of the %s available on this node\n",
                bytes_text(plan.mean_rank_bytes * plan.ranks).c_str(), plan.ranks_per_node,
                bytes_text(plan.mean_rank_bytes * plan.ranks_per_node).c_str(),
                bytes_text(plan.available_bytes).c_str());
}

/// States the rates that traffic, files and time follow from.
void print_rates(const CommandLine& line, const Description& description, const RunForecast& plan) {
    std::printf("Assumed rates, spikes/s (%s):",
                !line.rates_from.empty() ? "of an earlier run"
                : line.rate_hz
                    ? "as said by --rate"
                    : "mean_rate where stated, else a guess; --rate and --rates change them");
    for (std::size_t p = 0; p < plan.rates.size(); ++p) {
        std::printf(" %s %.3g%s", description.populations[p].name.c_str(), plan.rates[p],
                    p + 1 < plan.rates.size() ? "," : "\n");
    }
}

void print_traffic(const RunForecast& plan) {
    std::printf(
        "Balance, busiest thread over mean: neurons %.3f, synapses %.3f; %.1f %% of the "
        "synapses connect ranks\n",
        plan.neuron_balance, plan.synapse_balance, 100 * plan.cut);
    std::printf(
        "Traffic in each window of %.4g ms: a rank emits %.4g spikes, receives "
        "%.4g copies of spikes (%s) from %.4g neurons of %.0f other ranks\n",
        plan.window_ms, plan.spikes_per_window, plan.copies_per_window,
        bytes_text(plan.bytes_per_window).c_str(), plan.memory.halo, plan.parcels_per_window);
    std::printf(
        "Files: spikes %s, traces %s, rates %s, weights %s; twice that for a short time "
        "at the end\n",
        bytes_text(plan.spike_file_bytes).c_str(), bytes_text(plan.trace_file_bytes).c_str(),
        bytes_text(plan.rate_file_bytes).c_str(), bytes_text(plan.weight_file_bytes).c_str());
}

void print_time(const Description& description, const RunForecast& plan) {
    const auto& calibration = plan.calibration;
    std::printf("Measured on one thread of this machine:\n");
    for (std::size_t p = 0; p < calibration.neuron_step_ns.size(); ++p) {
        if (calibration.neuron_step_ns[p] == 0) { continue; }
        std::printf("  %-28s %9.3g ns per step of a neuron\n",
                    description.populations[p].name.c_str(), calibration.neuron_step_ns[p]);
    }
    for (std::size_t f = 0; f < n_synapse_formats; ++f) {
        if (calibration.measured_on[f].empty()) { continue; }
        std::printf(
            "  %-28s %9.3g ns per synaptic event, %.3g million synapses built per second (%s)\n",
            format_name(f).c_str(), calibration.event_ns[f], calibration.built_per_second[f] * 1e-6,
            calibration.measured_on[f].c_str());
    }
    const double total_s = (description.warmup_ms + description.duration_ms) * 1e-3;
    const double run = plan.update_seconds + plan.deliver_seconds;
    std::printf(
        "Time: building %.3g s; running %.3g s (update %.3g, deliver %.3g), real-time factor "
        "%.3g (%s);\n  without exchange, waiting, records and contention for memory "
        "between threads\n",
        plan.build_seconds, run, plan.update_seconds, plan.deliver_seconds, run / total_s,
        speed_text(run / total_s).c_str());
    std::printf(
        "Suggested: at least %.0f node%s like this one for memory; at most %.0f threads "
        "in all: with more, each\n  has less than %.0f us of work per window\n",
        plan.min_nodes, plan.min_nodes == 1 ? "" : "s", plan.max_shares, work_per_window * 1e6);
}

}  // namespace

int plan(const CommandLine& line) {
    const double program_bytes = resident_bytes() + mpi_bytes;
    const auto experiment = read_experiment_file(line.input, line.sets);
    const auto& description = experiment.description;
    const int threads = line.threads.value_or(std::max(1, Team::allowed_cores() / line.ranks));
    const int per_node = std::min(line.ranks, line.ranks_per_node.value_or(line.ranks));
    const auto plan = make_run_plan(
        {description, line.ranks, threads, per_node, rates_for(line, description), program_bytes});
    if (line.json) {
        std::cout << as_json(description, plan);
        return 0;
    }
    std::printf("%.0f neurons, %.6g synapses on %d rank%s of %d thread%s\n", plan.neurons,
                plan.synapses, plan.ranks, plan.ranks == 1 ? "" : "s", threads,
                threads == 1 ? "" : "s");
    std::printf("Partition: %s (%s)\n", plan.partition.c_str(), plan.partition_why.c_str());
    print_memory(plan);
    print_rates(line, description, plan);
    print_traffic(plan);
    print_time(description, plan);
    return 0;
}

}  // namespace callosum::program
