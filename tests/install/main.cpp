#include <algorithm>
#include <cstdio>
#include <exception>
#include <memory>
#include <vector>

#include "engine/callosum.hpp"

namespace {

/// Counts the spikes that a simulation hands over.
class Counter final : public callosum::SpikeSink {
  public:
    void write(std::span<const callosum::Spike> spikes) override { n += spikes.size(); }
    std::size_t n = 0;
};

/// Ten neurons of which each excites the next, described in code.
callosum::Experiment ring() {
    callosum::Description description;
    description.duration_ms = 50;
    auto& cells = description.populations.emplace_back();
    cells.name = "cells";
    cells.size = 10;
    cells.model = "iaf_psc_exp";
    cells.params["I_e"] = callosum::Distribution::constant(500);
    std::vector<callosum::Edge> edges;
    for (std::uint64_t i = 0; i < 10; ++i) { edges.push_back({i, (i + 1) % 10, 80, 1.5}); }
    callosum::Projection projection;
    projection.name = "ring";
    projection.source_slice = projection.target_slice = {0, 10};
    projection.rule.kind = callosum::RuleKind::explicit_list;
    projection.rule.edges = std::make_shared<callosum::MemoryEdges>(std::move(edges), "ring");
    description.projections.push_back(projection);
    description.spikes.push_back({0, {{0, 10}}});
    return callosum::Experiment(std::move(description));
}

/// A sheet with random drive, as text: places, distances and random numbers are drawn by the library alone.
callosum::Experiment sheet() {
    return callosum::Experiment::from_text(
        R"({"duration": 60, "populations": {"E": {"size": 200, "model": "iaf_psc_exp",
            "positions": {"type": "free", "extent": [1000, 1000]}}},
        "projections": [{"source": "E", "target": "E", "weight": 60, "delay": {"distance":
            {"offset": 0.5, "speed": 300}}, "rule": {"type": "pairwise_bernoulli",
            "kernel": {"type": "gaussian", "p_center": 0.8, "std": 200}}}],
        "stimuli": {"drive": {"model": "poisson_generator", "target": "E", "rate": 9000, "weight": 60}},
        "record": {"spikes": true}})",
        {"seed=7"});
}

/// Runs an experiment in one piece and in many; returns whether both have the same spikes.
bool agrees(const char* name, const callosum::Experiment& experiment) {
    Counter counter;
    callosum::SimulationOptions options;
    options.threads = 2;
    options.sinks.spikes = &counter;
    callosum::Simulation simulation(experiment, options);
    simulation.run_until_ms(20);
    const auto half = counter.n;
    while (simulation.step() < simulation.last_step()) {
        simulation.run_until(std::min(simulation.step() + 37, simulation.last_step()));
    }
    callosum::StateBytes state;
    simulation.visit_state(state);
    const auto pieces = simulation.run();

    const auto whole = callosum::Simulation(experiment).run();
    std::printf("%s: %zu spikes up to 20 ms, %zu up to %g ms, digest %016llx; state %llu bytes\n",
                name, half, counter.n, simulation.time_ms(),
                static_cast<unsigned long long>(whole.spike_digest),
                static_cast<unsigned long long>(state.bytes()));
    return half > 0 && counter.n > half && pieces.spikes == counter.n &&
           pieces.spike_digest == whole.spike_digest;
}

}  // namespace

/// Runs networks through the installed library. The files of the last run go to the folder that the first argument names, for
/// same_spikes.py, which runs the same experiment with the program.
int main(int argc, char** argv) {
    try {
        std::printf("callosum %s, MPI: %s\n", callosum::versions().callosum.c_str(),
                    callosum::versions().mpi.c_str());
        if (!agrees("ring", ring()) || !agrees("sheet", sheet())) { return 1; }
        if (argc > 1) {
            callosum::SimulationOptions options;
            options.folder = argv[1];
            options.overwrite = true;
            options.precision = callosum::Precision::single;
            const auto result = callosum::Simulation(sheet(), options).run();
            std::printf("%llu spikes in %s\n", static_cast<unsigned long long>(result.spikes),
                        argv[1]);
        }
        return 0;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
}
