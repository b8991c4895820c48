#!/usr/bin/env python3
"""Reads what a run left in its output folder. As a module:

    from read_output import run_info, spike_arrays, trace_arrays, weights, spikes, traces, neo_block

As a program it prints a summary:

    read_output.py DIR

Times are in ms. Needs numpy and h5py; `spikes` and `traces` also pandas, `neo_block` also neo.
"""

import argparse
import importlib
import json
import pathlib
import sys
from typing import NamedTuple

import h5py
import numpy as np


class OutputError(Exception):
    """The folder lacks what was asked for, or a package is missing; the text says which."""


class Spikes(NamedTuple):
    """Recorded spikes of a population, by time, ties by neuron."""
    times: np.ndarray  # ms: ends of the steps in which the threshold was met
    nodes: np.ndarray  # numbers of the neurons in the population, from 0


class Trace(NamedTuple):
    """One recorded variable of one population."""
    population: str
    variable: str
    unit: str
    nodes: np.ndarray  # numbers of the recorded neurons in the population
    start: float       # ms: time of the first sample
    interval: float    # ms
    values: np.ndarray  # samples x neurons

    @property
    def times(self):
        """Times of the samples, ms."""
        return self.start + self.interval * np.arange(len(self.values))


class Weights(NamedTuple):
    """Snapshots of the weights of one projection; synapses are in the order of (source, target, occurrence)."""
    projection: str
    source: str          # populations
    target: str
    synapse_model: str
    unit: str
    sources: np.ndarray  # by synapse: numbers of the neurons in their populations
    targets: np.ndarray
    occurrences: np.ndarray  # which one of those with the same source and target
    delays: np.ndarray   # ms
    times: np.ndarray    # ms since the start; 0 is the initial state
    values: np.ndarray   # snapshots x synapses


def needed(package, purpose):
    """The package, or an error that names it."""
    try:
        return importlib.import_module(package)
    except ImportError as error:
        raise OutputError(f"{purpose} needs the Python package {package}, which cannot be imported "
                          f"({error}); install it: pip install {package}") from error


def run_info(folder):
    """What run.json holds: the experiment with all defaults, versions, rates, timings."""
    path = pathlib.Path(folder, "run.json")
    if not path.exists():
        raise OutputError(f"{path}: not found; is this an output folder, and is the run over?")
    return json.loads(path.read_text(encoding="utf-8"))


def opened(path):
    """An HDF5 file that exists."""
    if not path.exists():
        raise OutputError(f"{path}: not found; is the run over, and was this recorded? What a run "
                          f"that was killed left is joined by: callosum merge {path.parent}")
    return h5py.File(path, "r")


def spike_arrays(folder):
    """{population: Spikes} in the order of the experiment; `folder` may also be a spike file."""
    path = pathlib.Path(folder)
    path = path if path.is_file() or path.suffix == ".h5" else path / "spikes.h5"
    stated = run_info(path.parent)["populations"] if (path.parent / "run.json").exists() else {}
    with opened(path) as file:
        groups = file["spikes"]
        order = [name for name in stated if name in groups]
        order += [name for name in groups if name not in stated]
        return {name: Spikes(groups[name]["timestamps"][:],
                             groups[name]["node_ids"][:].astype(np.int64)) for name in order}


def text_of(attribute):
    """An attribute as text, whatever h5py makes of it."""
    return attribute.decode() if isinstance(attribute, bytes) else str(attribute)


def trace_files(folder):
    """All files with traces in a folder."""
    return sorted({*pathlib.Path(folder).glob("traces.h5"), *pathlib.Path(folder).glob("traces_*.h5")})


def trace_arrays(folder, variable=None):
    """All recorded traces, or those of one variable: a list of Trace."""
    paths = trace_files(folder)
    if not paths:
        opened(pathlib.Path(folder, "traces.h5"))
    found, known = [], set()
    for path in paths:
        with opened(path) as file:
            for population, group in file["report"].items():
                name = text_of(group["data"].attrs["variable"])
                known.add(name)
                if variable not in (None, name):
                    continue
                start, _, interval = group["mapping/time"][:]
                found.append(Trace(population, name, text_of(group["data"].attrs["units"]),
                                   group["mapping/node_ids"][:].astype(np.int64), start, interval,
                                   group["data"][:]))
    if variable is not None and not found:
        raise OutputError(f"{folder}: '{variable}' was not recorded, but {', '.join(sorted(known))}")
    return found


