#pragma once

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "tests/support/neuron_probe.hpp"

namespace callosum::test {

/// Stimulus with which NEST 3.9 was run for the comparisons: steps of 0.1 ms in which spikes of
/// three sources arrive, and three currents.
struct NestStimulus {
    std::array<double, 2> excitatory;  ///< weights of the first two sources, nS
    double inhibitory;
    std::array<double, 3> current;  ///< pA in 50 .. 150, 200 .. 300 and 350 .. 450 ms

    static constexpr std::array first{145,  206,  575,  1317, 1382, 1403, 1503, 1648,
                                      1783, 1909, 2057, 2068, 2234, 2282, 2298, 2359,
                                      2470, 2557, 2597, 2771, 2810, 3190, 3521, 3927,
                                      4145, 4227, 4268, 4483, 4535, 4540, 4583, 4879};
    static constexpr std::array second{277,  371,  704,  1026, 1110, 1270, 1282, 1936, 2201,
                                       2259, 2419, 2598, 2668, 2840, 3035, 3395, 3492, 3715,
                                       3843, 4024, 4139, 4272, 4276, 4485, 4767};
    static constexpr std::array third{282,  1161, 1162, 1302, 1756, 2190, 2285, 2303, 2390,
                                      2408, 2654, 2683, 2880, 3028, 3040, 3237, 3334, 3351,
                                      3590, 3844, 3949, 3966, 3977, 4191, 4250, 4332, 4338,
                                      4458, 4595, 4684, 4787, 4793, 4850};

    /// Runs 499.9 ms, calling `at(step)` after each step. Returns the steps of spikes.
    template <class Probe, class At>
    std::vector<int> run(Probe& neuron, At at) const {
        std::vector<int> spikes;
        const auto arrives = [](const auto& steps, int step) {
            return static_cast<double>(std::count(steps.begin(), steps.end(), step));
        };
        for (int step = 1; step < 5000; ++step) {
            double pA = 0;
            for (int i = 0; i < 3; ++i) {
                const int start = 500 + 1500 * i;
                if (step > start && step <= start + 1000) {
                    pA = current[static_cast<unsigned>(i)];
                }
            }
            const double ex =
                excitatory[0] * arrives(first, step) + excitatory[1] * arrives(second, step);
            if (neuron.step(pA, ex, inhibitory * arrives(third, step)) != 0) {
                spikes.push_back(step);
            }
            at(step);
        }
        return spikes;
    }
};

}  // namespace callosum::test
