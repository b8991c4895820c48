#!/usr/bin/env python3
"""Runs an experiment of configs/ in NEST and prints one line of JSON.

    nest_peer.py EXPERIMENT [--set PATH=VALUE ...] [--warmup MS] [--duration MS] [--threads N] [--silent]

Needs the package nest-simulator. With --silent no neuron can reach its threshold: the time is then that of
updates and of the background alone, and the difference to a run that spikes is that of synaptic events.
"""

import math
import time

import nest

from line import arguments, figures, peak_bytes, print_line
from resolved import PeerError, reached

ONLY_OURS = {"substeps"}  # of our Hodgkin-Huxley solver
NEVER_MV = 1e9


def value(number):
    """A number of the experiment as NEST's parameter."""
    if not isinstance(number, dict):
        return number
    if number["distribution"] != "normal" or number["outside"] != "redraw":
        raise PeerError(f"distribution {number} is not a redrawn normal one")
    drawn = nest.random.normal(mean=number["mean"], std=number["std"])
    if "min" not in number and "max" not in number:
        return drawn
    return nest.math.redraw(drawn, min=number.get("min", -math.inf), max=number.get("max", math.inf))


def create(name, population, silent):
    """One population; what it starts from is set where NEST has it, and is 0 there otherwise."""
    model = population["model"]
    params = {key: number for key, number in population["params"].items() if key not in ONLY_OURS}
    if silent:
        if "V_th" not in params:
            raise PeerError(f"{model} has no threshold that --silent could raise")
        params["V_th"] = NEVER_MV
    neurons = nest.Create(model, population["size"], params=params)
    settable = nest.GetDefaults(model)
    for key, number in population["initial"].items():
        if key in settable:
            setattr(neurons, key, value(number))
        elif number != 0:
            raise PeerError(f"{name}: NEST's {model} cannot start with {key} = {number}")
    return neurons


def synapse(projection):
    """Model, weight and delay of a projection."""
    model = projection["synapse"]
    if isinstance(model, dict):
        common = {key: number for key, number in model.items() if key != "model"}
        nest.CopyModel(model["model"], projection["name"], common)
        model = projection["name"]
    elif model == "static_synapse":
        model = f"{model}_{projection['source']}"
    return {"synapse_model": model, "weight": value(projection["weight"]), "delay": value(projection["delay"])}


def rule(projection):
    """The connection rule; NEST has ours under the same names."""
    words = dict(projection["rule"])
    return {"rule": words.pop("type"), **words}


def connect(network, neurons):
    """All projections and the background; recurrent ones first, as they are the larger."""
    for name in network["populations"]:  # one model has at most 134 million synapses on a thread
        nest.CopyModel("static_synapse", f"static_synapse_{name}")
    for projection in network["projections"]:
        nest.Connect(neurons[projection["source"]], neurons[projection["target"]], rule(projection),
                     synapse(projection))
    for stimulus in network["stimuli"].values():
        population, first, last = reached(network, stimulus)
        times = {key: stimulus[key] for key in ("start", "stop") if key in stimulus}
        generator = nest.Create("poisson_generator", params={"rate": stimulus["rate"], **times})
        nest.Connect(generator, neurons[population][first:last],
                     syn_spec={"weight": stimulus["weight"], "delay": stimulus["delay"]})


def record(neurons, start):
    """A recorder for each population, of spikes after `start`."""
    recorders = {}
    for name, population in neurons.items():
        recorders[name] = nest.Create("spike_recorder", params={"start": start})
        nest.Connect(population, recorders[name])
    return recorders


def run(options):
    """Builds, warms up, simulates."""
    begin = time.perf_counter()
    nest.verbosity = nest.VerbosityLevel.ERROR
    nest.ResetKernel()
    network = options.network
    nest.set(resolution=network["dt"], local_num_threads=options.threads, rng_seed=options.seed, print_time=False)
    neurons = {name: create(name, population, options.silent)
               for name, population in network["populations"].items()}
    connect(network, neurons)
    recorders = record(neurons, options.warmup)
    with nest.RunManager():
        built = time.perf_counter()
        if options.warmup > 0:
            nest.Run(options.warmup)
        start = time.perf_counter()
        nest.Run(options.duration)
        end = time.perf_counter()
    spikes = {name: recorder.n_events for name, recorder in recorders.items()}
    return figures(options, "NEST", nest.__version__, built - begin, end - start, spikes, peak_bytes())


def main():
    parser = arguments(__doc__)
    parser.add_argument("--silent", action="store_true", help="no neuron reaches its threshold")
    print_line(run, parser)


if __name__ == "__main__":
    main()
