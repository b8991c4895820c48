// How fast is the whole engine on a balanced network with the microcircuit's density? Real-time factor,
// ns per neuron step and per synaptic event, with 1, 2, ... threads up to the cores; beside it the
// streaming ceiling. Run the program itself on configs/microcircuit.json for the full model.
#include <thread>

#include "bench.hpp"
#include "engine/run/simulation.hpp"

using namespace callosum;

namespace {

Description network(Precision precision) {
    Description description;
    description.duration_ms = 500;
    description.warmup_ms = 200;
    description.precision = precision;
    description.populations.push_back(bench::neurons("E", 16000, "iaf_psc_exp"));
    description.populations.push_back(bench::neurons("I", 4000, "iaf_psc_exp"));
    for (auto& population : description.populations) {
        population.params["tau_syn_ex"] = population.params["tau_syn_in"] =
            Distribution::constant(0.5);
    }
    for (std::size_t source = 0; source < 2; ++source) {
        for (std::size_t target = 0; target < 2; ++target) {
            Rule rule;
            rule.kind = RuleKind::fixed_total_number;
            rule.degree =
                description.populations[source].size * description.populations[target].size / 10;
            auto own = bench::projection(source, target, rule);
            const double sign = source == 0 ? 1 : -5;
            own.weight = {Distribution::Kind::normal, 87.8 * sign, 8.78, sign > 0 ? 0.0 : -1e4,
                          sign > 0 ? 1e4 : 0.0};
            const double delay = source == 0 ? 1.5 : 0.75;
            own.delay = {Distribution::Kind::normal, delay, delay / 2, 0.05};
            description.projections.push_back(own);
        }
    }
    for (std::size_t target = 0; target < 2; ++target) {
        Stimulus stimulus;
        stimulus.name = "background" + std::to_string(target);
        stimulus.target = target;
        stimulus.rate = Distribution::constant(16000);
        stimulus.weight = Distribution::constant(87.8);
        stimulus.delay_ms = 1.5;
        description.stimuli.push_back(stimulus);
    }
    bench::complete(description);
    return description;
}

}  // namespace

int main() {
    std::printf("ceiling: streaming %.1f GB/s per thread\n", bench::streaming_bandwidth() * 1e-9);
    const auto solo = make_solo_communicator();
    for (const auto precision : {Precision::double_, Precision::single}) {
        const auto description = network(precision);
        for (int threads = 1; threads <= Team::allowed_cores(); threads *= 2) {
            RunOptions options;
            options.threads = threads;
            Simulation simulation(description, *solo, options);
            const auto result = simulation.run();
            double update = 0;
            double deliver = 0;
            for (const auto& phase : result.phases) {
                if (phase.name == "update") { update = phase.mean * threads; }
                if (phase.name == "deliver") { deliver = phase.mean * threads; }
            }
            const double neuron_steps =
                static_cast<double>(result.neurons) *
                static_cast<double>(description.steps(description.duration_ms));
            std::printf(
                "%-7s %2d threads: real-time factor %.3f, %.3f ns/neuron step, %.3f ns/event, "
                "%.1f spikes/s\n",
                precision == Precision::single ? "single" : "double", threads,
                result.real_time_factor, update * 1e9 / neuron_steps,
                deliver * 1e9 / static_cast<double>(result.synaptic_events),
                static_cast<double>(result.spikes) / static_cast<double>(result.neurons) /
                    description.duration_ms * 1e3);
        }
    }
}
