#pragma once

#include <array>
#include <concepts>
#include <cstddef>

#include "engine/base/math.hpp"
#include "engine/base/math_lanes.hpp"
#include "models/model.hpp"
#include "models/synapse/synapse_info.hpp"

/// What plastic synapses share. Time is counted at the synapse: a presynaptic spike gets there after
/// the axonal part of the delay, a postsynaptic one after the dendritic part.
namespace callosum {

/// A postsynaptic spike as its neuron's history keeps it.
template <class V>
struct PostSpike {
    V trace;  ///< for on_pre: at the presynaptic spike, of the postsynaptic ones before it (hears_nearest)
    V slow;  ///< for on_post: what the rule's `slow` asks for
    V level{};  ///< of modulated rules: the integral of the modulator since the last presynaptic spike,
                ///< at this spike; for on_pre at the presynaptic one
};

/// What a rule wants to know of a postsynaptic spike beside its trace.
enum class TripletTrace {
    none,
    sum,     ///< sum of exp(-age / tau_minus_triplet) over the spikes before it
    nearest  ///< exp(-age / tau_minus_triplet) of the one before it
};

/// Decay rates of the target population's traces, 1/step.
struct HistoryRates {
    double minus = 0, slow = 0;
};

/// A plasticity rule is a struct without data:
///   info                    its SynapseInfo
///   n_params, Params        parameters in the order of info.params
///   slow                    a TripletTrace (NEST: the archiving node's traces)
///   applies(params)         whether this variant can serve; the first that can is taken
///   Source<V>               what all synapses of a presynaptic neuron share: V and nothing else
///   State<V>                what each synapse has: V and nothing else, the weight's magnitude `w` first
///   Coeffs<V>               made by prepare(params, sign of the weights, rates, dt), in double
///   age(source, k, steps)   takes the shared part (double) to a spike, that many steps after the last
///   count(source)           then counts the spike
///   initial(weight)         a synapse before the first spike
///   on_post(s, k, source, steps, post)
///       a postsynaptic spike `steps` >= 0 after the last presynaptic one; `source` as that spike left
///       it. Not called in order of time between synapses, always in order for one synapse
///   on_pre(s, k, source, post)
///       a presynaptic spike; `source` aged, not yet counted; `post.trace` as it is then
///   sent(s, k, source)      the weight (magnitude) that this spike delivers, after on_pre
/// It may have, instead of sent:
///   release(s, k, source, draws)   for rules that draw: the same in scalar code, `k` and `source` in
///                           double; State has `which` as its second member, the synapse's occurrence
///                           among equal pairs
///   nearest_post = true     for rules that hear the last postsynaptic spike only
///   modulated = true, now(s, k, level)    for rules whose weight moves between spikes with a modulator
///                           (engine/plastic/modulation.hpp); the weight at a time
/// No rule may depend on when on_post is called: spikes wait until their synapse is looked at.
template <class R>
concept PlasticRule =
    requires(typename R::template State<double>& s, const typename R::template Coeffs<double>& k,
             typename R::template Source<double>& source, const typename R::Params& params,
             const PostSpike<double>& post) {
        { R::info } -> std::convertible_to<const SynapseInfo&>;
        { R::slow } -> std::convertible_to<TripletTrace>;
        { R::applies(params) } -> std::same_as<bool>;
        {
            R::prepare(params, 1.0, HistoryRates{}, 0.1)
        } -> std::same_as<typename R::template Coeffs<double>>;
        R::age(source, k, 1.0);
        R::count(source);
        { R::initial(1.0) } -> std::same_as<typename R::template State<double>>;
        R::on_post(s, k, source, 1.0, post);
        R::on_pre(s, k, source, post);
        { R::sent(s, k, source) } -> std::same_as<double>;
    };

/// A rule whose synapses hear a modulator.
template <class R>
inline constexpr bool is_modulated = requires { requires R::modulated; };
/// A rule that draws random numbers at each spike.
template <class R>
inline constexpr bool draws_at_spikes = requires(typename R::template State<double> s) { s.which; };

/// A rule that hears exp(-age / tau_minus) of the last postsynaptic spike before the presynaptic one;
/// others hear the sum over all of them.
template <class R>
inline constexpr bool hears_nearest = requires { requires R::nearest_post; };

namespace rule {

/// exp(-steps rate); 0 where that is below the smallest normal number
template <class V>
[[nodiscard, gnu::always_inline]] inline V decay(V steps, V rate) {
    return math::exp_flushed_(-(steps * rate));
}
/// `trace` is that of a spike `steps` ago, which counts itself and all before; 0: there was none.
template <class R, class V>
[[nodiscard, gnu::always_inline]] inline V post_trace(V trace, V steps, V rate) {
    const V faded = decay(steps, rate);
    if constexpr (!hears_nearest<R>) { return trace * faded; }
    const V none(scalar_of<V>(0));
    return select(trace > none, faded, none);
}
template <class V>
[[nodiscard, gnu::always_inline]] inline V number(double x) {
    return V(static_cast<scalar_of<V>>(x));
}

}  // namespace rule
}  // namespace callosum
