#pragma once

#include "models/synapse/bernoulli_synapse.hpp"
#include "models/synapse/clopath_synapse.hpp"
#include "models/synapse/jonke_synapse.hpp"
#include "models/synapse/quantal_stp_synapse.hpp"
#include "models/synapse/stdp_dopamine_synapse.hpp"
#include "models/synapse/stdp_nn_pre_centered_synapse.hpp"
#include "models/synapse/stdp_nn_restr_synapse.hpp"
#include "models/synapse/stdp_nn_symm_synapse.hpp"
#include "models/synapse/stdp_pl_synapse_hom.hpp"
#include "models/synapse/stdp_synapse.hpp"
#include "models/synapse/stdp_triplet_synapse.hpp"
#include "models/synapse/tsodyks2_synapse.hpp"
#include "models/synapse/vogels_sprekeler_synapse.hpp"

namespace callosum {

/// List of rule types, carried as a type because each one is a set of templates.
template <PlasticRule... R>
struct Rules {};

/// The one list of plastic synapse models that follow spikes; ClopathSynapse, which follows
/// potentials, is not in it. Variants of a model are adjacent, the most special first, because the
/// first that applies is taken.
using PlasticRules =
    Rules<StdpSynapse<true>, StdpSynapse<false>, StdpPlSynapseHom, StdpNnSymmSynapse<true>,
          StdpNnSymmSynapse<false>, StdpNnRestrSynapse<true>, StdpNnRestrSynapse<false>,
          StdpNnPreCenteredSynapse<true>, StdpNnPreCenteredSynapse<false>, StdpTripletSynapse<true>,
          StdpTripletSynapse<false>, VogelsSprekelerSynapse, JonkeSynapse, StdpDopamineSynapse,
          Tsodyks2Synapse, QuantalStpSynapse, BernoulliSynapse>;

/// Calls f.operator()<R>() for the rules in order until one returns true; returns false if none
/// did.
template <class F, class... R>
bool visit_rules(Rules<R...>, F&& f) {
    return (f.template operator()<R>() || ...);
}

}  // namespace callosum
