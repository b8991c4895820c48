#!/usr/bin/env python3
"""Builds one chip of partition.h5 with PyNN.brainscales2 and runs it.

    load_brainscales2.py --calibration FILE            runs the only chip of a partition
    load_brainscales2.py --chip 0 --out chip0.npz      runs one of several chips ...
    load_brainscales2.py --chip 1 --spikes-in chip0.npz  ... and the next, which receives from it

Needs h5py, numpy and the vendor's package `pynn_brainscales`. Chips that form a cycle have no public
runtime and are refused; others are run in sequence, each after the chips that send to it. --prepare maps and routes without a run. Written by `callosum export`.

Maps: LSB = lsb_at_0_mV + lsb_per_mV V; a whole weight of w is w / weight_per_unit in the experiment's unit.
Neurons are calibrated by the vendor's Calib cells to the values in params (LSB and us); the strength of a
weight of 1 (`i_synin_gm`) has to be set in the lab so that a synaptic potential has the height that
the experiment gives it. A neuron of several circuits is a multi-compartment cell with one compartment: such
cells take raw settings, which the lab's own calibration must provide.
"""

import argparse
import json
import pathlib
import sys

import h5py
import numpy as np

NEURON, LIST, GENERATOR = "CalibHXNeuronCuba", "SpikeSourceArray", "SpikeSourcePoissonOnChip"
COLUMNS = 256


def texts(dataset):
    """Strings of a dataset."""
    return [t.decode() if isinstance(t, bytes) else str(t) for t in dataset[...]]


class Chip:
    """What one chip of a partition holds."""

    def __init__(self, file, number):
        self.names, self.models = texts(file["populations/name"]), texts(file["populations/model"])
        self.recorded = file["populations/recorded"][...]
        self.number = number
        self.params = [{k: v[...] for k, v in file["params/" + name].items()} for name in self.names]
        table = {k: v[...] for k, v in file["neurons"].items()}
        here = np.flatnonzero(table["chip"] == number)
        self.neurons = [{k: int(v[i]) for k, v in table.items()} for i in here]
        sources = {k: v[...] for k, v in file["sources"].items()}
        here = np.flatnonzero(sources["chip"] == number)
        self.sources = [{k: int(v[i]) for k, v in sources.items()} for i in here]
        self.lists = self._lists(file)
        self.connections = {k: v[...] for k, v in file["connections"].items()}

    def _lists(self, file):
        begin, times = file["spike_lists/begin"][...], file["spike_lists/time_ms"][...]
        sizes, lists, first = file["populations/size"][...], {}, 0
        for number, model in enumerate(self.models):
            if model == LIST:
                for i in range(int(sizes[number])):
                    lists[number, i] = times[begin[first + i]:begin[first + i + 1]]
                first += int(sizes[number])
        return lists

    def permutation(self):
        """Circuits in the order in which neurons are made: hemisphere x 256 + column."""
        return [neuron["hemisphere"] * COLUMNS + neuron["column"] + c
                for neuron in self.neurons for c in range(neuron["circuits"])]


def neuron_class(pynn, circuits):
    """The cell of a neuron with several circuits."""
    compartment = pynn.morphology.Compartment(positions=list(range(circuits)), label="soma")
    return pynn.morphology.create_mc_neuron(f"Merged{circuits}", compartments=[compartment],
                                            connections=[])


def build(pynn, chip, acceleration, spikes_in=None, setup=None):
    """Makes populations and projections; returns them by (population, index) of the experiment."""
    pynn.setup(neuronPermutation=chip.permutation(), **(setup or {}))
    cells = {}
    for neuron in chip.neurons:
        key = (neuron["population"], neuron["index"])
        if neuron["circuits"] > 1:
            cell = neuron_class(pynn, neuron["circuits"])()
        else:
            params = {k: float(v[0] if len(v) == 1 else v[neuron["index"]])
                      for k, v in chip.params[neuron["population"]].items()}
            cell = pynn.cells.CalibHXNeuronCuba(**params)
        cells[key] = pynn.Population(1, cell)
        if chip.recorded[neuron["population"]]:
            cells[key].record(["spikes"])
    for source in chip.sources:
        key = (source["population"], source["index"])
        if key in cells:
            continue
        if chip.models[key[0]] == GENERATOR:
            rate = float(chip.params[key[0]]["rate"][0])
            cells[key] = pynn.Population(1, pynn.cells.SpikeSourcePoissonOnChip(
                rate=rate, seed=1 + key[1]))
        else:
            times = chip.lists.get(key, (spikes_in or {}).get(key))
            if times is None:
                raise ValueError(f"{chip.names[key[0]]}[{key[1]}] is a neuron of another chip: run that "
                                 "chip first and give its spikes with --spikes-in")
            cells[key] = pynn.Population(1, pynn.cells.SpikeSourceArray(
                spike_times=[t / acceleration for t in times]))
    connect(pynn, chip, cells)
    return cells


