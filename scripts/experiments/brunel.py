"""Brunel (2000), J Comput Neurosci 8:183-208, doi:10.1023/A:1008925309027."""

from .text import WRITTEN, document

# Panel of figure 8: relative strength of inhibition, external rate over the threshold rate, state.
BRUNEL = {
    "a": (3.0, 2.0, "synchronous regular: nearly saturated"),
    "b": (6.0, 4.0, "synchronous irregular, fast global oscillation; paper: 60.7 spikes/s, 180 Hz"),
    "c": (5.0, 2.0, "asynchronous irregular; paper: 37.7 spikes/s"),
    "d": (4.5, 0.9, "synchronous irregular, slow global oscillation; paper: 5.5 spikes/s, 22 Hz")}


def brunel(panel):
    """Sparsely connected excitatory and inhibitory neurons with delta synapses."""
    g, eta, state = BRUNEL[panel]
    weight, n_exc, n_inh, tau_m, v_th = 0.1, 1000, 250, 20.0, 20.0
    threshold_rate = 1000 * v_th / (weight * tau_m)  # spikes/s of all external input of a neuron
    params = {"tau_m": tau_m, "C_m": 250.0, "t_ref": 2.0, "E_L": 0.0, "V_th": v_th, "V_reset": 10.0}
    cells = {"model": "iaf_psc_delta", "params": params, "initial": {"V_m": 0.0}}
    projections = [
        {"source": source, "target": target,
         "rule": {"type": "fixed_indegree", "indegree": indegree, "allow_autapses": False,
                  "allow_multapses": False},
         "weight": w, "delay": 1.5}
        for source, indegree, w in (("E", n_exc, weight), ("I", n_inh, round(-g * weight, 12)))
        for target in ("E", "I")]
    stimuli = {
        f"background_{name}": {"model": "poisson_generator", "target": name,
                               "rate": eta * threshold_rate, "weight": weight, "delay": 1.5}
        for name in ("E", "I")}
    comment = [
        f"Brunel's sparse network, panel {panel.upper()} of figure 8: g = {g:g},"
        f" external rate = {eta:g} x threshold rate.",
        f"State: {state}.",
        "Brunel N (2000) J Comput Neurosci 8:183-208, doi:10.1023/A:1008925309027.",
        WRITTEN]
    name = "brunel" if panel == "c" else f"brunel_{panel}"
    return document(comment, {
        "seed": 1, "dt": 0.1, "warmup": 500.0, "duration": 1000.0,
        "populations": {"E": {"size": 10000, **cells}, "I": {"size": 2500, **cells}},
        "projections": projections, "stimuli": stimuli, "record": {"spikes": True},
        "output": {"folder": f"out/{name}"}})
