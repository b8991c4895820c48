#include "network/boards/spinnaker2/slices.hpp"

#include <algorithm>
#include <cmath>
#include <string>

namespace callosum::spinnaker2 {
namespace {

/// Bytes of the rows of one source with n synapses on a core.
class RowSize {
  public:
    explicit RowSize(const Board& board)
        : header_(static_cast<std::uint64_t>(board.limit("row_header_bytes"))),
          synapse_(static_cast<std::uint64_t>(board.limit("synapse_bytes"))),
          alignment_(static_cast<std::uint64_t>(board.limit("row_alignment_bytes"))) {}
    [[nodiscard]] std::uint64_t operator()(std::uint64_t n) const {
        if (n == 0) { return 0; }
        return (header_ + n * synapse_ + alignment_ - 1) / alignment_ * alignment_;
    }

  private:
    std::uint64_t header_, synapse_, alignment_;
};

/// Use of a core's resources while neurons are added to it. Adding and removing a neuron costs its
/// synapses.
class CoreFill {
  public:
    CoreFill(const SliceProblem& problem, std::uint64_t table_bytes)
        : problem_(problem),
          row_size_(problem.board),
          table_bytes_(table_bytes),
          memory_(static_cast<std::uint64_t>(problem.board.limit("row_memory_bytes"))),
          events_(problem.board.limit("synaptic_events_per_second") * problem.tick_s),
          updates_(problem.board.limit("neuron_updates_per_second") * problem.tick_s),
          recording_(static_cast<std::uint64_t>(
              problem.board.limit("recorded_spikes_bytes_per_32_neurons"))),
          list_(static_cast<std::uint64_t>(problem.board.limit("spike_list_bytes"))),
          entry_(static_cast<std::uint64_t>(problem.board.limit("spike_list_entry_bytes"))) {
        count_.resize(problem.network.description.n_neurons(), 0);
    }

    void begin(std::size_t population) {
        for (const auto source : touched_) { count_[source] = 0; }
        touched_.clear();
        neurons_ = 0;
        rows_ = lists_ = 0;
        used_events_ = 0;
        population_ = &problem_.network.populations[population];
        const char* most = population_->is_spike_list() ? "max_spike_lists_per_core"
                           : population_->is_poisson()  ? "max_poisson_processes_per_core"
                                                        : "max_neurons_per_core";
        max_neurons_ = static_cast<std::uint64_t>(problem_.board.limit(most));
    }

    void add(std::uint32_t gid) {
        const auto& table = problem_.synapses;
        for (auto i = table.begin[gid]; i < table.begin[gid + 1]; ++i) {
            const auto source = table.source[i];
            if (count_[source] == 0) { touched_.push_back(source); }
            rows_ += row_size_(count_[source] + 1) - row_size_(count_[source]);
            ++count_[source];
            used_events_ += rate_of(source);
        }
        if (population_->is_spike_list()) { lists_ += list_ + entry_ * problem_.list_lengths[gid]; }
        ++neurons_;
    }

    void remove(std::uint32_t gid) {
        const auto& table = problem_.synapses;
        for (auto i = table.begin[gid]; i < table.begin[gid + 1]; ++i) {
            const auto source = table.source[i];
            rows_ -= row_size_(count_[source]) - row_size_(count_[source] - 1);
            --count_[source];
            used_events_ -= rate_of(source);
        }
        if (population_->is_spike_list()) { lists_ -= list_ + entry_ * problem_.list_lengths[gid]; }
        --neurons_;
    }

    [[nodiscard]] std::uint64_t memory() const {
        const std::uint64_t recorded =
            population_->recorded ? (neurons_ + 31) / 32 * recording_ * problem_.timesteps : 0;
        return rows_ + (rows_ > 0 ? table_bytes_ : 0) + lists_ + recorded;
    }
    [[nodiscard]] std::uint64_t rows() const { return rows_; }
    [[nodiscard]] std::uint64_t recorded() const { return memory() - rows_ - lists_; }
    [[nodiscard]] std::uint64_t neurons() const { return neurons_; }
    [[nodiscard]] double events() const {
        return used_events_ * problem_.network.description.dt_ms * 1e-3;
    }
    /// Returns the first limit that is exceeded; end_of_population where all hold.
    [[nodiscard]] CoreLimit broken() const {
        if (neurons_ > max_neurons_) { return CoreLimit::neurons; }
        if (memory() > memory_) { return CoreLimit::memory; }
        if (events() > events_) { return CoreLimit::events; }
        if (static_cast<double>(neurons_) > updates_) { return CoreLimit::updates; }
        return CoreLimit::end_of_population;
    }

