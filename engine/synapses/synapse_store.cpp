#include "engine/synapses/synapse_store.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include "engine/base/error.hpp"
#include "engine/synapses/synapse_builder.hpp"

namespace callosum {

std::uint64_t SynapseStore::bytes() const {
    return narrow.size() * sizeof(std::uint32_t) + full.size() * sizeof(std::uint64_t) +
           runs.size() * sizeof(Run) + short_runs.size() * sizeof(std::uint16_t);
}

std::uint64_t SynapseStore::listing_bytes() const {
    return sources.bytes() + run_counts.capacity() + degrees.size() * sizeof(std::uint32_t) +
           runs_begin.size() * sizeof(std::uint32_t) + entries_begin.size() * sizeof(std::uint64_t);
}

void SynapseStore::free_listing() {
    sources = {};
    run_counts = {};
    degrees = {};
    runs_begin = {};
    entries_begin = {};
}

SynapseStore build_synapses(const Description& description, const FixedPointPlan& plan,
                            const std::vector<NeuronRange>& ranges, const RowLayout& layout) {
    SynapseBuilder builder(description, plan, ranges, layout);
    for (std::size_t i = 0; i < description.populations.size(); ++i) { builder.add_sources_of(i); }
    return builder.finish();
}

}  // namespace callosum
