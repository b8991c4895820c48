#include "network/boards/brainscales2/map.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <set>
#include <tuple>
#include <utility>

#include "engine/base/clock.hpp"
#include "engine/base/digest.hpp"

namespace callosum::brainscales2 {
namespace {

/// Order in which neurons are placed, and choice of the event output of each.
struct Plan {
    std::string name;
    std::vector<std::uint32_t> order;  ///< gids of neurons
    bool dealt = false;                ///< placed on the emptiest event output, not the first
};

struct Placed {
    std::vector<Site> sites;
    std::uint64_t chips = 0, circuits = 0;
};

class Mapper {
  public:
    Mapper(const BoardNetwork& network, const SynapseTable& synapses, const Board& board,
           Findings& findings)
        : network_(network), synapses_(synapses), board_(board), findings_(findings) {
        for (std::size_t p = 0; p < network.populations.size(); ++p) {
            const auto& population = network.description.populations[p];
            for (std::uint64_t i = 0; i < population.size; ++i) {
                rate_.push_back(network.populations[p].rate_hz);
                if (network.populations[p].is_neuron()) {
                    neurons_.push_back(static_cast<std::uint32_t>(population.first_gid + i));
                }
            }
        }
    }

    Mapping map() {
        const auto start = Clock::now();
        MappingFigures sequential = attempt({"neurons in order of their index", neurons_, false});
        sequential.name = "sequential";
        sequential.seconds = seconds_since(start);
        MappingFigures random = attempt({"random", shuffled(0), false});
        random.name = "random";
        (void)attempt({"neurons dealt out over event outputs", neurons_, true});
        // More shuffles rarely help; large networks are wired fewer times because each attempt
        // takes long.
        constexpr std::uint64_t n_shuffles = 8;
        for (std::uint64_t i = 1; i <= n_shuffles && synapses_.size() < max_tried; ++i) {
            (void)attempt({"neurons shuffled", shuffled(i), false});
        }
        const double seconds = seconds_since(start);
        if (best_.sites.empty()) {
            refuse(sequential.fault);
            return {};
        }
        MappingFigures ours = best_figures_;
        ours.name = "ours";
        ours.seconds = seconds;
        best_.figures = {ours, sequential, random};
        best_.recurrent_chips = has_circle();
        return std::move(best_);
    }

  private:
    static constexpr std::uint64_t max_tried =
        1'000'000;  ///< synapses; larger networks are wired fewer times

    [[nodiscard]] std::vector<std::uint32_t> shuffled(std::uint64_t number) const {
        auto order = neurons_;
        const std::uint64_t key = mix(network_.description.seed + 1) + number;
        for (std::size_t i = order.size(); i > 1; --i) {
            std::swap(order[i - 1], order[mix(mix(key) + i) % i]);
        }
        return order;
    }

    void refuse(const std::string& fault) {
        std::string split;
        for (std::size_t p = 0; p < network_.populations.size(); ++p) {
            if (!network_.populations[p].is_neuron()) { continue; }
            const auto& population = network_.description.populations[p];
            std::uint64_t most = 0;
            for (auto g = population.first_gid; g < population.first_gid + population.size; ++g) {
                most = std::max(most, synapses_.begin[g + 1] - synapses_.begin[g]);
            }
            split += (split.empty() ? "" : "; ") + population.name + ": " +
                     std::to_string(population.size) + " neurons with up to " +
                     std::to_string(most) + " inputs";
        }
        findings_.push_back(
            {Finding::Kind::refused, "circuits",
             fault + " (" + split + "). A smaller scale, or a board of more chips, would do", ""});
    }

    [[nodiscard]] std::uint32_t circuits_of(std::uint32_t gid, std::uint32_t more) const {
        const auto inputs = static_cast<double>(synapses_.begin[gid + 1] - synapses_.begin[gid]);
        const auto least = static_cast<std::uint32_t>(
            std::ceil(inputs / board_.limit("signed_inputs_per_circuit")));
        return std::max<std::uint32_t>(1, least) + more;
    }

    /// Places neurons in regions: a region is the columns of one event output in one row of
    /// circuits, and a neuron must lie in one of them. Returns false, with the reason in `fault`,
    /// if they do not fit.
    bool place(const Plan& plan, std::uint32_t more, Placed& placed, std::string& fault) const {
        const auto width = static_cast<std::uint32_t>(board_.limit("columns_per_event_output"));
        const auto regions = static_cast<std::uint32_t>(board_.limit("columns")) / width;
        const auto most = static_cast<std::uint32_t>(board_.limit("circuits_per_neuron"));
        placed.sites.assign(synapses_.begin.size() - 1, Site{});
        std::vector<std::uint32_t> used(2 * regions, 0);
        std::uint32_t chip = 0;
        for (const auto gid : plan.order) {
            const auto circuits = circuits_of(gid, more);
            if (circuits > std::min(most, width)) {
                fault = "a neuron with " +
                        std::to_string(synapses_.begin[gid + 1] - synapses_.begin[gid]) +
                        " inputs needs " + std::to_string(circuits) + " circuits; at most " +
                        std::to_string(std::min(most, width)) + " can be one neuron";
                return false;
            }
            auto region = find_region(used, width, circuits, plan.dealt);
            if (region == used.size()) {
                if (++chip == board_.chips.size()) {
                    fault = needed(plan, more);
                    return false;
                }
                std::fill(used.begin(), used.end(), 0);
                region = find_region(used, width, circuits, plan.dealt);
            }
            placed.sites[gid] = {
                chip, static_cast<std::uint8_t>(region / regions),
                static_cast<std::uint16_t>(region % regions * width + used[region]),
                static_cast<std::uint8_t>(circuits)};
            used[region] += circuits;
            placed.circuits += circuits;
        }
        placed.chips = chip + 1;
        return true;
    }

