"""Populations, projections and networks, with the limits that the vendor documents."""

import numpy as np

LIF = {"threshold", "alpha_decay", "i_offset", "v_init", "v_reset", "reset"}
CURR_EXP = LIF | {"exc_decay", "inh_decay", "t_refrac"}
MODELS = {"lif": LIF, "lif_no_delay": LIF, "lif_curr_exp": CURR_EXP,
          "lif_curr_exp_no_delay": CURR_EXP, "poisson_process": {"p", "Tref", "seed"},
          "spike_list": None}
RECORDS = {"spikes", "v", "v_last", "time_done", "n_packets"}
MAX_ATOMS = 250


class Population:
    def __init__(self, size, neuron_model, params, name, record=[]):
        if neuron_model not in MODELS:
            raise ValueError(f"unknown neuron model {neuron_model}")
        if size < 1:
            raise ValueError("a population needs a neuron")
        if not set(record) <= RECORDS:
            raise ValueError(f"cannot record {set(record) - RECORDS}")
        self.size, self.neuron_model, self.params = size, neuron_model, params
        self.name, self.record, self.max_atoms_per_core = name, list(record), MAX_ATOMS
        self.spikes = {}
        self._check_params()

    def _check_params(self):
        if self.neuron_model == "spike_list":
            for neuron, ticks in self.params.items():
                if not 0 <= neuron < self.size or any(int(t) != t or t < 0 for t in ticks):
                    raise ValueError(f"spike_list: {neuron}: {ticks}")
            return
        if set(self.params) != MODELS[self.neuron_model]:
            raise ValueError(f"{self.neuron_model} takes {sorted(MODELS[self.neuron_model])}, got "
                             f"{sorted(self.params)}")
        for key, value in self.params.items():
            if key == "reset":
                if value not in ("reset_by_subtraction", "reset_to_v_reset"):
                    raise ValueError(f"unknown reset {value}")
            elif np.ndim(value) > 0 and len(value) != self.size:
                raise ValueError(f"{key} has {len(value)} values for {self.size} neurons")

    def set_max_atoms_per_core(self, max_atoms):
        if max_atoms > MAX_ATOMS:
            raise ValueError(f"at most {MAX_ATOMS} atoms on a core, asked for {max_atoms}")
        self.max_atoms_per_core = max_atoms

    def get_spikes(self):
        return self.spikes


class Projection:
    def __init__(self, pre, post, connections):
        if not connections:
            raise ValueError("a projection needs a connection")
        if post.neuron_model in ("spike_list", "poisson_process"):
            raise ValueError(f"{post.neuron_model} takes no connections")
        delays = not post.neuron_model.endswith("_no_delay")
        most = 15 if delays else 127
        for source, target, weight, delay in connections:
            if not 0 <= source < pre.size or not 0 <= target < post.size:
                raise IndexError(f"connection {source} -> {target} between {pre.name}, {post.name}")
            if int(weight) != weight or abs(weight) > most:
                raise ValueError(f"weight {weight} of {post.neuron_model}: whole, at most {most}")
            if int(delay) != delay or not 0 <= delay <= (7 if delays else 0):
                raise ValueError(f"delay {delay} of {post.neuron_model}")
        self.pre, self.post, self.connections = pre, post, connections


class Network:
    def __init__(self, name):
        self.name, self.populations, self.projections = name, [], []

    def add(self, *parts):
        for part in parts:
            if isinstance(part, Population):
                self.populations.append(part)
            elif part.pre in self.populations and part.post in self.populations:
                self.projections.append(part)
            else:
                raise ValueError("a projection's populations must be added before it")

    def reset(self):
        pass
