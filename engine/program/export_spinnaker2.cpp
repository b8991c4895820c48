#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "engine/base/clock.hpp"
#include "engine/base/error.hpp"
#include "engine/program/draw_lists.hpp"
#include "engine/program/export_command.hpp"
#include "engine/program/loaders.hpp"
#include "engine/program/quantisation.hpp"
#include "engine/program/run_in_process.hpp"
#include "engine/run/team.hpp"
#include "io/boards/write_spinnaker2.hpp"
#include "io/record/spike_writer.hpp"
#include "network/boards/spinnaker2/map.hpp"
#include "network/boards/spinnaker2/translate.hpp"

namespace callosum::program {
namespace {

using ExportJson = nlohmann::ordered_json;

/// One export, in the order of `run`.
class Spinnaker2Export {
  public:
    explicit Spinnaker2Export(const ExportRequest& request)
        : request_(request),
          threads_(request.line.threads.value_or(Team::allowed_cores())),
          network_(spinnaker2::translate({request.description, request.board, request.board_dt_ms,
                                          request.allowed, request.rates_hz})) {}

    ExportOutcome run() {
        outcome_.findings = network_.findings;
        if (!blocked(outcome_.findings)) {
            spinnaker2::check_size(network_, request_.board, outcome_.findings);
        }
        if (!blocked(outcome_.findings)) { map(); }
        outcome_.quantisation = quantisation_json(network_.quantisation).dump();
        outcome_.metrics = metrics_.dump();
        return std::move(outcome_);
    }

  private:
    [[nodiscard]] std::uint64_t timesteps() const {
        const auto& all = network_.description;
        return static_cast<std::uint64_t>(all.steps(all.warmup_ms) + all.steps(all.duration_ms));
    }

    void map() {
        const auto start = Clock::now();
        set_lists();
        const auto synapses = draw_synapses(network_.description, threads_);
        const double drawn_s = seconds_since(start);
        const spinnaker2::SliceProblem problem{network_,        synapses,    request_.board,
                                               request_.tick_s, timesteps(), list_lengths_};
        const auto mapping = spinnaker2::map_network(problem, outcome_.findings);
        if (blocked(outcome_.findings)) { return; }
        report(mapping, synapses);
        metrics_["synapses"] = synapses.size();
        metrics_["synapses_without_weight"] = synapses.zeroed;
        metrics_["seconds_drawing"] = drawn_s;
        if (request_.line.check_only) { return; }
        clear_folder(request_.line.out);
        const auto start_writing = Clock::now();
        write_spinnaker2(path("partition.h5"), {request_.board, network_, synapses, mapping, lists_,
                                                request_.tick_s, timesteps()});
        write_loader(request_.line.out, "load_spinnaker2.py");
        metrics_["seconds_writing"] = seconds_since(start_writing);
        write_expected();
    }

    [[nodiscard]] std::string path(const char* name) const {
        return (std::filesystem::path(request_.line.out) / name).string();
    }

    void set_lists() {
        std::vector<bool> listed;
        for (const auto& population : network_.populations) {
            listed.push_back(population.is_spike_list());
        }
        lists_ = draw_lists(network_.description, listed);
        for (std::uint64_t g = 0; g + 1 < lists_.begin.size(); ++g) {
            list_lengths_.push_back(lists_.begin[g + 1] - lists_.begin[g]);
        }
        if (lists_.twice > 0) {
            outcome_.findings.push_back({Finding::Kind::note, "spike lists",
                                         std::to_string(lists_.twice) + " of " +
                                             std::to_string(lists_.twice + lists_.tick.size()) +
                                             " spikes fall into a tick in which their neuron fires "
                                             "already, and are one with it",
                                         ""});
        }
        // Rates counted in the lists replace the assumed ones.
        for (std::size_t p = 0; p < listed.size(); ++p) {
            if (listed[p]) {
                network_.populations[p].rate_hz = list_rate(lists_, network_.description, p);
            }
        }
    }

    /// Writes the spikes that the emulation has for the experiment's stimulus.
    void write_expected() {
        Description emulated = network_.description;
        emulated.spikes.clear();
        for (std::size_t p = 0; p < network_.populations.size(); ++p) {
            const bool wanted =
                network_.populations[p].recorded || network_.populations[p].is_spike_list();
            if (wanted) { emulated.spikes.push_back({p, {{0, emulated.populations[p].size}}}); }
        }
        if (emulated.spikes.empty()) {
            outcome_.findings.push_back({Finding::Kind::note, "expected.h5",
                                         "is not written: the experiment records no spikes", ""});
            return;
        }
        const auto start = Clock::now();
        const auto recorded = recorded_populations(emulated);
        PartSpikeSink sink(request_.line.out, SpikePartHead{emulated.dt_ms, 0, 1, recorded});
        const auto result = run_recorded(emulated, sink, threads_);
        sink.close();
        (void)merge_spikes(request_.line.out);
        std::filesystem::rename(path("spikes.h5"), path("expected.h5"));
        ExportJson rates = ExportJson::object();
        for (const auto& population : result.populations) {
            rates[population.name] = {
                {"rate_hz", population.rate_hz},
                {"cv_isi",
                 population.cv_neurons > 0 ? ExportJson(population.cv_isi) : ExportJson(nullptr)}};
        }
        metrics_["expected"] = std::move(rates);
        metrics_["seconds_emulation"] = seconds_since(start);
    }

