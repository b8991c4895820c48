#!/usr/bin/env python3
"""Draws where the time of runs went: a bar for each phase, mean over all threads of all ranks, with the
fastest and the slowest thread as a whisker and the imbalance (slowest over mean) above it.

    plot_phases.py OUT [OUT ...] [--output FILE.png]

OUT are output folders of `callosum run`; several stand side by side. Needs numpy, h5py, matplotlib.
"""

import argparse
import pathlib
import sys

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402: the backend has to be chosen first
import numpy as np  # noqa: E402

from read_output import OutputError, run_info  # noqa: E402


def draw_run(axes, run, places, width, colour):
    """The bars of one run."""
    phases = run["phases"].values()
    least, mean, most = (np.array([phase[key] for phase in phases])
                         for key in ("min_seconds", "mean_seconds", "max_seconds"))
    name = f"{run['ranks']} x {run['threads']} threads: {run['run_seconds']:.3g} s"
    axes.bar(places, mean, width, color=colour, label=name, yerr=(mean - least, most - mean),
             error_kw={"linewidth": 0.8, "capsize": 2})
    for place, top, average in zip(places, most, mean):
        if average > 0.01 * run["run_seconds"]:
            axes.annotate(f"{top / average:.2f}", (place, top), ha="center", fontsize=7,
                          xytext=(0, 2), textcoords="offset points")


def draw(folders, path):
    """Makes the figure."""
    runs = [run_info(folder) for folder in folders]
    names = list(runs[0]["phases"])
    for folder, run in zip(folders, runs):
        if list(run["phases"]) != names:
            raise OutputError(f"{folder}: has other phases than {folders[0]}; they are of different "
                              "versions of callosum")
    plt.rcParams.update({"font.size": 9, "axes.titlesize": 10, "axes.spines.top": False,
                         "axes.spines.right": False, "axes.titlelocation": "left"})
    figure, axes = plt.subplots(figsize=(7, 4), layout="constrained")
    palette = plt.get_cmap("viridis")
    width = 0.8 / len(runs)
    for number, run in enumerate(runs):
        places = np.arange(len(names)) + (number - (len(runs) - 1) / 2) * width
        draw_run(axes, run, places, 0.9 * width, palette(0.9 * number / max(len(runs) - 1, 1)))
    axes.set_xticks(range(len(names)), names)
    axes.set_ylabel("wall time (s)")
    axes.legend(frameon=False, fontsize=8)
    axes.set_title("mean over threads, fastest and slowest; above: slowest / mean")
    figure.savefig(path, dpi=150)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("out", nargs="+", help="output folders")
    parser.add_argument("--output", help="the picture (default: phases.png in the first folder)")
    options = parser.parse_args()
    path = options.output or pathlib.Path(options.out[0]) / "phases.png"
    try:
        draw(options.out, path)
    except OutputError as error:
        print(f"plot_phases: {error}", file=sys.stderr)
        return 1
    print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