def connect(pynn, chip, cells):
    """Excitatory and inhibitory projections apart: a row has one sign."""
    c, mine = chip.connections, {(n["population"], n["index"]) for n in chip.neurons}
    synapse = pynn.standardmodels.synapses.StaticSynapse
    for sp, s, tp, t, weight in zip(c["source_population"], c["source"], c["target_population"],
                                    c["target"], c["weight"]):
        target = (int(tp), int(t))
        if target not in mine:
            continue
        pynn.Projection(cells[int(sp), int(s)], cells[target], pynn.AllToAllConnector(),
                        synapse_type=synapse(weight=int(weight)),
                        receptor_type="excitatory" if weight > 0 else "inhibitory")


def read_spikes(path):
    """Spikes of an earlier chip: biological ms by (population, index)."""
    data, spikes = np.load(path), {}
    for population, index, time in zip(data["population"], data["index"], data["time_ms"]):
        spikes.setdefault((int(population), int(index)), []).append(float(time))
    return spikes


def write_spikes(path, chip, cells, acceleration):
    """Recorded spikes: population, index, biological ms."""
    rows = []
    for neuron in chip.neurons:
        key = (neuron["population"], neuron["index"])
        if chip.recorded[key[0]]:
            trains = cells[key].get_data("spikes").segments[0].spiketrains
            rows += [key + (float(t) * acceleration,) for train in trains for t in train]
    rows = np.array(rows, dtype=float).reshape(-1, 3)
    np.savez(path, population=rows[:, 0].astype(int), index=rows[:, 1].astype(int),
             time_ms=rows[:, 2])


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--chip", type=int, default=0)
    parser.add_argument("--calibration", help="chip configuration (a file of the vendor's calibration)")
    parser.add_argument("--spikes-in", action="append", default=[], help="spikes of an earlier chip")
    parser.add_argument("--prepare", action="store_true", help="map and route, do not run")
    parser.add_argument("--out", help="file (.npz) for the recorded spikes")
    arguments = parser.parse_args(argv)
    folder = pathlib.Path(__file__).resolve().parent
    with h5py.File(folder / "partition.h5", "r") as file:
        if file.attrs["recurrent_chips"]:
            print("load_brainscales2: the chips of this partition form a cycle; no public "
                  "runtime can run that. Take a network that fits one chip, or a feed-forward one",
                  file=sys.stderr)
            return 1
        chip, duration = Chip(file, arguments.chip), float(file.attrs["duration_ms"])
    limits = json.loads((folder / "board.json").read_text())["limits"]
    acceleration = limits["acceleration"]["value"]
    try:
        import pynn_brainscales.brainscales2 as pynn
    except ImportError:
        print("load_brainscales2: the package pynn_brainscales is not there; install it from its vendor",
              file=sys.stderr)
        return 1
    setup = {}
    if arguments.calibration:
        setup["initial_config"] = pynn.helper.chip_from_file(arguments.calibration)
    spikes = {}
    for path in arguments.spikes_in:
        spikes.update(read_spikes(path))
    cells = build(pynn, chip, acceleration, spikes, setup)
    if arguments.prepare:
        pynn.run(None, pynn.RunCommand.PREPARE)
        print(pynn.get_backend_statistics())
    else:
        pynn.run(duration / acceleration)
        if arguments.out:
            write_spikes(arguments.out, chip, cells, acceleration)
    pynn.end()
    return 0


if __name__ == "__main__":
    sys.exit(main())
