#pragma once

#include "models/model.hpp"
#include "models/neuron/iaf_psc_alpha.hpp"
#include "models/neuron/iaf_psc_delta.hpp"
#include "models/neuron/iaf_psc_exp.hpp"

namespace callosum {

template <NeuronModel... M>
struct Models {};

/// The one list of neuron models. Variants of a model stand together, the most special first.
using NeuronModels = Models<IafPscExp<1>, IafPscExp<2>, IafPscAlpha<1>, IafPscAlpha<2>,
                            IafPscDelta<false>, IafPscDelta<true>>;

/// Calls f.operator()<M>() for the models in order until one returns true; false if none did.
template <class F, class... M>
bool visit_models(Models<M...>, F&& f) {
    return (f.template operator()<M>() || ...);
}

template <class... M>
constexpr std::size_t count_models(Models<M...>) {
    return sizeof...(M);
}

}  // namespace callosum
