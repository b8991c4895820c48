#include <cstdio>
#include <iostream>

#include "engine/base/error.hpp"
#include "engine/callosum.hpp"
#include "engine/layout/fixed_point_plan.hpp"
#include "engine/program/program.hpp"
#include "io/experiment/experiment.hpp"
#include "io/record/trace_writer.hpp"

namespace callosum::program {

int check(const CommandLine& line) {
    const auto experiment = read_experiment_file(line.input, line.sets);
    const auto plan = plan_fixed_point(experiment.description);
    std::cout << experiment.resolved << '\n';
    double synapses = 0;
    for (std::size_t p = 0; p < plan.projections.size(); ++p) {
        const auto& projection_plan = plan.projections[p];
        synapses += projection_plan.bounds.expected_synapses;
        std::fprintf(
            stderr, "%-32s %14.0f synapses, delay %.4g to %.4g ms, weights %s, rounding rms %.3g\n",
            experiment.description.projections[p].name.c_str(),
            projection_plan.bounds.expected_synapses,
            projection_plan.bounds.min_delay * experiment.description.dt_ms,
            projection_plan.bounds.max_delay * experiment.description.dt_ms,
            storage_name(projection_plan.format).c_str(), projection_plan.error_rms);
        if (experiment.description.projections[p].rule.kind == RuleKind::fixed_outdegree) {
            std::fprintf(
                stderr,
                "  note: with fixed_outdegree every rank visits every source while it builds\n");
        }
    }
    std::fprintf(stderr, "%llu neurons, %.0f synapses; the experiment is correct\n",
                 static_cast<unsigned long long>(experiment.description.n_neurons()), synapses);
    return 0;
}

int merge(const CommandLine& line) {
    const auto report = merge_folder(line.input);
    for (const auto& note : report.notes) { std::cerr << note << '\n'; }
    std::cerr << report.spikes << " spikes, " << report.trace_rows << " samples, "
              << report.rate_bins << " counts, " << report.snapshots << " snapshots of weights:";
    for (const auto& file : report.files) { std::cerr << ' ' << file; }
    std::cerr << '\n';
    return 0;
}

int version() {
    const auto v = versions();
    std::printf("callosum %s (%s)\ncompiler: %s\nMPI: %s\nHDF5: %s\nSIMD: %s\n", v.callosum.c_str(),
                v.git_hash.c_str(), v.compiler.c_str(), v.mpi.c_str(), v.hdf5.c_str(),
                v.simd.c_str());
    return 0;
}

}  // namespace callosum::program
