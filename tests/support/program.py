"""What the tests of the whole program share: calling it, reading what it leaves, a small network.

CTest gives the program, mpirun's words and the root of the sources by environment variables (tests/README.md).
"""

import copy
import json
import os
import pathlib
import shutil
import subprocess

import h5py

PROGRAM = os.environ["CALLOSUM"]
MPIRUN = os.environ["CALLOSUM_MPIRUN"].split()
SOURCE = pathlib.Path(os.environ["CALLOSUM_SOURCE"])

# Seconds after which a call is taken for hung; a test that needs a tighter one says so itself.
PATIENCE = 120


def command(arguments, ranks=0):
    """The words of a call; on no rank at all it is started without mpirun."""
    words = [PROGRAM, *map(str, arguments)]
    return [*MPIRUN, "-n", str(ranks), *words] if ranks else words


def call(*arguments, ranks=0, env=None, timeout=PATIENCE, **options):
    """Runs the program to its end; the result has returncode, stdout and stderr."""
    return subprocess.run(command(arguments, ranks), capture_output=True, text=True, check=False,
                          env={**os.environ, **(env or {})}, timeout=timeout, **options)


def write_experiment(experiment, path="experiment.json"):
    """Writes an experiment and returns its path."""
    pathlib.Path(path).write_text(json.dumps(experiment), encoding="utf-8")
    return path


def run(experiment, out, *options, ranks=0, threads=1):
    """Simulates into a new folder and returns its run.json; a failed run is an error."""
    shutil.rmtree(out, ignore_errors=True)
    path = write_experiment(experiment, f"{out}.json") if isinstance(experiment, dict) else experiment
    done = call("run", path, "--out", out, "--threads", threads, *options, ranks=ranks)
    if done.returncode != 0:
        raise RuntimeError(f"callosum run {path} ended with {done.returncode}:\n{done.stderr}")
    return result(out)


def result(out):
    """The run.json of an output folder."""
    return json.loads(pathlib.Path(out, "run.json").read_text(encoding="utf-8"))


def datasets(path):
    """All datasets of an HDF5 file, by path: type, shape and bytes."""
    found = {}

    def visit(name, item):
        if isinstance(item, h5py.Dataset):
            found[name] = (str(item.dtype), item.shape, item[()].tobytes())

    with h5py.File(path, "r") as file:
        file.visititems(visit)
    return found


def changed(experiment, **values):
    """A copy of an experiment with some of its top-level values replaced."""
    return {**copy.deepcopy(experiment), **values}


def small_network(duration=40.0):
    """About a hundred neurons with recurrent synapses that spike on all populations from the start."""
    return {
        "seed": 7, "dt": 0.1, "duration": duration,
        "populations": {"E": {"size": 80, "model": "iaf_psc_exp"},
                        "I": {"size": 21, "model": "iaf_psc_exp", "params": {"tau_m": 8.0}}},
        "projections": [
            {"source": "E", "target": "I", "rule": {"type": "fixed_indegree", "indegree": 10},
             "weight": 80.0, "delay": {"distribution": "uniform", "min": 0.5, "max": 2.0}},
            {"source": "I", "target": "E", "rule": {"type": "pairwise_bernoulli", "p": 0.2},
             "weight": -120.0, "delay": 0.8}],
        "stimuli": {"drive": {"model": "poisson_generator", "target": "E", "rate": 9000.0,
                              "weight": 40.0}},
    }
