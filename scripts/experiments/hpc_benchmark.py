"""NEST's hpc_benchmark (pynest/examples/hpc_benchmark.py of NEST 3.9), whose network is that of
Morrison, Aertsen, Diesmann (2007) Neural Comput 19:1437-1467, doi:10.1162/neco.2007.19.6.1437."""

from math import e, exp

from .text import WRITTEN, document

N_EXC, N_INH, INDEGREE_EXC, INDEGREE_INH = 9000, 2250, 9000, 2250
C_M, TAU_M, V_TH = 250.0, 10.0, 20.0
TAU_SYN = 0.32582722403722841  # the potential of one spike peaks 1.700759 ms after its start
PEAK_MV, G, ETA, DELAY_MS = 0.14, -5.0, 1.685, 1.5


def peak_of_a_spike():
    """Peak (mV) of the potential that one spike of 1 pA leaves: the response of the membrane to
    t/tau_syn exp(1 - t/tau_syn), where its derivative is 0."""
    b = 1 / TAU_SYN - 1 / TAU_M

    def potential(t):
        slow = (exp(-t / TAU_M) - exp(-t / TAU_SYN)) / b
        return e / (TAU_SYN * C_M * b) * (slow - t * exp(-t / TAU_SYN))

    low, high = TAU_SYN, TAU_M
    for _ in range(200):
        left, right = low + (high - low) / 3, high - (high - low) / 3
        if potential(left) < potential(right):
            low = left
        else:
            high = right
    return potential(low)


def network():
    """11 250 neurons, every one with 9000 excitatory and 2250 inhibitory inputs at every size."""
    weight = round(PEAK_MV / peak_of_a_spike(), 4)
    threshold_rate = V_TH / (INDEGREE_EXC * TAU_M / C_M * weight * e * TAU_SYN)  # 1/ms, each input
    rate = round(ETA * threshold_rate * INDEGREE_EXC * 1000, 2)
    params = {"E_L": 0.0, "V_th": V_TH, "V_reset": 0.0, "C_m": C_M, "tau_m": TAU_M, "t_ref": 0.5,
              "tau_syn_ex": TAU_SYN, "tau_syn_in": TAU_SYN}
    start = {"V_m": {"distribution": "normal", "mean": 5.7, "std": 7.2}}
    populations = {
        "E": {"size": N_EXC, "model": "iaf_psc_alpha", "params": {**params, "tau_minus": 30.0},
              "initial": start},
        "I": {"size": N_INH, "model": "iaf_psc_alpha", "params": params, "initial": start}}
    plastic = {"model": "stdp_pl_synapse_hom", "tau_plus": 15.0, "lambda": 0.1, "alpha": 0.0513,
               "mu": 0.4}
    projections = []
    for source, indegree, w in (("E", INDEGREE_EXC, weight), ("I", INDEGREE_INH, G * weight)):
        for target in ("E", "I"):
            projections.append(
                {"source": source, "target": target,
                 "rule": {"type": "fixed_indegree", "indegree": indegree, "allow_autapses": False},
                 "weight": w, "delay": DELAY_MS})
    projections[0]["synapse"] = plastic
    stimuli = {f"background_{name}": {"model": "poisson_generator", "target": name, "rate": rate,
                                      "weight": weight, "delay": DELAY_MS} for name in "EI"}
    comment = [
        "The benchmark of NEST (pynest/examples/hpc_benchmark.py, NEST 3.9) with plastic E->E synapses,",
        "after Morrison A, Aertsen A, Diesmann M (2007) Neural Comput 19:1437-1467,",
        "doi:10.1162/neco.2007.19.6.1437. 126.6 million synapses, about 1.5 GB.",
        "--set scale.size=S makes a network of S times as many neurons; every neuron keeps its 11 250 inputs.",
        "At size 1 its activity is synchronous and differs from seed to seed, now and then without bound.",
        WRITTEN]
    return document(comment, {
        "seed": 1, "dt": 0.1, "warmup": 50.0, "duration": 250.0, "populations": populations,
        "projections": projections, "stimuli": stimuli, "record": {"spikes": False},
        "output": {"folder": "out/hpc_benchmark"}})