  private:
    [[nodiscard]] double rate_of(std::uint32_t source) const {
        return problem_.network.populations[population_of(source)].rate_hz;
    }
    [[nodiscard]] std::size_t population_of(std::uint32_t gid) const {
        const auto& all = problem_.network.description.populations;
        if (gid < all[last_].first_gid || gid >= all[last_].first_gid + all[last_].size) {
            const auto after = std::upper_bound(
                all.begin(), all.end(), gid,
                [](std::uint32_t g, const Population& p) { return g < p.first_gid; });
            last_ = static_cast<std::size_t>(after - all.begin()) - 1;
        }
        return last_;
    }

    const SliceProblem& problem_;
    RowSize row_size_;
    std::uint64_t table_bytes_;
    std::uint64_t memory_;
    double events_, updates_;
    std::uint64_t recording_, list_, entry_;
    std::vector<std::uint32_t> count_;  ///< synapses on the core, by source
    std::vector<std::uint32_t> touched_;
    std::uint64_t neurons_ = 0, rows_ = 0, lists_ = 0, max_neurons_ = 0;
    double used_events_ = 0;
    const BoardPopulation* population_ = nullptr;
    mutable std::size_t last_ = 0;
};

/// Cuts populations, given the bytes of the table of source slices on each core.
class Cutter {
  public:
    Cutter(const SliceProblem& problem, std::uint64_t table_bytes, Findings& findings)
        : problem_(problem), fill_(problem, table_bytes), findings_(findings) {}

    Slices cut(const std::vector<std::uint32_t>& order) {
        const auto& populations = problem_.network.description.populations;
        slices_.slice_of.resize(order.size());
        slices_.neurons = order;
        std::uint64_t next = 0;
        for (std::size_t p = 0; p < populations.size(); ++p) {
            const std::uint64_t last = next + populations[p].size;
            while (next < last) {
                next = one_slice(p, next, last);
                if (next == 0) { return std::move(slices_); }
            }
        }
        slices_.begin.push_back(order.size());
        return std::move(slices_);
    }

  private:
    /// Fills a core from neuron `first` on. Returns the first neuron of the next core, 0 where not
    /// even one fits.
    std::uint64_t one_slice(std::size_t population, std::uint64_t first, std::uint64_t last) {
        fill_.begin(population);
        auto limit = CoreLimit::end_of_population;
        std::uint64_t next = first;
        for (; next < last; ++next) {
            fill_.add(slices_.neurons[next]);
            limit = fill_.broken();
            if (limit == CoreLimit::end_of_population) { continue; }
            if (next == first) {
                refuse(population, slices_.neurons[next], limit);
                return 0;
            }
            fill_.remove(slices_.neurons[next]);
            break;
        }
        const auto slice = static_cast<std::uint32_t>(slices_.size());
        for (std::uint64_t i = first; i < next; ++i) {
            slices_.slice_of[slices_.neurons[i]] = slice;
        }
        slices_.population.push_back(static_cast<std::uint32_t>(population));
        slices_.begin.push_back(first);
        slices_.memory.push_back(static_cast<std::uint32_t>(fill_.memory()));
        slices_.row_bytes.push_back(static_cast<std::uint32_t>(fill_.rows()));
        slices_.events.push_back(fill_.events());
        slices_.limit.push_back(limit);
        return next;
    }

