#include "engine/forecast/memory.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <fstream>
#include <limits>
#include <numeric>
#include <string>

#include "engine/base/error.hpp"
#include "engine/exchange/wiring.hpp"
#include "engine/forecast/neuron_estimate.hpp"
#include "engine/forecast/reach.hpp"
#include "engine/run/window_plan.hpp"
#include "engine/synapses/delivery.hpp"
#include "network/draw/bucketed_edges.hpp"

namespace callosum {
namespace {

/// Returns a number in a file, or infinity where there is none (a limit of "max", another system).
double number_in(const std::string& path) {
    std::ifstream file(path);
    double value = 0;
    return file >> value ? value : std::numeric_limits<double>::infinity();
}

std::string gigabytes(double bytes) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.3g GB", bytes * 1e-9);
    return text.data();
}

/// Adds up the memory of a rank's shares, and finds the moment at which most is held.
class RankMemory {
  public:
    explicit RankMemory(const MemoryQuestion& question)
        : description_(question.description),
          plan_(question.plan),
          rates_(question.rates.empty() ? expected_rates(description_) : question.rates),
          n_ranks_(question.partition.n_ranks) {
        const auto n_threads = static_cast<std::size_t>(question.partition.n_threads);
        const std::size_t first = question.rank.index() * n_threads;
        for (std::size_t t = 0; t < n_threads; ++t) {
            shares_.push_back(question.partition.ranges(static_cast<int>(first + t)));
            ranges_.insert(ranges_.end(), shares_.back().begin(), shares_.back().end());
        }
    }

    MemoryEstimate estimate() {
        for (const auto n : estimate_halo(description_, plan_, ranges_)) { estimate_.halo += n; }
        for (const auto& range : ranges_) {
            estimate_.n_neurons += static_cast<double>(range.size());
        }
        for (const auto& share : shares_) { add_neurons(share); }
        for (const auto& share : shares_) { add_static(share); }
        // While static synapses are built, none of the following exists yet.
        const double edges = bytes_of_edges();
        peak_ = estimate_.total() + listing_ + building_ + edges;
        building_ = 0;
        for (const auto& share : shares_) { add_plastic(share); }
        peak_ = std::max(peak_, estimate_.total() + listing_ + building_ + edges);
        const double known = estimate_.n_neurons + estimate_.halo;
        const double others =
            std::min(ranks_within_reach(description_, ranges_, n_ranks_), estimate_.halo);
        // As many copies of spikes leave as arrive.
        estimate_.routes =
            Wiring::neuron_bytes * estimate_.n_neurons + Routes::route_bytes * estimate_.halo;
        const double heard = SourceList::usual_gid_bytes * known;
        const double messages =
            SourceList::usual_gid_bytes * estimate_.halo + Wiring::setup_bytes_per_rank * others;
        peak_ = std::max(peak_, estimate_.total() + listing_ + heard + messages);
        estimate_.synapse_index += per_source_ * known;
        peak_ = std::max(peak_, estimate_.total() + listing_ + heard);
        estimate_.routes += neighbour_bytes(n_ranks_) * others;
        peak_ = std::max(peak_, estimate_.total());
        estimate_.buffers += buckets_;
        estimate_.building = std::max(0.0, peak_ - estimate_.total());
        return estimate_;
    }

  private:
    void add_neurons(const std::vector<NeuronRange>& share) {
        const auto layout = lay_out_rows(plan_, share);
        estimate_.input_rows += sizeof(std::int32_t) * static_cast<double>(layout.n_narrow) +
                                sizeof(std::int64_t) * static_cast<double>(layout.n_wide);
        for (const auto& range : share) {
            const auto part =
                estimate_neurons(description_, plan_, range, rates_[range.population]);
            estimate_.neurons += part.state;
            estimate_.histories += part.histories;
            estimate_.stimuli += part.stimuli;
            estimate_.records += part.records;
        }
        // A thread has a stack and, in the allocator, an arena. Measured with a small network (coba)
        // on 2 to 8 threads: 0.3 MB for each; the rest is room for arenas that have been used more.
        constexpr double per_thread = 1 << 20U;
        estimate_.buffers += per_thread;
    }

    void add_static(const std::vector<NeuronRange>& share) {
        const auto part = estimate_static(description_, plan_, share);
        add(part);
        building_ += part.building;
        add_buckets(part, Delivery::first_tasks * Delivery::task_bytes);
    }

