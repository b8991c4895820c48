#!/usr/bin/env python3
"""Draws how every neuron model answers a step of current.

    plot_step_responses.py CALLOSUM [--output FILE.png]

CALLOSUM is the program, which is asked for its models and runs one of each. Needs h5py, numpy, matplotlib.
"""

import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402: the backend has to be chosen first
import numpy as np  # noqa: E402

from read_output import spike_arrays, trace_arrays  # noqa: E402

START, STOP, END = 40.0, 240.0, 300.0  # ms
COLUMNS = 4
# Current (pA) and parameters that show what a model is about; others get OTHERWISE and their defaults.
OTHERWISE = (400.0, {})
STEPS = {
    "iaf_cond_exp": (300.0, {}), "iaf_cond_alpha": (300.0, {}),
    "iaf_cond_exp_adaptive": (30.0, {"theta_plus": 1.5, "tau_theta": 300.0, "tau_m": 20.0}),
    "aeif_cond_exp": (700.0, {}), "aeif_cond_alpha": (700.0, {}), "aeif_psc_exp": (700.0, {}),
    "aeif_psc_delta_clopath": (800.0, {}),
    "izhikevich": (10.0, {}),
    "hh_cond_exp_traub": (200.0, {"I_e": -60.0}), "hh_psc_alpha": (650.0, {}), "hh_squid": (100.0, {}),
    "glif_psc": (280.0, {"spike_dependent_threshold": True, "after_spike_currents": True,
                         "adapting_threshold": True}),
    "gif_psc_exp": (250.0, {"tau_sfa": [100.0], "q_sfa": [8.0], "tau_stc": [30.0], "q_stc": [30.0]}),
    "pp_psc_delta": (450.0, {"tau_sfa": [60.0], "q_sfa": [5.0]}),
    "ignore_and_fire": (0.0, {"rate": 40.0, "phase": 0.5})}
AT_REST = {"izhikevich": {"V_m": -70.0, "U_m": -14.0}}  # whose defaults are not at rest
SPIKE_DRIVEN = {"parrot_neuron"}
THRESHOLDS = ("threshold", "V_th")  # states that are thresholds in mV
FAMILIES = (("iaf", "#1f4e9c"), ("aeif", "#c8641b"), ("izhikevich", "#7a4c9e"), ("hh", "#b3202c"),
            ("", "#2f7d4f"))


def models_of(program):
    """{model: names of its states}."""
    def ask(*words):
        return subprocess.run([program, "models", *words], capture_output=True, text=True,
                              check=True).stdout.splitlines()
    listed = ask()
    listed = listed[listed.index("Neurons") + 1:]
    listed = listed[:next(n for n, line in enumerate(listed) if not line.startswith(" "))]
    found = {}
    for name in (line.split()[0] for line in listed):
        page = ask(name)
        titles = [n for n, line in enumerate(page) if line.startswith("State (")]
        rows = page[titles[0] + 2:] if titles else []
        found[name] = [line.split()[0] for line in rows[:next(
            (n for n, line in enumerate(rows) if not line.startswith("  ")), len(rows))]]
    return found


def experiment(models):
    """One neuron of each model."""
    populations, stimuli, traces = {}, {}, []
    for name, states in models.items():
        amplitude, params = STEPS.get(name, OTHERWISE)
        populations[name] = {"size": 1, "model": name, "params": params,
                             "initial": AT_REST.get(name, {})}
        if name in SPIKE_DRIVEN:
            times = np.arange(START, STOP, 18).tolist()
            stimuli[name] = {"model": "spike_generator", "target": name, "spike_times": times,
                             "weight": 1.0}
        elif amplitude:
            stimuli[name] = {"model": "dc_generator", "target": name, "amplitude": amplitude,
                             "start": START, "stop": STOP}
        variables = [state for state in states if state == "V_m" or state in THRESHOLDS]
        if variables:
            traces.append({"population": name, "variables": variables})
    return {"seed": 3, "dt": 0.1, "duration": END, "populations": populations, "stimuli": stimuli,
            "record": {"spikes": True, "traces": traces}}


