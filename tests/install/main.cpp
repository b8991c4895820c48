#include <cstdio>
#include <vector>

#include "callosum_version.hpp"
#include "engine/base/error.hpp"
#include "engine/run/simulation.hpp"
#include "network/describe/check_and_number.hpp"

namespace {

/// Counts the spikes that a run hands over.
class Counter final : public callosum::SpikeSink {
  public:
    void write(std::span<const callosum::Spike> spikes) override { n += spikes.size(); }
    std::size_t n = 0;
};

callosum::Description network() {
    callosum::Description description;
    description.duration_ms = 50;
    description.populations.push_back({.name = "cells", .size = 10, .model = "iaf_psc_exp"});
    description.populations[0].params["I_e"] = callosum::Distribution::constant(500);
    description.spikes.push_back({0, {{0, 10}}});
    return description;
}

}  // namespace

/// Describes a network of ten neurons through the installed library, runs it in two pieces, and looks at what it did.
int main() {
    auto description = network();
    if (const auto problems = callosum::check_and_number(description); !problems.empty()) {
        std::printf("%s\n", callosum::describe(problems).c_str());
        return 1;
    }
    const auto solo = callosum::make_solo_communicator();
    Counter counter;
    callosum::RunOptions options;
    options.sinks.spikes = &counter;
    callosum::RankSimulation simulation(description, *solo, options);

    simulation.run_until(200);
    const auto half = counter.n;
    const auto result = simulation.run();

    std::printf("callosum %s: %zu spikes up to 20 ms, %zu up to 50 ms\n",
                callosum::build::version.data(), half, counter.n);
    return half > 0 && counter.n > half && result.spikes == counter.n ? 0 : 1;
}
