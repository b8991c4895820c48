#!/usr/bin/env python3
"""Runs an experiment of configs/ in Brian2 and prints one line of JSON.

    brian2_peer.py EXPERIMENT [--set PATH=VALUE ...] [--warmup MS] [--duration MS] [--threads N]

Needs the package brian2 and a C++ compiler: the network runs as a C++ program of its own (Brian2's
cpp_standalone, with OpenMP). Building it includes code generation and compilation; memory is that program's.
"""

import pathlib
import shutil
import tempfile
import time

import brian2 as b2
import numpy as np

import brian2_plasticity as plasticity
from brian2_models import UNITS, model_of, receptor
from draw import numbers, sources_and_targets
from line import arguments, figures, print_line
from resolved import PeerError, reached

PEAK = """
{
    std::ifstream status("/proc/self/status");
    std::ofstream peak("results/peak.txt");
    for (std::string line; std::getline(status, line);) {
        if (line.rfind("VmHWM:", 0) == 0) { peak << line.substr(6); }
    }
}
"""


def group(name, population, plastic, random):
    """One population with its start."""
    model = model_of(population)
    units = {key: getattr(b2, unit) for key, unit in UNITS.items()}
    constants = {key: number * units[key] for key, number in population["params"].items() if key in units}
    refractory = constants["t_ref"] + b2.defaultclock.dt
    equations = model["equations"]
    if plastic:
        equations += plasticity.TRACES
        constants.update(plasticity.constants(plastic[0]))
    neurons = b2.NeuronGroup(population["size"], equations, threshold=model["threshold"], reset=model["reset"],
                             refractory=refractory, method=model["method"], namespace=constants, name=name)
    neurons.V_m = numbers(random, population["initial"]["V_m"], population["size"]) * b2.mV
    for gate in ("Act_m", "Act_n", "Inact_h"):
        if gate in population["initial"]:
            setattr(neurons, gate, population["initial"][gate])
    if "V_before" in equations:
        neurons.run_regularly("V_before = V_m", when="before_groups")
    return neurons


def at_target(code):
    """The code of a receptor, of the synapse's target."""
    variable = code.split()[0]
    return code.replace(variable, variable + "_post", 1)


def synapses(network, projection, groups, random):
    """One projection, connected, with its weights and delays."""
    source, target = groups[projection["source"]], groups[projection["target"]]
    receive = model_of(network["populations"][projection["target"]])["receive"][receptor(projection["weight"])]
    varied = isinstance(projection["weight"], dict)
    if plasticity.is_plastic(projection):
        made = plasticity.plastic_synapses(source, projection, receive)
    elif varied:
        made = b2.Synapses(source, target, "weight : 1", on_pre=at_target(receive.format("weight")))
    else:
        made = b2.Synapses(source, target, on_pre=at_target(receive.format(f"({projection['weight']!r})")))
    sizes = {name: population["size"] for name, population in network["populations"].items()}
    i, j = sources_and_targets(random, projection, sizes)
    made.connect(i=i, j=j)
    if varied or plasticity.is_plastic(projection):
        made.weight = numbers(random, projection["weight"], i.size)
    made.pre.delay = numbers(random, projection["delay"], i.size) * b2.ms
    if plasticity.is_plastic(projection):
        made.post.delay = 2 * projection["delay"] * b2.ms
    return made


def background(network, stimulus, groups):
    """Poisson input: a number drawn for each neuron and step, or trains where it stops."""
    population, first, last = reached(network, stimulus)
    target = groups[population]
    receive = model_of(network["populations"][population])["receive"][receptor(stimulus["weight"])]
    if "stop" not in stimulus:
        target.run_regularly(receive.format(f"{stimulus['weight']!r} * poisson({stimulus['rate']!r}*Hz*dt)"),
                             when="start")
        return []
    rate = f"{stimulus['rate']!r}*Hz*int(t >= {stimulus['start']!r}*ms and t < {stimulus['stop']!r}*ms)"
    trains = b2.PoissonGroup(last - first, rate)
    one = b2.Synapses(trains, target, on_pre=at_target(receive.format(repr(stimulus["weight"]))),
                      delay=stimulus["delay"] * b2.ms)
    one.connect(j=f"i + {first}")
    return [trains, one]


def build(network, random):
    """The whole network and the monitors of its spikes."""
    plastic = {one["source"]: [one] for one in network["projections"] if plasticity.is_plastic(one)}
    groups = {name: group(name, population, plastic.get(name), random)
              for name, population in network["populations"].items()}
    parts = list(groups.values())
    for projection in network["projections"]:
        parts.append(synapses(network, projection, groups, random))
    for name, (projection,) in plastic.items():
        parts += plasticity.late_traces(groups[name], projection["delay"] * b2.ms)
    for stimulus in network["stimuli"].values():
        parts += background(network, stimulus, groups)
    monitors = {name: b2.SpikeMonitor(neurons) for name, neurons in groups.items()}
    return b2.Network(*parts, *monitors.values()), monitors


def simulate(options, folder):
    """Times of building and of the measured part, spikes within it, peak memory."""
    begin = time.perf_counter()
    b2.set_device("cpp_standalone", directory=folder, build_on_run=False)
    b2.prefs.devices.cpp_standalone.openmp_threads = options.threads
    b2.defaultclock.dt = options.network["dt"] * b2.ms
    b2.seed(options.seed)
    whole, monitors = build(options.network, np.random.default_rng(options.seed))
    if options.warmup > 0:
        whole.run(options.warmup * b2.ms)
    whole.run(options.duration * b2.ms)
    b2.device.insert_code("after_end", PEAK)
    b2.device.build(directory=folder, compile=True, run=False)
    b2.device.run(folder, with_output=False, run_args=[])
    seconds = b2.device._last_run_time  # no public name
    everything = time.perf_counter() - begin
    spikes = {name: int(np.count_nonzero(monitor.t / b2.ms > options.warmup - 1e-6))
              for name, monitor in monitors.items()}
    peak = int((pathlib.Path(folder) / "results" / "peak.txt").read_text().split()[0]) * 1024
    return everything - seconds, seconds, spikes, peak


def run(options):
    """Builds, compiles, simulates."""
    if options.network["populations"].keys() & {"t", "dt", "i", "N"}:
        raise PeerError("a population has a name that Brian2 keeps for itself")
    folder = tempfile.mkdtemp(prefix="brian2_")
    try:
        built, seconds, spikes, peak = simulate(options, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return figures(options, "Brian2", b2.__version__, built, seconds, spikes, peak)


if __name__ == "__main__":
    print_line(run, arguments(__doc__))
