"""Spike pairs at single synapses: the window of pair STDP, and triplet STDP over the frequency of pairs."""

from .text import WRITTEN, document

N_PAIRS = 60
DELAY_MS = 1.0  # of each plastic synapse, all of it dendritic
CLOCK_DELAY_MS = 60.0  # from a clock to the presynaptic neurons
WEIGHT = 0.5  # at the start; half of the bound


def pairing(comment, pairs, neuron, synapse, dt, name):
    """One synapse for each of `pairs` (name, frequency, lag): a clock's spikes come back from PRE and POST,
    parrots, so that a spike of POST is at the synapse `lag` after that of PRE."""
    frequencies = sorted({frequency for _, frequency, _ in pairs})
    clocks = [frequencies.index(frequency) for _, frequency, _ in pairs]
    to_pre = [[clock, k, 1.0, CLOCK_DELAY_MS] for k, clock in enumerate(clocks)]
    to_post = [[clock, k, 1.0, CLOCK_DELAY_MS + lag - DELAY_MS]
               for k, (clock, (_, _, lag)) in enumerate(zip(clocks, pairs))]
    projections = [{"source": "clock", "target": target,
                    "rule": {"type": "explicit_list", "edges": edges}}
                   for target, edges in (("pre", to_pre), ("post", to_post))]
    for k, (label, _, _) in enumerate(pairs):
        source, target = ({"population": end, "first": k, "last": k + 1} for end in ("pre", "post"))
        projections.append({"name": label, "source": source, "target": target, "rule": "one_to_one",
                            "receptor": "ignored", "weight": WEIGHT, "delay": DELAY_MS,
                            "synapse": synapse})
    times = [[round(dt + 1000.0 * n / frequency, 3) for n in range(N_PAIRS)]
             for frequency in frequencies]
    parrots = {"model": "parrot_neuron"}
    return document([*comment, WRITTEN], {
        "seed": 1, "dt": dt, "warmup": 0.0, "duration": max(times[0]) + 200.0 - dt,
        "populations": {"clock": {"size": len(frequencies), **parrots},
                        "pre": {"size": len(pairs), **parrots},
                        "post": {"size": len(pairs), **parrots, "params": neuron}},
        "projections": projections,
        "stimuli": {"clock": {"model": "spike_generator", "target": "clock", "weight": 1.0,
                              "spike_times": times}},
        "record": {"spikes": False}, "output": {"folder": f"out/{name}"}})


HOW = ("Parrots repeat a clock's spikes after delays, and a projection holds the one synapse of each pair.",
       "The lag counts at the synapse, where a postsynaptic spike is after the dendritic delay of 1 ms.")


def window():
    """Pair STDP: 60 pairs a second apart for each lag from -50 to 50 ms."""
    pairs = [(f"dt {lag:+g} ms", 1.0, lag) for lag in (2.5 * k for k in range(-20, 21)) if lag != 0]
    comment = [
        "The window of pair STDP: change of the weight over the time from pre- to postsynaptic spike, left by",
        "60 pairs at 1 Hz (Bi G, Poo M (1998) J Neurosci 18:10464-10472). Rule and numbers of Song S,",
        "Miller KD, Abbott LF (2000) Nat Neurosci 3:919-926, doi:10.1038/78829: additive, A+ 0.005,",
        "A-/A+ 1.05, both time constants 20 ms.", *HOW,
        "scripts/plot_stdp_window.py draws what run.json says of the weights."]
    return pairing(comment, pairs, {"tau_minus": 20.0},
                   {"model": "stdp_synapse", "tau_plus": 20.0, "lambda": 0.005, "alpha": 1.05,
                    "mu_plus": 0.0, "mu_minus": 0.0, "Wmax": 2 * WEIGHT}, 0.5, "stdp_pair")


def frequencies():
    """Triplet STDP: 60 pairs at 0.1 to 50 Hz with lags of 10 and -10 ms."""
    pairs = [(f"{lag:+g} ms at {frequency:g} Hz", frequency, lag)
             for lag in (10.0, -10.0) for frequency in (0.1, 10.0, 20.0, 40.0, 50.0)]
    comment = [
        "Pairing at different frequencies (Sjoestroem PJ, Turrigiano GG, Nelson SB (2001) Neuron 32:1149-1164)",
        "and triplet STDP: all-to-all, visual cortex, table 4 of Pfister JP, Gerstner W (2006) J Neurosci",
        "26:9673-9682, doi:10.1523/JNEUROSCI.1425-06.2006.", *HOW,
        "scripts/plot_triplet_frequency.py draws what run.json says of the weights."]
    return pairing(comment, pairs, {"tau_minus": 33.7, "tau_minus_triplet": 125.0},
                   {"model": "stdp_triplet_synapse", "tau_plus": 16.8, "tau_plus_triplet": 101.0,
                    "Aplus": 5e-10, "Aplus_triplet": 6.2e-3, "Aminus": 7e-3, "Aminus_triplet": 2.3e-4,
                    "Wmax": 4 * WEIGHT}, 1.0, "triplet_frequency")
