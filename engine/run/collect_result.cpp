#include "engine/run/collect_result.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <limits>
#include <sstream>

#include "engine/exchange/over_ranks.hpp"

namespace callosum {
namespace {

/// Peak resident memory of this process (VmHWM), bytes.
std::uint64_t peak_memory() {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);) {
        if (line.rfind("VmHWM:", 0) == 0) { return std::stoull(line.substr(6)) * 1024; }
    }
    return 0;
}

/// Biological time after the warm-up, s.
double counted_seconds(const ResultSources& sources) {
    const auto steps = std::max<std::int64_t>(0, sources.step - sources.windows.warmup_steps());
    return sources.step == sources.windows.last_step()
               ? sources.description.duration_ms * 1e-3
               : static_cast<double>(steps) * sources.description.dt_ms * 1e-3;
}

void fill_sums(const ResultSources& sources, RunResult& result) {
    std::array<std::uint64_t, 6> sums{};
    for (const auto& share : sources.shares) {
        sums[0] += share->n_synapses();
        sums[1] += share->digest();
        sums[2] += share->synapse_bytes();
        sums[3] += share->events();
    }
    sums[4] = peak_memory();
    sums[5] = static_cast<std::uint64_t>(sources.expected_bytes);
    sources.communicator.reduce(std::span<std::uint64_t>(sums), Communicator::Reduce::sum);
    result.synapses = sums[0];
    result.spike_digest = sums[1];
    result.synapse_bytes = sums[2];
    result.synaptic_events = sums[3];
    result.peak_rss_bytes = sums[4];
    result.expected_rss_bytes = sums[5];
}

void fill_times(const ResultSources& sources, RunResult& result) {
    std::array<double, 3> slowest{sources.build_seconds, 0, 0};
    for (const auto* thread : sources.threads) {
        slowest[1] = std::max(slowest[1], thread->run_seconds);
        slowest[2] = std::max(slowest[2], thread->warmup_seconds);
    }
    sources.communicator.reduce(std::span<double>(slowest), Communicator::Reduce::max);
    result.build_seconds = slowest[0];
    result.run_seconds = slowest[1];
    result.warmup_seconds = slowest[2];
    result.real_time_factor = slowest[1] / counted_seconds(sources);
}

void fill_populations(const ResultSources& sources, RunResult& result) {
    const std::size_t n = sources.description.populations.size();
    std::vector<std::uint64_t> counts(3 * n, 0);  // spikes, neurons with intervals, neurons
    std::vector<double> cv(n, 0);
    for (const auto& share : sources.shares) {
        for (const auto& local : share->populations()) {
            const auto population = local->range().population;
            counts[2 * n + population] += local->range().size();
            for (const auto& s : local->statistics()) {
                counts[population] += s.n;
                if (s.n < 3) { continue; }
                const auto intervals = static_cast<double>(s.n - 1);
                const double mean = static_cast<double>(s.sum) / intervals;
                const double variance =
                    static_cast<double>(s.sum_of_squares) / intervals - mean * mean;
                ++counts[n + population];
                cv[population] += std::sqrt(std::max(0.0, variance)) / mean;
            }
        }
    }
    sources.communicator.reduce(std::span<std::uint64_t>(counts), Communicator::Reduce::sum);
    sources.communicator.reduce(std::span<double>(cv), Communicator::Reduce::sum);
    for (std::size_t p = 0; p < n; ++p) {
        const auto& population = sources.description.populations[p];
        PopulationResult own;
        own.name = population.name;
        own.size = population.size;
        own.spikes = counts[p];
        // Of those that are counted; they are all, unless this rank stands alone for many.
        const auto neurons = static_cast<double>(counts[2 * n + p]);
        own.rate_hz =
            neurons == 0 ? 0 : static_cast<double>(counts[p]) / neurons / counted_seconds(sources);
        own.cv_neurons = counts[n + p];
        own.cv_isi = own.cv_neurons == 0 ? std::numeric_limits<double>::quiet_NaN()
                                         : cv[p] / static_cast<double>(own.cv_neurons);
        result.spikes += own.spikes;
        result.populations.push_back(own);
    }
}

void fill_projections(const ResultSources& sources, RunResult& result) {
    std::vector<std::uint64_t> counts(sources.description.projections.size(), 0);
    for (const auto& share : sources.shares) {
        for (std::size_t p = 0; p < counts.size(); ++p) {
            counts[p] += share->store().per_projection[p];
        }
        for (const auto& plastic : share->plastic()) {
            counts[plastic->projection()] += plastic->size();
        }
    }
    sources.communicator.reduce(std::span<std::uint64_t>(counts), Communicator::Reduce::sum);
    for (std::size_t p = 0; p < counts.size(); ++p) {
        const auto& plan = sources.plan.projections[p];
        ProjectionResult own;
        own.name = sources.description.projections[p].name;
        own.synapses = counts[p];
        own.storage = storage_name(plan.format);
        own.weight_unit = std::ldexp(1.0, plan.exponent);
        own.weight_error_rms = plan.error_rms;
        result.projections.push_back(std::move(own));
    }
}

