#pragma once

#include <array>
#include <cstddef>
#include <utility>
#include <vector>

#include "engine/layout/parameter_values.hpp"
#include "network/partition/partition.hpp"

namespace callosum {

/// Parameters of neurons that have been sampled, and will be again, where neurons differ: to draw them takes ten times as long as
/// to read a state.
template <class M>
class SampledParams {
  public:
    using Params = std::array<double, M::n_params>;
    /// Returns the parameters of some neurons of the range, by local index; valid until the next call.
    [[nodiscard]] const Params* of(const PopulationValues& values, const NeuronRange& range,
                                   Slice neurons) {
        for (const auto& [slice, params] : known_) {
            if (slice.first == neurons.first && slice.last == neurons.last) {
                return params.data();
            }
        }
        constexpr std::size_t most = 16;  // different slices that are sampled in one step
        if (known_.size() == most) { known_.clear(); }
        auto& params = known_.emplace_back(neurons, std::vector<Params>()).second;
        for (auto i = neurons.first; i < neurons.last; ++i) {
            params.push_back(values.template params_of<M>(range.first + i));
        }
        return params.data();
    }
    /// Forgets all, because parameters have changed.
    void forget() { known_.clear(); }

  private:
    std::vector<std::pair<Slice, std::vector<Params>>> known_;
};

}  // namespace callosum
