"""Izhikevich (2003), IEEE Trans Neural Netw 14:1569-1572, doi:10.1109/TNN.2003.820440."""

from .text import WRITTEN, document

N_EXC, N_INH = 800, 200
MASK = 2**64 - 1
SEED = 2003


def uniform(index):
    """Number `index` in [0, 1) with four digits: SplitMix64 of SEED, the same everywhere."""
    word = (SEED + (index + 1) * 0x9E3779B97F4A7C15) & MASK
    word = (word ^ (word >> 30)) * 0xBF58476D1CE4E5B9 & MASK
    word = (word ^ (word >> 27)) * 0x94D049BB133111EB & MASK
    word ^= word >> 31
    return word * 10000 // 2**64 / 10000


def rounded(values, digits):
    """Without the noise of binary arithmetic in the last digits."""
    return [round(value, digits) for value in values]


def network():
    """The thousand neurons of the paper's program."""
    r_exc = [uniform(n) for n in range(N_EXC)]
    r_inh = [uniform(n) for n in range(N_EXC, N_EXC + N_INH)]
    shared = {"V_th": 30.0, "consistent_integration": False}
    b_inh = rounded([0.25 - 0.05 * r for r in r_inh], 6)
    exc = {"a": 0.02, "b": 0.2, "c": rounded([-65 + 15 * r * r for r in r_exc], 4),
           "d": rounded([8 - 6 * r * r for r in r_exc], 4), **shared}
    inh = {"a": rounded([0.02 + 0.08 * r for r in r_inh], 6), "b": b_inh, "c": -65.0, "d": 2.0,
           **shared}
    populations = {
        "E": {"size": N_EXC, "model": "izhikevich", "params": exc,
              "initial": {"V_m": -65.0, "U_m": -13.0}},
        "I": {"size": N_INH, "model": "izhikevich", "params": inh,
              "initial": {"V_m": -65.0, "U_m": rounded([-65 * b for b in b_inh], 6)}}}
    weights = {"E": {"distribution": "uniform", "min": 0.0, "max": 0.5},
               "I": {"distribution": "uniform", "min": -1.0, "max": 0.0}}
    projections = [{"source": source, "target": target, "rule": "all_to_all", "weight": weight,
                    "delay": 1.0}
                   for source, weight in weights.items() for target in ("E", "I")]
    stimuli = {f"thalamus_{name}": {"model": "noise_generator", "target": name, "mean": 0.0,
                                    "std": std, "dt": 1.0}
               for name, std in (("E", 5.0), ("I", 2.0))}
    comment = [
        "The thousand neurons of Izhikevich EM (2003) IEEE Trans Neural Netw 14:1569-1572,",
        "doi:10.1109/TNN.2003.820440: dt = 1 ms, two half steps of v, all-to-all connections.",
        "Each ms of the paper's program finds the neurons with v >= 30, resets them, adds their weights to",
        "the input of that ms and moves v, then u. Here the test stands at the end of the step, so that",
        "a spike of step k is one of the paper's ms k + 1, and with delay 1 its weight is input of step",
        "k + 1: the same trajectory. Input and current count in the equation's mV/ms.",
        "The numbers r of each neuron, which the paper draws, are SplitMix64's with seed 2003, to four",
        "digits: the first 800 for E (c = -65 + 15 r^2, d = 8 - 6 r^2), the next 200 for I",
        "(a = 0.02 + 0.08 r, b = 0.25 - 0.05 r). Weights and thalamic input are drawn by Callosum.",
        WRITTEN]
    return document(comment, {
        "seed": 1, "dt": 1.0, "warmup": 0.0, "duration": 1000.0, "populations": populations,
        "projections": projections, "stimuli": stimuli, "record": {"spikes": True},
        "output": {"folder": "out/izhikevich_2003"}})
