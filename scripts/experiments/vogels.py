"""Vogels, Sprekeler, Zenke, Clopath, Gerstner (2011), Science 334:1569-1573, doi:10.1126/science.1211095."""

from .text import WRITTEN, document

N_EXC, N_INH, PROBABILITY = 8000, 2000, 0.02
DELAY_MS = 0.1
TARGET_RATE = 3.0  # spikes/s
TAU_MS = 20.0
ETA, LARGEST = 0.01, 100.0  # nS


def network():
    """10 000 conductance-based neurons whose inhibitory synapses find the balance by themselves."""
    params = {"C_m": 200.0, "g_L": 10.0, "E_L": -60.0, "V_th": -50.0, "V_reset": -60.0, "t_ref": 5.0,
              "tau_syn_ex": 5.0, "tau_syn_in": 10.0, "E_ex": 0.0, "E_in": -80.0, "I_e": 200.0}
    start = {"V_m": {"distribution": "normal", "mean": -60.0, "std": 5.0}}
    cells = {"model": "iaf_cond_exp", "initial": start}
    alpha = 2 * TAU_MS * TARGET_RATE / 1000
    rule = {"type": "pairwise_bernoulli", "p": PROBABILITY}
    projections = [{"source": source, "target": target, "rule": rule, "weight": weight,
                    "delay": DELAY_MS}
                   for source, target, weight in (("E", "E", 0.3), ("E", "I", 0.3), ("I", "I", -3.0))]
    projections.append(
        {"source": "I", "target": "E", "rule": rule, "weight": -1e-10, "delay": DELAY_MS,
         "synapse": {"model": "vogels_sprekeler_synapse", "tau": TAU_MS, "alpha": alpha, "eta": ETA,
                     "Wmax": -LARGEST}})
    comment = [
        "Inhibitory plasticity balances excitation: Vogels TP, Sprekeler H, Zenke F, Clopath C, Gerstner W",
        "(2011) Science 334:1569-1573, doi:10.1126/science.1211095, with the numbers of the network that the",
        "authors published (ModelDB 143751, isp_brian.py). Inhibition of E starts at nothing and grows until",
        f"E fires at alpha/(2 tau) = {TARGET_RATE:g} spikes/s. Rates in run.json are those of the last seconds.",
        "Delays are one step (the original has none); V_m starts spread out. Weights are in nS.",
        WRITTEN]
    return document(comment, {
        "seed": 1, "dt": 0.1, "warmup": 20000.0, "duration": 10000.0,
        "populations": {"E": {"size": N_EXC, **cells, "params": {**params, "tau_minus": TAU_MS}},
                        "I": {"size": N_INH, **cells, "params": params}},
        "projections": projections, "record": {"spikes": True},
        "output": {"folder": "out/inhibitory_balance"}})
