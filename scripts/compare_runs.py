#!/usr/bin/env python3
"""Compares the spikes of two runs of one network, such as an emulated board with the network itself.

    compare_runs.py RUN_A RUN_B [--tau MS] [--window MS] [--json] [--output FILE.png]

RUN_A and RUN_B are output folders of `callosum run`. For each population that both recorded: rates and
coefficients of variation, and over up to 100 neurons the distance of van Rossum (2001; exponential kernel of
tau; 0: equal, 1: as far as independent trains of these rates) and the coincidence factor of Kistler et al.
(1997; 1: equal within the window, 0: as by chance). Needs numpy, h5py, matplotlib.
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

from read_output import OutputError, recorded_neurons, run_info  # noqa: E402

MOST_NEURONS = 100


def trains(folder):
    """Spike times (ms) by population and neuron."""
    found = {}
    with h5py.File(pathlib.Path(folder) / "spikes.h5", "r") as file:
        for name, group in file["spikes"].items():
            times, ids = group["timestamps"][...], group["node_ids"][...]
            order = np.lexsort((times, ids))
            times, ids = times[order], ids[order]
            cuts = np.flatnonzero(np.diff(ids)) + 1
            keys = ids[np.r_[0, cuts]] if len(ids) else []
            found[name] = dict(zip((int(k) for k in keys), np.split(times, cuts)))
    return found


def filtered_square(a, b, tau):
    """Sum over pairs of exp(-|t - s| / tau)."""
    if not len(a) or not len(b):
        return 0.0
    return float(np.exp(-np.abs(a[:, None] - b[None, :]) / tau).sum())


def van_rossum(a, b, tau, duration):
    """Distance squared over what independent Poisson trains of the same numbers of spikes would have."""
    if not len(a) and not len(b):
        return 0.0
    distance = filtered_square(a, a, tau) + filtered_square(b, b, tau) - 2 * filtered_square(a, b, tau)
    chance = len(a) + len(b) + 2 * tau / duration * (len(a) - len(b)) ** 2
    return float(np.sqrt(max(distance, 0.0) / chance))


def coincidence(a, b, window, duration):
    """The factor Gamma: coincidences beyond chance, normalised."""
    if not len(a) or not len(b):
        return 1.0 if len(a) == len(b) else 0.0
    taken, hits, j = np.zeros(len(b), bool), 0, 0
    for t in a:
        while j < len(b) and (taken[j] or b[j] < t - window):
            j += 1
        if j < len(b) and abs(b[j] - t) <= window:
            taken[j] = True
            hits += 1
    chance = 2 * len(b) / duration * window * len(a)
    norm = 1 - 2 * len(b) / duration * window
    if norm <= 0:
        return 0.0
    return float((hits - chance) / (0.5 * (len(a) + len(b)) * norm))


def compare(folders, tau, window):
    """Figures by population, and what only one run has."""
    infos, spikes = [run_info(f) for f in folders], [trains(f) for f in folders]
    durations = [i["experiment"]["warmup"] + i["experiment"]["duration"] for i in infos]
    duration = min(durations)
    rows = {}
    for name in spikes[0]:
        if name not in spikes[1]:
            continue
        common = np.intersect1d(*(recorded_neurons(info)[name] for info in infos))
        if not len(common):
            continue
        places = np.linspace(0, len(common) - 1, min(len(common), MOST_NEURONS))
        chosen = common[np.unique(places.astype(int))]
        pairs = [tuple(np.asarray(s[name].get(int(n), np.empty(0))) for s in spikes) for n in chosen]
        pairs = [tuple(t[t <= duration] for t in pair) for pair in pairs]
        figures = [i["populations"][name] for i in infos]
        rows[name] = {
            "rate_hz": [f["rate_hz"] for f in figures], "cv_isi": [f["cv_isi"] for f in figures],
            "van_rossum": float(np.mean([van_rossum(a, b, tau, duration) for a, b in pairs])),
            "coincidence": float(np.mean([coincidence(a, b, window, duration) for a, b in pairs]))}
    only = [sorted(set(spikes[i]) - set(spikes[1 - i])) for i in range(2)]
    return {"tau_ms": tau, "window_ms": window, "populations": rows, "only_in": only}, spikes


def draw(result, spikes, folders, path):
    """Rates and CVs as bars, and rasters of both runs."""
    names = list(result["populations"])
    figure, axes = plt.subplots(2, 2, figsize=(11, 7))
    places = np.arange(len(names))
    for axis, key, label in ((axes[0, 0], "rate_hz", "rate (spikes/s)"), (axes[0, 1], "cv_isi", "CV")):
        for i, folder in enumerate(folders):
            values = [result["populations"][n][key][i] or 0 for n in names]
            axis.bar(places + 0.4 * i - 0.2, values, 0.4, label=str(folder))
        axis.set_xticks(places, names, rotation=45, ha="right", fontsize=7)
        axis.set_ylabel(label)
    axes[0, 0].legend(fontsize=7)
    for i, axis in enumerate(axes[1]):
        offset, ticks = 0, []
        for name in names:
            found = sorted(spikes[i][name].items())[:MOST_NEURONS]
            for row, (_, times) in enumerate(found):
                axis.plot(times, np.full(len(times), offset + row), "k.", markersize=1)
            ticks.append(offset + len(found) / 2)
            offset += len(found) + 5
        axis.set_yticks(ticks, names, fontsize=7)
        axis.set_xlabel("time (ms)")
        axis.set_title(str(folders[i]), fontsize=8)
    figure.tight_layout()
    figure.savefig(path, dpi=120)


def print_table(result):
    """One line for each population."""
    print(f"{'population':<16}{'rate A':>9}{'rate B':>9}{'change':>9}{'CV A':>7}{'CV B':>7}"
          f"{'van Rossum':>12}{'coincidence':>13}")
    for name, row in result["populations"].items():
        a, b = row["rate_hz"]
        change = f"{100 * (b - a) / a:+.1f} %" if a else "-"
        cvs = "".join(f"{c:7.2f}" if c is not None else "      -" for c in row["cv_isi"])
        print(f"{name:<16}{a:9.3f}{b:9.3f}{change:>9}{cvs}{row['van_rossum']:12.3f}"
              f"{row['coincidence']:13.3f}")
    for which, names in zip("AB", result["only_in"]):
        if names:
            print(f"only in {which}: {', '.join(names)}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("runs", nargs=2)
    parser.add_argument("--tau", type=float, default=10.0, help="ms, of van Rossum's kernel (10)")
    parser.add_argument("--window", type=float, default=2.0, help="ms, of a coincidence (2)")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--output", help="a picture")
    arguments = parser.parse_args()
    try:
        result, spikes = compare(arguments.runs, arguments.tau, arguments.window)
    except (OutputError, OSError, KeyError) as error:
        print(f"compare_runs: {error}", file=sys.stderr)
        return 1
    if arguments.json:
        print(json.dumps(result, indent=1))
    else:
        print_table(result)
    if arguments.output:
        draw(result, spikes, arguments.runs, arguments.output)
    return 0


if __name__ == "__main__":
    sys.exit(main())
