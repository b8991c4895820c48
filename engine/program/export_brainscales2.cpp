#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "engine/base/clock.hpp"
#include "engine/program/draw_lists.hpp"
#include "engine/program/export_command.hpp"
#include "engine/program/loaders.hpp"
#include "engine/program/quantisation.hpp"
#include "engine/program/run_in_process.hpp"
#include "engine/run/team.hpp"
#include "io/boards/write_brainscales2.hpp"
#include "io/hdf5/file.hpp"
#include "network/boards/brainscales2/map.hpp"
#include "network/boards/brainscales2/noise.hpp"
#include "network/boards/brainscales2/translate.hpp"

namespace callosum::program {
namespace {

using ChipJson = nlohmann::ordered_json;

/// Sink for a run whose spikes are only counted.
class NoSink : public SpikeSink {
  public:
    void write(std::span<const Spike>) override {}
};

/// One export, in the order of `run`.
class Brainscales2Export {
  public:
    explicit Brainscales2Export(const ExportRequest& request)
        : request_(request),
          threads_(request.line.threads.value_or(Team::allowed_cores())),
          network_(brainscales2::translate({request.description, request.board, request.board_dt_ms,
                                            request.allowed, request.rates_hz})) {}

    ExportOutcome run() {
        outcome_.findings = network_.findings;
        if (request_.line.tick_s) {
            outcome_.findings.push_back({Finding::Kind::note, "--tick",
                                         "has no meaning here: the chip's circuits set the pace; "
                                         "--board-dt is the step of the emulation",
                                         ""});
        }
        if (!blocked(outcome_.findings)) { map(); }
        outcome_.quantisation = quantisation_json(network_.quantisation).dump();
        outcome_.metrics = metrics_.dump();
        return std::move(outcome_);
    }

  private:
    void map() {
        std::vector<bool> listed;
        for (const auto& population : network_.populations) {
            listed.push_back(population.is_list());
        }
        const auto lists = draw_lists(network_.description, listed);
        for (std::size_t p = 0; p < listed.size(); ++p) {
            if (listed[p]) {
                network_.populations[p].rate_hz = list_rate(lists, network_.description, p);
            }
        }
        const auto synapses = draw_synapses(network_.description, threads_);
        const auto mapping =
            brainscales2::map_network(network_, synapses, request_.board, outcome_.findings);
        if (blocked(outcome_.findings)) { return; }
        if (mapping.recurrent_chips) {
            outcome_.findings.push_back(
                {Finding::Kind::note, "chips",
                 "form a cycle, which no public runtime can run; the loader refuses "
                 "them, the files state what would be needed",
                 ""});
        }
        report(mapping, synapses);
        if (request_.line.check_only) { return; }
        clear_folder(request_.line.out);
        write_brainscales2(path("partition.h5"),
                           {request_.board, network_, synapses, mapping, lists});
        write_loader(request_.line.out, "load_brainscales2.py");
        write_expected();
    }

    [[nodiscard]] std::string path(const char* name) const {
        return (std::filesystem::path(request_.line.out) / name).string();
    }

    /// Writes rates and irregularity on the ideal chip, and on several chips that differ by their
    /// noise.
    void write_expected() {
        constexpr std::uint64_t n_seeds = 5;
        std::vector<double> rates, cvs, ideal_rates, ideal_cvs;
        std::vector<std::uint64_t> seeds;
        NoSink sink;
        const auto run = [&](const Description& description, std::vector<double>& rate,
                             std::vector<double>& cv) {
            const auto result = run_recorded(description, sink, threads_);
            for (const auto& population : result.populations) {
                rate.push_back(population.rate_hz);
                cv.push_back(population.cv_neurons > 0 ? population.cv_isi : NAN);
            }
        };
        run(network_.description, ideal_rates, ideal_cvs);
        for (std::uint64_t i = 0; i < n_seeds; ++i) {
            seeds.push_back(network_.description.seed + i);
            run(brainscales2::with_noise(network_, request_.board, seeds.back()), rates, cvs);
        }
        std::vector<std::string> names;
        for (const auto& population : network_.description.populations) {
            names.push_back(population.name);
        }
        auto file = hdf5::File::create(path("expected.h5"));
        file.create_group("/populations");
        file.write_strings("/populations/name", names);
        file.write("/seeds", seeds);
        for (const auto& [name, values] :
             {std::pair<const char*, const std::vector<double>*>{"/rate_hz", &rates},
              {"/cv_isi", &cvs}}) {
            file.create_dataset(name, hdf5::Type::f64, {n_seeds, names.size()})
                .write(std::span<const double>(*values));
        }
        file.write("/ideal_rate_hz", ideal_rates);
        file.write("/ideal_cv_isi", ideal_cvs);
        file.close();
        note_expected(names, ideal_rates, rates, n_seeds);
    }

