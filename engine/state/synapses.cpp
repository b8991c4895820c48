#include "engine/state/synapses.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include "engine/base/error.hpp"
#include "engine/state/synapse_builder.hpp"

namespace callosum {

RowLayout lay_out_rows(const InputPlan& plan, const std::vector<NeuronRange>& ranges) {
    RowLayout layout;
    for (const auto& range : ranges) {
        const std::uint64_t slots =
            (range.size() + Partition::grain - 1) / Partition::grain * Partition::grain;
        auto& places = layout.places.emplace_back();
        for (const auto& row : plan.rows[range.population]) {
            auto& next = row.wide ? layout.n_wide : layout.n_narrow;
            places.push_back({row.wide, next});
            next += slots;
        }
    }
    return layout;
}

std::vector<std::uint32_t> SynapseStore::shortest_delays() const {
    std::vector<std::uint32_t> shortest(sources.size(), ~std::uint32_t{0});
    for (std::size_t i = 0; i < sources.size(); ++i) {
        const auto end = runs_begin[(i + 1) * blocks.size()];
        for (auto r = runs_begin[i * blocks.size()]; r < end; ++r) {
            shortest[i] = std::min<std::uint32_t>(shortest[i], runs[r].delay);
        }
    }
    return shortest;
}

std::uint64_t SynapseStore::bytes() const {
    return narrow.size() * sizeof(std::uint32_t) + full.size() * sizeof(std::uint64_t) +
           runs.size() * sizeof(Run) + sources.size() * sizeof(std::uint64_t) +
           runs_begin.size() * sizeof(std::uint32_t) + entries_begin.size() * sizeof(std::uint64_t);
}

SynapseStore build_synapses(const Description& description, const InputPlan& plan,
                            const std::vector<NeuronRange>& ranges, const RowLayout& layout) {
    SynapseBuilder builder(description, plan, ranges, layout);
    for (std::size_t i = 0; i < description.populations.size(); ++i) { builder.add_sources_of(i); }
    return builder.finish();
}

}  // namespace callosum
