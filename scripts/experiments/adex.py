"""Naud, Marcille, Clopath, Gerstner (2008), Biol Cybern 99:335-347, doi:10.1007/s00422-008-0264-7."""

from .text import WRITTEN, document

NAMES = ("C_m", "g_L", "E_L", "a", "tau_w", "b", "V_reset")
# Figure 4, panels a to h; table 1: C (pF), g_L (nS), E_L (mV), a (nS), tau_w (ms), b (pA), V_r (mV), I (pA).
# Panels f and g do not show their pattern with the numbers that circulate as the table's (f: 200, 12, -70, -6,
# 300, 0, -58, 110: silent; g: 100, 10, -65, -10, 90, 30, -47, 350: never stops). Here they have those that
# P. Mueller adapted to the figure (KIP Heidelberg, publication 3445), as has Brian2's example of the paper.
PATTERNS = {
    "tonic": (200, 10, -70, 2, 30, 0, -58, 500),
    "adapting": (200, 12, -70, 2, 300, 60, -58, 500),
    "initial_burst": (130, 18, -58, 4, 150, 120, -50, 400),
    "regular_bursting": (200, 10, -58, 2, 120, 100, -46, 210),
    "delayed_accelerating": (200, 12, -70, -10, 300, 0, -58, 300),
    "delayed_regular_bursting": (100, 10, -65, -10, 90, 30, -47, 110),
    "transient": (100, 10, -65, 10, 90, 100, -47, 180),
    "irregular": (100, 12, -60, -11, 130, 30, -48, 160)}


def patterns():
    """A neuron for each pattern."""
    populations, stimuli = {}, {}
    for name, (*numbers, current) in PATTERNS.items():
        params = {key: float(number) for key, number in zip(NAMES, numbers)}
        populations[name] = {
            "size": 1, "model": "aeif_cond_exp",
            "params": {**params, "V_th": -50.0, "Delta_T": 2.0, "V_peak": 0.0, "t_ref": 0.0}}
        stimuli[f"step_{name}"] = {"model": "dc_generator", "target": name, "amplitude": float(current)}
    comment = [
        "Firing patterns of the adaptive exponential integrate-and-fire neuron under a step current:",
        "Naud R, Marcille N, Clopath C, Gerstner W (2008) Biol Cybern 99:335-347, figure 4 and table 1,",
        "doi:10.1007/s00422-008-0264-7. Panels f and g (delayed_regular_bursting, transient) have the numbers",
        "that P. Mueller adapted to the figure (KIP Heidelberg, publication 3445), as in Brian2's example of",
        "the paper: with the table's the model is silent and never stops. The irregular neuron lies in chaos",
        "(V_reset -48.1 to -47.9), at -48.0 in a window of it: exactly solved, its intervals repeat after ten.",
        "scripts/classify_patterns.py names the pattern of each population from its spikes.",
        WRITTEN]
    return document(comment, {
        "seed": 1, "dt": 0.1, "warmup": 0.0, "duration": 1000.0, "populations": populations,
        "projections": [], "stimuli": stimuli,
        "record": {"spikes": True,
                   "traces": [{"population": name, "variables": ["V_m", "w"]} for name in PATTERNS]},
        "output": {"folder": "out/adex_patterns"}})
