#!/usr/bin/env python3
"""Runs coba_hh of configs/ in Arbor and prints one line of JSON.

    arbor_peer.py EXPERIMENT [--set PATH=VALUE ...] [--warmup MS] [--duration MS] [--threads N]

Needs the package arbor, cmake and a C++ compiler: the neuron's kinetics are compiled from mechanisms/. Only
hh_cond_exp_traub is built. Arbor's integrate-and-fire cell has neither synaptic currents nor conductances that
decay, so the other networks would not be the same there.

Arbor takes steps of at most half the shortest delay, here 0.05 ms. A neuron is a cylinder of one compartment;
it spikes where V crosses V_T + 30 mV upwards, some steps before NEST's, which waits for the peak.
"""

import math
import os
import pathlib
import subprocess
import sysconfig
import tempfile
import time

import arbor
import numpy as np
from arbor import units as U

from draw import sources_and_targets
from line import arguments, figures, peak_bytes, print_line
from resolved import PeerError, reached

MECHANISMS = pathlib.Path(__file__).parent / "mechanisms"
PF_PER_UM2 = 0.01  # 1 uF/cm2


def catalogue():
    """The compiled mechanisms."""
    scripts = sysconfig.get_path("scripts")  # its first step starts `python3`, which must be this one
    environment = {**os.environ, "PATH": f"{scripts}{os.pathsep}{os.environ.get('PATH', '')}"}
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run([f"{scripts}/arbor-build-catalogue", "peers", str(MECHANISMS)], cwd=folder,
                              env=environment, capture_output=True, text=True, check=False)
        library = pathlib.Path(folder) / "peers-catalogue.so"
        if done.returncode != 0 or not library.exists():
            raise PeerError(f"arbor-build-catalogue ended with {done.returncode}:\n{done.stdout}{done.stderr}")
        return arbor.load_catalogue(str(library))


def synapse(params, receptor):
    """An exponential conductance."""
    return arbor.synapse("expsyn", {"tau": params[f"tau_syn_{receptor}"], "e": params[f"E_{receptor}"]})


def cell(population):
    """One neuron: conductances become densities on the area that the capacitance states."""
    params, start = population["params"], population["initial"]
    if population["model"] != "hh_cond_exp_traub":
        raise PeerError(f"Arbor has no cell like {population['model']}")
    area = params["C_m"] / PF_PER_UM2
    side = math.sqrt(area / math.pi)
    tree = arbor.segment_tree()
    tree.append(arbor.mnpos, arbor.mpoint(0, 0, 0, side / 2), arbor.mpoint(side, 0, 0, side / 2), tag=1)
    density = {ours: params[key] / area * 0.1 for ours, key in (("gna", "g_Na"), ("gk", "g_K"), ("gl", "g_L"))}
    volts = {"ena": params["E_Na"], "ek": params["E_K"], "el": params["E_L"], "vt": params["V_T"]}
    gates = {"m_start": start["Act_m"], "h_start": start["Inact_h"], "n_start": start["Act_n"]}
    decor = arbor.decor()
    decor.set_property(Vm=start["V_m"] * U.mV, cm=0.01 * U.F / U.m2)
    decor.paint("(all)", arbor.density("hh_traub", {**density, **volts, **gates}))
    for receptor in ("ex", "in"):
        decor.place("(location 0 0.5)", synapse(params, receptor), receptor)
    decor.place("(location 0 0.5)", arbor.threshold_detector((params["V_T"] + 30) * U.mV), "spike")
    return arbor.cable_cell(tree, decor, discretization=arbor.cv_policy_single())


