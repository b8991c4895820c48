#pragma once

#include "models/model.hpp"
#include "models/neuron/aeif_cond_alpha.hpp"
#include "models/neuron/aeif_cond_exp.hpp"
#include "models/neuron/aeif_psc_delta_clopath.hpp"
#include "models/neuron/aeif_psc_exp.hpp"
#include "models/neuron/gif_psc_exp.hpp"
#include "models/neuron/glif_psc.hpp"
#include "models/neuron/hh_cond_exp_traub.hpp"
#include "models/neuron/hh_psc_alpha.hpp"
#include "models/neuron/hh_squid.hpp"
#include "models/neuron/iaf_cond_alpha.hpp"
#include "models/neuron/iaf_cond_exp.hpp"
#include "models/neuron/iaf_cond_exp_adaptive.hpp"
#include "models/neuron/iaf_psc_alpha.hpp"
#include "models/neuron/iaf_psc_delta.hpp"
#include "models/neuron/iaf_psc_exp.hpp"
#include "models/neuron/iaf_psc_exp_multisynapse.hpp"
#include "models/neuron/ignore_and_fire.hpp"
#include "models/neuron/izhikevich.hpp"
#include "models/neuron/lif.hpp"
#include "models/neuron/lif_curr_exp.hpp"
#include "models/neuron/loihi2_lif.hpp"
#include "models/neuron/parrot_neuron.hpp"
#include "models/neuron/poisson_process.hpp"
#include "models/neuron/pp_psc_delta.hpp"

namespace callosum {

/// List of model types, carried as a type because each one is a set of templates.
template <NeuronModel... M>
struct Models {};

/// The one list of neuron models. Variants of a model are adjacent, the most special first, because
/// the first that applies is taken.
using NeuronModels =
    Models<IafPscExp<1>, IafPscExp<2>, IafPscExp<2, true>, IafPscAlpha<1>, IafPscAlpha<2>,
           IafPscDelta<false>, IafPscDelta<true>, IafCondExp, IafCondAlpha, IafCondExpAdaptive,
           AeifCondExp, AeifCondAlpha, AeifPscExp, AeifPscDeltaClopath, Izhikevich<true>,
           Izhikevich<false>, HhCondExpTraub, HhPscAlpha, HhSquid, IgnoreAndFire, ParrotNeuron,
           IafPscExpMultisynapse, GlifPsc, GifPscExp, PpPscDelta<false>, PpPscDelta<true>, Lif,
           LifCurrExp, Loihi2Lif, PoissonProcess>;

/// Calls f.operator()<M>() for the models in order until one returns true; returns false if none
/// did.
template <class F, class... M>
bool visit_models(Models<M...>, F&& f) {
    return (f.template operator()<M>() || ...);
}

template <class... M>
constexpr std::size_t count_models(Models<M...>) {
    return sizeof...(M);
}

}  // namespace callosum
