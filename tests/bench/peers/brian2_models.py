"""NEST's neuron models as equations of Brian2.

Linear ones are solved exactly; those with conductances by Brian2's exponential Euler method, as in its own
versions of these benchmarks. NEST holds a neuron for t_ref after the step of the spike, Brian2 counts that
step, hence one step more. Where both time constants are equal one current stands for both receptors.
"""

from resolved import PeerError

UNITS = {"C_m": "pF", "E_L": "mV", "E_Na": "mV", "E_K": "mV", "E_ex": "mV", "E_in": "mV", "V_T": "mV",
         "V_th": "mV", "V_reset": "mV", "g_L": "nS", "g_Na": "nS", "g_K": "nS", "I_e": "pA", "t_ref": "ms",
         "tau_m": "ms", "tau_minus": "ms", "tau_syn_ex": "ms", "tau_syn_in": "ms"}

LEAK = "dV_m/dt = (E_L - V_m) / tau_m + (I_syn + I_e) / C_m : volt (unless refractory)\n"
CONDUCTANCES = """
I_syn = g_ex * (E_ex - V_m) + g_in * (E_in - V_m) : amp
dg_ex/dt = -g_ex / tau_syn_ex : siemens
dg_in/dt = -g_in / tau_syn_in : siemens
"""
TRAUB = """
dV_m/dt = (g_Na * Act_m**3 * Inact_h * (E_Na - V_m) + g_K * Act_n**4 * (E_K - V_m)
           + g_L * (E_L - V_m) + I_syn + I_e) / C_m : volt
u = (V_m - V_T) / mV : 1
dAct_m/dt = (1.28 / exprel((13 - u) / 4) * (1 - Act_m) - 1.4 / exprel((u - 40) / 5) * Act_m) / ms : 1
dInact_h/dt = (0.128 * exp((17 - u) / 18) * (1 - Inact_h) - 4 / (1 + exp((40 - u) / 5)) * Inact_h) / ms : 1
dAct_n/dt = (0.16 / exprel((15 - u) / 5) * (1 - Act_n) - 0.5 * exp((10 - u) / 40) * Act_n) / ms : 1
V_before : volt
"""
FIRES = {"threshold": "V_m >= V_th", "reset": "V_m = V_reset"}

MODELS = {
    "iaf_psc_exp": {
        "equations": LEAK + "dI_syn/dt = -I_syn / tau_syn_ex : amp", "method": "exact",
        "receive": {"ex": "I_syn += {0} * pA", "in": "I_syn += {0} * pA"}, **FIRES},
    "iaf_psc_alpha": {
        "equations": LEAK + "dI_syn/dt = (J_syn - I_syn) / tau_syn_ex : amp\n"
                            "dJ_syn/dt = -J_syn / tau_syn_ex : amp", "method": "exact",
        "receive": {"ex": "J_syn += {0} * 2.718281828459045 * pA", "in": "J_syn += {0} * 2.718281828459045 * pA"},
        **FIRES},
    "iaf_cond_exp": {
        "equations": "dV_m/dt = (g_L * (E_L - V_m) + I_syn + I_e) / C_m : volt (unless refractory)\n"
                     + CONDUCTANCES, "method": "exponential_euler",
        "receive": {"ex": "g_ex += {0} * nS", "in": "g_in -= {0} * nS"}, **FIRES},
    "hh_cond_exp_traub": {
        "equations": TRAUB + CONDUCTANCES, "method": "exponential_euler",
        "receive": {"ex": "g_ex += {0} * nS", "in": "g_in -= {0} * nS"},
        "threshold": "V_m >= V_T + 30*mV and V_m < V_before", "reset": ""},
}
ONE_CURRENT = ("iaf_psc_exp", "iaf_psc_alpha")


def model_of(population):
    """The entry of a population's model."""
    name, params = population["model"], population["params"]
    if name not in MODELS:
        raise PeerError(f"no equations of {name} stand here")
    if name in ONE_CURRENT and params["tau_syn_ex"] != params["tau_syn_in"]:
        raise PeerError(f"{name}: both receptors must have one time constant here")
    return MODELS[name]


def receptor(weight):
    """The receptor that a weight reaches: the sign chooses it."""
    mean = weight["mean"] if isinstance(weight, dict) else weight
    return "ex" if mean >= 0 else "in"
