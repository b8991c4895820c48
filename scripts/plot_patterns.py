#!/usr/bin/env python3
"""Draws potential and adaptation current of every population of the run of configs/adex_patterns.json.

    plot_patterns.py DIR [--output FILE.png] [--stop MS]

Needs h5py, numpy, matplotlib.
"""

import argparse
import pathlib
import sys

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402: the backend has to be chosen first
import numpy as np  # noqa: E402

from read_output import OutputError, spike_arrays, trace_arrays  # noqa: E402

COLUMNS, PEAK_MV = 4, 10.0
POTENTIAL, ADAPTATION = "#1f4e9c", "#c8641b"


def draw_panel(grid, cell, name, traces, times, stop):
    """The potential, with spikes up to PEAK_MV, over the adaptation current."""
    parts = cell.subgridspec(2, 1, height_ratios=(2.2, 1), hspace=0.08)
    upper = grid.add_subplot(parts[0])
    lower = grid.add_subplot(parts[1], sharex=upper)
    v, w = traces["V_m"], traces["w"]
    values = v.values[:, 0].copy()
    values[np.round(times / v.interval).astype(int) - 1] = PEAK_MV
    upper.plot(v.times, values, color=POTENTIAL, linewidth=0.7)
    lower.plot(w.times, w.values[:, 0], color=ADAPTATION, linewidth=0.9)
    upper.set_title(name.replace("_", " "), loc="left", fontsize=9.5)
    upper.set_ylim(-75, PEAK_MV + 5)
    upper.tick_params(axis="x", labelbottom=False)
    lower.set_xlim(0, stop)
    lower.locator_params(axis="y", nbins=3)
    return upper, lower


def draw(traces, spikes, stop, path):
    """A page of panels."""
    plt.rcParams.update({"font.size": 8, "axes.spines.top": False, "axes.spines.right": False,
                         "axes.linewidth": 0.6})
    n_rows = -(-len(spikes) // COLUMNS)
    figure = plt.figure(figsize=(11, 2.5 * n_rows), layout="constrained")
    cells = figure.add_gridspec(n_rows, COLUMNS)
    for index, (name, (times, _)) in enumerate(spikes.items()):
        row, column = divmod(index, COLUMNS)
        upper, lower = draw_panel(figure, cells[row, column], name, traces[name], times, stop)
        if column == 0:
            upper.set_ylabel("V_m (mV)", color=POTENTIAL)
            lower.set_ylabel("w (pA)", color=ADAPTATION)
        if row == n_rows - 1:
            lower.set_xlabel("time (ms)")
    figure.savefig(path, dpi=110)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("folder", metavar="DIR")
    parser.add_argument("--output", help="the picture (default: patterns.png in the folder)")
    parser.add_argument("--stop", type=float, default=500.0, help="ms (default: 500)")
    options = parser.parse_args()
    try:
        traces = {}
        for one in trace_arrays(options.folder):
            traces.setdefault(one.population, {})[one.variable] = one
        spikes = spike_arrays(options.folder)
    except OutputError as error:
        sys.exit(f"plot_patterns: {error}")
    path = options.output or pathlib.Path(options.folder, "patterns.png")
    draw(traces, spikes, options.stop, path)
    print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
