#!/usr/bin/env python3
"""Trains the network of configs/diehl_cook.json on pictures of digits, freezes it and counts how many
pictures that it has not seen it tells right.

    classify_digits.py [--program PATH] [--out DIR] [--train N] [--label N] [--test N] [--seed S]
                       [--threads T] [--set PATH=VALUE]...

First the network learns. Then, as it was before and as it is after that, its synapses become static, its
thresholds settle on the pictures for learning once more, and with everything fixed it sees pictures for
labels and pictures for the test. Two ways to tell a picture, from responses to the pictures for labels: each
neuron has the digit at which it fires most, and the digit whose neurons fire most on average wins ("a label
for each neuron", as the paper); or a spike counts for every digit by that digit's share of the neuron's
response ("shares"). Beside them linear readouts (ridge regression) of the spike counts and of the pixels.
Needs numpy and h5py.
"""

import argparse
import json
import pathlib
import re
import subprocess
import sys

import numpy as np

from experiments import glyphs
from read_output import spike_arrays, trace_arrays, weights

ROOT = pathlib.Path(__file__).resolve().parent.parent
N_DIGITS = 10


def read_experiment():
    """configs/diehl_cook.json without its comments."""
    text = (ROOT / "configs" / "diehl_cook.json").read_text(encoding="utf-8")
    return json.loads(re.sub(r"^\s*//.*$", "", text, flags=re.MULTILINE))


def simulate(args, experiment, folder, settings=()):
    """Writes the experiment beside its output and runs it."""
    experiment["output"]["overwrite"] = True
    path = args.out / f"{folder}.json"
    path.write_text(json.dumps(experiment), encoding="utf-8")
    words = [args.program, "run", path, "--out", args.out / folder, "--quiet", "--threads",
             args.threads]
    for setting in settings:
        words += ["--set", setting]
    subprocess.run([str(word) for word in words], check=True)


def shown(experiment, name, pictures):
    """The experiment with these pictures, one after the other."""
    experiment = json.loads(json.dumps(experiment))
    picture = experiment["stimuli"]["picture"]
    picture["data"]["file"] = name
    period = picture["sample_duration"] + picture["gap"]
    experiment["duration"] = len(pictures) * period
    return experiment


def learning(args, pictures):
    """The run that learns; its weights before and after, its thresholds at the end."""
    experiment = shown(read_experiment(), "learning.csv", pictures)
    experiment["seed"] = args.seed
    duration = experiment["duration"]
    experiment["record"] = {
        "spikes": ["E"], "weights": [{"projection": "learnt", "times": [0.0, duration]}],
        "traces": [{"population": "E", "variables": ["theta"], "interval": duration}]}
    simulate(args, experiment, "learning", args.set)
    ends = weights(args.out / "learning", "learnt")
    theta = trace_arrays(args.out / "learning", "theta")[0]
    return ends, theta.values[-1][np.argsort(theta.nodes)]


def static(args, name, learnt, values, theta, data, pictures):
    """The experiment with synapses that stay."""
    experiment = shown(read_experiment(), data, pictures)
    experiment["seed"] = args.seed + 1
    edges = np.column_stack([learnt.sources, learnt.targets, values, learnt.delays])
    np.savetxt(args.out / f"{name}.csv", edges, fmt=["%d", "%d", "%.17g", "%.17g"], delimiter=",",
               header="source,target,weight,delay", comments="")
    projection = experiment["projections"][0]
    del projection["synapse"], projection["weight"], projection["delay"]
    projection["rule"] = {"type": "explicit_list", "file": f"{name}.csv"}
    experiment["populations"]["E"]["initial"] = {"theta": theta.tolist()}
    experiment["record"] = {"spikes": ["E"]}
    return experiment


def settled(args, name, learnt, values, theta, pictures):
    """Thresholds after more of the pictures for learning, when the weights stay: as before learning ended,
    but in steps a fifth as high."""
    experiment = static(args, name, learnt, values, theta, "learning.csv", pictures)
    params = experiment["populations"]["E"]["params"]
    params["theta_plus"] /= 5
    params["tau_theta"] *= 5
    experiment["record"] = {"spikes": False, "traces": [
        {"population": "E", "variables": ["theta"], "interval": experiment["duration"]}]}
    simulate(args, experiment, name)
    found = trace_arrays(args.out / name, "theta")[0]
    return found.values[-1][np.argsort(found.nodes)]


