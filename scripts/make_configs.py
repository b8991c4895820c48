#!/usr/bin/env python3
"""Writes the experiments in configs/ from the published numbers of each model.

    scripts/make_configs.py            writes the files
    scripts/make_configs.py --check    ends with 1 if a file differs from what would be written

One module of scripts/experiments for each source.
"""

import pathlib
import sys

from experiments import (adex, brette, brunel, diehl_cook, dopamine, hodgkin_huxley, hpc_benchmark,
                         izhikevich, mesocircuit, microcircuit, pairing, sheet, vogels)

CONFIGS = pathlib.Path(__file__).resolve().parent.parent / "configs"


def files():
    """Name below configs/ -> text."""
    return {"microcircuit.json": microcircuit.microcircuit(),
            "reference/pd14_rates.json": microcircuit.microcircuit_reference(),
            "mesocircuit.json": mesocircuit.mesocircuit(),
            "reference/mesocircuit_indegrees.json": mesocircuit.mesocircuit_reference(),
            "sheet.json": sheet.network(),
            "brunel.json": brunel.brunel("c"),
            **{f"brunel_{panel}.json": brunel.brunel(panel) for panel in "abd"},
            "cuba.json": brette.cuba(),
            "coba.json": brette.coba(),
            "coba_hh.json": brette.coba_hh(),
            "izhikevich_2003.json": izhikevich.network(),
            "adex_patterns.json": adex.patterns(),
            "hh_fi_curve.json": hodgkin_huxley.fi_curve(),
            "hpc_benchmark.json": hpc_benchmark.network(),
            "stdp_pair.json": pairing.window(),
            "triplet_frequency.json": pairing.frequencies(),
            "inhibitory_balance.json": vogels.network(),
            "dopamine_reward.json": dopamine.network(),
            "diehl_cook.json": diehl_cook.network(),
            "data/glyphs.csv": diehl_cook.data()}


def main():
    """Writes or compares the files."""
    check = sys.argv[1:] == ["--check"]
    if sys.argv[1:] and not check:
        sys.exit(__doc__)
    stale = []
    for name, text in files().items():
        path = CONFIGS / name
        if check:
            if not path.exists() or path.read_text(encoding="utf-8") != text:
                stale.append(name)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    if stale:
        sys.exit("differ from what scripts/make_configs.py writes: " + ", ".join(stale))


if __name__ == "__main__":
    main()
