#!/usr/bin/env python3
"""Writes networks to try `callosum export` with: as JSON experiments and the files that they name.

    scripts/make_board_networks.py FOLDER

feed_forward.json   784-256-10, dense random weights, rate-coded input
balanced.json       1000 neurons, 80 % excitatory, random (pairwise_bernoulli, p = 0.1)
sheet.json          10 000 neurons on a sheet, connected by distance, in shuffled order
modular.json        10 000 neurons in 50 modules, nine tenths of the synapses within them, in shuffled order
plastic.json        1250 neurons with stdp_pl_synapse_hom, after configs/hpc_benchmark.json
"""

import json
import pathlib
import sys

import h5py
import numpy as np

NEURON = {"C_m": 250.0, "tau_m": 20.0, "t_ref": 2.0, "E_L": -65.0, "V_th": -50.0, "V_reset": -65.0,
          "tau_syn_ex": 5.0, "tau_syn_in": 5.0}


def population(size, **more):
    """Neurons that start below their threshold."""
    return {"size": size, "model": "iaf_psc_exp", "params": NEURON, "mean_rate": 5.0,
            "initial": {"V_m": {"distribution": "normal", "mean": -58.0, "std": 5.0}}, **more}


def experiment(populations, projections, stimuli, dt=1.0):
    """What all networks share."""
    return {"seed": 3, "dt": dt, "duration": 500.0, "populations": populations,
            "projections": projections, "stimuli": stimuli, "record": {"spikes": True}}


def write_edges(path, columns):
    """An edge list: source, target, weight, delay."""
    with h5py.File(path, "w") as file:
        for name, values in zip(("source", "target", "weight", "delay"), columns):
            file[name] = values


def feed_forward(folder, rng):
    """784-256-10, dense."""
    layers = [("input", 784), ("hidden", 256), ("output", 10)]
    for (_, n), (name, m) in zip(layers, layers[1:]):
        source, target = (a.ravel() for a in np.mgrid[0:n, 0:m])
        write_edges(folder / f"feed_forward_{name}.h5",
                    (source, target, rng.normal(10.0, 90.0, n * m) * 40 / n, np.ones(n * m)))
    return experiment(
        {"input": {"size": 784, "model": "parrot_neuron", "mean_rate": 20.0},
         "hidden": population(256), "output": population(10)},
        [{"source": a, "target": b,
          "rule": {"type": "explicit_list", "file": f"feed_forward_{b}.h5"}}
         for (a, _), (b, _) in zip(layers, layers[1:])],
        {"pixels": {"model": "poisson_generator", "target": "input", "rate": 20.0, "weight": 1.0}})


def balanced():
    """The random balanced network."""
    rule = {"type": "pairwise_bernoulli", "p": 0.1, "allow_autapses": False}
    delay = {"distribution": "uniform", "min": 1.0, "max": 3.0}
    return experiment(
        {"E": population(800), "I": population(200)},
        [{"source": s, "target": t, "rule": rule, "weight": w, "delay": delay}
         for s, w in (("E", 30.0), ("I", -150.0)) for t in ("E", "I")],
        {f"background_{t}": {"model": "poisson_generator", "target": t, "rate": 900.0, "weight": 60.0}
         for t in ("E", "I")})


def sheet(folder, rng):
    """Connected by distance; where a neuron is has nothing to do with its index."""
    side, sizes = 4000.0, {"E": 8000, "I": 2000}
    populations = {}
    for name, size in sizes.items():
        np.savetxt(folder / f"sheet_{name}.csv", rng.uniform(-side / 2, side / 2, (size, 2)),
                   delimiter=",", fmt="%.3f")
        populations[name] = population(size, positions={
            "type": "file", "file": f"sheet_{name}.csv", "extent": [side, side]})
    delay = {"distance": {"offset": 1.0, "speed": 300.0}}
    return experiment(
        populations,
        [{"source": s, "target": t, "weight": w, "delay": delay,
          "rule": {"type": "pairwise_bernoulli", "allow_autapses": False,
                   "mask": {"type": "circular", "radius": 600.0},
                   "kernel": {"type": "gaussian", "p_center": 0.8, "std": 260.0}}}
         for s, w in (("E", 30.0), ("I", -150.0)) for t in ("E", "I")],
        {f"background_{t}": {"model": "poisson_generator", "target": t, "rate": 900.0, "weight": 60.0}
         for t in ("E", "I")})


def modular(folder, rng):
    """Modules whose neurons are scattered over the indices."""
    n, modules, inside, outside = 10000, 50, 108, 12
    module = rng.permutation(np.arange(n) % modules)
    members = [np.flatnonzero(module == m) for m in range(modules)]
    target = np.repeat(np.arange(n), inside + outside)
    source = np.concatenate([np.concatenate([rng.choice(members[module[t]], inside),
                                             rng.integers(0, n, outside)]) for t in range(n)])
    weight = np.where(source % 5 == 4, -150.0, 30.0)
    write_edges(folder / "modular.h5", (source, target, weight, rng.integers(1, 4, len(source)) * 1.0))
    return experiment(
        {"N": population(n)},
        [{"source": "N", "target": "N", "rule": {"type": "explicit_list", "file": "modular.h5"}}],
        {"background": {"model": "poisson_generator", "target": "N", "rate": 900.0, "weight": 60.0}})


def plastic():
    """A small relative of the benchmark of plastic synapses."""
    neuron = {"E_L": 0.0, "V_th": 20.0, "V_reset": 0.0, "C_m": 250.0, "tau_m": 10.0, "t_ref": 0.5,
              "tau_syn_ex": 0.33, "tau_syn_in": 0.33}
    rule = {"type": "fixed_indegree", "allow_autapses": False}
    make = {"E": 1000, "I": 250}
    learns = {"model": "stdp_pl_synapse_hom", "tau_plus": 15.0, "lambda": 0.1, "alpha": 0.0513,
              "mu": 0.4}
    projections = [{"source": s, "target": t, "rule": {**rule, "indegree": make[s] // 10},
                    "weight": 450.0 if s == "E" else -2250.0, "delay": 1.5,
                    **({"synapse": learns} if s == t == "E" else {})}
                   for s in make for t in make]
    return experiment(
        {name: {"size": size, "model": "iaf_psc_alpha", "params": neuron, "mean_rate": 10.0}
         for name, size in make.items()}, projections,
        {f"background_{t}": {"model": "poisson_generator", "target": t, "rate": 2000.0,
                             "weight": 450.0, "delay": 1.5} for t in make}, dt=0.1)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(1)
    networks = {"feed_forward": feed_forward(folder, rng), "balanced": balanced(),
                "sheet": sheet(folder, rng), "modular": modular(folder, rng), "plastic": plastic()}
    for name, network in networks.items():
        (folder / f"{name}.json").write_text(json.dumps(network, indent=1) + "\n")


if __name__ == "__main__":
    main()
