#include "network/boards/spinnaker2/routing.hpp"

#include <algorithm>
#include <map>

namespace callosum::spinnaker2 {

Routing route(const Board& board, const PlacementCost& cost, const Placement& placement,
              double speed) {
    const auto& graph = cost.graph();
    const auto& topology = cost.topology();
    Routing routing;
    std::vector<std::uint32_t> used(topology.n_chips(), 0);
    for (const auto chip : placement) { routing.core.push_back(used[chip]++); }
    std::vector<double> load(topology.n_chips() * topology.n_links(), 0);
    std::vector<std::uint64_t> entries(topology.n_chips(), 0);
    std::map<std::uint32_t, RouterEntry> tree;  // by chip
    for (std::uint32_t s = 0; s < placement.size(); ++s) {
        tree.clear();
        const auto from = placement[s];
        for (auto i = graph.begin[s]; i < graph.begin[s + 1]; ++i) {
            const auto target = graph.target[i];
            auto chip = placement[target];
            auto* entry = &tree.try_emplace(chip, RouterEntry{chip, s, 0, {}}).first->second;
            entry->cores.push_back(routing.core[target]);
            while (chip != from) {
                const auto before = topology.before(from, chip);
                const auto link = topology.link_to(from, chip);
                auto& branch =
                    tree.try_emplace(before, RouterEntry{before, s, 0, {}}).first->second;
                const auto bit = static_cast<std::uint8_t>(1U << link);
                if ((branch.links & bit) != 0) { break; }
                branch.links |= bit;
                load[before * topology.n_links() + link] += graph.rate[s] * speed;
                chip = before;
            }
        }
        for (auto& [chip, entry] : tree) {
            std::sort(entry.cores.begin(), entry.cores.end());
            ++entries[chip];
            routing.entries.push_back(std::move(entry));
        }
    }
    routing.max_entries = *std::max_element(entries.begin(), entries.end());
    for (std::uint32_t c = 0; c < topology.n_chips(); ++c) {
        for (std::size_t l = 0; l < topology.n_links(); ++l) {
            const double carried = load[c * topology.n_links() + l];
            if (carried == 0) { continue; }
            routing.loads.push_back({c, static_cast<std::uint8_t>(l), carried});
            const bool inside = board.chips[c].board == board.chips[topology.neighbour(c, l)].board;
            const double capacity =
                board.limit(inside ? "link_bits_per_second" : "board_link_bits_per_second") /
                board.limit("spike_packet_bits");
            routing.peak_load = std::max(routing.peak_load, carried / capacity);
            routing.peak_spikes_per_second = std::max(routing.peak_spikes_per_second, carried);
        }
    }
    return routing;
}

}  // namespace callosum::spinnaker2