def draw_potential(axes, traces, times, colour):
    """The potential; a spike that the model cuts off is drawn as a line above it."""
    potential = traces["V_m"]
    values = potential.values[:, 0]
    low, high = values.min(), values.max()
    for name in THRESHOLDS:
        if name in traces:
            threshold = traces[name].values[:, 0]
            axes.plot(traces[name].times, threshold, color="0.55", linewidth=0.8, linestyle=(0, (3, 2)))
            high = max(high, threshold.max())
    top = high
    if high < -5 or high - low < 45:  # nothing that looks like a spike
        top = high + 0.35 * (high - low)
        axes.vlines(times, values[np.minimum(np.round(times / potential.interval).astype(int),
                                             len(values)) - 2], top, color=colour, linewidth=0.9)
    axes.plot(potential.times, values, color=colour, linewidth=0.9)
    span = top - low
    axes.set_ylim(low - 0.3 * span, top + 0.06 * span)
    return low - 0.16 * span


def draw_panel(axes, name, traces, times):
    """One model."""
    amplitude, _ = STEPS.get(name, OTHERWISE)
    colour = next(colour for start, colour in FAMILIES if name.startswith(start))
    if "V_m" in traces:
        level = draw_potential(axes, traces, times, colour)
    else:
        axes.vlines(times, 0.25, 1, color=colour, linewidth=0.9)
        axes.set_ylim(-0.3, 1.1)
        axes.set_yticks([])
        axes.spines["left"].set_visible(False)
        level = 0.0
    axes.set_title(name, fontsize=8.5, loc="left", pad=3, color=colour, fontweight="bold")
    if name in SPIKE_DRIVEN:
        axes.plot(np.arange(START, STOP, 18), np.full(len(np.arange(START, STOP, 18)), level), "^",
                  color="0.4", markersize=3, markeredgewidth=0)
        axes.text(STOP + 5, level, "input", va="center", fontsize=6.5, color="0.35")
    elif amplitude:
        axes.plot([START, STOP], [level, level], color="0.4", linewidth=2.2, solid_capstyle="butt")
        axes.text(STOP + 5, level, f"{amplitude:g} pA", va="center", fontsize=6.5, color="0.35")
    else:
        axes.text(STOP + 5, level, "no input", va="center", fontsize=6.5, color="0.35")


def draw(models, traces, spikes, path):
    """A page of panels."""
    plt.rcParams.update({"font.size": 7.5, "axes.spines.top": False, "axes.spines.right": False,
                         "axes.linewidth": 0.6, "xtick.major.width": 0.6, "ytick.major.width": 0.6})
    n_rows = -(-len(models) // COLUMNS)
    figure, grid = plt.subplots(n_rows, COLUMNS, figsize=(10.5, 1.55 * n_rows), sharex=True,
                                squeeze=False, layout="constrained")
    panels = grid.ravel()
    for axes, name in zip(panels, models):
        draw_panel(axes, name, traces.get(name, {}), spikes[name].times)
        axes.set_xlim(0, END)
        axes.locator_params(axis="y", nbins=4)
    for axes in panels[len(models):]:
        axes.axis("off")
    for axes in grid[-1]:
        axes.set_xlabel("time (ms)")
    figure.supylabel("V_m (mV)", fontsize=8.5)
    figure.savefig(path, dpi=110)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("program", metavar="CALLOSUM")
    parser.add_argument("--output", default="step_responses.png", help="the picture")
    options = parser.parse_args()
    models = models_of(options.program)
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, "steps.json")
        path.write_text(json.dumps(experiment(models)), encoding="utf-8")
        out = pathlib.Path(folder, "out")
        subprocess.run([options.program, "run", path, "--out", out, "--quiet", "--threads", "1"], check=True)
        traces = {}
        for one in trace_arrays(out):
            traces.setdefault(one.population, {})[one.variable] = one
        draw(models, traces, spike_arrays(out), options.output)
    print(options.output)
    return 0


if __name__ == "__main__":
    sys.exit(main())
