#!/usr/bin/env python3
"""Sets the statistics of a run beside a reference.

    compare_rates.py OUT REFERENCE.json [--entry KEY] [--start MS] [--stop MS] [--min-spikes N]
                     [--check]

REFERENCE holds {"populations": {NAME: {"rate_hz", "cv_isi", "correlation", each with an optional
"..._sd"}}}, or, under the key --entry, {"summary": {NAME: {"mean_rate_hz", "mean_cv_isi",
"mean_corr_2ms"}}}, each a value or {"mean", "sd_over_seeds"}. With --check the end is 1 if a rate or
a CV lies farther from its reference than the larger of 2 % and 3 standard deviations, or a
correlation farther than 3 standard deviations (it is not held without one: 2 % of a correlation is
far below what a finite sample can show).
"""

import argparse
import json
import math
import pathlib
import sys

from spike_statistics import Run

QUANTITIES = ("rate_hz", "cv_isi", "correlation")
OTHER_NAMES = {"rate_hz": "mean_rate_hz", "cv_isi": "mean_cv_isi", "correlation": "mean_corr_2ms"}
NAN = float("nan")


def one_value(entry, quantity):
    """Mean and standard deviation of a quantity in a reference's population, NaN where not there."""
    value = entry.get(quantity, entry.get(OTHER_NAMES[quantity]))
    spread = entry.get(quantity + "_sd")
    if isinstance(value, dict):
        value, spread = value.get("mean"), value.get("sd_over_seeds", spread)
    return (NAN if value is None else float(value), NAN if spread is None else float(spread))


def read_reference(path, entry):
    """{population: {quantity: (mean, sd)}}"""
    document = json.loads(pathlib.Path(path).read_text())
    if entry is not None:
        if entry not in document:
            raise SystemExit(f"{path}: no entry '{entry}', there are: {', '.join(document)}")
        document = document[entry]
    populations = document.get("populations", document.get("summary"))
    if not isinstance(populations, dict):
        raise SystemExit(f"{path}: neither 'populations' nor 'summary' here; name one of the "
                         f"entries with --entry: {', '.join(document)}")
    return {name: {quantity: one_value(values, quantity) for quantity in QUANTITIES}
            for name, values in populations.items()}


def measure(run, start, stop, min_spikes, of_whole_run):
    """{population: {quantity: value}}; prefers the recorded spikes, but where only some neurons were
    recorded takes rate and CV of the whole population from run.json."""
    result = {}
    for population in run.populations:
        part = population.between(start, stop)
        values = {"rate_hz": part.rate(stop - start), "cv_isi": part.cv_isi(min_spikes),
                  "correlation": part.correlation(start, stop)}
        stated = run.facts.get("populations", {}).get(population.name, {})
        if of_whole_run and stated.get("spikes", len(part.times)) != len(part.times):
            print(f"{population.name}: {len(part.times)} of {stated['spikes']} spikes were "
                  "recorded; rate and CV are those of run.json", file=sys.stderr)
            for quantity in ("rate_hz", "cv_isi"):
                value = stated.get(quantity)
                values[quantity] = NAN if value is None else value
        result[population.name] = values
    return result


def excess(value, reference, spread, quantity):
    """By how many times the tolerance a value is off; NaN if it is not held to any."""
    tolerance = 0.0 if quantity == "correlation" else 0.02 * abs(reference)
    tolerance = tolerance if math.isnan(spread) else max(tolerance, 3 * spread)
    if math.isnan(reference) or tolerance == 0:
        return NAN
    return math.inf if math.isnan(value) else abs(value - reference) / tolerance


def compare(measured, reference):
    """Prints the table; returns the number of values beyond their tolerance."""
    failures = 0
    print(f"{'population':14}{'quantity':13}{'run':>11}{'reference':>11}{'sd':>10}{'off by':>10}")
    for name, wanted in reference.items():
        for quantity in QUANTITIES:
            mean, spread = wanted[quantity]
            value = measured.get(name, {}).get(quantity, NAN)
            off = excess(value, mean, spread, quantity)
            failures += off > 1
            known = math.isfinite(value) and math.isfinite(mean) and mean != 0
            percent = f"{100 * (value / mean - 1):+.1f} %" if known else ""
            mark = "  beyond tolerance" if off > 1 else ""
            print(f"{name if quantity == 'rate_hz' else '':14}{quantity:13}{value:11.5g}"
                  f"{mean:11.5g}{spread:10.2g}{percent:>10}{mark}")
    for name in measured:
        if name not in reference:
            print(f"{name}: not in the reference", file=sys.stderr)
    return failures


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("out", help="output folder")
    parser.add_argument("reference", help="JSON file")
    parser.add_argument("--entry", help="key of the reference inside the file")
    parser.add_argument("--start", type=float, help="ms (default: end of the warm-up)")
    parser.add_argument("--stop", type=float, help="ms (default: end of the run)")
    parser.add_argument("--min-spikes", type=int, default=3,
                        help="neurons with fewer have no CV (default: 3, as in run.json)")
    parser.add_argument("--check", action="store_true", help="end with 1 beyond the tolerance")
    options = parser.parse_args()
    run = Run(options.out)
    start = run.start if options.start is None else options.start
    stop = run.stop if options.stop is None else options.stop
    if not start < stop:
        parser.error(f"--start {start:g} must lie before --stop {stop:g}")
    if options.min_spikes < 2:
        parser.error("--min-spikes must be at least 2")
    of_whole_run = (options.start is None and options.stop is None and options.min_spikes == 3)
    failures = compare(measure(run, start, stop, options.min_spikes, of_whole_run),
                       read_reference(options.reference, options.entry))
    print(f"{failures} values beyond max(2 %, 3 sd)")
    return 1 if options.check and failures else 0


if __name__ == "__main__":
    sys.exit(main())
