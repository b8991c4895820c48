"""Diehl PU, Cook M (2015) Front Comput Neurosci 9:99, doi:10.3389/fncom.2015.00099."""

from . import glyphs
from .text import WRITTEN, document

N_PIXELS = glyphs.SIDE**2
N_NEURONS = 100
SAMPLE_MS, GAP_MS = 50.0, 150.0
N_COMMITTED, SEED = 100, 2015  # samples in data/glyphs.csv


def data():
    """The text of data/glyphs.csv."""
    return glyphs.table(glyphs.samples(N_COMMITTED, SEED))


def network():
    """Pictures of digits that neurons learn to tell apart without labels."""
    params = {"tau_m": 100.0, "V_th": -52.0, "V_reset": -65.0, "E_L": -65.0, "E_ex": 0.0, "E_in": -65.0,
              "tau_syn_ex": 5.0, "tau_syn_in": 20.0, "t_ref": 60.0, "theta_plus": 0.5,
              "tau_theta": 2e5, "theta_offset": 6.5}
    comment = [
        "Digits told apart without labels: STDP, winner-take-all inhibition, thresholds that rise. After",
        "Diehl PU, Cook M (2015) Front Comput Neurosci 9:99, doi:10.3389/fncom.2015.00099, whose excitatory",
        "neuron this is. The 100 pictures of data/glyphs.csv are 12 x 12 pixels with 100 levels of grey, made by",
        "scripts/experiments/glyphs.py (handwritten digits would have to be downloaded).",
        "Different: a pixel spikes once, the sooner the brighter, so that STDP weakens what is dark, where the",
        "paper has Poisson trains and divides a neuron's weights by their sum; the first neuron to spike",
        "silences the others (E_in is the resting potential), without inhibitory neurons in between.",
        "scripts/classify_digits.py trains on more pictures, freezes the weights and counts what is right.",
        WRITTEN]
    return document(comment, {
        "seed": 1, "dt": 0.25, "warmup": 0.0, "duration": N_COMMITTED * (SAMPLE_MS + GAP_MS),
        "populations": {
            "pixels": {"size": N_PIXELS, "model": "parrot_neuron"},
            "E": {"size": N_NEURONS, "model": "iaf_cond_exp_adaptive",
                  "params": {**params, "tau_minus": 30.0}}},
        "projections": [
            {"name": "learnt", "source": "pixels", "target": "E", "rule": "all_to_all",
             "weight": {"distribution": "uniform", "min": 0.2, "max": 0.4}, "delay": 0.25,
             "synapse": {"model": "stdp_synapse", "tau_plus": 30.0, "lambda": 0.05, "alpha": 1.0,
                         "mu_plus": 1.0, "mu_minus": 1.0, "Wmax": 0.65}},
            {"name": "rivals", "source": "E", "target": "E",
             "rule": {"type": "all_to_all", "allow_autapses": False}, "weight": -200.0, "delay": 0.25}],
        "stimuli": {"picture": {"model": "latency_encoder", "target": "pixels", "weight": 1.0,
                                "data": {"file": "data/glyphs.csv"}, "data_min": -11.0,
                                "data_max": glyphs.LEVELS,
                                "sample_duration": SAMPLE_MS, "gap": GAP_MS}},
        "record": {"spikes": ["E"],
                   "weights": [{"projection": "learnt", "interval": N_COMMITTED / 2 * (SAMPLE_MS + GAP_MS)}]},
        "output": {"folder": "out/diehl_cook"}})
