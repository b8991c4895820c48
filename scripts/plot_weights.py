#!/usr/bin/env python3
"""Draws recorded weights of plastic synapses: how they are distributed in the first and in the last
snapshot and, where there are few synapses, how each goes on in time.

    plot_weights.py OUT [PROJECTION] [--output FILE.png] [--bins N] [--most N]

OUT is an output folder of `callosum run` with weights.h5. Needs h5py, numpy, matplotlib.
"""

import argparse
import pathlib
import sys

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402: the backend has to be chosen first
import numpy as np  # noqa: E402

from read_output import OutputError, weight_records, weights  # noqa: E402

FIRST, LAST = "#9aa5b1", "#1f4e9c"


def draw_histogram(axes, ends, bins):
    """Fractions of the synapses by weight, in the same bins for both snapshots."""
    edges = np.histogram_bin_edges(ends.values, bins)
    shown = [0, 1] if ends.times[1] > ends.times[0] else [1]  # a single snapshot is the last one
    for values, time, colour in [(ends.values[n], ends.times[n], (FIRST, LAST)[n]) for n in shown]:
        counts, _ = np.histogram(values, edges)
        axes.stairs(counts / max(len(values), 1), edges, color=colour, fill=colour == FIRST, linewidth=1.4,
                    label=f"{time:g} ms: {values.mean():.4g} \u00b1 {values.std():.3g} {ends.unit}")
    axes.set_xlabel(f"weight ({ends.unit})")
    axes.set_ylabel("fraction of synapses")
    axes.set_ylim(top=1.25 * axes.dataLim.y1)  # room for the legend
    axes.legend(loc="upper left", frameon=False, fontsize=8)
    axes.set_title(f"{ends.projection}: {ends.values.shape[1]} synapses, {ends.synapse_model}")


def draw_trajectories(axes, recorded):
    """A line for each synapse, by its source where there are several."""
    palette = plt.get_cmap("viridis")
    order = {source: rank for rank, source in enumerate(np.unique(recorded.sources))}
    for source, values in zip(recorded.sources, recorded.values.T):
        axes.plot(recorded.times, values, linewidth=0.9,
                  color=palette(order[source] / max(len(order) - 1, 1) * 0.9))
    axes.set_xlabel("time (ms)")
    axes.set_ylabel(f"weight ({recorded.unit})")
    axes.set_title("trajectories, coloured by source")


def draw(folder, projection, path, bins, most):
    """Makes the figure."""
    ends = weights(folder, projection, snapshots=[0, -1])
    every = weights(folder, projection) if ends.values.shape[1] <= most else None
    lines = every is not None and len(every.times) > 2
    plt.rcParams.update({"font.size": 9, "axes.titlesize": 10, "axes.spines.top": False,
                         "axes.spines.right": False, "axes.titlelocation": "left"})
    figure, axes = plt.subplots(1, 1 + lines, figsize=(6 + 5 * lines, 4), layout="constrained",
                                squeeze=False)
    draw_histogram(axes[0, 0], ends, bins)
    if lines:
        draw_trajectories(axes[0, 1], every)
    figure.savefig(path, dpi=150)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("out", help="output folder")
    parser.add_argument("projection", nargs="?",
                        help="which one; may be left out where only one was recorded")
    parser.add_argument("--output", help="the picture (default: weights.png in the folder)")
    parser.add_argument("--bins", type=int, default=50, help="of the histogram (default: 50)")
    parser.add_argument("--most", type=int, default=200,
                        help="synapses up to which trajectories are drawn (default: 200)")
    options = parser.parse_args()
    path = options.output or pathlib.Path(options.out) / "weights.png"
    try:
        draw(options.out, options.projection, path, options.bins, options.most)
    except OutputError as error:
        print(f"plot_weights: {error}", file=sys.stderr)
        return 1
    print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
