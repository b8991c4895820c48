// How long does one neuron take for one step? For every model, or those named: the fast path in double and
// single precision, with and without a Poisson background of 12 800 spikes/s, in a population that stays
// in L2; beside it the scalar reference path, so that a lost lane is seen; above it what one column would
// cost if it came from memory.
#include <set>

#include "stepped_neurons.hpp"

using namespace callosum;

namespace {

double ns_per_step(const std::string& model, Precision precision, bool poisson,
                   bench::SteppedNeurons::Path path) {
    const bool fast = path == bench::SteppedNeurons::Path::fast;
    Description description;
    description.duration_ms = 100;
    description.precision = precision;
    description.populations.push_back(bench::neurons("n", fast ? 8192 : 1024, model));
    if (poisson) {
        description.stimuli.push_back(bench::poisson_background(description.populations[0]));
    }
    bench::SteppedNeurons neurons(std::move(description), path);
    const int steps = fast ? 4 : 1;
    const double seconds = bench::least_seconds(fast ? 200 : 5, [&] { neurons.seconds(steps); });
    return seconds * 1e9 / steps / static_cast<double>(neurons.size());
}

void print_row(const std::string& model) {
    std::printf("| %-23s |", model.c_str());
    for (const auto precision : {Precision::double_, Precision::single}) {
        using Path = bench::SteppedNeurons::Path;
        const double fast = ns_per_step(model, precision, false, Path::fast);
        const double driven = ns_per_step(model, precision, true, Path::fast);
        const double reference = ns_per_step(model, precision, false, Path::reference);
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
