#!/usr/bin/env python3
"""Builds the network of partition.h5 with py-spinnaker2 and runs it on a board, or in its emulator.

    load_spinnaker2.py --board single --eth-ip IP         on one chip
    load_spinnaker2.py --board b48 --stm-ip IP --eth-ip IP  on the board of 48 chips
    load_spinnaker2.py --emulate                           in py-spinnaker2's Brian 2 back end
    load_spinnaker2.py --mapping-only ...                  the vendor's mapping, without a run

Needs h5py, numpy and the vendor's package `spinnaker2`. Each slice of the partition is a population of its
own and each pair of slices a projection, so that the vendor's mapper puts one slice on one core; it is
they that choose which core. Written by `callosum export`.
"""

import argparse
import pathlib
import sys

import h5py
import numpy as np

SPIKE_LIST, POISSON = "spike_list", "poisson_process"


def texts(dataset):
    """Strings of a dataset."""
    return [t.decode() if isinstance(t, bytes) else str(t) for t in dataset[...]]


class Slices:
    """The slices of a partition and what each is made of."""

    def __init__(self, file):
        self.names = texts(file["populations/name"])
        self.models = texts(file["populations/model"])
        self.recorded = file["populations/recorded"][...]
        self.population = file["slices/population"][...]
        begin = file["slices/begin"][...]
        index = file["neurons/index"][...]
        self.neurons = [index[a:b] for a, b in zip(begin, begin[1:])]
        self.place = list(zip(file["slices/chip_x"][...], file["slices/chip_y"][...],
                              file["slices/core"][...]))
        self.params = [self._params(file, number) for number in range(len(self.names))]
        self.lists = self._lists(file)

    def _params(self, file, number):
        group = file["params/" + self.names[number]]
        params = {key: value[...] for key, value in group.items()}
        if "reset" in group.attrs:
            params["reset"] = group.attrs["reset"]
        return params

    def _lists(self, file):
        begin, ticks = file["spike_lists/begin"][...], file["spike_lists/tick"][...]
        sizes, lists, first = file["populations/size"][...], {}, 0
        for number, model in enumerate(self.models):
            if model == SPIKE_LIST:
                lists[number] = [ticks[begin[first + i]:begin[first + i + 1]].tolist()
                                 for i in range(sizes[number])]
                first += int(sizes[number])
        return lists

    def params_of(self, s):
        """Parameters of one slice as py-spinnaker2 takes them."""
        number = self.population[s]
        if self.models[number] == SPIKE_LIST:
            return {i: self.lists[number][n] for i, n in enumerate(self.neurons[s])}
        params = {}
        for key, value in self.params[number].items():
            if key == "reset":
                params[key] = value.decode() if isinstance(value, bytes) else str(value)
            elif key in ("t_refrac", "Tref", "seed"):
                params[key] = int(value[0])
            else:
                params[key] = float(value[0]) if len(value) == 1 else value[self.neurons[s]]
        if self.models[number] == POISSON:
            params["seed"] += int(s)
        return params


def build(path, snn):
    """The network of partition.h5 and its slices: (snn.Network, [snn.Population], Slices)."""
    with h5py.File(path, "r") as file:
        slices = Slices(file)
        net = snn.Network("callosum")
        # py-spinnaker2 fills cores in the order in which populations are added.
        order = sorted(range(len(slices.neurons)), key=lambda s: slices.place[s])
        populations = [None] * len(order)
        for s in order:
            number = slices.population[s]
            record = ["spikes"] if slices.recorded[number] else []
            populations[s] = snn.Population(
                size=len(slices.neurons[s]), neuron_model=slices.models[number],
                params=slices.params_of(s), name=f"{slices.names[number]}/{s}", record=record)
            populations[s].set_max_atoms_per_core(len(slices.neurons[s]))
            net.add(populations[s])
        begin = file["pairs/begin"][...]
        synapses = [file["synapses/" + k] for k in ("source", "target", "weight", "delay")]
        for m, (s, t) in enumerate(zip(file["pairs/source"][...], file["pairs/target"][...])):
            columns = [column[begin[m]:begin[m + 1]].astype(int) for column in synapses]
            net.add(snn.Projection(pre=populations[s], post=populations[t],
                                   connections=np.stack(columns, axis=1).tolist()))
    return net, populations, slices


def spikes_of(populations, slices):
    """Arrays population, index, tick of all recorded spikes."""
    found = []
    for s, population in enumerate(populations):
        if not slices.recorded[slices.population[s]]:
            continue
        for i, ticks in population.get_spikes().items():
            found += [(slices.population[s], slices.neurons[s][i], int(tick)) for tick in ticks]
    return np.array(found, dtype=np.int64).reshape(-1, 3)


def run(net, timesteps, tick_s, arguments):
    """Runs on what the user asked for."""
    if arguments.emulate:
        from spinnaker2 import brian2_sim
        brian2_sim.Brian2Backend().run(net, timesteps, quantize_weights=True)
        return
    from spinnaker2 import hardware
    if arguments.board == "single":
        board = hardware.SpiNNaker2Chip(eth_ip=arguments.eth_ip)
    else:
        board = hardware.SpiNNcloud48NodeBoard(stm_ip=arguments.stm_ip, eth_ip=arguments.eth_ip)
    board.run(net, timesteps, sys_tick_in_s=tick_s, mapping_only=arguments.mapping_only)


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--board", choices=["single", "b48"], default="b48")
    parser.add_argument("--eth-ip", help="address of the board's Ethernet chip")
    parser.add_argument("--stm-ip", help="address of the controller of the 48-chip board")
    parser.add_argument("--emulate", action="store_true", help="run py-spinnaker2's emulator")
    parser.add_argument("--mapping-only", action="store_true", help="map, do not run")
    parser.add_argument("--timesteps", type=int, help="ticks (those of the export)")
    parser.add_argument("--out", help="file (.npz) for the spikes: population, index, tick")
    arguments = parser.parse_args(argv)
    path = pathlib.Path(__file__).resolve().parent / "partition.h5"
    try:
        from spinnaker2 import snn
    except ImportError:
        print("load_spinnaker2: the package spinnaker2 (py-spinnaker2) is not there; install it from "
              "its vendor", file=sys.stderr)
        return 1
    with h5py.File(path, "r") as file:
        timesteps = arguments.timesteps or int(file.attrs["timesteps"])
        tick_s = float(file.attrs["tick_s"])
    net, populations, slices = build(path, snn)
    run(net, timesteps, tick_s, arguments)
    if arguments.out and not arguments.mapping_only:
        spikes = spikes_of(populations, slices)
        np.savez(arguments.out, names=np.array(slices.names), population=spikes[:, 0],
                 index=spikes[:, 1], tick=spikes[:, 2])
    return 0


if __name__ == "__main__":
    sys.exit(main())
