"""Networks of all models, rules and stimuli, for what must give the same bits everywhere.

Sizes that no grain of 16 divides; whatever can be drawn is.
"""


def rich_network():
    """All models, rules and stimuli; sizes that no grain of 16 divides; whatever can be drawn is."""
    drawn = {"distribution": "normal", "mean": 90.0, "std": 20.0, "min": 0.0}
    inhibitory = {"distribution": "lognormal", "mean": 0.1, "std": 0.4}
    delay = {"distribution": "uniform", "min": 0.3, "max": 3.0}

    def projection(source, target, rule, weight, **more):
        return {"source": source, "target": target, "rule": rule, "weight": weight, "delay": delay,
                **more}

    return {
        "seed": 11, "dt": 0.1, "warmup": 10.0, "duration": 60.0,
        "populations": {
            "E": {"size": 150, "model": "iaf_psc_exp",
                  "params": {"V_th": {"distribution": "normal", "mean": -56.0, "std": 1.5,
                                      "max": -50.0},
                             "C_m": {"distribution": "uniform", "min": 200.0, "max": 300.0}},
                  "initial": {"V_m": {"distribution": "normal", "mean": -62.0, "std": 4.0}}},
            "A": {"size": 37, "model": "iaf_psc_alpha", "params": {"tau_syn_in": 4.0, "I_e": 120.0}},
            "D": {"size": 70, "model": "iaf_psc_delta", "params": {"t_ref": 1.0}},
            "lone": {"size": 3, "model": "iaf_psc_exp", "params": {"tau_syn_ex": 0.5, "I_e": 400.0}}},
        "projections": [
            projection("E", "E", {"type": "fixed_indegree", "indegree": 12}, drawn),
            projection("E", "A", {"type": "fixed_total_number", "N": 500}, drawn),
            projection("A", "E", {"type": "pairwise_bernoulli", "p": 0.1},
                       {"distribution": "normal", "mean": -150.0, "std": 15.0, "max": 0.0}),
            projection("E", "D", {"type": "fixed_outdegree", "outdegree": 4}, inhibitory),
            projection("D", "E", {"type": "pairwise_poisson", "p": 0.05}, -60.0),
            projection("D", "D", {"type": "symmetric_pairwise_bernoulli", "p": 0.05,
                                  "allow_autapses": False, "allow_multapses": False}, -0.3),
            projection("lone", "lone", "all_to_all", 10.0),
            projection("lone", {"population": "E", "first": 100, "last": 103}, "one_to_one", 200.0),
            {"source": "A", "target": "lone", "rule": {
                "type": "explicit_list",
                "edges": [[0, 0, 55.5, 0.4], [36, 2, -20.25, 1.2], [0, 0, 1.125, 2.0]]}}],
        "stimuli": {
            "noise": {"model": "poisson_generator", "target": "E", "rate": 6000.0, "weight": 40.0},
            "jumps": {"model": "poisson_generator", "target": "D", "weight": 1.0,
                      "rate": {"distribution": "uniform", "min": 1500.0, "max": 3000.0}},
            "volley": {"model": "spike_generator", "target": "A", "weight": 600.0,
                       "spike_times": [5.0, 20.3, 20.4, 55.0], "delay": 1.0},
            "dc": {"model": "dc_generator", "amplitude": 150.0, "start": 12.0, "stop": 40.0,
                   "target": {"population": "E", "first": 10, "last": 90}},
            "steps": {"model": "step_current_generator", "target": "A",
                      "amplitude_times": [15.0, 30.0, 45.0], "amplitude_values": [250.0, -80.0, 0.0]}},
        "record": {
            "spikes": True,
            "traces": [
                {"population": "E", "indices": [0, 17, 149], "variables": ["V_m"], "interval": 0.5},
                {"population": "D", "variables": ["V_m"], "interval": 1.0, "start": 20.0}],
            "rates": ["E", {"population": "lone", "interval": 0.3, "start": 5.0, "stop": 66.0}]},
    }


