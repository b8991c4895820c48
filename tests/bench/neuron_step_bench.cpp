// How long does one neuron take for one step? For every model, or those named: the fast path in double and
// single precision, with and without a Poisson background of 12 800 spikes/s, in a population that stays
// in L2; beside it the scalar reference path, so that a lost lane is seen; above it what one column would
// cost if it came from memory.
#include <set>

#include "bench.hpp"
#include "engine/neurons/local_neurons.hpp"
#include "engine/reference/make_reference_neurons.hpp"
#include "models/info.hpp"

using namespace callosum;

namespace {

/// The weight of the background: small where it makes V jump, and 1 where a model counts spikes.
double weight(const std::string& model) {
    if (model == "parrot_neuron" || model == "ignore_and_fire") { return 1; }
    const bool jumps = find_neuron_model(model)->weight_unit == "mV";
    return jumps ? 0.01 : 5.0;
}

Description one_population(const std::string& model, Precision precision, bool poisson,
                           std::uint64_t size) {
    Description description;
    description.duration_ms = 100;
    description.precision = precision;
    description.populations.push_back(bench::neurons("n", size, model));
    if (poisson) {
        Stimulus stimulus;
        stimulus.name = "background";
        stimulus.model = "poisson_generator";
        stimulus.values["rate"] = Distribution::constant(12800);
        stimulus.weight = Distribution::constant(weight(model));
        stimulus.delay_ms = 1.5;
        if (find_neuron_model(model)->receptor_per_list_element) { stimulus.receptor = 0; }
        description.stimuli.push_back(stimulus);
    }
    bench::complete(description);
    return description;
}

double ns_per_step(const Description& description, bool reference) {
    const auto plan = plan_fixed_point(description);
    const std::vector<NeuronRange> ranges{{0, 0, description.populations[0].size}};
    const auto layout = lay_out_rows(plan, ranges);
    const RangeSetup setup{description, plan, ranges[0], layout.places[0]};
    const auto state = reference ? make_reference_neurons(setup) : make_local_neurons(setup);
    InputRows rows{Column<std::int32_t>(layout.n_narrow), Column<std::int64_t>(layout.n_wide)};
    std::vector<std::uint32_t> fired;
    std::int64_t step = 20;
    const int steps = reference ? 1 : 4;
    const double seconds = bench::least_seconds(reference ? 5 : 200, [&] {
        for (int i = 0; i < steps; ++i) {
            fired.clear();
            state->update(++step, rows, fired);
        }
    });
    return seconds * 1e9 / steps / static_cast<double>(description.populations[0].size);
}

void print_row(const std::string& model) {
    std::printf("| %-23s |", model.c_str());
    for (const auto precision : {Precision::double_, Precision::single}) {
        constexpr std::uint64_t size = 8192;
        const double fast = ns_per_step(one_population(model, precision, false, size), false);
        const double driven = ns_per_step(one_population(model, precision, true, size), false);
        const double reference =
            ns_per_step(one_population(model, precision, false, size / 8), true);
        std::printf(" %6.2f | %6.2f | %6.0f | %5.0f |", fast, driven, reference, reference / fast);
    }
    std::printf("\n");
    std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
    const std::set<std::string> named(argv + 1, argv + argc);
    const double bandwidth = bench::streaming_bandwidth();
    std::printf("ceiling, one thread: streaming %.1f GB/s, so %.3f ns per column of 8 bytes\n\n",
                bandwidth * 1e-9, 8e9 / bandwidth);
    std::printf(
        "| model, ns per neuron step | double | + Poisson | reference | ratio | single | + Poisson "
        "| "
        "reference | ratio |\n|---|---|---|---|---|---|---|---|---|\n");
    for (const auto& model : neuron_models()) {
        const std::string name(model.name);
        if (named.empty() || named.contains(name)) { print_row(name); }
    }
}
