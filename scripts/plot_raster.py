#!/usr/bin/env python3
"""Draws what a run recorded: raster by population, rate over time, rate and CV of ISI.

    plot_raster.py OUT [--output FILE.png] [--start MS] [--stop MS] [--fraction F]

OUT is an output folder of `callosum run` or a SONATA spike file. Needs h5py, numpy, matplotlib.
"""

import argparse
import pathlib
import sys

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402: the backend has to be chosen first
import numpy as np  # noqa: E402

from spike_statistics import Run  # noqa: E402

EXCITATORY, INHIBITORY = ("#1f4e9c", "#5b8fd6"), ("#b3202c", "#e5686f")
OTHERS = ("#1f4e9c", "#c8641b", "#2f7d4f", "#7a4c9e", "#b3202c", "#5b5b5b", "#14808a", "#a68300")


def is_kind(name, letter, word):
    """Is a population named after its kind, such as L4E, E, ex_4 or 'excitatory'?"""
    lower = name.lower()
    return name.endswith(letter) or lower.startswith((word, letter.lower() + "_")) or word in lower


def colours(names):
    """Blue for excitatory and red for inhibitory populations where all names tell, in two shades
    that alternate; otherwise a colour each."""
    if not all(is_kind(name, "E", "exc") or is_kind(name, "I", "inh") for name in names):
        return [OTHERS[index % len(OTHERS)] for index in range(len(names))]
    seen, result = {"E": 0, "I": 0}, []
    for name in names:
        kind = "I" if is_kind(name, "I", "inh") else "E"
        result.append((INHIBITORY if kind == "I" else EXCITATORY)[seen[kind] % 2])
        seen[kind] += 1
    return result


def draw_raster(axes, populations, palette, fraction):
    """One dot per spike; every population shows the same share of its neurons, from the top down."""
    generator = np.random.default_rng(1)
    n_spikes = sum(len(population.times) for population in populations)
    marker = float(np.clip(330 / max(n_spikes * fraction, 1) ** 0.5, 0.9, 4))
    top, ticks = 0, []
    for population, colour in zip(populations, palette):
        shown = max(1, int(round(len(population.recorded) * fraction)))
        chosen = np.sort(generator.permutation(population.recorded)[:shown])
        kept = np.isin(population.nodes, chosen)
        rows = top + np.searchsorted(chosen, population.nodes[kept])
        axes.plot(population.times[kept], rows, ".", color=colour, markersize=marker,
                  markeredgewidth=0, rasterized=True)
        ticks.append(top + shown / 2)
        top += shown
        axes.axhline(top, color="0.85", linewidth=0.5, zorder=0)
    axes.set_yticks(ticks, [population.name for population in populations], fontsize=8)
    axes.tick_params(axis="y", length=0)
    for label, colour in zip(axes.get_yticklabels(), palette):
        label.set_color(colour)
    axes.set_ylim(top, 0)
    whole = all(len(population.recorded) == population.size for population in populations)
    of_these = "the neurons" if whole else "the recorded neurons"
    axes.set_title("spikes" + ("" if fraction >= 1 and whole else
                               f" of {100 * fraction:.3g} % of {of_these}"))


def draw_rates(axes, populations, palette, start, stop):
    """Population rates in bins of 1 to 50 ms, wide enough that the curves can be told apart."""
    width = float(np.clip((stop - start) / 100, 1, 50))
    # The last bin ends with the run; it is shorter where the width does not divide the time.
    edges = np.append(np.arange(start, stop - 1e-6 * width, width), stop)
    for population, colour in zip(populations, palette):
        counts, _ = np.histogram(population.times, edges)
        rate = counts / max(len(population.recorded), 1) / (np.diff(edges) * 1e-3)
        axes.stairs(rate, edges, color=colour, linewidth=0.9, label=population.name)
    axes.set_xlabel("time (ms)")
    axes.set_ylabel(f"rate (spikes/s)\n{width:.3g} ms bins")
    axes.set_ylim(bottom=0)


def draw_bars(axes, populations, palette, values, label):
    """One horizontal bar per population, with its value."""
    rows = np.arange(len(populations))
    shown = np.nan_to_num(values)
    axes.barh(rows, shown, color=palette, height=0.7)
    highest = max(shown.max(initial=0), 1e-9)
    for row, value in zip(rows, values):
        text = f"{value:.3g}" if np.isfinite(value) else "none"
        axes.text(np.nan_to_num(value) + 0.02 * highest, row, text, va="center", fontsize=8)
    axes.set_yticks(rows, [population.name for population in populations])
    axes.tick_params(axis="y", length=0)
    axes.set_xlim(0, 1.25 * highest)
    axes.set_ylim(len(populations) - 0.4, -0.6)
    axes.set_xlabel(label)


def draw(run, start, stop, fraction, path):
    """Makes the figure; returns rate and CV by population."""
    populations = [population.between(start, stop) for population in run.populations]
    palette = colours([population.name for population in populations])
    rates = np.array([population.rate(stop - start) for population in populations])
    variations = np.array([population.cv_isi() for population in populations])
    plt.rcParams.update({"font.size": 9, "axes.titlesize": 10, "axes.spines.top": False,
                         "axes.spines.right": False, "axes.titlelocation": "left"})
    figure = plt.figure(figsize=(11, 7), layout="constrained")
    grid = figure.add_gridspec(2, 2, width_ratios=(3.2, 1), height_ratios=(2.4, 1))
    raster = figure.add_subplot(grid[0, 0])
    curve = figure.add_subplot(grid[1, 0], sharex=raster)
    draw_raster(raster, populations, palette, fraction)
    draw_rates(curve, populations, palette, start, stop)
    raster.set_xlim(start, stop)
    raster.tick_params(axis="x", labelbottom=False)
    bars = grid[:, 1].subgridspec(2, 1)
    draw_bars(figure.add_subplot(bars[0]), populations, palette, rates, "rate (spikes/s)")
    draw_bars(figure.add_subplot(bars[1]), populations, palette, variations, "CV of ISI")
    figure.savefig(path, dpi=150)
    return rates, variations


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("out", help="output folder, or a SONATA spike file")
    parser.add_argument("--output", help="the picture (default: raster.png in the folder)")
    parser.add_argument("--start", type=float, help="ms (default: end of the warm-up)")
    parser.add_argument("--stop", type=float, help="ms (default: end of the run)")
    parser.add_argument("--fraction", type=float, help="share of the neurons in the raster "
                        "(default: such that about 60 000 spikes are drawn)")
    options = parser.parse_args()
    run = Run(options.out)
    start = run.start if options.start is None else options.start
    stop = run.stop if options.stop is None else options.stop
    if not start < stop:
        parser.error(f"--start {start:g} must lie before --stop {stop:g}")
    n_spikes = sum(len(population.between(start, stop).times) for population in run.populations)
    fraction = min(1.0, 60000 / max(n_spikes, 1)) if options.fraction is None else options.fraction
    if not 0 < fraction <= 1:
        parser.error("--fraction must lie in (0, 1]")
    folder = pathlib.Path(options.out)
    folder = folder if folder.is_dir() else folder.parent
    path = options.output or folder / "raster.png"
    draw(run, start, stop, fraction, path)
    print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
