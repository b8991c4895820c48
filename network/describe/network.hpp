#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "engine/base/slice.hpp"
#include "models/info.hpp"
#include "network/describe/distance_value.hpp"
#include "network/describe/distribution.hpp"
#include "network/describe/edge_list.hpp"
#include "network/describe/input_data.hpp"
#include "network/describe/quantised_synapses.hpp"
#include "network/space/positions.hpp"
#include "network/space/spatial_rule.hpp"

namespace callosum {

/// One number per neuron of a population, or one distribution that each neuron draws from.
using Values = std::variant<Distribution, std::vector<double>>;

/// Synaptic scaling towards a rate: after every period the excitatory weights that learn onto a neuron
/// are multiplied by max(0, 1 + strength (target_rate - rate) / target_rate).
struct HomeostasisSetting {
    double target_rate_hz = 0;
    double period_ms = 0;
    double strength = 0;
    std::optional<double> time_constant_ms;  ///< of the rate; the rate of the last period if absent
    friend bool operator==(const HomeostasisSetting&, const HomeostasisSetting&) = default;
};

/// A homogeneous group of neurons. Its neurons have the gids [first_gid, first_gid + size).
struct Population {
    std::string name;
    std::uint64_t size = 0;
    std::uint64_t first_gid = 0;  ///< filled by `finish`
    std::string model;
    std::map<std::string, Values> params;   ///< by name; absent ones have the model's default
    std::map<std::string, Values> initial;  ///< state at the start, by name
    std::map<std::string, std::vector<double>> lists;  ///< list parameters, shared by all neurons
    std::optional<double> mean_rate;  ///< spikes/s at full in-degree; used by `scale` alone
    bool separate_receptors = false;  ///< keep receptors apart even where they could share
    std::optional<HomeostasisSetting> homeostasis;
    std::optional<Positions> positions;  ///< where its neurons are, if anywhere
    friend bool operator==(const Population&, const Population&) = default;
};

/// How many receptors the neurons of a population have: as many as its model names, or one per
/// element of the model's first list.
[[nodiscard]] std::size_t n_ports(const Population& population, const ModelInfo& model);

/// NEST's connection rules.
enum class RuleKind {
    one_to_one,
    all_to_all,
    fixed_indegree,
    fixed_outdegree,
    fixed_total_number,
    pairwise_bernoulli,
    pairwise_poisson,
    symmetric_pairwise_bernoulli,
    explicit_list
};

struct Rule {
    RuleKind kind = RuleKind::all_to_all;
    std::uint64_t degree = 0;  ///< in-degree, out-degree or total number
    double p = 0;              ///< probability, or mean number of synapses per pair (Poisson)
    bool allow_autapses = true;
    bool allow_multapses = true;
    std::shared_ptr<const EdgeList>
        edges;                         ///< explicit_list alone; shared by copies of the description
    std::optional<SpatialRule> space;  ///< by place; `p` is a factor of its kernel then
};

/// How synaptic weights are stored (DESIGN: "Weights").
enum class WeightStorage { automatic, exact, compact };

/// Synapses from one population (or part of it) to another.
struct Projection {
    std::string name;
    std::size_t source = 0;  ///< index of the population
    std::size_t target = 0;
    Slice source_slice;  ///< filled in full by the reader; never empty in a valid description
    Slice target_slice;
    Rule rule;
    Distribution weight = Distribution::constant(1.0);  ///< unit by the target model (pA, nS, mV)
    Distribution delay = Distribution::constant(1.0);   ///< ms, rounded to the grid
    /// Where these are given, `finish` puts the range that can come out into `weight` or `delay`.
    std::optional<ByDistance> weight_by_distance, delay_by_distance;
    std::optional<std::size_t>
        receptor;  ///< port of the target model; by the weight's sign if absent
    double dendritic_fraction = 1.0;
    std::string synapse_model{static_synapse};
    /// Parameters of a plastic synapse model that differ from its defaults, and "weight_limit".
    std::map<std::string, double, std::less<>> synapse_params;
    /// Of rules that hear one: the population, and how long after a spike it is heard.
    std::optional<std::size_t> volume_transmitter;
    double volume_delay_ms = 0;
    WeightStorage storage = WeightStorage::automatic;  ///< `automatic`: as the experiment says
    std::optional<QuantisedSynapses> board;  ///< synapses as a board holds them (network/boards)
};

/// A device without a gid that acts on (part of) one population. Its model (models/stimulus) says which
/// parameters it has; stimulus_numbers.hpp reads them with their defaults.
struct Stimulus {
    std::string name;
    std::string model;
    std::size_t target = 0;
    Slice target_slice;
    double start_ms = 0;
    double stop_ms = std::numeric_limits<double>::infinity();
    Values weight = Distribution::constant(1.0);  ///< spiking stimuli; one per target neuron
    double delay_ms = 0;  ///< spiking stimuli: arrival = spike + delay; NaN is not allowed
    std::optional<std::size_t> receptor;
    bool shared = false;                                 ///< one random train for all targets
    std::map<std::string, double, std::less<>> numbers;  ///< one for the whole stimulus, by name
    std::map<std::string, Values, std::less<>> values;   ///< one per target
    std::map<std::string, std::vector<double>, std::less<>>
        lists;           ///< times, and numbers from then on
    std::string method;  ///< one of those of the model; its first where empty
    std::shared_ptr<const SpikeTrains> trains;  ///< one train per target
    std::shared_ptr<const Samples> samples;     ///< what encoders encode
    std::vector<std::uint64_t> order;  ///< encoders: samples in turn; all of them once where empty
    friend bool operator==(const Stimulus&, const Stimulus&) = default;
};

/// Which neurons of a population are recorded: union of slices, sorted, disjoint.
using Selection = std::vector<Slice>;

struct SpikeRecording {
    std::size_t population = 0;
    Selection neurons;
    double start_ms = 0;
    double stop_ms = std::numeric_limits<double>::infinity();
    friend bool operator==(const SpikeRecording&, const SpikeRecording&) = default;
};

/// Samples of recordables of a few neurons (DESIGN: V_m probe).
struct TraceRecording {
    std::size_t population = 0;
    Selection neurons;
    std::vector<std::string> variables;
    double interval_ms = 0.1;
    double start_ms = 0;
    double stop_ms = std::numeric_limits<double>::infinity();
    friend bool operator==(const TraceRecording&, const TraceRecording&) = default;
};

/// Spikes of a whole population, counted in bins from start on; a bin that is not full is left out.
struct RateRecording {
    std::size_t population = 0;
    double interval_ms = 1;
    double start_ms = 0;
    double stop_ms = std::numeric_limits<double>::infinity();
    friend bool operator==(const RateRecording&, const RateRecording&) = default;
};

/// What is different from a time on. Each item takes the place of the one with its index, as a whole;
/// what is not named goes on as it was. phases.hpp has what can be asked of a description with phases.
struct PhaseChange {
    double at_ms = 0;  ///< since the start of the simulation; in force from the step after it
    std::map<std::size_t, Population> populations;
    std::map<std::size_t, Stimulus> stimuli;
    std::optional<std::vector<SpikeRecording>> spikes;  ///< all recordings from then on
    std::optional<std::vector<TraceRecording>> traces;
};

/// Snapshots of the weights of a plastic projection: of the synapses between some of its neurons, at
/// listed times or, where there are none, at start, start + interval, ... up to stop.
struct WeightRecording {
    std::size_t projection = 0;
    Selection sources, targets;
    std::vector<double> times_ms;
    double interval_ms = 0;
    double start_ms = 0;
    double stop_ms = std::numeric_limits<double>::infinity();
    friend bool operator==(const WeightRecording&, const WeightRecording&) = default;
};

enum class Precision { double_, single };

/// The whole experiment as plain values: what is built, how long it runs, what is kept.
struct Description {
    std::uint64_t seed = 1;
    double dt_ms = 0.1;
    double warmup_ms = 0;
    double duration_ms = 0;
    Precision precision = Precision::double_;
    WeightStorage weights = WeightStorage::automatic;
    std::string partition = "auto";
    std::vector<Population> populations;
    std::vector<Projection> projections;
    std::vector<Stimulus> stimuli;
    std::vector<SpikeRecording> spikes;
    std::vector<TraceRecording> traces;
    std::vector<RateRecording> rates;
    std::vector<WeightRecording> weight_records;
    std::vector<PhaseChange> phases;  ///< by time; each builds on the one before

    [[nodiscard]] std::uint64_t n_neurons() const {
        return populations.empty() ? 0 : populations.back().first_gid + populations.back().size;
    }
    /// A time in whole steps, rounded to the nearest; what is beyond any run becomes `never`.
    [[nodiscard]] std::int64_t steps(double ms) const {
        const double steps = ms / dt_ms;
        return steps < static_cast<double>(never) ? std::llround(steps) : never;
    }
    static constexpr std::int64_t never = std::int64_t{1} << 60;
};

}  // namespace callosum