    void refuse(std::size_t population, std::uint32_t gid, CoreLimit limit) {
        const auto& described = problem_.network.description.populations[population];
        const auto& table = problem_.synapses;
        const std::string neuron = "neuron " + std::to_string(gid - described.first_gid);
        std::string what;
        if (limit == CoreLimit::memory) {
            what = neuron + " alone needs " + std::to_string(fill_.memory()) + " bytes (" +
                   std::to_string(fill_.rows()) + " for the rows of its " +
                   std::to_string(table.begin[gid + 1] - table.begin[gid]) + " synapses, " +
                   std::to_string(fill_.recorded()) +
                   " for the table and recorded spikes), a core has " +
                   std::to_string(
                       static_cast<std::uint64_t>(problem_.board.limit("row_memory_bytes"))) +
                   "; use fewer synapses (scale.indegree), or a shorter --duration for what is "
                   "recorded";
        } else {
            what = neuron + " alone gets " + std::to_string(fill_.events()) +
                   " events in a tick, a core can do " +
                   std::to_string(problem_.board.limit("synaptic_events_per_second") *
                                  problem_.tick_s) +
                   "; take a longer --tick";
        }
        findings_.push_back({Finding::Kind::refused, "population " + described.name, what, ""});
    }

    const SliceProblem& problem_;
    CoreFill fill_;
    Findings& findings_;
    Slices slices_;
};

/// Returns the largest number of source slices that any slice hears.
std::uint64_t max_sources(const SliceProblem& problem, const Slices& slices) {
    // `seen` holds the last slice that met each source slice, so it need not be cleared in between.
    std::vector<std::uint32_t> seen(slices.size(), ~std::uint32_t{0});
    std::uint64_t most = 0;
    for (std::uint32_t s = 0; s < slices.size(); ++s) {
        std::uint64_t n = 0;
        for (auto k = slices.begin[s]; k < slices.begin[s + 1]; ++k) {
            const auto gid = slices.neurons[k];
            for (auto i = problem.synapses.begin[gid]; i < problem.synapses.begin[gid + 1]; ++i) {
                auto& last = seen[slices.slice_of[problem.synapses.source[i]]];
                n += last != s ? 1 : 0;
                last = s;
            }
        }
        most = std::max(most, n);
    }
    return most;
}

}  // namespace

Slices cut_slices(const SliceProblem& problem, const std::vector<std::uint32_t>& order,
                  Findings& findings) {
    const auto entry = static_cast<std::uint64_t>(problem.board.limit("table_entry_bytes"));
    // The table grows with the number of slices that a core hears, which depends on the cut itself:
    // repeat until there is room for all.
    std::uint64_t sources = 0;
    for (;;) {
        const std::size_t before = findings.size();
        auto slices = Cutter(problem, sources * entry, findings).cut(order);
        if (findings.size() > before || entry == 0) { return slices; }
        const std::uint64_t heard = max_sources(problem, slices);
        if (heard <= sources) { return slices; }
        // A finer cut has more slices to hear, so some room is added to the number found.
        sources = heard + heard / 32;
    }
}

SliceGraph connect_slices(const SliceProblem& problem, const Slices& slices) {
    std::vector<std::vector<std::uint32_t>> targets(slices.size());
    for (std::uint32_t t = 0; t < slices.size(); ++t) {
        for (auto k = slices.begin[t]; k < slices.begin[t + 1]; ++k) {
            const auto gid = slices.neurons[k];
            for (auto i = problem.synapses.begin[gid]; i < problem.synapses.begin[gid + 1]; ++i) {
                auto& hearers = targets[slices.slice_of[problem.synapses.source[i]]];
                if (hearers.empty() || hearers.back() != t) { hearers.push_back(t); }
            }
        }
    }
    SliceGraph graph;
    for (std::size_t s = 0; s < slices.size(); ++s) {
        graph.begin.push_back(graph.target.size());
        graph.target.insert(graph.target.end(), targets[s].begin(), targets[s].end());
        graph.rate.push_back(problem.network.populations[slices.population[s]].rate_hz *
                             static_cast<double>(slices.n_neurons(s)));
    }
    graph.begin.push_back(graph.target.size());
    return graph;
}

}  // namespace callosum::spinnaker2
