#pragma once

#include <vector>

#include "engine/synapses/synapse_store.hpp"

namespace callosum {

/// Choice of SynapseStore::pad and ::packed for a share: padding where segments are long enough for
/// it to cost little, else packed if all formats allow it.
struct StoreForm {
    std::uint32_t pad = 1;
    bool packed = false;
};
[[nodiscard]] StoreForm choose_form(const Description& description, const FixedPointPlan& plan,
                                    const std::vector<NeuronRange>& ranges,
                                    const RowLayout& layout);

/// Returns the targets of a projection that lie in a range; empty where there are none.
[[nodiscard]] Slice targets_in(const NeuronRange& range, const Slice& target_slice);

/// Upper bounds of the entries and runs of a share's store.
struct StoreCapacity {
    double narrow = 0, full = 0;  ///< entries of 32 and 64 bits
    double runs = 0;
};
[[nodiscard]] StoreCapacity capacity_of(const Description& description, const FixedPointPlan& plan,
                                        const std::vector<NeuronRange>& ranges,
                                        const RowLayout& layout, const StoreForm& form);

}  // namespace callosum
