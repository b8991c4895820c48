#!/usr/bin/env python3
"""Runs the same experiments with several programs, or under several instruction sets, and compares what they leave.

  compare_digests.py --models PROGRAM [--table] [--only WORD ...] FOLDER NAME=COMMAND ...

NAME is the set that CALLOSUM_CPU forces, with /WORD where two columns have one set: `baseline/qemu`. COMMAND is how the
program is started, in one word with blanks: the first one is what all others are compared with. --models names a program for
this machine that tells which models there are. Spikes and weights are compared by digest, all recorded files byte by
byte. Exit code 1 where anything differs. Needs h5py.
"""

import argparse
import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import time

import h5py

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT / "tests" / "support"))
import networks  # noqa: E402  (found through the line above)

# Parts of experiments that take seconds: of configs/, and how to shorten them.
SHORTENED = {
    "microcircuit": ["scale.size=0.01", "warmup=0", "duration=100"],
    "coba": ["duration=50"],
    "coba_hh": ["duration=10"],
    "hpc_benchmark": ["scale.size=0.02", "warmup=0", "duration=100"],
}
PRECISIONS = ("double", "single")


def pages_of(program):
    """{model of a neuron: its page} as the program prints them."""
    def told(*words):
        return subprocess.run([program, "models", *words], check=True, capture_output=True, text=True).stdout

    section = re.search(r"^Neurons\n((?:  .*\n)*)", told(), re.MULTILINE)[1]
    return {name: told(name) for name in re.findall(r"^  (\S+)", section, re.MULTILINE)}


def weights_and_state(page):
    """Unit of a model's weights, and names of its state, as its page states them."""
    unit = re.search(r"^Unit of weights: (\w+)", page, re.MULTILINE)[1]
    table = re.search(r"^State .*\n  name .*\n((?:  .*\n)*)", page, re.MULTILINE)
    return unit, re.findall(r"^  (\S+)", table[1], re.MULTILINE) if table else []


def write_experiments(folder, program):
    """{name: (path, changes)} of everything that is run."""
    samples = folder / "samples.csv"
    samples.write_text(networks.SAMPLES, encoding="utf-8")
    made = {
        "every_neuron": networks.every_neuron({name: weights_and_state(page) for name, page in pages_of(program).items()}),
        "every_stimulus": networks.every_stimulus(str(samples)),
        "every_rule": {**networks.rich_network(), "phases": networks.phases()},
        "plastic": networks.plastic_network(),
        "spatial": networks.spatial_network(),
    }
    for name, experiment in made.items():
        (folder / f"{name}.json").write_text(json.dumps(experiment), encoding="utf-8")
    return {name: (ROOT / "configs" / f"{name}.json", changes) for name, changes in SHORTENED.items()} | {
        name: (folder / f"{name}.json", []) for name in made}


def datasets(folder):
    """{file and path: type, shape and bytes} of all recorded data."""
    found = {}
    for path in sorted(folder.glob("*.h5")):
        with h5py.File(path, "r") as file:
            file.visititems(lambda name, item, of=path.name: found.update(
                {f"{of}/{name}": (str(item.dtype), item.shape, item[()].tobytes())}
                if isinstance(item, h5py.Dataset) else {}))
    return found


def result_of(command, cpu, experiment, changes, folder):
    """What a run leaves: run.json, all recorded data and the seconds that it took. Ends the script where the run fails."""
    shutil.rmtree(folder, ignore_errors=True)
    words = [*shlex.split(command), "run", str(experiment), "--out", str(folder), "--threads", "2", "--quiet"]
    for change in changes:
        words += ["--set", change]
    began = time.monotonic()
    done = subprocess.run(words, check=False, capture_output=True, text=True, env={**os.environ, "CALLOSUM_CPU": cpu})
    if done.returncode != 0:
        sys.exit(f"compare_digests: {shlex.join(words)} ended with {done.returncode}:\n{done.stderr}")
    seconds = time.monotonic() - began
    found = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    if found["versions"]["simd"] != cpu:
        sys.exit(f"compare_digests: {shlex.join(words)} took the set {found['versions']['simd']}, not {cpu}")
    return found, datasets(folder), seconds


def differences(found, data, first, first_data):
    """Names of what differs."""
    keys = ("spike_digest", "weight_digest", "spikes", "synapses", "synaptic_events")
    names = [key for key in keys if found[key] != first[key]]
    return names + sorted(name for name in data.keys() | first_data.keys() if data.get(name) != first_data.get(name))


def compare(name, experiment, changes, columns, folder):
    """Runs one experiment in every column; prints a line for each and returns how many differ from the first."""
    first = first_data = None
    n_different = 0
    for column, command in columns:
        found, data, seconds = result_of(command, column.split("/")[0], experiment, changes, folder / "out")
        if first is None:
            first, first_data = found, data
            silent = [each for each, numbers in found["populations"].items() if numbers["spikes"] == 0]
            if silent:
                print(f"{name}: silent: {', '.join(silent)}", flush=True)
        different = differences(found, data, first, first_data)
        n_different += bool(different)
        print(f"{name:24} {column:16} {found['spike_digest']} {found['weight_digest']} {found['spikes']:8} spikes "
              f"{len(data):3} datasets {seconds:6.1f} s  {'DIFFERS: ' + ', '.join(different) if different else 'equal'}",
              flush=True)
    return n_different


def main():
    """Runs all experiments in both precisions."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--models", required=True, metavar="PROGRAM")
    parser.add_argument("--only", nargs="*", default=[], metavar="EXPERIMENT")
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("columns", nargs="+", metavar="NAME=COMMAND")
    given = parser.parse_args()
    folder = given.folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    columns = [column.split("=", 1) for column in given.columns]
    n_different = n_compared = 0
    for name, (experiment, changes) in write_experiments(folder, given.models).items():
        if given.only and name not in given.only:
            continue
        for precision in PRECISIONS:
            n_compared += len(columns) - 1
            n_different += compare(f"{name} {precision}", experiment, [*changes, f"precision={precision}"], columns, folder)
    print(f"compare_digests: {n_compared} comparisons, {n_different} differ")
    return 1 if n_different or n_compared == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
