#include "tests/validation/replay/replay.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>
#include <span>
#include <vector>

#include "tests/support/forced_spikes.hpp"
#include "tests/support/small_networks.hpp"

namespace callosum::replay {
namespace {

/// Samples of the first recorded neuron, in order of time: of its first variable, V_m, and of all.
struct Samples final : TraceSink {
    std::vector<double> values;
    std::vector<test::Potentials> rows;
    void open(const TraceLayout&) override {}
    void write(std::size_t, std::int64_t, std::span<const double> row) override {
        values.push_back(row.front());
        rows.emplace_back(row.begin(), row.end());
    }
};

std::string at_ms(const Case& reference, std::int64_t step) {
    return std::to_string(static_cast<double>(step) * reference.description.dt_ms) + " ms";
}

void compare_potentials(const Case& reference, const std::vector<double>& found,
                        Comparison& comparison) {
    const auto& expected = reference.v_m_mV;
    if (found.size() < expected.size()) {
        comparison.difference = std::to_string(found.size()) + " samples of V_m, the file has " +
                                std::to_string(expected.size());
        return;
    }
    if (expected.empty()) { return; }
    std::vector<double> differences(expected.size());
    for (std::size_t k = 0; k < expected.size(); ++k) {
        differences[k] = std::abs(found[k] - expected[k]);
    }
    const auto worst = std::max_element(differences.begin(), differences.end());
    const auto index = worst - differences.begin();
    comparison.max_dv_mV = *worst;
    const auto middle = differences.begin() + static_cast<std::ptrdiff_t>(differences.size() / 2);
    std::nth_element(differences.begin(), middle, differences.end());
    // Written so that a difference that is no number counts as one that is too large.
    if (!(comparison.max_dv_mV <= reference.tolerance.max_dv_mV)) {
        comparison.difference = "V_m is off by " + std::to_string(comparison.max_dv_mV) +
                                " mV in sample " + std::to_string(index);
    } else if (!(*middle <= reference.tolerance.median_dv_mV)) {
        comparison.difference = "V_m is off by " + std::to_string(*middle) + " mV in the median";
    }
}

using Trains = std::map<std::uint64_t, std::vector<std::int64_t>>;  ///< steps by neuron

Trains trains(const std::vector<Spike>& spikes) {
    Trains by_neuron;
    for (const auto& spike : spikes) { by_neuron[spike.gid].push_back(spike.step); }
    return by_neuron;
}

/// The first place where two trains differ by more than `slack` steps; empty if there is none.
std::string train_difference(const Case& reference, std::uint64_t gid,
                             const std::vector<std::int64_t>& expected,
                             const std::vector<std::int64_t>& found) {
    const std::string who = "neuron " + std::to_string(gid);
    for (std::size_t k = 0; k < std::min(expected.size(), found.size()); ++k) {
        if (std::abs(expected[k] - found[k]) > reference.tolerance.spike_steps) {
            return who + " spikes at " + at_ms(reference, found[k]) + ", in the file at " +
                   at_ms(reference, expected[k]);
        }
    }
    if (expected.size() == found.size()) { return ""; }
    return who + " spikes " + std::to_string(found.size()) + " times, in the file " +
           std::to_string(expected.size()) + " times";
}

void compare_spikes(const Case& reference, const std::vector<Spike>& spikes,
                    Comparison& comparison) {
    auto expected = trains(reference.spikes);
    auto found = trains(spikes);
    for (const auto& spike : spikes) { expected[spike.gid]; }
    for (const auto& [gid, steps] : expected) {
        const auto difference = train_difference(reference, gid, steps, found[gid]);
        if (difference.empty()) { continue; }
        comparison.spikes_equal = false;
        comparison.difference = difference;
        return;
    }
}

double rest_of(const Population& population) {
    return std::get<Distribution>(population.params.at("E_L")).a;
}

/// What a path of the forced synapse delivers for each presynaptic spike; takes it to the end of the run.
/// `potentials` of the target by step, where the rule follows them; it starts at rest.
template <class Path>
std::vector<double> delivered_by(Path& path, const Case& reference,
                                 const std::vector<test::Potentials>& potentials) {
    const auto& description = reference.description;
    const auto& forced = *reference.forced;
    const auto delay = description.steps(description.projections[0].delay.a);
    const auto fires = [](const std::vector<std::int64_t>& train, std::int64_t step) {
        return std::binary_search(train.begin(), train.end(), step) ? test::Firing{0}
                                                                    : test::Firing{};
    };
    const bool follows = !potentials.empty();
    if (follows) { path.start(test::Potentials(4, rest_of(description.populations[1]))); }
    std::vector<double> delivered;
    for (std::int64_t step = 1; step <= description.steps(description.duration_ms); ++step) {
        path.step(step, fires(forced.pre, step), fires(forced.post, step),
                  follows ? potentials.at(static_cast<std::size_t>(step) - 1) : test::Potentials{});
        if (!fires(forced.pre, step - delay).empty()) { delivered.push_back(path.delivered(0)); }
    }
    return delivered;
}

void compare_weights(const Case& reference, const std::string& path,
                     const std::vector<double>& found, double tolerance, Comparison& comparison) {
    const auto& expected = reference.forced->delivered;
    for (std::size_t k = 0; k < expected.size(); ++k) {
        const double weight = k < found.size() ? found[k] : 0;
        const double off = weight == expected[k] ? 0 : std::abs(weight / expected[k] - 1);
        comparison.max_dw = std::max(comparison.max_dw, off);
        if (off <= tolerance) { continue; }  // false where it is no number
        comparison.difference = "spike " + std::to_string(k) + " delivers " +
                                std::to_string(weight) + " (" + path + "), in the file " +
                                std::to_string(expected[k]);
        return;
    }
}

/// Delivered weights on both paths, and that the weight at the end is that of the whole engine. Where the
/// rule follows potentials, first under those of the file, then under ours.
void compare_synapse(const Case& reference, const RunResult& run,
                     const std::vector<test::Potentials>& ours, Comparison& comparison) {
    const auto& description = reference.description;
    const bool follows = !reference.forced->potentials.empty();
    const auto end = description.steps(description.duration_ms);
    const auto compare = [&](const std::vector<test::Potentials>& potentials, double tolerance) {
        test::FastProjection fast(description);
        test::PlainProjection plain(description);
        compare_weights(reference, "fast path", delivered_by(fast, reference, potentials),
                        tolerance, comparison);
        compare_weights(reference, "reference path", delivered_by(plain, reference, potentials),
                        tolerance, comparison);
        return weight_hash(0, fast.synapses(end).at(0)) == run.weight_digest &&
               weight_hash(0, plain.synapses(end).at(0)) == run.weight_digest;
    };
    bool as_run = compare(reference.forced->potentials, reference.tolerance.weight);
    if (follows) { as_run = compare(ours, reference.tolerance.own_weight); }
    if (!as_run) { comparison.difference = "the weight at the end is not that of the run"; }
}

}  // namespace

Comparison replay(const Case& reference) {
    Samples samples;
    const auto ran = test::simulate(reference.description, 1, &samples);
    Comparison comparison;
    compare_potentials(reference, samples.values, comparison);
    compare_spikes(reference, ran.spikes, comparison);
    if (reference.forced) { compare_synapse(reference, ran.result, samples.rows, comparison); }
    return comparison;
}

}  // namespace callosum::replay
