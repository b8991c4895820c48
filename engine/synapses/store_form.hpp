#pragma once

#include <vector>

#include "engine/synapses/synapse_store.hpp"

namespace callosum {

/// SynapseStore::pad and ::packed for a worker: padding where segments are long enough for it to cost
/// little, else packed if all its formats can be.
struct StoreForm {
    std::uint32_t pad = 1;
    bool packed = false;
};
[[nodiscard]] StoreForm choose_form(const Description& description, const FixedPointPlan& plan,
                                    const std::vector<NeuronRange>& ranges,
                                    const RowLayout& layout);

/// The targets of a projection that lie in a range; empty where there are none.
[[nodiscard]] Slice targets_in(const NeuronRange& range, const Slice& target_slice);

/// The most entries and runs that a worker's store will have.
struct StoreCapacity {
    double narrow = 0, full = 0;  ///< entries of 32 and 64 bits
    double runs = 0;
};
[[nodiscard]] StoreCapacity capacity_of(const Description& description, const FixedPointPlan& plan,
                                        const std::vector<NeuronRange>& ranges,
                                        const RowLayout& layout, const StoreForm& form);

}  // namespace callosum
