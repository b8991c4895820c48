// Does memory grow while a network learns? A minute of biological time, 500 neurons that spike, plastic
// synapses onto them from as many that spike and from as many that never do, in one thread.
#include <fstream>
#include <string>

#include "bench.hpp"
#include "engine/exchange/communicator.hpp"
#include "engine/run/simulation.hpp"

using namespace callosum;

namespace {

/// A line of /proc/self/status, in KiB.
long status(const std::string& name) {
    std::ifstream file("/proc/self/status");
    for (std::string line; std::getline(file, line);) {
        if (line.rfind(name + ":", 0) == 0) { return std::stol(line.substr(name.size() + 1)); }
    }
    return 0;
}

Projection plastic(std::size_t source) {
    Rule rule;
    rule.kind = RuleKind::pairwise_bernoulli;
    rule.p = 0.2;
    auto own = bench::projection(source, 2, rule);
    own.weight = Distribution::constant(1);
    own.delay = Distribution::constant(1.5);
    own.synapse_model = "stdp_synapse";
    own.synapse_params = {{"lambda", 1e-3}, {"Wmax", 2}};
    return own;
}

Stimulus poisson(const std::string& name, std::size_t target, double rate_hz, double weight) {
    Stimulus own;
    own.name = name;
    own.model = "poisson_generator";
    own.target = target;
    own.values["rate"] = Distribution::constant(rate_hz);
    own.weight = Distribution::constant(weight);
    own.delay_ms = 0.1;
    return own;
}

}  // namespace

int main() {
    Description description;
    description.duration_ms = 60000;
    description.populations = {bench::neurons("silent", 500, "parrot_neuron"),
                               bench::neurons("active", 500, "parrot_neuron"),
                               bench::neurons("learning", 500, "iaf_psc_exp")};
    description.projections = {plastic(0), plastic(1)};
    description.stimuli = {poisson("input", 1, 10, 1), poisson("drive", 2, 8000, 52)};
    bench::complete(description);

    const auto communicator = make_solo_communicator();
    RunOptions options;
    std::printf("%10s %12s %12s\n", "time (s)", "RSS (MiB)", "peak (MiB)");
    std::int64_t next = 0;
    const auto tell = [&](std::int64_t step) {
        if (step < next) { return; }
        next += description.steps(5000);
        std::printf("%10.1f %12.2f %12.2f\n", static_cast<double>(step) * description.dt_ms * 1e-3,
                    static_cast<double>(status("VmRSS")) / 1024,
                    static_cast<double>(status("VmHWM")) / 1024);
    };
    options.at_epoch = tell;
    RankSimulation simulation(description, *communicator, options);
    const auto result = simulation.run();
    next = 0;
    tell(description.steps(description.duration_ms));
    std::printf("%.1f M spikes; kept for ever, those of the learning neurons would take %.1f MiB\n",
                static_cast<double>(result.spikes) * 1e-6,
                static_cast<double>(result.populations[2].spikes) * 32 / (1 << 20));
}
