"""Izhikevich EM (2007) Cereb Cortex 17:2443-2452, doi:10.1093/cercor/bhl152."""

import random

from .text import WRITTEN, document

N_EXC, N_INH, OUTDEGREE = 800, 200, 100
GROUP = 50  # neurons
LAG_MS = 5.0  # from the first group of a pathway to the second
PERIOD_MS, JITTER_MS, N_TRIALS = 6000.0, 400.0, 20
REWARD_AFTER_MS, CONTROL_AFTER_MS = 1000.0, 3000.0  # after the rewarded pathway's pairing
DELAY_MS = 1.0
STRONG = 60.0  # mV: one input spike fires the neuron


def schedule():
    """Pairings of the rewarded pathway, rewards, pairings of the control (ms)."""
    drawn = random.Random(2007)
    paired, rewards, control = [], [], []
    for trial in range(N_TRIALS):
        start = 100.0 + trial * PERIOD_MS
        paired.append(start + drawn.randrange(int(JITTER_MS)))
        rewards.append(paired[-1] + REWARD_AFTER_MS)
        control.append(start + CONTROL_AFTER_MS + drawn.randrange(int(JITTER_MS)))
    return paired, rewards, control


def network():
    """A thousand neurons, two pathways that are paired alike, and dopamine a second after one of them."""
    shared = {"V_th": 30.0, "c": -65.0, "b": 0.2, "consistent_integration": False}
    start = {"V_m": -65.0, "U_m": -13.0}
    rule = {"model": "stdp_dopamine_synapse", "tau_plus": 20.0, "tau_c": 1000.0, "tau_n": 200.0,
            "b": -2e-5, "A_plus": 1.0, "A_minus": 1.5, "Wmin": 0.0, "Wmax": 4.0,
            "volume_transmitter": "dopamine", "volume_delay": DELAY_MS}
    projections = []
    for source, target, degree in (("E", "E", OUTDEGREE * N_EXC // (N_EXC + N_INH)),
                                   ("E", "I", OUTDEGREE * N_INH // (N_EXC + N_INH)),
                                   ("I", "E", OUTDEGREE)):
        projections.append(
            {"source": source, "target": target,
             "rule": {"type": "fixed_outdegree", "outdegree": degree},
             "weight": 1.0 if source == "E" else -1.0, "delay": DELAY_MS,
             **({"synapse": rule} if source == "E" else {})})
    projections[0]["name"] = "E to E"
    paired, rewards, control = schedule()
    groups = {"rewarded": ([0, GROUP], [GROUP, 2 * GROUP]),
              "control": ([2 * GROUP, 3 * GROUP], [3 * GROUP, 4 * GROUP])}
    stimuli = {f"noise_{name}": {"model": "noise_generator", "target": name, "mean": 0.0, "std": 3.75,
                                 "dt": 1.0} for name in "EI"}
    for name, times in (("rewarded", paired), ("control", control)):
        for end, (first, last), shift in zip(("first", "second"), groups[name], (0.0, LAG_MS)):
            stimuli[f"{name}_{end}"] = {
                "model": "spike_generator", "target": {"population": "E", "first": first, "last": last},
                "weight": STRONG, "spike_times": [time + shift for time in times]}
    stimuli["reward"] = {"model": "spike_generator", "target": "dopamine", "weight": 1.0,
                         "spike_times": rewards}
    duration = N_TRIALS * PERIOD_MS
    comment = [
        "The distal reward problem: Izhikevich EM (2007) Cereb Cortex 17:2443-2452, doi:10.1093/cercor/bhl152.",
        "A thousand neurons that fire twice a second, with the numbers of the paper's program: a spike of",
        "dopamine here counts as its reward (0.5 uM), b as its tonic level. Two pathways of 50 onto 50 neurons",
        "are paired alike, the second group 5 ms after the first, at random times within periods of 6 s. A",
        f"second after the one pathway, and never near the other, comes dopamine, {N_TRIALS} times. Only the",
        "synapses of the rewarded pathway keep growing.",
        "Different: rewards follow a schedule (there, a spike pair of one synapse calls for them), and the",
        "noise is normal with the deviation of the paper's uniform one.",
        WRITTEN]
    return document(comment, {
        "seed": 1, "dt": 1.0, "warmup": 0.0, "duration": duration,
        "populations": {
            "E": {"size": N_EXC, "model": "izhikevich", "params": {"a": 0.02, "d": 8.0, **shared},
                  "initial": start},
            "I": {"size": N_INH, "model": "izhikevich", "params": {"a": 0.1, "d": 2.0, **shared},
                  "initial": start},
            "dopamine": {"size": 1, "model": "parrot_neuron"}},
        "projections": projections, "stimuli": stimuli,
        "record": {"spikes": [{"population": "dopamine"}],
                   "rates": [{"population": "E", "interval": 100.0}],
                   "weights": [{"projection": "E to E", "sources": [list(sources)],
                                "targets": [list(targets)], "interval": PERIOD_MS}
                               for sources, targets in groups.values()]},
        "output": {"folder": "out/dopamine_reward"}})
