#include "network/boards/spinnaker2/map.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <numeric>
#include <optional>
#include <set>

#include "engine/base/clock.hpp"
#include "engine/base/digest.hpp"
#include "network/boards/spinnaker2/order.hpp"
#include "network/draw/sampler.hpp"

namespace callosum::spinnaker2 {
namespace {

/// Slices for one order of neurons, and the traffic between them.
struct Cut {
    std::string name;
    Slices slices;
    SliceGraph graph;
    std::vector<std::uint32_t> order;  ///< order in which slices fill chips
    double seconds = 0;
};

std::vector<std::uint32_t> count_up(std::size_t n) {
    std::vector<std::uint32_t> numbers(n);
    std::iota(numbers.begin(), numbers.end(), 0);
    return numbers;
}

std::uint64_t n_different(const Placement& placement) {
    return std::set<std::uint32_t>(placement.begin(), placement.end()).size();
}

class Mapper {
  public:
    Mapper(const SliceProblem& problem, Findings& findings)
        : problem_(problem), findings_(findings), topology_(problem.board) {}

    Mapping map() {
        const auto start = Clock::now();
        auto given = cut("neurons in the given order", given_order(problem_.network));
        if (!given) { return {}; }
        given->seconds = seconds_since(start);
        const bool fits = !fill_chips(problem_.board, given->slices, given->order,
                                      count_up(problem_.board.chips.size()))
                               .empty();
        if (fits) {
            compare(*given);
            consider(*given);
        }
        if (!fits || n_different(best_.placement) > 1) { add_clustered(); }
        if (best_.placement.empty()) {
            // Clustering costs time and pays only where spikes leave a chip.
            refuse_size(*given);
            return {};
        }
        finish(start);
        return std::move(best_);
    }

  private:
    std::optional<Cut> cut(std::string name, const std::vector<std::uint32_t>& order) {
        const std::size_t before = findings_.size();
        Cut candidate{std::move(name), cut_slices(problem_, order, findings_), {}, {}, 0};
        if (findings_.size() > before) { return std::nullopt; }
        candidate.graph = connect_slices(problem_, candidate.slices);
        candidate.order = count_up(candidate.slices.size());
        return candidate;
    }

    void refuse_size(const Cut& candidate) {
        std::vector<std::uint64_t> cores(problem_.network.populations.size(), 0);
        for (const auto p : candidate.slices.population) { ++cores[p]; }
        std::string split;
        for (std::size_t p = 0; p < cores.size(); ++p) {
            split += (split.empty() ? "" : ", ") +
                     problem_.network.description.populations[p].name + " " +
                     std::to_string(cores[p]);
        }
        const double part = static_cast<double>(problem_.board.n_cores()) /
                            static_cast<double>(candidate.slices.size());
        std::array<char, 32> text{};
        std::snprintf(text.data(), text.size(), "%.2g", part);
        findings_.push_back({Finding::Kind::refused, "cores",
                             "the network needs " + std::to_string(candidate.slices.size()) +
                                 " cores (" + split + "), " + problem_.board.name + " has " +
                                 std::to_string(problem_.board.n_cores()) + "; about " +
                                 text.data() +
                                 " of it would fit: take a larger board or a smaller scale",
                             ""});
    }

    [[nodiscard]] double speed() const {
        return problem_.network.description.dt_ms * 1e-3 / problem_.tick_s;
    }

    MappingFigures figures_of(const std::string& name, const Cut& candidate,
                              const Placement& placement, double seconds) {
        const PlacementCost cost(candidate.graph, topology_);
        return {name,
                candidate.slices.size(),
                n_different(placement),
                cost.spike_hops(placement),
                route(problem_.board, cost, placement, speed()).peak_load,
                seconds};
    }

    /// Records figures of the sequential and a random placement of the given order, for comparison.
    void compare(const Cut& given) {
        const auto start = Clock::now();
        const auto chips = count_up(problem_.board.chips.size());
        const auto sequential = fill_chips(problem_.board, given.slices, given.order, chips);
        const double seconds = given.seconds + seconds_since(start);
        compared_.push_back(figures_of("sequential", given, sequential, seconds));
        auto shuffled = given.order;
        for (std::size_t i = shuffled.size(); i > 1; --i) {
            std::swap(shuffled[i - 1], shuffled[mix(i + problem_.network.description.seed) % i]);
        }
        const auto random = fill_chips(problem_.board, given.slices, shuffled, chips);
        if (!random.empty()) { compared_.push_back(figures_of("random", given, random, seconds)); }
    }

    /// Keeps the better placement of a cut if it beats the best so far.
    void consider(Cut& candidate) {
        const PlacementCost cost(candidate.graph, topology_);
        const std::array<std::pair<const char*, std::vector<std::uint32_t>>, 2> chip_orders{
            {{"chips in the order of the file", count_up(problem_.board.chips.size())},
             {"chips from the middle", topology_.from_the_middle()}}};
        for (const auto& [name, chips] : chip_orders) {
            auto placement = fill_chips(problem_.board, candidate.slices, candidate.order, chips);
            if (placement.empty()) { continue; }
            const double hops = cost.spike_hops(placement);
            const bool better =
                best_.placement.empty() || hops < best_hops_ ||
                (hops == best_hops_ && candidate.slices.size() < best_.slices.size());
            if (!better) { continue; }
            best_hops_ = hops;
            best_.placement = std::move(placement);
            best_.slices = candidate.slices;
            best_.graph = candidate.graph;
            best_.chosen = candidate.name + ", " + name;
        }
    }

