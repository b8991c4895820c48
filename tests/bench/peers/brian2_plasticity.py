"""NEST's stdp_pl_synapse_hom in Brian2.

The delay d is dendritic: a presynaptic spike at t meets the weight as of t with postsynaptic spikes up to t - d,
and reaches the membrane at t + d. Here all of it is done at t + d: the presynaptic trace is d late, postsynaptic
spikes and their trace 2 d. Ties go as in NEST: a postsynaptic spike counts for facilitation, not for
depression, and the trace of a spike does not meet the spike itself.
"""

import brian2 as b2

MODEL = "stdp_pl_synapse_hom"
TRACES = """
dK_plus/dt = -K_plus / tau_plus : 1
dK_minus/dt = -K_minus / tau_minus : 1
"""
ON_PRE = "weight = clip(weight * (1 - lambda_ * alpha * K_minus_post), 0, inf); "
ON_POST = "weight += lambda_ * weight**mu * K_plus_pre"


def is_plastic(projection):
    """Whether a projection follows the rule."""
    return isinstance(projection["synapse"], dict) and projection["synapse"]["model"] == MODEL


def constants(network, projection):
    """Parameters of the rule under the names that the equations have."""
    rule = projection["synapse"]
    tau_minus = network["populations"][projection["target"]]["params"]["tau_minus"]
    return {"lambda_": rule["lambda"], "alpha": rule["alpha"], "mu": rule["mu"],
            "tau_plus": rule["tau_plus"] * b2.ms, "tau_minus": tau_minus * b2.ms}


def plastic_synapses(neurons, projection, network, receive):
    """Synapses without pairs yet; `receive` is what a weight does to its target."""
    delay = projection["delay"] * b2.ms
    synapses = b2.Synapses(neurons, neurons, "weight : 1", on_pre=ON_PRE + receive, on_post=ON_POST,
                           delay={"pre": delay, "post": 2 * delay}, namespace=constants(network, projection))
    synapses.post.order, synapses.pre.order = -1, 0
    return synapses


def late_traces(neurons, projection):
    """Synapses of each neuron with itself, which raise its traces d and 2 d after a spike."""
    made = []
    for trace, times in (("K_plus", 1), ("K_minus", 2)):
        one = b2.Synapses(neurons, neurons, on_pre=f"{trace}_post += 1", delay=times * projection["delay"] * b2.ms)
        one.pre.order = 1
        one.connect(j="i")
        made.append(one)
    return made
