"""What the tests of exports share: small networks, exporting them, changing a partition for the worse."""

import json
import pathlib
import shutil
import sys

import h5py

import program

sys.path.insert(0, str(program.SOURCE / "scripts"))
sys.path.insert(0, str(program.SOURCE / "tests" / "support" / "stubs"))
import check_partition  # noqa: E402  (found through the lines above)


def network(size=320, dt=1.0, delay=None, **more):
    """Random excitatory and inhibitory neurons, lists of spikes and Poisson input."""
    delay = delay or {"distribution": "uniform", "min": 1.0, "max": 3.0}
    neurons = {"model": "iaf_psc_exp", "params": {"tau_syn_ex": 5.0, "tau_syn_in": 5.0},
               "mean_rate": 8.0}
    rule = {"type": "pairwise_bernoulli", "p": 0.2, "allow_autapses": False}
    return {"seed": 5, "dt": dt, "duration": 200.0,
            "populations": {"E": {"size": size * 4 // 5, **neurons},
                            "I": {"size": size // 5, **neurons},
                            "input": {"size": 120, "model": "parrot_neuron", "mean_rate": 20.0}},
            "projections": [
                {"source": "E", "target": "I", "rule": rule, "weight": 60.0, "delay": delay},
                {"source": "I", "target": "E", "rule": rule, "weight": -240.0, "delay": delay},
                {"source": "input", "target": "E", "rule": rule, "weight": 120.0, "delay": 1.0}],
            "stimuli": {"drive": {"model": "poisson_generator", "target": "I", "rate": 200.0,
                                  "weight": 300.0},
                        "lists": {"model": "poisson_generator", "target": "input", "rate": 20.0,
                                  "weight": 1.0}},
            **more}


def export(experiment, out, target, board, *options, dt=1):
    """Exports into a new folder and returns its manifest; a failure is an error."""
    shutil.rmtree(out, ignore_errors=True)
    done = call_export(experiment, out, target, board, *options, dt=dt)
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    return json.loads(pathlib.Path(out, "manifest.json").read_text(encoding="utf-8"))


def call_export(experiment, out, target, board, *options, dt=1):
    """The same, whatever comes of it."""
    path = program.write_experiment(experiment, f"{out}.json") \
        if isinstance(experiment, dict) else experiment
    return program.call("export", path, "--target", target, "--board", board, "--board-dt", dt,
                        "--out", out, *options)


def offences(folder):
    """What the independent checker finds."""
    return check_partition.check(folder)[0]


class Spoiled:
    """A copy of an export that a test changes: `with Spoiled(folder) as (file, board): ...`, then offences()."""

    def __init__(self, folder, name="spoiled"):
        self.folder = pathlib.Path(name)
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.copytree(folder, self.folder)

    def __enter__(self):
        self.file = h5py.File(self.folder / "partition.h5", "r+")
        self.board = json.loads((self.folder / "board.json").read_text())
        return self.file, self.board

    def __exit__(self, *error):
        self.file.close()
        (self.folder / "board.json").write_text(json.dumps(self.board))

    def offences(self):
        return offences(self.folder)


def replace(file, name, values):
    """Puts other values, of any length, in the place of a dataset."""
    kind = file[name].dtype
    del file[name]
    file.create_dataset(name, data=values, dtype=kind)
