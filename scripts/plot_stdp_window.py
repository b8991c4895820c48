#!/usr/bin/env python3
"""Draws the STDP window of the run of configs/stdp_pair.json: weight change over time difference.

    plot_stdp_window.py DIR [--output FILE.png]

Dots are the weights at the end of the run (run.json), lines the closed form of additive STDP.
Needs h5py, numpy, matplotlib.
"""

import argparse
import pathlib
import re
import sys

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402: the backend has to be chosen first
import numpy as np  # noqa: E402

from read_output import OutputError, run_info  # noqa: E402

MODEL, RULE = "#1f4e9c", "#c8641b"
NAME = re.compile(r"dt ([+-][\d.]+) ms")


def weight_changes(info, name):
    """(match of `name`, change of the weight) of each plastic projection with such a name."""
    for projection, given in zip(info["projections"], info["experiment"]["projections"]):
        found = name.fullmatch(projection["name"])
        if found:
            # One synapse each: its weight is the smallest and the largest.
            yield found, projection["weights"]["min"] - given["weight"]


def measured(info):
    """Lags (ms) and weight changes."""
    found = [(float(match[1]), change) for match, change in weight_changes(info, NAME)]
    return np.array(found).reshape(-1, 2).T


def closed_form(info, lags):
    """Pairs far apart from each other, additive."""
    experiment = info["experiment"]
    rule = next(projection["synapse"] for projection in experiment["projections"]
                if NAME.fullmatch(projection["name"]))
    n_pairs = len(experiment["stimuli"]["clock"]["spike_times"][0])
    tau_minus = experiment["populations"]["post"]["params"]["tau_minus"]
    size = n_pairs * rule["lambda"] * rule["Wmax"]
    return size * np.where(lags > 0, np.exp(-np.abs(lags) / rule["tau_plus"]),
                           -rule["alpha"] * np.exp(-np.abs(lags) / tau_minus))


def draw(info, path):
    """Dots and lines."""
    plt.rcParams.update({"font.size": 9, "axes.spines.top": False, "axes.spines.right": False})
    lags, changes = measured(info)
    figure, axes = plt.subplots(figsize=(5.2, 3.4), layout="constrained")
    axes.axhline(0, color="0.8", linewidth=0.8)
    axes.axvline(0, color="0.8", linewidth=0.8)
    for side in (-1, 1):
        fine = side * np.linspace(0.01, np.abs(lags).max(), 200)
        axes.plot(fine, closed_form(info, fine), color=RULE, linewidth=1.2,
                  label="closed form" if side > 0 else None)
    axes.plot(lags, changes, "o", color=MODEL, markersize=3.5, label="simulated")
    axes.set_xlabel("time from pre- to postsynaptic spike (ms)")
    axes.set_ylabel("weight change (of Wmax)")
    axes.legend(frameon=False)
    figure.savefig(path, dpi=120)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("folder", metavar="DIR")
    parser.add_argument("--output", help="the picture (default: stdp_window.png in the folder)")
    options = parser.parse_args()
    try:
        info = run_info(options.folder)
    except OutputError as error:
        sys.exit(f"plot_stdp_window: {error}")
    if not list(weight_changes(info, NAME)):
        sys.exit(f"plot_stdp_window: {options.folder}: no projection is called \"dt ... ms\"")
    path = options.output or pathlib.Path(options.folder, "stdp_window.png")
    draw(info, path)
    print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
