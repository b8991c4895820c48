#include "tests/validation/replay/replay.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>
#include <optional>
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

/// The number of samples that are compared: all, or those before the first spike.
std::size_t n_compared(const Case& reference) {
    const auto n = reference.v_m_mV.size();
    if (!reference.tolerance.to_first_spike) { return n; }
    const auto& description = reference.description;
    const auto& trace = description.traces.front();
    const auto own =
        steps_of(reference.spikes, description.populations[trace.population].first_gid);
    if (own.empty()) { return n; }
    const auto start = description.steps(trace.start_ms);
    const auto interval = description.steps(trace.interval_ms);
    const auto before = *std::min_element(own.begin(), own.end()) - start - 1;
    return std::min(n, static_cast<std::size_t>(std::max<std::int64_t>(before, 0) / interval));
}

std::vector<double> differences_of(const std::vector<double>& expected,
                                   const std::vector<double>& found) {
    std::vector<double> differences(expected.size());
    for (std::size_t k = 0; k < expected.size(); ++k) {
        differences[k] = std::abs(found[k] - expected[k]);
    }
    return differences;
}

/// The error of a run in double precision in each sample.
std::vector<double> errors_in_double(const Case& reference) {
    auto description = reference.description;
    description.precision = Precision::double_;
    Samples samples;
    test::simulate(description, 1, &samples);
    return differences_of(reference.v_m_mV, samples.values);
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
    auto differences = differences_of(expected, found);
    differences.resize(n_compared(reference));
    if (differences.empty()) { return; }
    comparison.max_dv_mV = *std::max_element(differences.begin(), differences.end());
    const double excused = reference.tolerance.solver_dv_mV;
    if (excused > 0) {
        const auto errors = errors_in_double(reference);
        for (std::size_t k = 0; k < differences.size(); ++k) {
            differences[k] -= std::min(errors[k], excused);
        }
    }
    const auto worst = std::max_element(differences.begin(), differences.end());
    const auto index = worst - differences.begin();
    const double most = *worst;
    const auto middle = differences.begin() + static_cast<std::ptrdiff_t>(differences.size() / 2);
    std::nth_element(differences.begin(), middle, differences.end());
    // Written so that a difference that is no number counts as one that is too large.
    if (!(most <= reference.tolerance.max_dv_mV)) {
        comparison.difference =
            "V_m is off by " + std::to_string(most) + " mV in sample " + std::to_string(index);
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

/// The first place where two trains differ by more than the tolerance; empty if there is none. A spike
/// at the end of the time that is compared may have its partner beyond it.
std::string train_difference(const Case& reference, std::uint64_t gid,
                             const std::vector<std::int64_t>& expected,
                             const std::vector<std::int64_t>& found) {
    const std::string who = "neuron " + std::to_string(gid);
    const auto slack = reference.tolerance.spike_steps;
    const auto& description = reference.description;
    const auto until =
        description.steps(std::min(reference.tolerance.until_ms, description.duration_ms));
    for (std::size_t k = 0; k < std::min(expected.size(), found.size()); ++k) {
        if (std::min(expected[k], found[k]) > until) { return ""; }
        if (std::abs(expected[k] - found[k]) > slack) {
            return who + " spikes at " + at_ms(reference, found[k]) + ", in the file at " +
                   at_ms(reference, expected[k]);
        }
    }
    const bool all = until == description.steps(description.duration_ms);
    const auto& longer = expected.size() > found.size() ? expected : found;
    const auto common = std::min(expected.size(), found.size());
    if (common == longer.size() || longer[common] > (all ? until : until - slack)) { return ""; }
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

/// What a synapse sees: spikes on both sides, in steps, and potentials of the target by step, where the
/// rule follows them.
struct Seen {
    std::vector<std::int64_t> pre, post;
    std::vector<test::Potentials> potentials;
};

/// What a path of the synapse delivers for each presynaptic spike; takes it to the end of the run.
template <class Path>
std::vector<double> delivered_by(Path& path, const Case& reference, const Seen& seen) {
    const auto& description = reference.description;
    const auto& potentials = seen.potentials;
    const auto delay = description.steps(description.projections[0].delay.a);
    const auto fires = [](const std::vector<std::int64_t>& train, std::int64_t step) {
        return std::binary_search(train.begin(), train.end(), step) ? test::Firing{0}
                                                                    : test::Firing{};
    };
    const bool follows = !potentials.empty();
    if (follows) { path.start(test::Potentials(4, rest_of(description.populations[1]))); }
    std::vector<double> delivered;
    for (std::int64_t step = 1; step <= description.steps(description.duration_ms); ++step) {
        path.step(step, fires(seen.pre, step), fires(seen.post, step),
                  follows ? potentials.at(static_cast<std::size_t>(step) - 1) : test::Potentials{});
        if (!fires(seen.pre, step - delay).empty()) { delivered.push_back(path.delivered(0)); }
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

/// Delivered weights on both paths under what the file has, and under what happened in the run that the
/// weight at the end is that of the whole engine. Potentials of the run also give weights that follow them.
void compare_synapse(const Case& reference, const test::Ran& ran,
                     const std::vector<test::Potentials>& ours, Comparison& comparison) {
    const auto& description = reference.description;
    const auto& forced = *reference.forced;
    const bool follows = !forced.potentials.empty();
    const auto end = description.steps(description.duration_ms);
    const auto compare = [&](const Seen& seen, std::optional<double> tolerance) {
        test::FastProjection fast(description);
        test::PlainProjection plain(description);
        const auto by_fast = delivered_by(fast, reference, seen);
        const auto by_plain = delivered_by(plain, reference, seen);
        if (tolerance) {
            compare_weights(reference, "fast path", by_fast, *tolerance, comparison);
            compare_weights(reference, "reference path", by_plain, *tolerance, comparison);
        }
        return weight_hash(0, fast.synapses(end).at(0)) == ran.result.weight_digest &&
               weight_hash(0, plain.synapses(end).at(0)) == ran.result.weight_digest;
    };
    compare({forced.pre, forced.post, forced.potentials}, reference.tolerance.weight);
    const auto own_weight =
        follows ? std::optional(reference.tolerance.own_weight) : std::optional<double>();
    Seen happened{steps_of(ran.spikes, 0), {}, {}};
    if (follows) {
        happened.potentials = ours;
    } else {
        happened.post = steps_of(ran.spikes, 1);
    }
    if (!compare(happened, own_weight)) {
        comparison.difference = "the weight at the end is not that of the run";
    }
}

}  // namespace

Comparison replay(const Case& reference) {
    Samples samples;
    const auto ran = test::simulate(reference.description, 1, &samples);
    Comparison comparison;
    compare_potentials(reference, samples.values, comparison);
    compare_spikes(reference, ran.spikes, comparison);
    if (reference.forced) { compare_synapse(reference, ran, samples.rows, comparison); }
    return comparison;
}

}  // namespace callosum::replay
