#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>
#include <sstream>

#include "engine/exchange/over_ranks.hpp"
#include "engine/run/simulation.hpp"

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

}  // namespace

RunResult Simulation::result() {
    RunResult result;
    result.ranks = communicator_.size();
    result.reporting = communicator_.reporting();
    result.threads = options_.threads;
    result.neurons = description_.n_neurons();
    std::array<std::uint64_t, 6> sums{};
    for (const auto& worker : shares_) {
        sums[0] += worker->n_synapses();
        sums[1] += worker->digest();
        sums[2] += worker->synapse_bytes();
        sums[3] += worker->events();
    }
    sums[4] = peak_memory();
    sums[5] = static_cast<std::uint64_t>(expected_bytes_);
    communicator_.reduce(std::span<std::uint64_t>(sums), Communicator::Reduce::sum);
    result.synapses = sums[0];
    result.spike_digest = sums[1];
    result.synapse_bytes = sums[2];
    result.synaptic_events = sums[3];
    result.peak_rss_bytes = sums[4];
    result.expected_rss_bytes = sums[5];
    result.exchange_window_steps = static_cast<std::uint64_t>(window_steps_);

    std::array<double, 3> slowest{build_seconds_, 0, 0};
    for (const auto& state : threads_) {
        slowest[1] = std::max(slowest[1], state.run_seconds);
        slowest[2] = std::max(slowest[2], state.warmup_seconds);
    }
    communicator_.reduce(std::span<double>(slowest), Communicator::Reduce::max);
    result.build_seconds = slowest[0];
    result.run_seconds = slowest[1];
    result.warmup_seconds = slowest[2];
    result.real_time_factor = slowest[1] / (description_.duration_ms * 1e-3);
    fill_populations(result);
    fill_projections(result);
    fill_weights(result);
    fill_stages(result);
    fill_traffic(result);
    fill_partition(result);
    result.notes.push_back(team_.report());
    result.notes.push_back(exchange_note_);
    result.notes.push_back(memory_note());
    result.notes.insert(result.notes.end(), list_notes_.begin(), list_notes_.end());
    return result;
}

/// Where the static synapses lie, which are most of the memory.
std::string Simulation::memory_note() const {
    std::string note = "NUMA nodes: " + std::to_string(team_.numa_nodes()) +
                       "; synapses on the node of their thread:";
    for (std::size_t t = 0; t < shares_.size(); ++t) {
        const auto& entries = shares_[t]->store().narrow;
        const auto part = team_.local_part(std::as_bytes(std::span(entries.data(), entries.size())),
                                           static_cast<int>(t));
        note += part ? ' ' + std::to_string(std::lround(100 * *part)) + " %" : " unknown";
    }
    return note;
}