    void line(const char* format, auto... values) {
        std::array<char, 256> text{};
        std::snprintf(text.data(), text.size(), format, values...);
        outcome_.report += text.data();
    }

    void report_populations(const spinnaker2::Mapping& mapping) {
        line("%-20s %-22s %9s %7s %9s %8s %8s  %s\n", "population", "model", "neurons", "cores",
             "neu/core", "memory", "events", "cores end by");
        const double memory = request_.board.limit("row_memory_bytes");
        const double events = request_.board.limit("synaptic_events_per_second") * request_.tick_s;
        ExportJson list = ExportJson::object();
        const auto& slices = mapping.slices;
        for (std::size_t p = 0; p < network_.populations.size(); ++p) {
            std::array<std::uint64_t, spinnaker2::core_limit_names.size()> ends{};
            std::uint64_t cores = 0;
            double max_memory = 0, max_events = 0;
            for (std::size_t s = 0; s < slices.size(); ++s) {
                if (slices.population[s] != p) { continue; }
                ++cores;
                ++ends[static_cast<std::size_t>(slices.limit[s])];
                max_memory = std::max(max_memory, slices.memory[s] / memory);
                max_events = std::max(max_events, slices.events[s] / events);
            }
            const auto& population = network_.description.populations[p];
            const auto common = std::max_element(ends.begin(), ends.end()) - ends.begin();
            const auto why = spinnaker2::core_limit_names[static_cast<std::size_t>(common)];
            line("%-20s %-22s %9llu %7llu %9.1f %7.1f%% %7.1f%%  %s\n", population.name.c_str(),
                 network_.populations[p].model.c_str(),
                 static_cast<unsigned long long>(population.size),
                 static_cast<unsigned long long>(cores),
                 static_cast<double>(population.size) /
                     static_cast<double>(std::max<std::uint64_t>(cores, 1)),
                 100 * max_memory, 100 * max_events, std::string(why).c_str());
            list[population.name] = {{"model", network_.populations[p].model},
                                     {"neurons", population.size},
                                     {"cores", cores},
                                     {"most_memory", max_memory},
                                     {"most_events", max_events},
                                     {"cores_end_by", why},
                                     {"rate_hz", network_.populations[p].rate_hz},
                                     {"board_units_per_mV", network_.populations[p].unit}};
        }
        metrics_["populations"] = std::move(list);
    }

    void report(const spinnaker2::Mapping& mapping, const SynapseTable& synapses) {
        report_populations(mapping);
        line(
            "%llu cores of %llu on %llu chips of %zu; %llu synapses; at most %llu of %.0f router "
            "entries\n",
            static_cast<unsigned long long>(mapping.slices.size()),
            static_cast<unsigned long long>(request_.board.n_cores()),
            static_cast<unsigned long long>(mapping.figures.front().chips),
            request_.board.chips.size(), static_cast<unsigned long long>(synapses.size()),
            static_cast<unsigned long long>(mapping.routing.max_entries),
            request_.board.limit("router_entries"));
        line("Placement: %s\n", mapping.chosen.c_str());
        line("%-12s %8s %8s %16s %14s %10s\n", "", "cores", "chips", "spike-hops/s", "fullest link",
             "seconds");
        ExportJson list = ExportJson::object();
        for (const auto& one : mapping.figures) {
            line("%-12s %8llu %8llu %16.6g %13.4g%% %10.2f\n", one.name.c_str(),
                 static_cast<unsigned long long>(one.cores),
                 static_cast<unsigned long long>(one.chips), one.spike_hops,
                 100 * one.peak_link_load, one.seconds);
            list[one.name] = {{"cores", one.cores},
                              {"chips", one.chips},
                              {"spike_hops_per_s", one.spike_hops},
                              {"peak_link_load", one.peak_link_load},
                              {"seconds", one.seconds}};
        }
        metrics_["placement"] = std::move(list);
        metrics_["chosen"] = mapping.chosen;
        metrics_["router_entries"] = mapping.routing.max_entries;
    }

    const ExportRequest& request_;
    int threads_;
    spinnaker2::BoardNetwork network_;
    ExportOutcome outcome_;
    ExportJson metrics_ = ExportJson::object();
    SpikeLists lists_;
    std::vector<std::uint64_t> list_lengths_;
};

}  // namespace

ExportOutcome export_spinnaker2(const ExportRequest& request) {
    return Spinnaker2Export(request).run();
}

}  // namespace callosum::program