def phases():
    """What changes in mid-run: shared and drawn parameters, two kinds of stimuli, both kinds of records."""
    return [
        {"at": 6.2, "set": {"stimuli.noise.rate": 8000.0, "populations.D.params.V_th": {
            "distribution": "normal", "mean": -56.0, "std": 1.0, "max": -52.0}}},
        {"at": 23.4, "set": {"populations.E.params": {"E_L": -68.0, "tau_syn_in": 3.0},
                             "stimuli.dc.amplitude": {"distribution": "uniform", "min": 50.0,
                                                      "max": 400.0},
                             "record.traces[0].interval": 0.2}},
        {"at": 51.0, "set": {"populations.D.params.V_th": -55.0, "populations.lone.params.I_e": 900.0,
                             "record.spikes": ["E", "lone"], "stimuli.jumps.delay": 0.7}}]


def plastic_network():
    """Every rule that changes weights, on axonal and dendritic delays, and short-term plasticity."""
    delay = {"distribution": "uniform", "min": 0.3, "max": 4.0}
    weight = {"distribution": "uniform", "min": 10.0, "max": 60.0}
    rules = [
        {"model": "stdp_synapse", "lambda": 0.1, "mu_plus": 0.4},
        {"model": "stdp_nn_symm_synapse", "lambda": 0.1, "mu_plus": 0.0, "mu_minus": 0.0},
        {"model": "stdp_nn_restr_synapse", "lambda": 0.1},
        {"model": "stdp_nn_pre_centered_synapse", "lambda": 0.1},
        {"model": "stdp_pl_synapse_hom", "weight_limit": 1e5},
        {"model": "stdp_triplet_synapse", "Aplus": 1.0, "Aminus": 2.0, "Aplus_triplet": 3.0},
        {"model": "stdp_triplet_synapse", "Aplus": 1.0, "Aminus": 2.0, "nearest_spike": True},
        {"model": "jonke_synapse", "lambda": 0.1, "mu_minus": 0.02, "beta": 0.2},
        "tsodyks2_synapse"]
    projections = [
        {"source": ("E", "P")[k % 2], "target": "E", "weight": weight, "delay": delay,
         "rule": {"type": "fixed_indegree", "indegree": 4}, "synapse": rule,
         "dendritic_fraction": (1.0, 0.6, 0.3)[k % 3]} for k, rule in enumerate(rules)]
    projections.append(
        {"source": "P", "target": "E", "weight": -40.0, "delay": 1.5,
         "rule": {"type": "fixed_outdegree", "outdegree": 20},
         "synapse": {"model": "vogels_sprekeler_synapse", "eta": 2.0, "Wmax": -90.0}})
    for k, fraction in enumerate((1.0, 0.4)):
        projections.append(
            {"source": ("P", "E")[k], "target": "C", "delay": delay,
             "weight": {"distribution": "uniform", "min": 0.5, "max": 3.0},
             "rule": {"type": "fixed_indegree", "indegree": 6}, "dendritic_fraction": fraction,
             "synapse": {"model": "clopath_synapse", "Wmin": 0.25, "Wmax": 4.0}})
    return {
        "seed": 5, "dt": 0.1, "warmup": 10.0, "duration": 90.0,
        "populations": {
            "E": {"size": 150, "model": "iaf_psc_exp", "params": {"tau_minus": 30.0},
                  "homeostasis": {"target_rate": 40.0, "period": 7.3, "strength": 0.1}},
            "P": {"size": 37, "model": "parrot_neuron"},
            "C": {"size": 45, "model": "aeif_psc_delta_clopath",
                  "params": {"A_LTP": 0.0001, "A_LTD": 0.002, "A_LTD_const": False,
                             "u_ref_squared": 4000.0,
                             "g_L": {"distribution": "uniform", "min": 25.0, "max": 35.0}}}},
        "projections": projections,
        "stimuli": {
            "noise": {"model": "poisson_generator", "target": "E", "rate": 9000.0, "weight": 60.0},
            "pulse": {"model": "poisson_generator", "target": "P", "rate": 80.0, "weight": 1.0},
            "jumps": {"model": "poisson_generator", "target": "C", "rate": 2000.0, "weight": 2.0}},
    }