/// Sums of parts of 2^32 steps between the smallest and the largest weight that can be: integers, so that
/// the statistics do not depend on the layout.
void fill_weights(const ResultSources& sources, RunResult& result) {
    const std::size_t n = sources.description.projections.size();
    std::vector<std::uint64_t> sums(3 * n + 1, 0);  // mean, two halves of the square, digest
    std::vector<double> low(n, std::numeric_limits<double>::infinity());
    std::vector<double> high(n, -std::numeric_limits<double>::infinity());
    for (const auto& share : sources.shares) {
        for (const auto& plastic : share->plastic()) {
            const std::size_t p = plastic->projection();
            const double unit = sources.plan.projections[p].bounds.max_abs_weight * 0x1p-31;
            plastic->visit(sources.step, [&](const PlasticSynapse& synapse) {
                const auto steps = static_cast<std::uint64_t>(std::abs(synapse.weight) / unit);
                sums[3 * p] += steps;
                sums[3 * p + 1] += steps * steps >> 32U;
                sums[3 * p + 2] += steps * steps & 0xFFFFFFFFU;
                sums[3 * n] += weight_hash(p, synapse);
                low[p] = std::min(low[p], synapse.weight);
                high[p] = std::max(high[p], synapse.weight);
            });
        }
    }
    sources.communicator.reduce(std::span<std::uint64_t>(sums), Communicator::Reduce::sum);
    sources.communicator.reduce(std::span<double>(low), Communicator::Reduce::min);
    sources.communicator.reduce(std::span<double>(high), Communicator::Reduce::max);
    result.weight_digest = sums[3 * n];
    for (std::size_t p = 0; p < n; ++p) {
        auto& own = result.projections[p];
        own.plastic = sources.plan.projections[p].format == SynapseFormat::plastic;
        if (!own.plastic || own.synapses == 0) { continue; }
        const double unit = sources.plan.projections[p].bounds.max_abs_weight * 0x1p-31;
        const auto count = static_cast<double>(own.synapses);
        const double mean = static_cast<double>(sums[3 * p]) / count;
        const double square =
            (static_cast<double>(sums[3 * p + 1]) * 0x1p32 + static_cast<double>(sums[3 * p + 2])) /
            count;
        own.weight_mean = (low[p] < 0 ? -mean : mean) * unit;
        own.weight_sd = std::sqrt(std::max(0.0, square - mean * mean)) * unit;
        own.weight_min = low[p];
        own.weight_max = high[p];
    }
}

void fill_partition(const ResultSources& sources, RunResult& result) {
    auto& partition = result.partition;
    partition.kind = sources.partition.kind;
    partition.why = sources.partition.why;
    std::array<std::uint64_t, 4> own{};
    for (const auto& share : sources.shares) {
        own[0] += share->n_neurons();
        own[1] += share->n_synapses();
        own[2] += share->events();
        own[3] += share->remote_events();
    }
    const auto all = over_ranks(sources.communicator, own);
    partition.neurons = all[0];
    partition.synapses = all[1];
    partition.events = all[2];
    partition.remote_events = all[3];
}

void fill_stages(const ResultSources& sources, RunResult& result) {
    constexpr std::size_t n = n_stages;
    std::vector<double> low(n, std::numeric_limits<double>::infinity());
    std::vector<double> high(n, 0), sum(n, 0);
    for (std::size_t p = 0; p < n; ++p) {
        for (const auto* thread : sources.threads) {
            const double seconds = thread->clock.seconds(static_cast<Stage>(p));
            low[p] = std::min(low[p], seconds);
            high[p] = std::max(high[p], seconds);
            sum[p] += seconds;
        }
    }
    sources.communicator.reduce(std::span<double>(low), Communicator::Reduce::min);
    sources.communicator.reduce(std::span<double>(high), Communicator::Reduce::max);
    sources.communicator.reduce(std::span<double>(sum), Communicator::Reduce::sum);
    for (std::size_t p = 0; p < n; ++p) {
        const double mean = sum[p] / (result.reporting * result.threads);
        result.stages.push_back({stage_name(static_cast<Stage>(p)), low[p], mean, high[p]});
    }
}

}  // namespace

RunResult collect_result(const ResultSources& sources) {
    RunResult result;
    result.ranks = sources.communicator.size();
    result.reporting = sources.communicator.reporting();
    result.threads = static_cast<int>(sources.shares.size());
    result.neurons = sources.description.n_neurons();
    result.exchange_window_steps = static_cast<std::uint64_t>(sources.windows.window_steps());
    fill_sums(sources, result);
    fill_times(sources, result);
    fill_populations(sources, result);
    fill_projections(sources, result);
    fill_weights(sources, result);
    fill_stages(sources, result);
    result.traffic = sources.mail.traffic(sources.communicator);
    fill_partition(sources, result);
    return result;
}

}  // namespace callosum
