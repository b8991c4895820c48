#pragma once

#include <array>
#include <concepts>
#include <cstddef>

#include "engine/base/math.hpp"
#include "engine/base/math_lanes.hpp"
#include "models/model.hpp"
#include "models/synapse/synapse_info.hpp"

/// Interface of plasticity rules. Time is counted at the synapse: a presynaptic spike arrives there
/// after the axonal part of the delay, a postsynaptic one after the dendritic part.
namespace callosum {

/// A postsynaptic spike, as the history of its neuron presents it to a rule.
template <class V>
struct PostSpike {
    V trace;    ///< for on_pre: trace of earlier postsynaptic spikes at this one (hears_nearest)
    V slow;     ///< for on_post: the trace that the rule's `slow` asks for
    V level{};  ///< for modulated rules: integral of the modulator from the last presynaptic spike
                ///< to this one
};

/// Second trace of the postsynaptic neuron that a rule reads at a postsynaptic spike.
enum class TripletTrace {
    none,
    sum,     ///< sum of exp(-age / tau_minus_triplet) over the spikes before it
    nearest  ///< exp(-age / tau_minus_triplet) of the spike before it
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
///   Source<V>               state shared by all synapses of a source: V and nothing else
///   State<V>                state of a synapse: V and nothing else, the magnitude `w` first
///   Coeffs<V>               made by prepare(params, sign of the weights, rates, dt), in double
///   age(source, k, steps)   takes the shared state (double) to a spike, `steps` after the last one
///   count(source)           adds the spike to the shared state, after age
///   initial(weight)         a synapse before the first spike
///   on_post(s, k, source, steps, post)
///       applies a postsynaptic spike `steps` >= 0 after the last presynaptic one, which left
///       `source` as it is. Calls are in order of time for each synapse, not between synapses
///   on_pre(s, k, source, post)
///       applies a presynaptic spike; `source` is aged but does not count it yet; `post.trace` is
///       the value at this spike
///   sent(s, k, source)      the weight (magnitude) that this spike delivers, after on_pre
/// Optional members:
///   release(s, k, source, draws)
///       replaces `sent` in rules that draw. It is scalar code, `k` and `source` in double; State
///       has `which` as its second member, the occurrence of the synapse among equal pairs
///   nearest_post = true     for rules that hear the last postsynaptic spike only
///   modulated = true, now(s, k, level)
///       for rules whose weight moves between spikes with a modulator
///       (engine/plastic/modulation.hpp); `now` is the weight at a time
/// No rule may depend on when on_post is called: postsynaptic spikes wait until their synapse is
/// visited.
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

/// Whether the synapses of a rule hear a modulator.
template <class R>
inline constexpr bool is_modulated = requires { requires R::modulated; };
/// Whether a rule draws random numbers at each spike.
template <class R>
inline constexpr bool draws_at_spikes = requires(typename R::template State<double> s) { s.which; };

/// Whether a rule hears exp(-age / tau_minus) of the last postsynaptic spike before the presynaptic
/// one; other rules hear the sum over all of them.
template <class R>
inline constexpr bool hears_nearest = requires { requires R::nearest_post; };

namespace rule {

/// Returns exp(-steps rate), or 0 where that is below the smallest normal number.
template <class V>
[[nodiscard, gnu::always_inline]] inline V decay(V steps, V rate) {
    return math::exp_flushed_(-(steps * rate));
}
/// Ages a trace by `steps`. `trace` is the value right after a spike, that spike included; 0 means
/// that there was none. Rules that hear the nearest spike restart at 1.
template <class R, class V>
[[nodiscard, gnu::always_inline]] inline V post_trace(V trace, V steps, V rate) {
    const V faded = decay(steps, rate);
    if constexpr (!hears_nearest<R>) { return trace * faded; }
    const V none(scalar_of<V>(0));
    return select(trace > none, faded, none);
}
/// Converts a constant to the precision of V.
template <class V>
[[nodiscard, gnu::always_inline]] inline V number(double x) {
    return V(static_cast<scalar_of<V>>(x));
}

}  // namespace rule
}  // namespace callosum