def frozen(args, name, learnt, values, theta, pictures):
    """Spikes of each neuron at each picture, nothing learning."""
    experiment = static(args, name, learnt, values, theta, "frozen.csv", pictures)
    experiment["populations"]["E"]["params"].update({"theta_plus": 0.0, "tau_theta": 1e15})
    simulate(args, experiment, name)
    spikes = spike_arrays(args.out / name)["E"]
    picture = experiment["stimuli"]["picture"]
    number = np.minimum((spikes.times / (picture["sample_duration"] + picture["gap"])).astype(int),
                        len(pictures) - 1)
    counts = np.zeros((len(pictures), len(theta)))
    np.add.at(counts, (number, spikes.nodes), 1)
    return counts


def liked(counts, digits):
    """Mean response to each digit, digits x neurons."""
    return np.stack([counts[digits == digit].mean(0) for digit in range(N_DIGITS)])


def told_by_labels(counts, digits, test):
    """Digits of the test's counts: that whose neurons, those which like it best, fire most on average."""
    label = np.where(counts.sum(0) > 0, liked(counts, digits).argmax(0), -1)
    votes = np.stack([test[:, label == digit].mean(1) if np.any(label == digit)
                      else np.full(len(test), -1.0) for digit in range(N_DIGITS)])
    return votes.argmax(0), np.count_nonzero(label >= 0)


def told_by_shares(counts, digits, test):
    """Digits of the test's counts: a spike counts for each digit by its share of the neuron's response."""
    response = liked(counts, digits)
    return (test @ (response / np.maximum(response.sum(0), 1e-9)).T).argmax(1)


def told_linearly(values, digits, test, ridge):
    """Digits that ridge regression reads out."""
    mean, scale = values.mean(0), values.std(0).max()
    known, asked = ((np.column_stack([(x - mean) / scale, np.ones(len(x))])) for x in (values, test))
    readout = np.linalg.solve(known.T @ known + ridge * np.eye(known.shape[1]),
                              known.T @ np.eye(N_DIGITS)[digits])
    return (asked @ readout).argmax(1)


def compare(args):
    """Trains, tests; the accuracies by name, 0 to 1."""
    sets = [glyphs.samples(number, 1000 * args.seed + n)
            for n, number in enumerate((args.train, args.label, args.test))]
    args.out.mkdir(parents=True, exist_ok=True)
    (args.out / "learning.csv").write_text(glyphs.table(sets[0]), encoding="utf-8")
    (args.out / "frozen.csv").write_text(glyphs.table(sets[1] + sets[2]), encoding="utf-8")
    digits = [np.array([digit for digit, _ in one]) for one in sets]
    pixels = [np.array([levels for _, levels in one], float) for one in sets]
    learnt, theta = learning(args, sets[0])
    start = np.full(len(theta), read_experiment()["populations"]["E"]["params"]["theta_offset"])
    found = {}
    for name, values, thresholds in (("untrained", learnt.values[0], start),
                                     ("trained", learnt.values[-1], theta)):
        thresholds = settled(args, f"{name}_settling", learnt, values, thresholds, sets[0])
        counts = frozen(args, name, learnt, values, thresholds, sets[1] + sets[2])
        known, asked = counts[:args.label], counts[args.label:]
        told, n_neurons = told_by_labels(known, digits[1], asked)
        found[f"{name}, a label for each neuron"] = np.mean(told == digits[2])
        found[f"{name}, shares"] = np.mean(told_by_shares(known, digits[1], asked) == digits[2])
        found[f"{name}, linear readout of spike counts"] = np.mean(
            told_linearly(known, digits[1], asked, 10.0) == digits[2])
        print(f"{name}: {n_neurons} neurons with a label, {counts.sum(1).mean():.1f} spikes a picture",
              file=sys.stderr)
    for words, upto in (("labels", 1), ("learning and labels", 0)):
        known, told = np.concatenate(pixels[upto:2]), np.concatenate(digits[upto:2])
        found[f"linear readout of the pixels ({words})"] = np.mean(
            told_linearly(known, told, pixels[2], 1.0) == digits[2])
    return found


def main():
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--program", default=ROOT / "build/release/callosum")
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path("out/diehl_cook"))
    parser.add_argument("--train", type=int, default=2000)
    parser.add_argument("--label", type=int, default=500)
    parser.add_argument("--test", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--set", action="append", default=[])
    args = parser.parse_args()
    for name, accuracy in {**compare(args), "chance": 1 / N_DIGITS}.items():
        print(f"{name:45} {100 * accuracy:5.1f} %")


if __name__ == "__main__":
    main()