    /// Considers a cut that puts neurons which talk to each other on one core, and such slices near
    /// each other.
    void add_clustered() {
        const auto clustered = clustered_order(problem_.network, problem_.synapses);
        if (clustered.neurons.empty()) { return; }
        auto candidate = cut("neurons clustered", clustered.neurons);
        if (!candidate) { return; }
        std::vector<double> middle;
        for (std::size_t s = 0; s < candidate->slices.size(); ++s) {
            double sum = 0;
            for (auto k = candidate->slices.begin[s]; k < candidate->slices.begin[s + 1]; ++k) {
                sum += clustered.cluster[candidate->slices.neurons[k]];
            }
            middle.push_back(sum / static_cast<double>(candidate->slices.n_neurons(s)));
        }
        std::stable_sort(candidate->order.begin(), candidate->order.end(),
                         [&](std::uint32_t a, std::uint32_t b) { return middle[a] < middle[b]; });
        consider(*candidate);
    }

    /// Refines the best placement and routes it.
    void finish(Clock::time_point start) {
        const PlacementCost cost(best_.graph, topology_);
        if (best_hops_ > 0) {
            refine_chips(problem_.board, cost, best_.placement);
            refine(problem_.board, best_.slices, cost, best_.placement);
            refine_chips(problem_.board, cost, best_.placement);
            const double hops = cost.spike_hops(best_.placement);
            if (hops < best_hops_) { best_.chosen += ", refined"; }
            best_hops_ = hops;
        }
        const double seconds = seconds_since(start);
        best_.routing = route(problem_.board, cost, best_.placement, speed());
        best_.figures.push_back({"ours", best_.slices.size(), n_different(best_.placement),
                                 best_hops_, best_.routing.peak_load, seconds});
        best_.figures.insert(best_.figures.end(), compared_.begin(), compared_.end());
        check_links();
    }

    /// Refuses a mapping that exceeds the router's table, its keys or the capacity of a link.
    void check_links() {
        const auto most = static_cast<std::uint64_t>(problem_.board.limit("router_entries"));
        if (best_.routing.max_entries > most) {
            findings_.push_back({Finding::Kind::refused, "router",
                                 "a chip needs " + std::to_string(best_.routing.max_entries) +
                                     " entries, there are " + std::to_string(most),
                                 ""});
        }
        const double keys =
            std::ldexp(static_cast<double>(best_.slices.size()), static_cast<int>(neuron_bits));
        if (keys > std::ldexp(1.0, static_cast<int>(problem_.board.limit("key_bits")))) {
            findings_.push_back({Finding::Kind::refused, "router",
                                 std::to_string(best_.slices.size()) +
                                     " slices of 256 keys need more than the board's key_bits",
                                 ""});
        }
        if (best_.routing.peak_load > 1) {
            findings_.push_back({Finding::Kind::refused, "links",
                                 "a link would carry " +
                                     std::to_string(best_.routing.peak_spikes_per_second) +
                                     " spikes/s, " + std::to_string(best_.routing.peak_load) +
                                     " times what it can; take a longer --tick",
                                 ""});
        }
    }

    const SliceProblem& problem_;
    Findings& findings_;
    Topology topology_;
    Mapping best_;
    double best_hops_ = 0;
    std::vector<MappingFigures> compared_;
};

}  // namespace

void check_size(const BoardNetwork& network, const Board& board, Findings& findings) {
    const auto& description = network.description;
    std::vector<double> synapses(description.populations.size(), 0);
    for (std::size_t p = 0; p < description.projections.size(); ++p) {
        synapses[description.projections[p].target] += bounds(description, p).expected_synapses;
    }
    const double memory = board.limit("row_memory_bytes");
    double cores = 0, all = 0;
    std::string split;
    for (std::size_t p = 0; p < synapses.size(); ++p) {
        const double bytes = synapses[p] * board.limit("synapse_bytes");
        const double needed = std::ceil(
            std::max(bytes / memory, static_cast<double>(description.populations[p].size) /
                                         board.limit("max_neurons_per_core")));
        cores += needed;
        all += synapses[p];
        std::array<char, 128> text{};
        std::snprintf(text.data(), text.size(), "%s%s %.0f", split.empty() ? "" : ", ",
                      description.populations[p].name.c_str(), needed);
        split += text.data();
    }
    const auto available = static_cast<double>(board.n_cores());
    if (cores <= available) { return; }
    std::array<char, 160> text{};
    std::snprintf(
        text.data(), text.size(),
        "%.4g synapses of %.0f bytes need at least %.0f cores of %.0f bytes, %s has %.0f; ", all,
        board.limit("synapse_bytes"), cores, memory, board.name.c_str(), available);
    findings.push_back({Finding::Kind::refused, "cores",
                        text.data() + std::string("by population: ") + split +
                            ". A smaller scale.indegree, a larger board, or rows in DRAM would do",
                        ""});
}

Mapping map_network(const SliceProblem& problem, Findings& findings) {
    return Mapper(problem, findings).map();
}

}  // namespace callosum::spinnaker2
