#include "engine/forecast/run_forecast.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "engine/exchange/packet_codec.hpp"
#include "engine/forecast/reach.hpp"
#include "engine/run/window_plan.hpp"
#include "network/describe/phases.hpp"

namespace callosum {
namespace {

double sum(const std::array<double, n_synapse_formats>& values) {
    return std::accumulate(values.begin(), values.end(), 0.0);
}

/// Distribution of the work: neurons and synapses of each share.
struct Spread {
    std::vector<double> neurons, synapses;
};

Spread spread_of(const Description& description, const FixedPointPlan& plan,
                 const Partition& partition) {
    std::vector<std::vector<std::size_t>> onto(description.populations.size());
    for (std::size_t p = 0; p < description.projections.size(); ++p) {
        onto[description.projections[p].target].push_back(p);
    }
    Spread spread;
    for (int w = 0; w < partition.n_shares(); ++w) {
        auto& neurons = spread.neurons.emplace_back(0);
        auto& synapses = spread.synapses.emplace_back(0);
        for (const auto& range : partition.ranges(w)) {
            neurons += static_cast<double>(range.size());
            for (const auto p : onto[range.population]) {
                synapses += expected_onto(description, plan, p, range);
            }
        }
    }
    return spread;
}

double balance(const std::vector<double>& of_shares) {
    const double all = std::accumulate(of_shares.begin(), of_shares.end(), 0.0);
    return all == 0 ? 1
                    : *std::max_element(of_shares.begin(), of_shares.end()) *
                          static_cast<double>(of_shares.size()) / all;
}

/// Returns the fraction of synapses whose two neurons lie on different ranks, if rules draw evenly
/// within their reach.
double cut_of(const Description& description, const FixedPointPlan& plan,
              const Partition& partition) {
    std::vector<double> local_part(description.populations.size());
    std::vector<double> inside(description.projections.size(), 0);
    for (int rank = 0; rank < partition.n_ranks; ++rank) {
        std::fill(local_part.begin(), local_part.end(), 0);
        const auto ranges = partition.rank_ranges(rank);
        for (const auto& range : ranges) {
            local_part[range.population] +=
                static_cast<double>(range.size()) /
                static_cast<double>(description.populations[range.population].size);
        }
        for (std::size_t p = 0; p < inside.size(); ++p) {
            const auto& projection = description.projections[p];
            const double near = part_within_reach(description, p, ranges);
            const bool alike = projection.rule.kind == RuleKind::one_to_one &&
                               description.populations[projection.source].size ==
                                   description.populations[projection.target].size;
            inside[p] += local_part[projection.target] *
                         (alike ? 1 : std::min(1.0, local_part[projection.source] / near));
        }
    }
    double all = 0;
    double crossing = 0;
    for (std::size_t p = 0; p < inside.size(); ++p) {
        const double n = plan.projections[p].bounds.expected_synapses;
        all += n;
        crossing += n * std::max(0.0, 1 - inside[p]);
    }
    return all == 0 ? 0 : crossing / all;
}

/// Returns the duration of [start, stop) within the run, ms.
double recorded_ms(const Description& description, double start_ms, double stop_ms) {
    const double end = description.warmup_ms + description.duration_ms;
    return std::max(0.0, std::min(stop_ms, end) - start_ms);
}

void count_files(const Description& description, const FixedPointPlan& plan, RunForecast& result) {
    const auto selected = [](const Selection& neurons) {
        double n = 0;
        for (const auto& slice : neurons) { n += static_cast<double>(slice.size()); }
        return n;
    };
    for (const auto& spikes : spikes_over_time(description)) {
        const double ms = recorded_ms(description, spikes.start_ms, spikes.stop_ms);
        constexpr double per_spike = 16;  // time and neuron
        result.spike_file_bytes +=
            per_spike * selected(spikes.neurons) * result.rates[spikes.population] * ms * 1e-3;
    }
    for (const auto& traces : traces_over_time(description)) {
        const double ms = recorded_ms(description, traces.start_ms, traces.stop_ms);
        result.trace_file_bytes += 4 * selected(traces.neurons) *
                                   static_cast<double>(traces.variables.size()) * ms /
                                   traces.interval_ms;
    }
    for (const auto& rates : description.rates) {
        const double ms = recorded_ms(description, rates.start_ms, rates.stop_ms);
        result.rate_file_bytes += 16 * ms / rates.interval_ms;  // counts and rate
    }
    for (const auto& weights : description.weight_records) {
        const auto& projection = description.projections[weights.projection];
        const double part = selected(weights.sources) * selected(weights.targets) /
                            static_cast<double>(projection.source_slice.size()) /
                            static_cast<double>(projection.target_slice.size());
        const double synapses =
            std::min(1.0, part) * plan.projections[weights.projection].bounds.expected_synapses;
        const double ms = recorded_ms(description, weights.start_ms, weights.stop_ms);
        const double snapshots = weights.times_ms.empty()
                                     ? std::floor(ms / weights.interval_ms) + 1
                                     : static_cast<double>(weights.times_ms.size());
        const double real = description.precision == Precision::single ? 4 : 8;
        constexpr double per_synapse = 8 + 8 + 4 + 8;  // source, target, occurrence, delay
        result.weight_file_bytes += synapses * (per_synapse + snapshots * real);
    }
}

void count_traffic(const Description& description, const FixedPointPlan& plan,
                   const Partition& partition, RunForecast& result) {
    const auto steps = static_cast<double>(WindowPlan::window_steps(plan));
    result.window_ms = steps * description.dt_ms;
    const auto ranges = partition.rank_ranges(result.largest_rank);
    for (const auto& range : ranges) {
        result.spikes_per_window += static_cast<double>(range.size()) *
                                    result.rates[range.population] * result.window_ms * 1e-3;
    }
    const auto halo = estimate_halo(description, plan, ranges);
    for (std::size_t p = 0; p < halo.size(); ++p) {
        result.copies_per_window += halo[p] * result.rates[p] * result.window_ms * 1e-3;
    }
    result.parcels_per_window =
        std::min(ranks_within_reach(description, ranges, partition.n_ranks), result.memory.halo);
    result.bytes_per_window =
        packet_bytes(result.copies_per_window, steps * result.parcels_per_window);
}

/// Returns the synaptic events of a share per second of the network's time, by format.
std::array<double, n_synapse_formats> event_rates(const Description& description,
                                                  const FixedPointPlan& plan,
                                                  const std::vector<NeuronRange>& share,
                                                  const std::vector<double>& rates) {
    std::array<double, n_synapse_formats> events{};
    for (const auto& range : share) {
        for (std::size_t p = 0; p < plan.projections.size(); ++p) {
            events[static_cast<std::size_t>(plan.projections[p].format)] +=
                expected_onto(description, plan, p, range) *
                rates[description.projections[p].source];
        }
    }
    return events;
}

void count_time(const Description& description, const FixedPointPlan& plan,
                const std::vector<NeuronRange>& share, RunForecast& result) {
    const auto& calibration = result.calibration;
    const double seconds = (description.warmup_ms + description.duration_ms) * 1e-3;
    const double steps = seconds * 1e3 / description.dt_ms;
    for (const auto& range : share) {
        result.update_seconds += static_cast<double>(range.size()) * steps *
                                 calibration.neuron_step_ns[range.population] * 1e-9;
    }
    const auto events = event_rates(description, plan, share, result.rates);
    for (std::size_t f = 0; f < n_synapse_formats; ++f) {
        result.deliver_seconds += events[f] * seconds * calibration.event_ns[f] * 1e-9;
        if (calibration.built_per_second[f] == 0) { continue; }
        result.build_seconds +=
            result.memory.n_synapses[f] / result.threads / calibration.built_per_second[f];
    }
}

void suggest(RunForecast& result, double total_ms) {
    const double work = (result.update_seconds + result.deliver_seconds) * result.ranks *
                        result.threads * result.window_ms / total_ms;
    result.max_shares = std::max(1.0, std::floor(work / work_per_window));
    const double network = result.mean_rank_bytes * result.ranks;
    constexpr double usable = 0.9;
    result.min_nodes = std::max(1.0, std::ceil(network / (usable * result.available_bytes)));
}

}  // namespace

RunForecast make_run_plan(const PlanQuestion& question) {
    const auto& description = question.description;
    RunForecast result;
    const auto plan = plan_fixed_point(description);
    const auto partition =
        make_partition({description, expected_synapses(plan), question.ranks, question.threads});
    result.partition = partition.kind;
    result.partition_why = partition.why;
    const auto spread = spread_of(description, plan, partition);
    result.ranks = question.ranks;
    result.threads = question.threads;
    result.ranks_per_node = question.ranks_per_node;
    result.rates = question.rates;
    result.neurons = static_cast<double>(description.n_neurons());
    result.synapses = std::accumulate(spread.synapses.begin(), spread.synapses.end(), 0.0);
    result.neuron_balance = balance(spread.neurons);
    result.synapse_balance = balance(spread.synapses);
    result.cut = cut_of(description, plan, partition);
    const auto largest = static_cast<std::size_t>(
        std::max_element(spread.synapses.begin(), spread.synapses.end()) - spread.synapses.begin());
    result.largest_rank = static_cast<int>(largest) / question.threads;
    result.memory = estimate_memory(
        {description, plan, partition, RankId(result.largest_rank), question.rates});
    result.memory.program = question.program_bytes;
    const double mean_synapses = result.synapses / result.ranks;
    const double max_synapses = sum(result.memory.n_synapses);
    const double part = max_synapses == 0 ? 1 : mean_synapses / max_synapses;
    // Memory beyond that of the program is taken to grow with the synapses of a rank.
    result.mean_rank_bytes =
        question.program_bytes + (result.memory.total() - question.program_bytes) * part;
    result.available_bytes = available_bytes();
    count_traffic(description, plan, partition, result);
    count_files(description, plan, result);
    const auto busiest = partition.ranges(static_cast<int>(largest));
    result.calibration = calibrate(description, plan, busiest);
    count_time(description, plan, busiest, result);
    suggest(result, description.warmup_ms + description.duration_ms);
    return result;
}

}  // namespace callosum
