#!/usr/bin/env python3
"""Draws rate over current of the run of configs/hh_fi_curve.json.

    plot_fi_curve.py DIR [--output FILE.png]

Takes the currents I_e of each population from run.json. Needs h5py, numpy, matplotlib.
"""

import argparse
import pathlib
import sys

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402: the backend has to be chosen first
import numpy as np  # noqa: E402

from read_output import OutputError, run_info, spike_arrays  # noqa: E402

COLOURS = ("#1f4e9c", "#b3202c", "#2f7d4f", "#c8641b")


def curves(folder):
    """(name, model, currents, rates) of each population with a list of currents."""
    info = run_info(folder)
    experiment = info["experiment"]
    for name, (times, nodes) in spike_arrays(folder).items():
        population = experiment["populations"][name]
        currents = population["params"].get("I_e")
        if isinstance(currents, list):
            counted = nodes[times > experiment["warmup"]]
            rates = np.bincount(counted, minlength=len(currents)) / (experiment["duration"] * 1e-3)
            yield name, population["model"], np.array(currents), rates


def draw(found, path):
    """A panel for each population."""
    plt.rcParams.update({"font.size": 9, "axes.spines.top": False, "axes.spines.right": False,
                         "axes.titlelocation": "left"})
    figure, grid = plt.subplots(1, len(found), figsize=(4.2 * len(found), 3.0), squeeze=False,
                                layout="constrained")
    for axes, (name, model, currents, rates), colour in zip(grid[0], found, COLOURS):
        silent = rates == 0
        axes.plot(currents[silent], rates[silent], ".", color="0.7", markersize=4)
        axes.plot(currents[~silent], rates[~silent], ".-", color=colour, markersize=4, linewidth=0.9)
        axes.set_title(f"{name}: {model}", color=colour, fontsize=9.5)
        axes.set_xlabel("I_e (pA)")
        axes.set_ylabel("rate (spikes/s)")
        axes.set_ylim(bottom=-3)
    figure.savefig(path, dpi=120)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("folder", metavar="DIR")
    parser.add_argument("--output", help="the picture (default: fi_curve.png in the folder)")
    options = parser.parse_args()
    try:
        found = list(curves(options.folder))
    except OutputError as error:
        sys.exit(f"plot_fi_curve: {error}")
    if not found:
        sys.exit(f"plot_fi_curve: {options.folder}: no population has a list of currents I_e")
    path = options.output or pathlib.Path(options.folder, "fi_curve.png")
    draw(found, path)
    print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
