#pragma once

#include <cstdint>
#include <vector>

#include "engine/plastic/plastic_store.hpp"
#include "engine/plastic/plastic_synapses.hpp"

namespace callosum {

/// Writes the occurrence of each synapse among equal pairs into a column, by entry. Rules that draw
/// keep it in their state, because it is part of the key of their draws.
template <class T>
void count_occurrences(const PlasticStore<T>& store, Column<T>& into) {
    std::vector<PlasticSynapse> of_source;
    for (std::size_t number = 0; number < store.sources.size(); ++number) {
        of_source.clear();
        const auto first = store.entries_begin[number * store.n_chunks];
        store.for_each_group(number, [&](const PlasticGroup& group) {
            for (auto entry = group.first; entry < group.first + group.n; ++entry) {
                of_source.push_back(
                    {entry - first, group.base + store.targets[entry], group.delay, 0, 0});
            }
        });
        order_synapses(of_source);
        for (const auto& synapse : of_source) {
            into[first + synapse.source] = static_cast<T>(synapse.occurrence);
        }
    }
}

}  // namespace callosum
