#include "engine/forecast/calibration.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <optional>

#include "engine/base/clock.hpp"
#include "engine/run/share.hpp"

namespace callosum {
namespace {

/// Returns the time of a step of (part of) a population with its own parameters and stimuli, but
/// without recurrent spikes, ns per neuron.
double neuron_step_ns(const Description& description, const FixedPointPlan& plan,
                      NeuronRange range) {
    constexpr std::uint64_t most = 8192;
    range.last = std::min(range.last, range.first + most);
    const auto layout = lay_out_rows(plan, {range});
    const auto state = make_local_neurons({description, plan, range, layout.places[0]});
    InputRows rows{Column<std::int32_t>(layout.n_narrow), Column<std::int64_t>(layout.n_wide)};
    std::vector<std::uint32_t> fired;
    // Stimuli are likely to be on in the middle of the run.
    std::int64_t step = description.steps((description.warmup_ms + description.duration_ms) / 2);
    double least = HUGE_VAL;
    constexpr double budget = 0.03;
    constexpr int at_least = 5;
    const auto begun = Clock::now();
    for (int i = 0; i < at_least || seconds_since(begun) < budget; ++i) {
        constexpr int steps = 4;
        const auto start = Clock::now();
        for (int s = 0; s < steps; ++s) {
            fired.clear();
            state->update(++step, rows, fired);
        }
        least = std::min(least, seconds_since(start) / steps);
    }
    return least * 1e9 / static_cast<double>(range.size());
}

/// Projection that puts most synapses of a format onto the share.
struct Largest {
    std::size_t projection = 0;
    double synapses = 0;
    NeuronRange range;
};

std::array<std::optional<Largest>, n_synapse_formats> largest_of_formats(
    const Description& description, const FixedPointPlan& plan,
    const std::vector<NeuronRange>& share) {
    std::array<std::optional<Largest>, n_synapse_formats> found;
    for (const auto& range : share) {
        for (std::size_t p = 0; p < plan.projections.size(); ++p) {
            const double synapses = expected_onto(description, plan, p, range);
            auto& best = found[static_cast<std::size_t>(plan.projections[p].format)];
            if (synapses > 0 && (!best || synapses > best->synapses)) {
                best = Largest{p, synapses, range};
            }
        }
    }
    return found;
}

constexpr double synapses_to_build = 4e6;

/// Returns a small network with the projection's synapses per source and one share's targets, drawn
/// by tiles, or by target where the projection is.
Description piece_of(const Description& description, const Largest& largest) {
    Description piece = description;
    const auto& original = description.projections[largest.projection];
    constexpr std::uint64_t max_targets = 1U << 16U;
    const std::uint64_t targets = std::min(largest.range.size(), max_targets);
    const auto per_target = largest.synapses / static_cast<double>(largest.range.size());
    const double per_source = std::max(1e-3, largest.synapses * static_cast<double>(targets) /
                                                 static_cast<double>(largest.range.size()) /
                                                 static_cast<double>(original.source_slice.size()));
    const double wanted = std::min(synapses_to_build, per_target * static_cast<double>(targets));
    const auto sources = static_cast<std::uint64_t>(std::clamp(
        wanted / per_source, 16.0, static_cast<double>(original.source_slice.size()) + 16));
    piece.populations = {description.populations[original.source],
                         description.populations[original.target]};
    piece.populations[0].size = sources;
    piece.populations[0].first_gid = 0;
    piece.populations[1].size = targets;
    piece.populations[1].first_gid = sources;
    Projection copy = original;
    copy.source = 0;
    copy.target = 1;
    copy.source_slice = {0, sources};
    copy.target_slice = {0, targets};
    if (copy.volume_transmitter) { copy.volume_transmitter = 0; }
    copy.rule = {};
    // Distances would differ from those of the projection; the check of the description has left a
    // distribution of the values that they lead to.
    copy.weight_by_distance.reset();
    copy.delay_by_distance.reset();
    for (auto& population : piece.populations) { population.positions.reset(); }
    const double total = per_source * static_cast<double>(sources);
    const bool by_target = original.rule.kind == RuleKind::fixed_indegree;
    copy.rule.kind = by_target ? RuleKind::fixed_indegree : RuleKind::fixed_total_number;
    copy.rule.degree = static_cast<std::uint64_t>(
        std::max(1.0, by_target ? total / static_cast<double>(targets) : total));
    piece.projections = {copy};
    if (original.rule.kind == RuleKind::explicit_list) {
        const auto& edges = *original.rule.edges;
        piece.projections[0].weight = {Distribution::Kind::uniform, 0.5 * edges.max_abs_weight(),
                                       edges.max_abs_weight()};
        piece.projections[0].delay = Distribution::constant(edges.min_delay_ms());
    }
    piece.stimuli.clear();
    piece.phases.clear();
    piece.spikes.clear();
    piece.traces.clear();
    piece.rates.clear();
    piece.weight_records.clear();
    return piece;
}

/// Delivers spikes of random sources for a while.
double event_ns(Share& share, std::uint64_t n_sources) {
    constexpr double budget = 0.15;
    constexpr int windows = 8;
    std::uint64_t state = 7;
    std::int64_t step = 0;
    double least = HUGE_VAL;
    std::vector<Arrival> spikes(
        std::clamp<std::uint64_t>(n_sources / 200, 1, 25));  // as many as a step may bring
    const auto begun = Clock::now();
    for (int i = 0; i < 3 || seconds_since(begun) < budget; ++i) {
        const auto start = Clock::now();
        const auto before = share.events();
        for (int w = 0; w < windows * 8; ++w) {
            share.deliver_early(++step);
            for (auto& spike : spikes) {
                state = state * 6364136223846793005ULL + 1442695040888963407ULL;
                spike = {step, HeardId((state >> 33U) % n_sources)};
            }
            std::sort(spikes.begin(), spikes.end(),
                      [](const Arrival& a, const Arrival& b) { return a.source < b.source; });
            share.enter(spikes, false);
            share.end_window(step);
        }
        const auto events = share.events() - before;
        if (events == 0) { continue; }
        least = std::min(least, seconds_since(start) / static_cast<double>(events));
    }
    return std::isfinite(least) ? least * 1e9 : 0;
}

void measure_format(const Description& description, const Largest& largest, std::size_t format,
                    Calibration& result) {
    const Description piece = piece_of(description, largest);
    const auto plan = plan_fixed_point(piece);
    const auto n_sources = piece.populations[0].size;
    const auto start = Clock::now();
    Share share(piece, plan, {{1, 0, piece.populations[1].size}}, RankLocal(0));
    const double seconds = seconds_since(start);
    result.built_per_second[format] = static_cast<double>(share.n_synapses()) / seconds;

    SourceList heard;  // all: ids are gids
    for (std::uint64_t gid = 0; gid < n_sources + piece.populations[1].size; ++gid) {
        heard.add(Gid(gid));
    }
    share.make_delivery(heard, plan.max_delay + 1);
    result.event_ns[format] = event_ns(share, n_sources);
    result.measured_on[format] = description.projections[largest.projection].name;
}

}  // namespace

Calibration calibrate(const Description& description, const FixedPointPlan& plan,
                      const std::vector<NeuronRange>& share) {
    Calibration result;
    result.neuron_step_ns.assign(description.populations.size(), 0);
    // Populations of one model with equally many stimuli are taken for alike.
    std::map<std::pair<std::string, std::ptrdiff_t>, double> known;
    for (const auto& range : share) {
        const auto& population = description.populations[range.population];
        const auto n_stimuli = std::count_if(
            description.stimuli.begin(), description.stimuli.end(),
            [&](const auto& stimulus) { return stimulus.target == range.population; });
        auto [at, is_new] = known.try_emplace({population.model, n_stimuli}, 0.0);
        if (is_new) { at->second = neuron_step_ns(description, plan, range); }
        result.neuron_step_ns[range.population] = at->second;
    }
    const auto largest = largest_of_formats(description, plan, share);
    for (std::size_t f = 0; f < n_synapse_formats; ++f) {
        if (largest[f]) { measure_format(description, *largest[f], f, result); }
    }
    return result;
}

}  // namespace callosum
