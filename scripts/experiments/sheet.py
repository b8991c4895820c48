"""A small sheet of tissue through which waves travel."""

from .text import WRITTEN, document

SIDE_UM = 2000.0
N_EXC, N_INH = 4000, 1000


def network():
    """Excitation is local, inhibition a little wider; a pulse in one corner starts a wave."""
    cells = {"model": "iaf_psc_exp",
             "params": {"C_m": 250.0, "tau_m": 20.0, "t_ref": 20.0, "E_L": -65.0, "V_th": -50.0,
                        "V_reset": -65.0, "tau_syn_ex": 2.0, "tau_syn_in": 8.0},
             "initial": {"V_m": {"distribution": "normal", "mean": -63.0, "std": 1.0}},
             "positions": {"type": "free", "extent": [SIDE_UM, SIDE_UM]}}
    delay = {"distance": {"offset": 0.5, "speed": 200.0}}

    def projection(source, target, std, p, weight):
        return {"source": source, "target": target,
                "rule": {"type": "pairwise_bernoulli", "allow_autapses": False,
                         "mask": {"type": "circular", "radius": 3 * std},
                         "kernel": {"type": "gaussian", "p_center": p, "std": std}},
                "weight": weight, "delay": delay}

    projections = [projection("E", "E", 120.0, 0.5, 300.0), projection("E", "I", 120.0, 0.5, 130.0),
                   projection("I", "E", 180.0, 0.5, -100.0), projection("I", "I", 180.0, 0.5, -100.0)]
    stimuli = {
        "noise": {"model": "poisson_generator", "target": "E", "rate": 400.0, "weight": 15.0},
        # The first neurons along the curve sit together in a corner of the sheet.
        "pulses": {"model": "pulsepacket_generator", "weight": 1500.0, "activity": 3, "sdev": 2.0,
                   "target": {"population": "E", "first": 0, "last": 64},
                   "pulse_times": [50.0, 150.0, 250.0]}}
    comment = [
        "A sheet of 2 x 2 mm^2 with open edges: connection probability falls off with the distance, delays grow",
        "with it. A pulse into a corner every 100 ms starts a wave that travels over the sheet. Draw the",
        "spikes by place: positions.h5 in the output has where each neuron is.",
        WRITTEN]
    return document(comment, {
        "seed": 7, "dt": 0.1, "warmup": 0.0, "duration": 350.0,
        "populations": {"E": {"size": N_EXC, **cells}, "I": {"size": N_INH, **cells}},
        "projections": projections, "stimuli": stimuli, "record": {"spikes": True},
        "output": {"folder": "out/sheet"}})
