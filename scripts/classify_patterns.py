#!/usr/bin/env python3
"""Names the firing pattern of every population of a run under a constant current, one neuron each.

    classify_patterns.py DIR [--check]

DIR is the output folder of configs/adex_patterns.json. With --check the end is 1 if a population does not
fire as its name says. Needs numpy and h5py.
"""

import argparse
import sys

import numpy as np

from read_output import OutputError, run_info, spike_arrays

# Intervals are alike within a tenth; those in a burst are at least three times as short as the pauses.
ALIKE, PAUSE = 1.1, 3.0
# A longer cycle of intervals is no rhythm to the eye. The paper's irregular neuron lies in a band of chaos,
# but in a window of it: after some 25 intervals it ends in a cycle of ten, or of five within a tenth.
LONGEST_CYCLE = 4


def cycle_length(intervals, longest=LONGEST_CYCLE):
    """How many intervals make a cycle that repeats, 0 if none does within half of those given."""
    for length in range(1, min(longest, len(intervals) // 2) + 1):
        ratios = intervals[length:] / intervals[:-length]
        if np.all((ratios < ALIKE) & (ratios > 1 / ALIKE)):
            return length
    return 0


def pattern_of_even(latency, intervals, settled):
    """The name where the intervals end up equal: what matters is how they begin."""
    change = intervals[0] / settled
    if change > ALIKE:
        return "delayed_accelerating" if latency > intervals[0] else "accelerating"
    if change > 1 / ALIKE:
        return "tonic"
    growth = intervals[1:] / intervals[:-1]
    return "initial_burst" if growth.max() > PAUSE else "adapting"


def classify(times, stop):
    """The pattern of spikes at `times` (ms, a current on from 0 to `stop`), by the names of Naud et al.
    (2008), Biol Cybern 99:335-347."""
    if len(times) == 0:
        return "silent"
    if times[-1] < stop / 2:
        return "transient"
    intervals = np.diff(times)
    late = intervals[len(intervals) // 2:]
    length = cycle_length(late)
    if length == 0:
        return "irregular"
    if length == 1:
        return pattern_of_even(times[0], intervals, late.mean())
    cycle = late[-length:]
    if cycle.max() < PAUSE * cycle.min():
        return "alternating"
    return "delayed_regular_bursting" if times[0] > cycle.max() / 2 else "regular_bursting"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("folder", metavar="DIR")
    parser.add_argument("--check", action="store_true", help="names must be the populations'")
    options = parser.parse_args()
    try:
        experiment = run_info(options.folder)["experiment"]
        recorded = spike_arrays(options.folder)
    except OutputError as error:
        sys.exit(f"classify_patterns: {error}")
    stop = experiment["warmup"] + experiment["duration"]
    wrong = 0
    for name, (times, _) in recorded.items():
        found = classify(times, stop)
        wrong += found != name
        print(f"{name:26s} {len(times):5d} spikes  {found}")
    return 1 if options.check and wrong else 0


if __name__ == "__main__":
    sys.exit(main())
