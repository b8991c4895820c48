#include <cmath>
#include <cstdio>
#include <iostream>

#include "callosum_version.hpp"
#include "engine/base/error.hpp"
#include "engine/exchange/mpi.hpp"
#include "engine/program/program.hpp"
#include "engine/state/input_plan.hpp"
#include "io/config/experiment.hpp"
#include "io/record/traces.hpp"
#include "models/info.hpp"

namespace callosum::program {
namespace {

std::string range_of(const Field& field) {
    std::string text;
    if (std::isfinite(field.low)) {
        text += (field.low_open ? "> " : ">= ") + std::to_string(field.low);
    }
    if (std::isfinite(field.high)) {
        text += std::string(text.empty() ? "" : ", ") + "<= " + std::to_string(field.high);
    }
    return text;
}

void print_fields(const char* title, std::span<const Field> fields) {
    std::printf("%s\n  %-18s %-6s %-12s %-24s %s\n", title, "name", "unit", "default", "allowed",
                "");
    for (const auto& field : fields) {
        const std::string standard = field.computed          ? "computed"
                                     : field.same_as.empty() ? std::to_string(field.standard)
                                                             : std::string(field.same_as);
        std::printf("  %-18s %-6s %-12s %-24s %s\n", std::string(field.name).c_str(),
                    std::string(field.unit).c_str(), standard.c_str(), range_of(field).c_str(),
                    std::string(field.doc).c_str());
    }
}

void print_lists(std::span<const ListField> lists) {
    if (lists.empty()) { return; }
    std::printf("Lists, shared by all neurons of a population\n");
    for (const auto& list : lists) {
        std::printf("  %-18s %-6s %s; default [", std::string(list.name).c_str(),
                    std::string(list.unit).c_str(), std::string(list.doc).c_str());
        for (const double& x : list.standard) {
            std::printf("%s%g", &x == list.standard.data() ? "" : ", ", x);
        }
        std::printf("]\n");
    }
}

const char* simd() {
#if defined(__AVX512F__)
    return "AVX-512";
#elif defined(__AVX2__)
    return "AVX2";
#else
    return "baseline";
#endif
}

}  // namespace

int check(const CommandLine& line) {
    const auto experiment = read_experiment_file(line.input, line.sets);
    const auto plan = plan_input(experiment.description);
    std::cout << experiment.resolved << '\n';
    double synapses = 0;
    for (std::size_t p = 0; p < plan.projections.size(); ++p) {
        const auto& own = plan.projections[p];
        synapses += own.bounds.expected_synapses;
        std::fprintf(
            stderr, "%-32s %14.0f synapses, delay %.4g to %.4g ms, weights %s, rounding rms %.3g\n",
            experiment.description.projections[p].name.c_str(), own.bounds.expected_synapses,
            own.bounds.min_delay * experiment.description.dt_ms,
            own.bounds.max_delay * experiment.description.dt_ms, storage_name(own.format).c_str(),
            own.error_rms);
        if (experiment.description.projections[p].rule.kind == RuleKind::fixed_outdegree) {
            std::fprintf(stderr,
                         "  note: fixed_outdegree costs every rank a look at all sources\n");
        }
    }
    std::fprintf(stderr, "%llu neurons, %.0f synapses; the experiment is correct\n",
                 static_cast<unsigned long long>(experiment.description.n_neurons()), synapses);
    return 0;
}

int models(const CommandLine& line) {
    if (line.schema) {
        std::cout << experiment_schema();
        return 0;
    }
    if (line.input.empty()) {
        for (const auto& model : neuron_models()) {
            std::printf("%-20s %s\n", std::string(model.name).c_str(),
                        std::string(model.summary).c_str());
        }
        return 0;
    }
    const auto* model = find_neuron_model(line.input);
    if (model == nullptr) {
        throw ConfigError("models",
                          "there is no model '" + line.input + "'; `callosum models` lists them");
    }
    std::printf("%s: %s\n%s\n", std::string(model->name).c_str(),
                std::string(model->summary).c_str(), std::string(model->page).c_str());
    print_fields("Parameters", model->params);
    print_lists(model->lists);
    print_fields("State (may be recorded, and set initially unless it is computed)", model->state);
    std::printf("Receptors\n ");
    if (model->receptor_per_list_element) {
        std::printf(" one per element of %s, 0 first", std::string(model->lists[0].name).c_str());
    }
    for (const auto receptor : model->receptors) {
        std::printf(" %s", std::string(receptor).c_str());
    }
    std::printf("\nUnit of weights: %s\n", std::string(model->weight_unit).c_str());
    return 0;
}

int merge(const CommandLine& line) {
    const auto report = merge_folder(line.input);
    for (const auto& note : report.notes) { std::cerr << note << '\n'; }
    std::cerr << report.spikes << " spikes, " << report.trace_rows << " samples, "
              << report.rate_bins << " counts:";
    for (const auto& file : report.files) { std::cerr << ' ' << file; }
    std::cerr << '\n';
    return 0;
}

Versions versions() {
    Versions versions;
    versions.callosum = build::version;
    versions.git_hash = build::git_hash;
    versions.compiler = std::string(build::compiler) + " " + std::string(build::flags);
    versions.mpi = MpiSession::library_version();
    versions.hdf5 = build::hdf5;
    versions.simd = simd();
    return versions;
}

int version() {
    const auto v = versions();
    std::printf("callosum %s (%s)\ncompiler: %s\nMPI: %s\nHDF5: %s\nSIMD: %s\n", v.callosum.c_str(),
                v.git_hash.c_str(), v.compiler.c_str(), v.mpi.c_str(), v.hdf5.c_str(),
                v.simd.c_str());
    return 0;
}

}  // namespace callosum::program
