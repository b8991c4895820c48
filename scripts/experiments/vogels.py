"""Vogels, Sprekeler, Zenke, Clopath, Gerstner (2011), Science 334:1569-1573, doi:10.1126/science.1211095."""

from .text import WRITTEN, document

N_EXC, N_INH, PROBABILITY = 8000, 2000, 0.02
PLASTIC_PROBABILITY = 0.04
DELAY_MS = 0.1
TARGET_RATE = 5.0  # spikes/s
TAU_MS = 20.0
ETA, LARGEST = 0.03, 100.0  # nS


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
        {"source": "I", "target": "E", "rule": {**rule, "p": PLASTIC_PROBABILITY}, "weight": -1e-10,
         "delay": DELAY_MS,
         "synapse": {"model": "vogels_sprekeler_synapse", "tau": TAU_MS, "alpha": alpha, "eta": ETA,
                     "Wmax": -LARGEST}})
    comment = [
        "Inhibitory plasticity balances excitation: Vogels TP, Sprekeler H, Zenke F, Clopath C, Gerstner W",
        "(2011) Science 334:1569-1573, doi:10.1126/science.1211095, with the numbers of the network that the",
        "authors published (ModelDB 143751, isp_brian.py) but for those named below. Inhibition of E starts at",
        f"nothing and grows until E fires at alpha / (2 tau) = {TARGET_RATE:g} spikes/s. Weights are in nS.",
        "Different: the target (there 3 spikes/s); eta (there 0.01), to settle in half a minute; V_m starts",
        "spread out; delays are one step (there none); I->E connects with 4 % (there 2 %). With 2 % each",
        "synapse grows so strong that its spike silences the target for a moment, and what the rule balances",
        "with alpha is the number of near-coincident spikes: E then settles at 3.9 for a target of 3.",
        WRITTEN]
    return document(comment, {
        "seed": 1, "dt": 0.1, "warmup": 25000.0, "duration": 10000.0,
        "populations": {"E": {"size": N_EXC, **cells, "params": {**params, "tau_minus": TAU_MS}},
                        "I": {"size": N_INH, **cells, "params": params}},
        "projections": projections, "record": {"spikes": True},
        "output": {"folder": "out/inhibitory_balance"}})
