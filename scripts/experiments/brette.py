"""Brette et al. (2007), J Comput Neurosci 23:349-398, doi:10.1007/s10827-007-0038-6, benchmarks 1 to 3,
with the parameters of NEST's versions (pynest/examples/brette_et_al_2007)."""

from .text import WRITTEN, document

N_EXC, N_INH, INDEGREE_EXC, INDEGREE_INH = 3200, 800, 64, 16
DELAY_MS = 0.1


def network(comment, name, cells, weights, duration_ms):
    """4000 neurons, each pair connected with probability 2 %, as fixed in-degrees; 50 neurons are
    stimulated for 50 ms, then the activity sustains itself."""
    weight_exc, weight_inh = weights
    projections = [
        {"source": source, "target": target,
         "rule": {"type": "fixed_indegree", "indegree": indegree}, "weight": w, "delay": DELAY_MS}
        for source, indegree, w in (("E", INDEGREE_EXC, weight_exc), ("I", INDEGREE_INH, weight_inh))
        for target in ("E", "I")]
    stimuli = {"kick": {"model": "poisson_generator",
                        "target": {"population": "E", "first": 0, "last": 50},
                        "start": 1.0, "stop": 51.0, "rate": 300.0, "weight": weight_exc,
                        "delay": DELAY_MS}}
    return document([*comment, WRITTEN], {
        "seed": 1, "dt": 0.1, "warmup": 0.0, "duration": duration_ms,
        "populations": {"E": {"size": N_EXC, **cells}, "I": {"size": N_INH, **cells}},
        "projections": projections, "stimuli": stimuli, "record": {"spikes": True},
        "output": {"folder": f"out/{name}"}})


def comment(kind, number, *more):
    """The lines on top of a file."""
    return [f"{kind} benchmark {number} of Brette et al. (2007) J Comput Neurosci 23:349-398,",
            "doi:10.1007/s10827-007-0038-6, with the parameters of NEST's version of it.",
            "A short Poisson input starts the activity, which then sustains itself.", *more]


CONDUCTANCES = ("Weights are in nS; the sign chooses the receptor and the conductance is its magnitude:",
                "-67 is an inhibitory conductance of 67 nS, as in NEST.")


def cuba():
    """Benchmark 2: current-based synapses."""
    params = {"C_m": 200.0, "tau_m": 20.0, "tau_syn_ex": 5.0, "tau_syn_in": 10.0, "t_ref": 5.0,
              "E_L": -49.0, "V_th": -50.0, "V_reset": -60.0}
    cells = {"model": "iaf_psc_exp", "params": params, "initial": {"V_m": -49.0}}
    return network(comment("Current-based", 2), "cuba", cells, (16.2, -139.5), 10000.0)


def coba():
    """Benchmark 1: conductance-based synapses; NEST starts V_m at -70 mV whatever E_L is."""
    params = {"C_m": 200.0, "g_L": 10.0, "tau_syn_ex": 5.0, "tau_syn_in": 10.0, "t_ref": 5.0,
              "E_L": -60.0, "V_th": -50.0, "V_reset": -60.0, "E_ex": 0.0, "E_in": -80.0}
    cells = {"model": "iaf_cond_exp", "params": params, "initial": {"V_m": -70.0}}
    return network(comment("Conductance-based", 1, *CONDUCTANCES), "coba", cells, (6.0, -67.0), 1000.0)


def coba_hh():
    """Benchmark 3: Hodgkin-Huxley neurons with conductance-based synapses."""
    params = {"g_Na": 20000.0, "g_K": 6000.0, "g_L": 10.0, "C_m": 200.0, "E_Na": 50.0, "E_K": -90.0,
              "E_L": -60.0, "E_ex": 0.0, "E_in": -80.0, "tau_syn_ex": 5.0, "tau_syn_in": 10.0}
    cells = {"model": "hh_cond_exp_traub", "params": params, "initial": {"V_m": -60.0}}
    return network(comment("Hodgkin-Huxley", 3, *CONDUCTANCES), "coba_hh", cells, (6.0, -67.0), 1000.0)
