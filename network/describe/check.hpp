#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/error.hpp"
#include "models/info.hpp"
#include "network/describe/network.hpp"
#include "network/describe/stimulus_numbers.hpp"

/// The parts of `finish`; each looks at one part of a description and adds what is wrong.
namespace callosum::check {

/// What the engine can hold, stated once.
inline constexpr std::uint64_t most_neurons_per_population = 0xffffffffULL;
inline constexpr std::uint64_t most_neurons = std::uint64_t{1} << 40;
inline constexpr double most_synapses = 0x1p44;
inline constexpr double longest_delay_steps = 65535;
inline constexpr double most_refractory_steps = 65535;
inline constexpr double most_steps = 4294967294.0;
inline constexpr double highest_rate_hz = 1e9;
/// How far from the grid a time may lie and still count as on it, in steps.
inline constexpr double grid_tolerance = 1e-6;

struct Findings {
    const Description& description;
    std::vector<Problem>& problems;
    void add(std::string where, std::string what) const {
        problems.push_back({std::move(where), std::move(what)});
    }
};

/// The range that a number must lie in.
struct Range {
    double low = -unbounded;
    double high = unbounded;
    bool low_open = false;
    std::string_view unit = {};
};

/// Shortest text that reads back as the same number.
[[nodiscard]] std::string to_text(double value);
/// "must be > 0 ms", "must be in [0, 1]".
[[nodiscard]] std::string to_text(const Range& range);
[[nodiscard]] bool inside(double value, const Range& range);
[[nodiscard]] bool on_grid(double ms, double dt_ms);

/// What is wrong with a distribution by itself; empty if nothing is.
[[nodiscard]] std::string fault(const Distribution& distribution);
/// Checks a distribution, then that all that it can draw lies in the range.
void distribution(const Findings& findings, const std::string& where, const Distribution& values,
                  const Range& range);
/// The same for one number per neuron; `size` numbers are needed.
void values(const Findings& findings, const std::string& where, const Values& values,
            std::uint64_t size, const Range& range);
/// Smallest and largest number that can occur.
[[nodiscard]] double lowest(const Values& values);
[[nodiscard]] double highest(const Values& values);

/// A slice that is not empty and lies inside the population; true if so.
bool slice(const Findings& findings, const std::string& where, const Slice& slice,
           const Population& population);
/// [start, stop) of a stimulus or record: start >= 0 on the grid, stop later, on the grid or never.
void interval(const Findings& findings, const std::string& where, double start_ms, double stop_ms);

void experiment(const Findings& findings);
void populations(const Findings& findings);
/// Extent, shape or table of a population's positions; `where` is the path of these.
void positions(const Findings& findings, const std::string& where, const Population& population);
void projections(const Findings& findings);
/// Numbers of homeostatic scaling, and that there is something to scale.
void homeostasis(const Findings& findings);
void rule(const Findings& findings, const std::string& where, const Projection& projection);
/// Mask, kernel and passes of a rule by place.
void spatial_rule(const Findings& findings, const std::string& where, const Projection& projection);
/// Weights and delays by distance: their formulas, and that both ends have places.
void values_by_distance(const Findings& findings, const std::string& where,
                        const Projection& projection);
/// The synapse model of a projection, its parameters, and what it asks of weights and delays.
void synapse(const Findings& findings, const std::string& where, const Projection& projection);
void stimuli(const Findings& findings);
/// Times of input spikes: on the grid, above 0 (as in NEST) and in order, of each target.
void spike_times(const Findings& findings, const std::string& where, const Stimulus& stimulus,
                 const StimulusField& field);
/// The samples of an encoder fit its targets and lie in the range of its code.
void samples(const Findings& findings, const std::string& where, const Stimulus& stimulus);
/// A selection that is sorted, disjoint, not empty and inside the population; true if so.
bool selected(const Findings& findings, const std::string& where, const Selection& neurons,
              const Population& population);
void records(const Findings& findings);
void weight_records(const Findings& findings);
/// Times of phases; what cannot change; then all of the above for what each phase makes.
void phases(const Findings& findings);

}  // namespace callosum::check
