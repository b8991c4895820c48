#!/usr/bin/env python3
"""Draws weight change over the frequency of pairs, from the run of configs/triplet_frequency.json.

    plot_triplet_frequency.py DIR [--output FILE.png]

Takes the weights at the end from run.json. Needs h5py, numpy, matplotlib.
"""

import argparse
import pathlib
import re
import sys

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402: the backend has to be chosen first

from plot_stdp_window import weight_changes  # noqa: E402
from read_output import OutputError, run_info  # noqa: E402

COLOURS = ("#1f4e9c", "#b3202c", "#2f7d4f", "#c8641b")
NAME = re.compile(r"([+-][\d.]+) ms at ([\d.]+) Hz")


def curves(info):
    """Lag (ms) -> list of (frequency, weight change), by frequency."""
    found = {}
    for match, change in weight_changes(info, NAME):
        found.setdefault(float(match[1]), []).append((float(match[2]), change))
    return {lag: sorted(points) for lag, points in found.items()}


def draw(found, path):
    """A line for each lag."""
    plt.rcParams.update({"font.size": 9, "axes.spines.top": False, "axes.spines.right": False})
    figure, axes = plt.subplots(figsize=(5.2, 3.4), layout="constrained")
    axes.axhline(0, color="0.8", linewidth=0.8)
    for (lag, points), colour in zip(found.items(), COLOURS):
        order = "pre before post" if lag > 0 else "post before pre"
        axes.plot(*zip(*points), "o-", color=colour, markersize=4, linewidth=1.2,
                  label=f"{lag:+g} ms: {order}")
    axes.set_xlabel("frequency of pairs (Hz)")
    axes.set_ylabel("weight change")
    axes.legend(frameon=False)
    figure.savefig(path, dpi=120)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("folder", metavar="DIR")
    parser.add_argument("--output", help="the picture (default: triplet_frequency.png in the folder)")
    options = parser.parse_args()
    try:
        found = curves(run_info(options.folder))
    except OutputError as error:
        sys.exit(f"plot_triplet_frequency: {error}")
    if not found:
        sys.exit(f"plot_triplet_frequency: {options.folder}: no projection is called \"... ms at ... Hz\"")
    path = options.output or pathlib.Path(options.folder, "triplet_frequency.png")
    draw(found, path)
    print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