def positions(folder):
    """Population -> array [neurons, axes] of positions in µm; nothing where no population has any."""
    path = pathlib.Path(folder, "positions.h5")
    if not path.exists():
        return {}
    with opened(path) as file:
        return {name: data[()] for name, data in file["positions"].items()}


def weight_records(folder):
    """Names of the weight recordings: those of projections, with .2, .3, ... where one was recorded again."""
    with opened(pathlib.Path(folder, "weights.h5")) as file:
        return list(file["weights"])


def weights(folder, projection=None, snapshots=None):
    """Snapshots of the weights of a projection, which may be left out where only one was recorded; all, or
    those with the given numbers, in their order ([0, -1]: the first and the last)."""
    with opened(pathlib.Path(folder, "weights.h5")) as file:
        known = list(file["weights"])
        name = known[0] if projection is None and len(known) == 1 else projection
        if name not in known:
            asked = "which projection?" if name is None else f"no weights of '{name}'"
            raise OutputError(f"{folder}: {asked} Recorded are: {', '.join(known)}")
        group = file["weights"][name]
        times = group["time"][:]
        if snapshots is None:
            values = group["weights"][:]
        else:
            if len(times) == 0:
                raise OutputError(f"{folder}: no snapshot of the weights of '{name}' was taken")
            rows = np.arange(len(times))[snapshots]
            values = np.stack([group["weights"][row] for row in rows])
            times = times[rows]
        attributes = [text_of(group.attrs[key])
                      for key in ("projection", "source", "target", "synapse_model")]
        return Weights(*attributes, text_of(group["weights"].attrs["units"]),
                       group["source_ids"][:].astype(np.int64), group["target_ids"][:].astype(np.int64),
                       group["occurrence"][:], group["delay"][:], times, values)


def weights_summary(folder):
    """A line for each recording of weights."""
    with opened(pathlib.Path(folder, "weights.h5")) as file:
        for name, group in file["weights"].items():
            n_times, n_synapses = group["weights"].shape
            times = group["time"][:]
            span = f" from {times[0]:g} to {times[-1]:g} ms" if n_times else ""
            yield (f"weights {name} ({text_of(group['weights'].attrs['units'])}): {n_synapses} synapses, "
                   f"{n_times} snapshots{span}")


def spikes(folder, population=None):
    """A pandas table of the spikes, with columns time (ms), node (from 0 in its population) and
    population; of all populations or of one."""
    pandas = needed("pandas", "a table")
    arrays = spike_arrays(folder)
    if population is not None:
        if population not in arrays:
            raise OutputError(f"{folder}: no spikes of '{population}', but of {', '.join(arrays)}")
        arrays = {population: arrays[population]}
    names = pandas.Categorical.from_codes(
        np.repeat(np.arange(len(arrays)), [len(one.times) for one in arrays.values()]), list(arrays))
    joined = [np.concatenate([np.empty(0), *(one[part] for one in arrays.values())])
              for part in (0, 1)]
    return pandas.DataFrame({"time": joined[0], "node": joined[1].astype(np.int64),
                             "population": names})


def traces(folder, variable=None):
    """A pandas table of the traces, a row for each sample: time (ms), node, population, variable, value;
    of all variables or of one. `.pivot(index="time", columns="node", values="value")` makes a
    table of one population and variable with a column for each neuron."""
    pandas = needed("pandas", "a table")
    tables = [pandas.DataFrame({"time": np.repeat(one.times, len(one.nodes)),
                                "node": np.tile(one.nodes, len(one.values)),
                                "population": one.population, "variable": one.variable,
                                "value": one.values.ravel()})
              for one in trace_arrays(folder, variable)]
    return pandas.concat(tables, ignore_index=True)


def neo_unit(quantities, unit):
    """A unit of ours as one of the package quantities."""
    if unit == "1":
        return quantities.dimensionless
    return quantities.Quantity(1, unit.replace("spikes/s", "1/s")).units


