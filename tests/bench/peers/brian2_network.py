"""A resolved network in Brian2, as few objects as can be: one group of neurons for all populations, and one of
synapses for all projections that do the same to their targets. Each object costs compilation and time."""

import brian2 as b2
import numpy as np

import brian2_plasticity as plasticity
from brian2_models import UNITS, model_of, receptor
from draw import numbers, sources_and_targets
from resolved import PeerError, reached


def at_target(code):
    """The code of a receptor, of the synapse's target."""
    variable = code.split()[0]
    return code.replace(variable, variable + "_post", 1)


def common_params(network):
    """Parameters of all neurons but the current, which may differ, as the time constant of traces may."""
    kinds = [(population["model"], {key: number for key, number in population["params"].items()
                                    if key not in ("I_e", "tau_minus")})
             for population in network["populations"].values()]
    if any(kind != kinds[0] for kind in kinds):
        raise PeerError("populations whose parameters differ do not fit into one group of Brian2")
    return kinds[0][1]


class Builder:
    """Makes the objects of one network, which `parts` collects."""

    def __init__(self, network, seed):
        self.network = network
        self.random = np.random.default_rng(seed)
        self.sizes = {name: population["size"] for name, population in network["populations"].items()}
        self.first = dict(zip(self.sizes, np.concatenate([[0], np.cumsum(list(self.sizes.values()))]).tolist()))
        self.plastic = [one for one in network["projections"] if plasticity.is_plastic(one)]
        self.model = model_of(next(iter(network["populations"].values())))
        self.neurons = self.make_neurons()
        self.parts = [self.neurons]
        self.driven = None  # weight of the background, once there is one

    def build(self):
        """All objects; returns the network and the monitor of its spikes."""
        for alike in self.alike().values():
            self.parts.append(self.synapses(alike))
        for projection in self.plastic:
            self.parts += plasticity.late_traces(self.neurons, projection)
        for stimulus in self.network["stimuli"].values():
            self.add_background(stimulus)
        monitor = b2.SpikeMonitor(self.neurons)
        return b2.Network(*self.parts, monitor), monitor

    def make_neurons(self):
        """All neurons with their start."""
        units = {key: getattr(b2, unit) for key, unit in UNITS.items()}
        constants = {key: number * units[key] for key, number in common_params(self.network).items()
                     if key in units}
        equations = self.model["equations"] + "\nI_e : amp\nbackground_rate : Hz (constant)"
        if self.plastic:
            equations += plasticity.TRACES
            constants.update(plasticity.constants(self.network, self.plastic[0]))
        neurons = b2.NeuronGroup(
            sum(self.sizes.values()), equations, threshold=self.model["threshold"], reset=self.model["reset"],
            refractory=constants["t_ref"] + b2.defaultclock.dt, method=self.model["method"], namespace=constants)
        every = self.network["populations"].items()
        neurons.V_m = self.by_neuron(lambda name: numbers(
            self.random, self.network["populations"][name]["initial"]["V_m"], self.sizes[name])) * b2.mV
        neurons.I_e = self.by_neuron(lambda name: self.network["populations"][name]["params"]["I_e"]) * b2.pA
        for gate in ("Act_m", "Act_n", "Inact_h"):
            if all(gate in population["initial"] for _, population in every):
                setattr(neurons, gate, self.by_neuron(
                    lambda name, gate=gate: self.network["populations"][name]["initial"][gate]))
        if "V_before" in equations:
            neurons.run_regularly("V_before = V_m", when="before_groups")
        return neurons

    def by_neuron(self, of_population):
        """One array over all neurons of what a function gives for each population."""
        return np.concatenate([np.broadcast_to(of_population(name), size) for name, size in self.sizes.items()])

    def alike(self):
        """Projections by what they do: receptor, rule, weight and delay where these are constants."""
        groups = {}
        for one in self.network["projections"]:
            code = self.model["receive"][receptor(one["weight"])]
            constants = [one[key] if not isinstance(one[key], dict) else None for key in ("weight", "delay")]
            groups.setdefault((code, plasticity.is_plastic(one), *constants), []).append(one)
        return groups

    def synapses(self, alike):
        """One object for projections that are alike."""
        one = alike[0]
        weight, delay = one["weight"], one["delay"]
        code = self.model["receive"][receptor(weight)]
        fixed_delay = None if isinstance(delay, dict) else delay * b2.ms
        if plasticity.is_plastic(one):
            made = plasticity.plastic_synapses(self.neurons, one, self.network, at_target(code.format("weight")))
        elif isinstance(weight, dict):
            made = b2.Synapses(self.neurons, self.neurons, "weight : 1", delay=fixed_delay,
                               on_pre=at_target(code.format("weight")))
        else:
            made = b2.Synapses(self.neurons, self.neurons, delay=fixed_delay,
                               on_pre=at_target(code.format(f"({weight!r})")))
        counts = self.connect(made, alike)
        if plasticity.is_plastic(one):
            made.weight = weight
        elif isinstance(weight, dict):
            made.weight = self.drawn("weight", alike, counts)
        if fixed_delay is None:
            made.pre.delay = self.drawn("delay", alike, counts) * b2.ms
        return made

    def connect(self, made, alike):
        """Draws the pairs of all projections; returns how many each has."""
        pairs = []
        for one in alike:
            i, j = sources_and_targets(self.random, one, self.sizes)
            pairs.append((i + np.int32(self.first[one["source"]]), j + np.int32(self.first[one["target"]])))
        made.connect(i=np.concatenate([i for i, _ in pairs]), j=np.concatenate([j for _, j in pairs]))
        return [i.size for i, _ in pairs]

    def drawn(self, key, alike, counts):
        """Weights or delays of all projections, in the order of their pairs."""
        return np.concatenate([np.broadcast_to(numbers(self.random, one[key], count), count)
                               for one, count in zip(alike, counts)])

    def add_background(self, stimulus):
        """Poisson input: a number drawn for each neuron and step, or trains where it stops."""
        population, first, last = reached(self.network, stimulus)
        first, last = first + self.first[population], last + self.first[population]
        code = self.model["receive"][receptor(stimulus["weight"])]
        weight = repr(stimulus["weight"])
        if "stop" not in stimulus:
            self.neurons.background_rate[first:last] = stimulus["rate"] * b2.Hz
            if self.driven not in (None, weight):
                raise PeerError("background of several weights does not fit into one draw for each neuron")
            if self.driven is None:
                self.neurons.run_regularly(code.format(f"{weight} * poisson(background_rate*dt)"), when="start")
            self.driven = weight
            return
        rate = f"{stimulus['rate']!r}*Hz*int(t >= {stimulus['start']!r}*ms and t < {stimulus['stop']!r}*ms)"
        trains = b2.PoissonGroup(last - first, rate)
        one = b2.Synapses(trains, self.neurons, on_pre=at_target(code.format(weight)),
                          delay=stimulus["delay"] * b2.ms)
        one.connect(j=f"i + {first}")
        self.parts += [trains, one]