def spatial_network():
    """Every rule by place, delays and weights by distance, on a torus and with a grid beside it."""
    sheet = {"type": "free", "extent": [600.0, 400.0], "periodic": True}
    circle = {"type": "circular", "radius": 150.0}
    delay = {"distance": {"offset": 0.4, "speed": 150.0}}
    falling = {"expression": "90*exp(-x/200)", "noise": {"distribution": "normal", "mean": 0.0, "std": 5.0},
               "min": 0.0}

    def projection(source, target, rule, weight):
        return {"source": source, "target": target, "weight": weight, "delay": delay,
                "rule": {"allow_autapses": False, **rule}}

    return {
        "seed": 3, "dt": 0.1, "warmup": 0.0, "duration": 60.0,
        "populations": {
            "E": {"size": 700, "model": "iaf_psc_exp", "positions": sheet},
            "I": {"size": 150, "model": "iaf_psc_exp", "positions": sheet},
            "G": {"size": 96, "model": "parrot_neuron",
                  "positions": {"type": "grid", "shape": [12, 8], "spacing": 50.0, "periodic": True}}},
        "projections": [
            projection("E", "E", {"type": "pairwise_bernoulli", "mask": circle, "passes": 2,
                                  "kernel": {"type": "exponential", "p_center": 0.5, "beta": 60.0}}, falling),
            projection("I", "E", {"type": "fixed_indegree", "indegree": 20, "mask": circle,
                                  "kernel": "exp(-(x/70)^2)"}, -80.0),
            projection("E", "I", {"type": "fixed_outdegree", "outdegree": 8, "mask": circle,
                                  "allow_multapses": False}, falling),
            projection("G", "E", {"type": "pairwise_poisson", "mask": circle,
                                  "kernel": {"type": "gaussian", "p_center": 1.5, "std": 40.0}}, 60.0),
            projection("E", "E", {"type": "fixed_indegree", "indegree": 5}, -10.0)],
        "stimuli": {
            "noise": {"model": "poisson_generator", "target": "E", "rate": 6000.0, "weight": 40.0},
            "jumps": {"model": "poisson_generator", "target": "G", "rate": 100.0, "weight": 1.0}},
        "record": {"spikes": True}}


def pair_of(model, unit):
    """Two populations of one model that excite and inhibit each other and are driven by noise: parts of an experiment."""
    exc, inh = f"{model}_exc", f"{model}_inh"
    populations = {name: {"size": size, "model": model} for name, size in ((exc, 83), (inh, 37))}
    if model == "ignore_and_fire":
        for population in populations.values():
            population["params"] = {"rate": 100.0}
    counts = model == "parrot_neuron"
    strength = {"aeif_psc_exp": 2000.0, "izhikevich": 6.0, "lif": 1.5, "lif_curr_exp": 1.0, "loihi2_lif": 1.0}.get(
        model, {"pA": 200.0, "mV": 1.5}.get(unit, 20.0))
    receptor = {"receptor": 0} if model in ("iaf_psc_exp_multisynapse", "glif_psc") else {}
    noise = {"model": "poisson_generator", "rate": 20.0 if counts else 12000.0,
             "weight": 1.0 if counts else strength / 3, **receptor}
    stimuli = {f"{name}_noise": {"target": name, **noise} for name in populations}
    if counts:  # they would echo for ever
        return populations, [], stimuli
    projections = [
        {"source": source, "target": target, "rule": rule,
         "weight": {"distribution": "normal", "mean": mean, "std": strength / 10},
         "delay": {"distribution": "uniform", "min": 0.5, "max": 3.0}, **receptor}
        for target in populations
        for source, rule, mean in ((exc, {"type": "fixed_indegree", "indegree": 12}, strength),
                                   (inh, {"type": "fixed_total_number", "N": 200}, -4 * strength))]
    return populations, projections, stimuli


