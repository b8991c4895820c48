"""Potjans & Diesmann (2014), Cereb Cortex 24:785-806, doi:10.1093/cercor/bhs358."""

import math

from .text import WRITTEN, document, in_lines

SIZES = {"L23E": 20683, "L23I": 5834, "L4E": 21915, "L4I": 5479,
         "L5E": 4850, "L5I": 1065, "L6E": 14395, "L6I": 2948}
# Probability that a pair is connected at least once: rows are targets, columns are sources.
PROBABILITIES = [
    [0.1009, 0.1689, 0.0437, 0.0818, 0.0323, 0.0, 0.0076, 0.0],
    [0.1346, 0.1371, 0.0316, 0.0515, 0.0755, 0.0, 0.0042, 0.0],
    [0.0077, 0.0059, 0.0497, 0.135, 0.0067, 0.0003, 0.0453, 0.0],
    [0.0691, 0.0029, 0.0794, 0.1597, 0.0033, 0.0, 0.1057, 0.0],
    [0.1004, 0.0622, 0.0505, 0.0057, 0.0831, 0.3726, 0.0204, 0.0],
    [0.0548, 0.0269, 0.0257, 0.0022, 0.06, 0.3158, 0.0086, 0.0],
    [0.0156, 0.0066, 0.0211, 0.0166, 0.0572, 0.0197, 0.0396, 0.2252],
    [0.0364, 0.001, 0.0034, 0.0005, 0.0277, 0.008, 0.0658, 0.1443]]
EXTERNAL_INDEGREES = [1600, 1500, 2100, 1900, 2000, 1900, 2900, 2100]
EXTERNAL_RATE_HZ = 8.0
# Means and standard deviations of the membrane potential in the stationary state, mV.
INITIAL_V = [(-68.28, 5.36), (-63.16, 4.57), (-63.33, 4.74), (-63.45, 4.94),
             (-63.11, 4.94), (-61.66, 4.55), (-66.72, 5.46), (-61.43, 4.48)]
# Rates of the full model, spikes/s: INM-6/microcircuit-PD14-model at fd40046, full_mean_rates.
MEAN_RATES = [0.903, 2.965, 4.414, 5.876, 7.569, 8.633, 1.105, 7.829]
# The same quantity in NEST 3.9, 1 s after 0.3 s of warm-up: its standard deviation over 3 seeds.
RATE_SDS = [0.029, 0.018, 0.010, 0.005, 0.057, 0.009, 0.021, 0.008]
NEURON = {"C_m": 250.0, "tau_m": 10.0, "tau_syn_ex": 0.5, "tau_syn_in": 0.5, "t_ref": 2.0,
          "E_L": -65.0, "V_th": -50.0, "V_reset": -65.0}
PSP_MV, G, RELATIVE_SD = 0.15, -4.0, 0.1
# Peak of an exponential PSC (time constant s) over the peak of the PSP that it causes, pA/mV, with
# m = tau_m: 1 / (m/C_m s/(s-m) ((m/s)^(-m/(m-s)) - (m/s)^(-s/(m-s)))). As a number, so that the
# files have the same digits wherever they are written.
CURRENT_PER_POTENTIAL = 585.3899568613896
DELAY_MS, RELATIVE_DELAY_SD = {"E": 1.5, "I": 0.75}, 0.5


def number_of_synapses(probability, n_source, n_target):
    """Draws with replacement that leave a pair unconnected with probability 1 - p."""
    return round(math.log1p(-probability) / math.log1p(-1 / (n_source * n_target)))


def projection(source, target, n_synapses):
    """One projection of the microcircuit; weights and delays are redrawn until in bounds."""
    kind = source[-1]
    psp = PSP_MV if kind == "E" else G * PSP_MV
    if (source, target) == ("L4E", "L23E"):
        psp *= 2
    mean = psp * CURRENT_PER_POTENTIAL
    weight = {"distribution": "normal", "mean": mean, "std": abs(mean) * RELATIVE_SD,
              "min" if kind == "E" else "max": 0.0}
    # Half a step is the least that rounds to a step.
    delay = {"distribution": "normal", "mean": DELAY_MS[kind],
             "std": DELAY_MS[kind] * RELATIVE_DELAY_SD, "min": 0.05}
    return {"source": source, "target": target,
            "rule": {"type": "fixed_total_number", "N": n_synapses},
            "weight": weight, "delay": delay}


def background(indegrees):
    """Poisson input as in the paper, one train for each neuron."""
    return {
        f"background_{name}": {"model": "poisson_generator", "target": name,
                               "rate": EXTERNAL_RATE_HZ * indegree,
                               "weight": PSP_MV * CURRENT_PER_POTENTIAL, "delay": 1.5}
        for name, indegree in zip(SIZES, indegrees)}


def microcircuit():
    """The full-scale cortical microcircuit with Poisson input."""
    names = list(SIZES)
    populations = {
        name: {"size": SIZES[name], "model": "iaf_psc_exp", "mean_rate": rate, "params": NEURON,
               "initial": {"V_m": {"distribution": "normal", "mean": mean, "std": sd}}}
        for name, rate, (mean, sd) in zip(names, MEAN_RATES, INITIAL_V)}
    projections = []
    for target, row in zip(names, PROBABILITIES):
        for source, probability in zip(names, row):
            n_synapses = number_of_synapses(probability, SIZES[source], SIZES[target])
            if n_synapses > 0:
                projections.append(projection(source, target, n_synapses))
    comment = [
        "Cortical microcircuit under 1 mm^2 of surface: 77169 neurons, 298880970 synapses.",
        "Potjans TC, Diesmann M (2014) Cereb Cortex 24:785-806, doi:10.1093/cercor/bhs358.",
        "Poisson background as in the paper; membrane potentials start near the stationary state.",
        "A tenth of it: --set scale.size=0.1 --set scale.indegree=0.1",
        WRITTEN]
    return document(comment, {
        "seed": 55, "dt": 0.1, "warmup": 500.0, "duration": 1000.0, "populations": populations,
        "projections": projections, "stimuli": background(EXTERNAL_INDEGREES), "record": {"spikes": True},
        "output": {"folder": "out/microcircuit"}})


def microcircuit_reference():
    """What a run of the microcircuit is compared with."""
    populations = {
        name: {"rate_hz": rate, "rate_hz_sd": sd}
        for name, rate, sd in zip(SIZES, MEAN_RATES, RATE_SDS)}
    source = {
        "rate_hz": "full_mean_rates of INM-6/microcircuit-PD14-model at fd40046",
        "rate_hz_sd": "over 3 seeds of NEST 3.9, 1 s after 0.3 s of warm-up"}
    return in_lines({"model": "Potjans & Diesmann (2014), doi:10.1093/cercor/bhs358",
                     "source": source, "populations": populations}) + "\n"
