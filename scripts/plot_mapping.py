#!/usr/bin/env python3
"""Draws where a network lies on a board: the output folder of `callosum export`.

    plot_mapping.py DIR [--output FILE.png]

SpiNNaker 2: chips on their mesh, cores coloured by population, links as wide as they are loaded. BrainScaleS-2: the
circuits of each chip coloured by population, and how many rows each bus uses. Needs numpy, h5py, matplotlib.
"""

import argparse
import json
import pathlib
import sys

import h5py
import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402: the backend has to be chosen first
import numpy as np  # noqa: E402
from matplotlib.collections import PatchCollection  # noqa: E402
from matplotlib.patches import Patch, Rectangle  # noqa: E402

SIDE = 0.62  # of a chip, in distances between chips


def texts(dataset):
    """Strings of a dataset."""
    return [t.decode() if isinstance(t, bytes) else str(t) for t in dataset[...]]


def colours(n):
    """A colour for each population."""
    return [plt.cm.tab20(i % 20) for i in range(n)]


def place(x, y):
    """Where a chip of the hexagonal mesh is drawn: a sheared square, so that all six links are short."""
    return np.array([x - 0.5 * y, 0.87 * y])


def draw_cores(axes, chip, cores, palette):
    """One chip: its cores as small squares."""
    corner = place(chip[0], chip[1]) - SIDE / 2
    per_row = int(np.ceil(np.sqrt(chip[2])))
    cell = SIDE / per_row
    axes.add_patch(Rectangle(corner, SIDE, SIDE, facecolor="0.95", edgecolor="0.4", linewidth=0.6))
    patches = [Rectangle(corner + cell * np.array([core % per_row, core // per_row]), cell, cell)
               for core, _ in cores]
    if patches:
        axes.add_collection(PatchCollection(patches, facecolors=[palette[p] for _, p in cores],
                                            edgecolors="white", linewidths=0.1))
    axes.text(*(corner + [0.01, SIDE + 0.02]), f"{chip[0]}, {chip[1]}", fontsize=5, color="0.4")


def draw_links(axes, file, board):
    """Loaded links as arrows; returns what their colours mean."""
    vectors = list(board["links"]["vectors"].values())
    capacity = board["limits"]["link_bits_per_second"]["value"] \
        / board["limits"]["spike_packet_bits"]["value"]
    loads = file["link_loads/spikes_per_second"][...] / capacity
    most = loads.max() if len(loads) else 1
    scale = plt.cm.ScalarMappable(plt.Normalize(0, 100 * most), plt.cm.viridis_r)
    for x, y, link, load in zip(file["link_loads/chip_x"][...], file["link_loads/chip_y"][...],
                                file["link_loads/link"][...], loads):
        a, step = place(x, y), place(*vectors[link])
        # A little to the side, so that both directions are seen; links round the torus are drawn as stubs.
        aside = 0.05 * np.array([-step[1], step[0]]) / np.linalg.norm(step)
        start, end = a + 0.36 * step + aside, a + 0.64 * step + aside
        axes.annotate("", end, start, arrowprops={
            "arrowstyle": "-|>", "color": scale.to_rgba(100 * load),
            "linewidth": 0.5 + 2.5 * load / most, "shrinkA": 0, "shrinkB": 0})
    return scale if len(loads) else None


def draw_spinnaker2(file, board):
    """The mesh."""
    names, palette = texts(file["populations/name"]), colours(len(file["populations/name"]))
    figure, axes = plt.subplots(figsize=(11, 9))
    cores = {}
    for x, y, core, p in zip(*(file["slices/" + k][...] for k in
                               ("chip_x", "chip_y", "core", "population"))):
        cores.setdefault((x, y), []).append((core, p))
    for chip in board["chips"]:
        draw_cores(axes, chip, cores.get((chip[0], chip[1]), []), palette)
    scale = draw_links(axes, file, board)
    axes.set_aspect("equal")
    axes.autoscale_view()
    axes.axis("off")
    axes.legend(handles=[Patch(color=c, label=n) for n, c in zip(names, palette)], fontsize=7,
                loc="upper right", bbox_to_anchor=(0, 1))
    if scale is not None:
        figure.colorbar(scale, ax=axes, shrink=0.5, label="load of a link (% of what it can carry)")
    axes.set_title(f"{board['name']}: {len(file['slices/core'])} cores on {len(cores)} chips")
    return figure


def draw_brainscales2(file, board):
    """Circuits and rows of each chip."""
    names, palette = texts(file["populations/name"]), colours(len(file["populations/name"]))
    table = {k: file["neurons/" + k][...] for k in ("population", "chip", "hemisphere", "column",
                                                     "circuits")}
    chips = int(table["chip"].max()) + 1
    buses = int(board["limits"]["buses_per_hemisphere"]["value"])
    most = board["limits"]["drivers_per_bus"]["value"] * board["limits"]["rows_per_driver"]["value"]
    figure, axes = plt.subplots(chips, 2, figsize=(12, 1.6 * chips + 1.2), squeeze=False,
                                gridspec_kw={"width_ratios": (4, 1)})
    rows = {k: file["rows/" + k][...] for k in ("chip", "hemisphere", "row")}
    bus = rows["row"] // int(board["limits"]["rows_per_driver"]["value"]) % buses
    for chip in range(chips):
        left, right = axes[chip]
        for i in np.flatnonzero(table["chip"] == chip):
            left.add_patch(Rectangle((table["column"][i], 1 - table["hemisphere"][i]),
                                     table["circuits"][i], 0.9, linewidth=0.2, edgecolor="white",
                                     facecolor=palette[table["population"][i]]))
        left.set_xlim(0, board["limits"]["columns"]["value"])
        left.set_ylim(0, 2)
        left.set_yticks([1.45, 0.45], ["upper", "lower"])
        left.set_ylabel(f"chip {chip}")
        for h in range(2):
            used = [np.sum((rows["chip"] == chip) & (rows["hemisphere"] == h) & (bus == b))
                    for b in range(buses)]
            right.bar(np.arange(buses) + 0.4 * h - 0.2, used, 0.4, color=("0.3", "0.6")[h])
        right.axhline(most, color="red", linewidth=0.6)
        right.set_ylabel("rows")
    axes[-1][0].set_xlabel("column")
    axes[-1][1].set_xlabel("bus")
    used = sorted(set(table["population"]))
    axes[0][0].legend(handles=[Patch(color=palette[p], label=names[p]) for p in used], fontsize=7,
                      ncol=6, loc="lower left", bbox_to_anchor=(0, 1))
    figure.tight_layout()
    return figure


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder")
    parser.add_argument("--output", help="the picture (mapping.png in the folder)")
    arguments = parser.parse_args()
    folder = pathlib.Path(arguments.folder)
    try:
        board = json.loads((folder / "board.json").read_text())
        with h5py.File(folder / "partition.h5", "r") as file:
            figure = {"spinnaker2": draw_spinnaker2,
                      "brainscales2": draw_brainscales2}[board["target"]](file, board)
    except (OSError, KeyError, ValueError) as error:
        print(f"plot_mapping: {folder} is not a folder of callosum export: {error}", file=sys.stderr)
        return 1
    figure.savefig(arguments.output or folder / "mapping.png", dpi=130, bbox_inches="tight")
    return 0


if __name__ == "__main__":
    sys.exit(main())