def every_neuron(models):
    """A pair of populations of every model in `models`, {model: (unit of its weights, variables of its state)}."""
    traces = [{"population": f"{model}_exc", "indices": [0, 41, 82], "variables": state, "interval": 0.5}
              for model, (_, state) in models.items() if state]
    experiment = {"seed": 3, "dt": 0.1, "duration": 60.0, "populations": {}, "projections": [], "stimuli": {},
                  "record": {"spikes": True, "traces": traces}}
    for model, (unit, _) in models.items():
        populations, projections, stimuli = pair_of(model, unit)
        experiment["populations"] |= populations
        experiment["projections"] += projections
        experiment["stimuli"] |= stimuli
    return experiment


SAMPLES = "0.1,0.9,0.4,0.7,0.25\n0.8,0.2,0.6,0.05,1.0\n"  # of five features


def every_stimulus(samples):
    """Generators and encoders that `rich_network` is without, and the rules that draw or take dopamine.

    `samples`: path of a file with SAMPLES.
    """
    jumps = {"weight": 1.0, "sample_duration": 20.0, "gap": 5.0, "data": {"file": samples}}
    current = {"frequency": 35.0, "phase": 40.0, "target": "E"}
    plastic = {"rule": {"type": "fixed_indegree", "indegree": 6}, "delay": 1.5, "source": "P", "target": "E",
               "weight": {"distribution": "uniform", "min": 20.0, "max": 90.0}}
    return {
        "seed": 13, "dt": 0.1, "warmup": 0.0, "duration": 90.0,
        "populations": {"E": {"size": 150, "model": "iaf_psc_exp"}, "P": {"size": 61, "model": "parrot_neuron"},
                        "coded": {"size": 45, "model": "parrot_neuron"}},
        "projections": [
            {**plastic, "synapse": {"model": "quantal_stp_synapse", "n": 5, "tau_rec": 60.0, "tau_fac": 20.0}},
            {**plastic, "synapse": {"model": "bernoulli_synapse", "p_transmit": 0.6}},
            {**plastic, "synapse": {"model": "stdp_dopamine_synapse", "volume_transmitter": "coded",
                                    "A_plus": 5.0, "Wmin": 0.0, "Wmax": 200.0}},
            {**plastic, "source": "coded", "weight": 80.0, "synapse": "static_synapse"}],
        "stimuli": {
            "ac": {"model": "ac_generator", "amplitude": 120.0, "offset": 180.0, **current},
            "noise": {"model": "noise_generator", "mean": 60.0, "std": 300.0, "std_mod": 200.0, "dt": 0.5, **current},
            "steps": {"model": "inhomogeneous_poisson_generator", "target": "P", "weight": 1.0,
                      "rate_times": [5.0, 40.0], "rate_values": [60.0, 20.0]},
            "waves": {"model": "sinusoidal_poisson_generator", "target": "P", "weight": 1.0, "rate": 40.0,
                      "amplitude": 30.0, "frequency": 25.0, "phase": 10.0},
            "shared": {"model": "mip_generator", "target": "P", "weight": 1.0, "rate": 50.0, "p_copy": 0.4},
            "volleys": {"model": "pulsepacket_generator", "target": "P", "weight": 1.0, "pulse_times": [20.0, 60.0],
                        "activity": 3, "sdev": 4.0, "shared": False},
            "rates": {"model": "rate_encoder", "max_rate": 400.0, "method": "poisson",
                      "target": {"population": "coded", "first": 0, "last": 5}, **jumps},
            "latencies": {"model": "latency_encoder", "method": "logarithmic",
                          "target": {"population": "coded", "first": 5, "last": 10}, **jumps},
            "phases": {"model": "phase_encoder", "phase_duration": 0.2,
                       "target": {"population": "coded", "first": 10, "last": 15}, **jumps},
            "fields": {"model": "population_encoder", "fields": 4,
                       "target": {"population": "coded", "first": 15, "last": 35}, **jumps},
            "changes": {"model": "delta_encoder", "threshold": 0.3,
                        "target": {"population": "coded", "first": 35, "last": 45}, **jumps}},
        "record": {"spikes": True}}