    [[nodiscard]] std::string needed(const Plan& plan, std::uint32_t more) const {
        std::uint64_t circuits = 0;
        for (const auto gid : plan.order) { circuits += circuits_of(gid, more); }
        return "the network needs " + std::to_string(circuits) + " neuron circuits, " +
               board_.name + " has " +
               std::to_string(board_.chips.size() * 2 *
                              static_cast<std::uint64_t>(board_.limit("columns"))) +
               " (neurons of several circuits lie within an event output, which leaves gaps)";
    }

    static std::size_t find_region(const std::vector<std::uint32_t>& used, std::uint32_t width,
                                   std::uint32_t circuits, bool dealt) {
        std::size_t best = used.size();
        for (std::size_t r = 0; r < used.size(); ++r) {
            if (used[r] + circuits > width) { continue; }
            if (!dealt) { return r; }
            if (best == used.size() || used[r] < used[best]) { best = r; }
        }
        return best;
    }

    /// Repeats the placement with more circuits for each neuron until the rows of synapses suffice.
    MappingFigures attempt(const Plan& plan) {
        MappingFigures figures;
        figures.name = plan.name;
        const auto most = static_cast<std::uint32_t>(board_.limit("circuits_per_neuron"));
        for (std::uint32_t more = 0; more < most; ++more) {
            Placed placed;
            std::string fault;
            if (!place(plan, more, placed, fault)) {
                // The fault with fewer circuits tells more: the later one is only lack of room.
                if (figures.fault.empty()) { figures.fault = fault; }
                return figures;
            }
            auto wiring = wire_chips(network_, synapses_, board_, placed.sites, fault);
            if (!wiring) {
                figures.fault = fault;
                continue;
            }
            figures.legal = true;
            figures.fault.clear();
            figures.chips = placed.chips;
            figures.circuits = placed.circuits;
            figures.rows = wiring->rows.size();
            figures.peak_bus_load = wiring->peak_bus_events / board_.limit("bus_events_per_second");
            figures.inter_chip_events = events_between(placed.sites);
            keep(plan, figures, std::move(placed), std::move(*wiring));
            return figures;
        }
        return figures;
    }

    void keep(const Plan& plan, const MappingFigures& figures, Placed placed, Wiring wiring) {
        const auto rank = [](const MappingFigures& f) {
            return std::tuple(f.chips, f.rows, f.inter_chip_events, f.peak_bus_load);
        };
        if (!best_.sites.empty() && rank(best_figures_) <= rank(figures)) { return; }
        best_figures_ = figures;
        best_.sites = std::move(placed.sites);
        best_.wiring = std::move(wiring);
        best_.chosen = plan.name;
    }

    [[nodiscard]] double events_between(const std::vector<Site>& sites) const {
        std::set<std::pair<std::uint32_t, std::uint32_t>> seen;  // source, chip
        double events = 0;
        for (const auto gid : neurons_) {
            for (auto i = synapses_.begin[gid]; i < synapses_.begin[gid + 1]; ++i) {
                const auto source = synapses_.source[i];
                if (sites[source].circuits == 0 || sites[source].chip == sites[gid].chip) {
                    continue;
                }
                if (seen.emplace(source, sites[gid].chip).second) { events += rate_[source]; }
            }
        }
        return events;
    }

    /// Whether chips send spikes to each other in a cycle, so that no order of running them one by
    /// one is possible.
    [[nodiscard]] bool has_circle() const {
        std::set<std::pair<std::uint32_t, std::uint32_t>> links;
        for (const auto gid : neurons_) {
            for (auto i = synapses_.begin[gid]; i < synapses_.begin[gid + 1]; ++i) {
                const Site& from = best_.sites[synapses_.source[i]];
                const Site& to = best_.sites[gid];
                if (from.circuits > 0 && from.chip != to.chip) {
                    links.emplace(from.chip, to.chip);
                }
            }
        }
        // Chips without incoming links are removed repeatedly; what stays lies on a circle or
        // behind one.
        std::set<std::uint32_t> left;
        for (const auto& [from, to] : links) {
            left.insert(from);
            left.insert(to);
        }
        for (bool taken = true; taken && !left.empty();) {
            taken = false;
            for (const auto chip : std::vector<std::uint32_t>(left.begin(), left.end())) {
                const bool hears = std::any_of(links.begin(), links.end(), [&](const auto& link) {
                    return link.second == chip && left.count(link.first) > 0;
                });
                if (!hears) {
                    left.erase(chip);
                    taken = true;
                }
            }
        }
        return !left.empty();
    }

    const BoardNetwork& network_;
    const SynapseTable& synapses_;
    const Board& board_;
    Findings& findings_;
    std::vector<std::uint32_t> neurons_;
    std::vector<double> rate_;  ///< by gid
    Mapping best_;
    MappingFigures best_figures_;
};

}  // namespace

Mapping map_network(const BoardNetwork& network, const SynapseTable& synapses, const Board& board,
                    Findings& findings) {
    return Mapper(network, synapses, board, findings).map();
}

}  // namespace callosum::brainscales2
