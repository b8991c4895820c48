"""Rate over current of two models of the Hodgkin-Huxley type."""

from .text import WRITTEN, document

# hh_squid: 1000 um^2, so 10 pA are 1 uA/cm^2. The cell of Brette et al. fires without a current.
CURRENTS_PA = {"squid": [float(5 * n) for n in range(61)],
               "traub": [float(10 * n) for n in range(-20, 101)]}


def fi_curve():
    """A population per model; each of its neurons has a current of its own."""
    models = {"squid": "hh_squid", "traub": "hh_cond_exp_traub"}
    populations = {
        name: {"size": len(CURRENTS_PA[name]), "model": model, "params": {"I_e": CURRENTS_PA[name]}}
        for name, model in models.items()}
    comment = [
        "Rate over constant current: the squid axon of Hodgkin AL, Huxley AF (1952) J Physiol 117:500-544,",
        "1000 um^2 (10 pA are 1 uA/cm^2), which begins to fire at some 50 spikes/s (class 2), and the",
        "pyramidal cell of Traub and Miles as in Brette et al. (2007), which begins from low rates (class 1).",
        "A neuron for each current. Draw it with scripts/plot_fi_curve.py.",
        WRITTEN]
    return document(comment, {
        "seed": 1, "dt": 0.05, "warmup": 500.0, "duration": 2000.0, "populations": populations,
        "projections": [], "stimuli": {}, "record": {"spikes": True},
        "output": {"folder": "out/hh_fi_curve"}})