    /// Returns the bytes of this rank's edges of explicit lists, which are held until all synapses
    /// have been built.
    [[nodiscard]] double bytes_of_edges() const {
        double n = 0;
        for (std::size_t p = 0; p < plan_.projections.size(); ++p) {
            if (!description_.projections[p].rule.edges) { continue; }
            for (const auto& range : ranges_) { n += expected_onto(description_, plan_, p, range); }
        }
        return BucketedEdges::edge_bytes * n;
    }

    /// Plastic projections are built one at a time, so only the largest buffer counts.
    void add_plastic(const std::vector<NeuronRange>& share) {
        double most = 0;
        for (const auto& range : share) {
            for (std::size_t p = 0; p < plan_.projections.size(); ++p) {
                if (plan_.projections[p].format != SynapseFormat::plastic ||
                    description_.projections[p].target != range.population) {
                    continue;
                }
                const auto part = estimate_plastic(description_, plan_, p, range);
                add(part);
                add_buckets(part, 0);
                most = std::max(most, part.building);
            }
        }
        building_ += most;
    }

    void add(const SynapseEstimate& part) {
        for (std::size_t f = 0; f < n_synapse_formats; ++f) {
            estimate_.synapses[f] += part.bytes[f];
            estimate_.n_synapses[f] += part.count[f];
        }
        estimate_.synapse_index += part.index;
        listing_ += part.listing;
        per_source_ += part.per_rank_source;
    }

    /// Spikes wait until they act; buckets double until the busiest step fits.
    void add_buckets(const SynapseEstimate& part, double least) {
        if (part.n_buckets == 0) { return; }
        constexpr double busiest = 2;  // times the mean; a guess, as rates over time are not known
        double rate = 0;
        for (std::size_t p = 0; p < rates_.size(); ++p) {
            rate += rates_[p] * static_cast<double>(description_.populations[p].size);
        }
        rate /= std::max<double>(1, static_cast<double>(description_.n_neurons()));
        const double each =
            busiest * part.task_bytes * rate * description_.dt_ms * 1e-3 / part.n_buckets;
        const double slots = WindowPlan::horizon(plan_) + 1;
        buckets_ += part.n_buckets * slots * std::max(least, each);
    }

    const Description& description_;
    const FixedPointPlan& plan_;
    std::vector<double> rates_;
    int n_ranks_;
    std::vector<std::vector<NeuronRange>> shares_;
    std::vector<NeuronRange> ranges_;
    MemoryEstimate estimate_;
    double building_ = 0, peak_ = 0, listing_ = 0, per_source_ = 0, buckets_ = 0;
};

}  // namespace

double available_bytes() {
    double available = std::numeric_limits<double>::infinity();
    std::ifstream memory("/proc/meminfo");
    for (std::string line; std::getline(memory, line);) {
        if (line.rfind("MemAvailable:", 0) == 0) { available = std::stod(line.substr(13)) * 1024; }
    }
    const double limit = number_in("/sys/fs/cgroup/memory.max");
    const double used = number_in("/sys/fs/cgroup/memory.current");
    return limit < available + used ? std::max(0.0, limit - used) : available;
}

double resident_bytes() {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);) {
        if (line.rfind("VmRSS:", 0) == 0) { return std::stod(line.substr(6)) * 1024; }
    }
    return 0;
}

double MemoryEstimate::total() const {
    return std::accumulate(synapses.begin(), synapses.end(),
                           program + neurons + input_rows + synapse_index + histories + stimuli +
                               routes + buffers + records + building);
}

MemoryEstimate estimate_memory(const MemoryQuestion& question) {
    return RankMemory(question).estimate();
}

double admit_run(const Description& description, const RunLayout& layout,
                 const Communicator& communicator) {
    const auto memory =
        estimate_memory({description, layout.plan, layout.partition, communicator.rank(), {}});
    require_memory(memory.total(), communicator);
    return memory.total() + resident_bytes();
}

void require_memory(double bytes_of_rank, const Communicator& communicator) {
    const double needed = bytes_of_rank * communicator.node_size();
    const double available = available_bytes();
    if (needed <= available) { return; }
    throw LimitError("the network needs about " + gigabytes(needed) + " on this node (" +
                     gigabytes(bytes_of_rank) + " per rank), which has " + gigabytes(available) +
                     " left; use more nodes, or a smaller \"scale\"");
}

}  // namespace callosum
