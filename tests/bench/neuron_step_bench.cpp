// How long does one neuron take for one step? Per model and precision, with a Poisson background, in
// a population that stays in L2; beside it the scalar reference path, so that a lost lane is seen;
// above it what one column would cost if it came from memory.
#include "bench.hpp"
#include "engine/backend/population_state.hpp"
#include "models/info.hpp"

using namespace callosum;

namespace {

Description one_population(const std::string& model, Precision precision, bool poisson) {
    Description description;
    description.duration_ms = 100;
    description.precision = precision;
    description.populations.push_back(bench::neurons("n", 16384, model));
    if (poisson) {
        Stimulus stimulus;
        stimulus.name = "background";
        stimulus.rate = Distribution::constant(12800);
        stimulus.weight = Distribution::constant(model == "iaf_psc_delta" ? 0.01 : 5.0);
        stimulus.delay_ms = 1.5;
        if (find_neuron_model(model)->receptor_per_list_element) { stimulus.receptor = 0; }
        description.stimuli.push_back(stimulus);
    }
    bench::complete(description);
    return description;
}

double ns_per_step(const Description& description, bool reference) {
    const auto plan = plan_input(description);
    const std::vector<NeuronRange> ranges{{0, 0, description.populations[0].size}};
    const auto layout = lay_out_rows(plan, ranges);
    const RangeSetup setup{description, plan, ranges[0], layout.places[0]};
    const auto state = reference ? make_reference_state(setup) : make_population_state(setup);
    InputRows rows{Column<std::int32_t>(layout.n_narrow), Column<std::int64_t>(layout.n_wide)};
    std::vector<std::uint32_t> fired;
    std::int64_t step = 20;
    const int steps = reference ? 5 : 200;
    const double seconds = bench::median_seconds(reference ? 1 : 9, [&] {
        for (int i = 0; i < steps; ++i) {
            fired.clear();
            state->update(++step, rows, fired);
        }
    });
    return seconds * 1e9 / steps / static_cast<double>(description.populations[0].size);
}

}  // namespace

int main() {
    const double bandwidth = bench::streaming_bandwidth();
    std::printf("ceiling, one thread: streaming %.1f GB/s, so %.3f ns per column of 8 bytes\n",
                bandwidth * 1e-9, 8e9 / bandwidth);
    std::printf("%-16s %-10s %-8s %12s %14s\n", "model", "precision", "poisson", "ns/step",
                "reference ns");
    for (const auto& model : neuron_models()) {
        for (const auto precision : {Precision::double_, Precision::single}) {
            for (const bool poisson : {false, true}) {
                const auto description =
                    one_population(std::string(model.name), precision, poisson);
                std::printf("%-16s %-10s %-8s %12.3f %14.1f\n", std::string(model.name).c_str(),
                            precision == Precision::single ? "single" : "double",
                            poisson ? "yes" : "no", ns_per_step(description, false),
                            ns_per_step(description, true));
            }
        }
    }
}
