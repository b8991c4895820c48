#include "engine/stimuli/local_values.hpp"

#include <algorithm>

#include "engine/layout/parameter_values.hpp"

namespace callosum {

LocalValues local_values(const Values& values, std::uint64_t seed, std::uint32_t stream,
                         const NeuronRange& range, const Slice& slice) {
    LocalValues local;
    if (const auto shared = shared_value(values)) {
        local.shared = *shared;
        return local;
    }
    local.each.assign(range.size(), 0);
    const bool list = std::holds_alternative<std::vector<double>>(values);
    for (std::uint64_t i = std::max(range.first, slice.first); i < std::min(range.last, slice.last);
         ++i) {
        // A list has one number per target of the slice; draws are keyed by the neuron.
        const std::uint64_t index = list ? i - slice.first : i;
        local.each[i - range.first] = value_of(values, seed, Purpose::stimulus, stream, index);
    }
    return local;
}

}  // namespace callosum