def recorded_neurons(info):
    """{population: sorted indices of the neurons whose spikes were recorded}, silent ones too."""
    ranges = {}
    for part in info["experiment"]["record"]["spikes"]:
        ranges.setdefault(part["population"], []).extend(part["neurons"])
    return {name: np.unique(np.concatenate([np.arange(first, last) for first, last in found]))
            for name, found in ranges.items()}


def spike_trains(neo, info, arrays):
    """A neo.SpikeTrain for each neuron that was recorded, over the time that was recorded."""
    experiment = info["experiment"]
    end_of_run = experiment["warmup"] + experiment["duration"]
    for part in experiment["record"]["spikes"]:
        times, nodes = arrays[part["population"]]
        # A stamp is a product that may be rounded to above the end of the run.
        stop = max([min(part.get("stop", end_of_run), end_of_run), *times[-1:]])
        order = np.argsort(nodes, kind="stable")
        times, nodes = times[order], nodes[order]
        chosen = np.concatenate([np.arange(first, last) for first, last in part["neurons"]])
        first, last = (np.searchsorted(nodes, chosen, side) for side in ("left", "right"))
        for node, begin, end in zip(chosen, first, last):
            yield neo.SpikeTrain(times[begin:end], units="ms", t_start=part["start"], t_stop=stop,
                                 population=part["population"], node_id=int(node))


def neo_block(folder):
    """A neo.Block with one segment: a SpikeTrain for each neuron whose spikes were recorded, silent ones
    too, with annotations population and node_id; an AnalogSignal for each recorded variable of a
    population, with annotation population and array annotation node_id."""
    neo = needed("neo", "a block")
    quantities = needed("quantities", "a block")
    info = run_info(folder)
    segment = neo.Segment(name="run")
    if info["experiment"]["record"]["spikes"]:
        segment.spiketrains.extend(list(spike_trains(neo, info, spike_arrays(folder))))
    for one in trace_arrays(folder) if trace_files(folder) else []:
        segment.analogsignals.append(neo.AnalogSignal(
            one.values, units=neo_unit(quantities, one.unit), t_start=one.start * quantities.ms,
            sampling_period=one.interval * quantities.ms, name=one.variable,
            population=one.population, array_annotations={"node_id": one.nodes}))
    block = neo.Block(name=str(folder), callosum=info["versions"]["callosum"],
                      spike_digest=info["spike_digest"])
    block.segments.append(segment)
    return block


def summary(folder):
    """What a folder holds, as text."""
    info = run_info(folder)
    experiment = info["experiment"]
    lines = [f"{info['neurons']} neurons, {info['synapses']} synapses, {info['spikes']} spikes in "
             f"{experiment['duration']:g} ms after {experiment['warmup']:g} ms; dt "
             f"{experiment['dt']:g} ms; digest {info['spike_digest']}",
             f"{'population':24s} {'neurons':>9s} {'rate (1/s)':>11s} {'CV ISI':>7s} {'recorded':>10s}"]
    recorded = spike_arrays(folder) if pathlib.Path(folder, "spikes.h5").exists() else {}
    for name, numbers in info["populations"].items():
        cv = "" if numbers["cv_isi"] is None else f"{numbers['cv_isi']:.3f}"
        kept = str(len(recorded[name].times)) if name in recorded else "no"
        lines.append(f"{name:24s} {numbers['size']:9d} {numbers['rate_hz']:11.3f} {cv:>7s} {kept:>10s}")
    for one in trace_arrays(folder) if trace_files(folder) else []:
        lines.append(f"trace {one.population}.{one.variable} ({one.unit}): {len(one.nodes)} neurons, "
                     f"{len(one.values)} samples, every {one.interval:g} ms from {one.start:g} ms on")
    if pathlib.Path(folder, "weights.h5").exists():
        lines.extend(weights_summary(folder))
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description="Prints what an output folder of a run holds.")
    parser.add_argument("folder", metavar="DIR")
    try:
        print(summary(parser.parse_args().folder))
    except OutputError as error:
        print(f"read_output: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