class Recipe(arbor.recipe):
    """The network: cells in the order of populations, connections by target."""

    def __init__(self, network, mechanisms, seed):
        arbor.recipe.__init__(self)
        self.network, self.seed = network, seed
        self.sizes = {name: population["size"] for name, population in network["populations"].items()}
        self.first = dict(zip(self.sizes, np.concatenate([[0], np.cumsum(list(self.sizes.values()))]).tolist()))
        self.cells = {name: cell(population) for name, population in network["populations"].items()}
        self.properties = arbor.neuron_cable_properties()
        self.properties.catalogue = arbor.default_catalogue()
        self.properties.catalogue.extend(mechanisms, "")
        random = np.random.default_rng(seed)
        self.drawn = [self.draw(random, projection) for projection in network["projections"]]
        self.kicks = [self.kick(stimulus) for stimulus in network["stimuli"].values()]

    def draw(self, random, projection):
        """Sources by target, as global ids, with weight in uS and delay."""
        i, j = sources_and_targets(random, projection, self.sizes)
        sources = i[np.argsort(j, kind="stable")] + self.first[projection["source"]]
        edges = np.concatenate([[0], np.cumsum(np.bincount(j, minlength=self.sizes[projection["target"]]))])
        receptor = "ex" if projection["weight"] >= 0 else "in"
        return projection["target"], sources, edges, receptor, abs(projection["weight"]) / 1000, projection["delay"]

    def kick(self, stimulus):
        """The Poisson input that starts the activity."""
        population, first, last = reached(self.network, stimulus)
        return self.first[population] + first, self.first[population] + last, stimulus

    def population_of(self, gid):
        """Name of the population and number of a neuron in it."""
        name = next(name for name in reversed(self.first) if gid >= self.first[name])
        return name, gid - self.first[name]

    def num_cells(self):
        return sum(self.sizes.values())

    def cell_kind(self, _gid):
        return arbor.cell_kind.cable

    def cell_description(self, gid):
        return self.cells[self.population_of(gid)[0]]

    def global_properties(self, _kind):
        return self.properties

    def connections_on(self, gid):
        name, number = self.population_of(gid)
        made = []
        for target, sources, edges, receptor, weight, delay in self.drawn:
            if target == name:
                made += [arbor.connection((int(source), "spike"), receptor, weight, delay * U.ms)
                         for source in sources[edges[number]:edges[number + 1]]]
        return made

    def event_generators(self, gid):
        return [arbor.event_generator("ex", stimulus["weight"] / 1000, arbor.poisson_schedule(
            tstart=stimulus["start"] * U.ms, freq=stimulus["rate"] * U.Hz, seed=self.seed * 1000003 + gid,
            tstop=stimulus["stop"] * U.ms)) for first, last, stimulus in self.kicks if first <= gid < last]


def longest_step(network):
    """ms; the experiment's, but at most half the shortest delay."""
    delays = [one["delay"] for one in (*network["projections"], *network["stimuli"].values())]
    return min(network["dt"], min(delays) / 2)


def run(options):
    """Builds, simulates, counts."""
    begin = time.perf_counter()
    recipe = Recipe(options.network, catalogue(), options.seed)
    context = arbor.context(threads=options.threads)
    together = -(-recipe.num_cells() // options.threads)  # in one group, so that SIMD registers are filled
    hint = {arbor.cell_kind.cable: arbor.partition_hint(cpu_group_size=together)}
    simulation = arbor.simulation(recipe, context, arbor.partition_load_balance(recipe, context, hint))
    simulation.record(arbor.spike_recording.all)
    built = time.perf_counter()
    dt = longest_step(options.network) * U.ms
    if options.warmup > 0:
        simulation.run(options.warmup * U.ms, dt)
    start = time.perf_counter()
    simulation.run((options.warmup + options.duration) * U.ms, dt)
    end = time.perf_counter()
    spikes = simulation.spikes()
    gids = spikes["source"]["gid"][spikes["time"] > options.warmup]
    counts = {name: int(np.count_nonzero((gids >= first) & (gids < first + recipe.sizes[name])))
              for name, first in recipe.first.items()}
    return figures(options, "Arbor", arbor.__version__, built - begin, end - start, counts, peak_bytes())


if __name__ == "__main__":
    print_line(run, arguments(__doc__))