    void note_expected(const std::vector<std::string>& names, const std::vector<double>& ideal,
                       const std::vector<double>& rates, std::uint64_t n_seeds) {
        ChipJson list = ChipJson::object();
        line("%-20s %14s %20s\n", "expected rate (1/s)", "ideal chip", "noisy chips");
        for (std::size_t p = 0; p < names.size(); ++p) {
            double sum = 0, squares = 0;
            for (std::uint64_t i = 0; i < n_seeds; ++i) {
                const double rate = rates[i * names.size() + p];
                sum += rate;
                squares += rate * rate;
            }
            const auto n = static_cast<double>(n_seeds);
            const double mean = sum / n;
            const double sd = std::sqrt(std::max(0.0, squares / n - mean * mean) * n / (n - 1));
            line("%-20s %14.3f %13.3f +- %.3f\n", names[p].c_str(), ideal[p], mean, sd);
            list[names[p]] = {{"ideal_rate_hz", ideal[p]}, {"rate_hz", mean}, {"rate_sd_hz", sd}};
        }
        metrics_["expected"] = std::move(list);
    }

    void line(const char* format, auto... values) {
        std::array<char, 256> text{};
        std::snprintf(text.data(), text.size(), format, values...);
        outcome_.report += text.data();
    }

    void report(const brainscales2::Mapping& mapping, const SynapseTable& synapses) {
        line("%-20s %-24s %8s %10s %10s %12s\n", "population", "model", "neurons", "circuits",
             "of each", "most inputs");
        ChipJson populations = ChipJson::object();
        for (std::size_t p = 0; p < network_.populations.size(); ++p) {
            const auto& population = network_.description.populations[p];
            std::uint64_t circuits = 0, most = 0, inputs = 0;
            for (auto g = population.first_gid; g < population.first_gid + population.size; ++g) {
                circuits += mapping.sites[g].circuits;
                most = std::max<std::uint64_t>(most, mapping.sites[g].circuits);
                inputs = std::max(inputs, synapses.begin[g + 1] - synapses.begin[g]);
            }
            line("%-20s %-24s %8llu %10llu %10llu %12llu\n", population.name.c_str(),
                 network_.populations[p].model.c_str(),
                 static_cast<unsigned long long>(population.size),
                 static_cast<unsigned long long>(circuits), static_cast<unsigned long long>(most),
                 static_cast<unsigned long long>(inputs));
            populations[population.name] = {{"model", network_.populations[p].model},
                                            {"neurons", population.size},
                                            {"circuits", circuits},
                                            {"most_inputs", inputs}};
        }
        metrics_["populations"] = std::move(populations);
        metrics_["synapses"] = synapses.size();
        metrics_["synapses_without_weight"] = synapses.zeroed;
        metrics_["recurrent_chips"] = mapping.recurrent_chips;
        line("Placement: %s\n", mapping.chosen.c_str());
        line("%-12s %6s %9s %6s %13s %18s %8s\n", "", "chips", "circuits", "rows", "fullest bus",
             "events/s to chips", "seconds");
        ChipJson list = ChipJson::object();
        for (const auto& one : mapping.figures) {
            if (!one.legal) {
                line("%-12s does not fit: %s\n", one.name.c_str(), one.fault.c_str());
                list[one.name] = {{"legal", false}, {"fault", one.fault}};
                continue;
            }
            line("%-12s %6llu %9llu %6llu %12.4g%% %18.6g %8.2f\n", one.name.c_str(),
                 static_cast<unsigned long long>(one.chips),
                 static_cast<unsigned long long>(one.circuits),
                 static_cast<unsigned long long>(one.rows), 100 * one.peak_bus_load,
                 one.inter_chip_events, one.seconds);
            list[one.name] = {{"legal", true},
                              {"chips", one.chips},
                              {"circuits", one.circuits},
                              {"rows", one.rows},
                              {"peak_bus_load", one.peak_bus_load},
                              {"inter_chip_events_per_s", one.inter_chip_events},
                              {"seconds", one.seconds}};
        }
        metrics_["placement"] = std::move(list);
    }

    const ExportRequest& request_;
    int threads_;
    brainscales2::BoardNetwork network_;
    ExportOutcome outcome_;
    ChipJson metrics_ = ChipJson::object();
};

}  // namespace

ExportOutcome export_brainscales2(const ExportRequest& request) {
    return Brainscales2Export(request).run();
}

}  // namespace callosum::program