void Simulation::fill_populations(RunResult& result) const {
    const std::size_t n = description_.populations.size();
    std::vector<std::uint64_t> counts(3 * n, 0);  // spikes, neurons with intervals, neurons
    std::vector<double> cv(n, 0);
    for (const auto& worker : shares_) {
        for (std::size_t r = 0; r < worker->ranges().size(); ++r) {
            const auto population = worker->ranges()[r].population;
            counts[2 * n + population] += worker->ranges()[r].size();
            for (const auto& s : worker->statistics(r)) {
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
    communicator_.reduce(std::span<std::uint64_t>(counts), Communicator::Reduce::sum);
    communicator_.reduce(std::span<double>(cv), Communicator::Reduce::sum);
    for (std::size_t p = 0; p < n; ++p) {
        const auto& population = description_.populations[p];
        PopulationResult own;
        own.name = population.name;
        own.size = population.size;
        own.spikes = counts[p];
        // Of those that are counted; they are all, unless this rank stands alone for many.
        const auto neurons = static_cast<double>(counts[2 * n + p]);
        own.rate_hz = neurons == 0 ? 0
                                   : static_cast<double>(counts[p]) / neurons /
                                         (description_.duration_ms * 1e-3);
        own.cv_neurons = counts[n + p];
        own.cv_isi = own.cv_neurons == 0 ? std::numeric_limits<double>::quiet_NaN()
                                         : cv[p] / static_cast<double>(own.cv_neurons);
        result.spikes += own.spikes;
        result.populations.push_back(own);
    }
}

void Simulation::fill_projections(RunResult& result) const {
    std::vector<std::uint64_t> counts(description_.projections.size(), 0);
    for (const auto& worker : shares_) {
        for (std::size_t p = 0; p < counts.size(); ++p) {
            counts[p] += worker->store().per_projection[p];
        }
        for (const auto& plastic : worker->plastic()) {
            counts[plastic->projection()] += plastic->size();
        }
    }
    communicator_.reduce(std::span<std::uint64_t>(counts), Communicator::Reduce::sum);
    for (std::size_t p = 0; p < counts.size(); ++p) {
        const auto& plan = plan_.projections[p];
        ProjectionResult own;
        own.name = description_.projections[p].name;
        own.synapses = counts[p];
        own.storage = storage_name(plan.format);
        own.weight_unit = std::ldexp(1.0, plan.exponent);
        own.weight_error_rms = plan.error_rms;
        result.projections.push_back(std::move(own));
    }
}

/// Sums of parts of 2^32 steps between the smallest and the largest weight that can be: integers, so that
/// the statistics do not depend on the layout.
void Simulation::fill_weights(RunResult& result) const {
    const std::size_t n = description_.projections.size();
    std::vector<std::uint64_t> sums(3 * n + 1, 0);  // mean, two halves of the square, digest
    std::vector<double> low(n, std::numeric_limits<double>::infinity());
    std::vector<double> high(n, -std::numeric_limits<double>::infinity());
    for (const auto& worker : shares_) {
        for (const auto& plastic : worker->plastic()) {
            const std::size_t p = plastic->projection();
            const double unit = plan_.projections[p].bounds.max_abs_weight * 0x1p-31;
            plastic->visit(total_steps_, [&](const PlasticSynapse& synapse) {
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
    communicator_.reduce(std::span<std::uint64_t>(sums), Communicator::Reduce::sum);
    communicator_.reduce(std::span<double>(low), Communicator::Reduce::min);
    communicator_.reduce(std::span<double>(high), Communicator::Reduce::max);
    result.weight_digest = sums[3 * n];
    for (std::size_t p = 0; p < n; ++p) {
        auto& own = result.projections[p];
        own.plastic = plan_.projections[p].format == SynapseFormat::plastic;
        if (!own.plastic || own.synapses == 0) { continue; }
        const double unit = plan_.projections[p].bounds.max_abs_weight * 0x1p-31;
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

void Simulation::fill_partition(RunResult& result) const {
    auto& partition = result.partition;
    partition.kind = partition_.kind;
    partition.why = partition_.why;
    std::array<std::uint64_t, 4> own{};
    for (const auto& worker : shares_) {
        for (const auto& range : worker->ranges()) { own[0] += range.size(); }
        own[1] += worker->n_synapses();
        own[2] += worker->events();
        own[3] += worker->remote_events();
    }
    const auto all = over_ranks(communicator_, own);
    partition.neurons = all[0];
    partition.synapses = all[1];
    partition.events = all[2];
    partition.remote_events = all[3];
}

void Simulation::fill_stages(RunResult& result) const {
    constexpr auto n = static_cast<std::size_t>(Stage::n);
    std::vector<double> low(n, std::numeric_limits<double>::infinity());
    std::vector<double> high(n, 0), sum(n, 0);
    for (std::size_t p = 0; p < n; ++p) {
        for (const auto& state : threads_) {
            const double seconds = state.clock.seconds(p);
            low[p] = std::min(low[p], seconds);
            high[p] = std::max(high[p], seconds);
            sum[p] += seconds;
        }
    }
    communicator_.reduce(std::span<double>(low), Communicator::Reduce::min);
    communicator_.reduce(std::span<double>(high), Communicator::Reduce::max);
    communicator_.reduce(std::span<double>(sum), Communicator::Reduce::sum);
    for (std::size_t p = 0; p < n; ++p) {
        const double mean = sum[p] / (result.reporting * result.threads);
        result.stages.push_back({stage_name(static_cast<Stage>(p)), low[p], mean, high[p]});
    }
}

}  // namespace callosum
