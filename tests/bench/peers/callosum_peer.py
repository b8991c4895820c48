"""Runs an experiment in Callosum and reads the same figures from its run.json as the peers print."""

import json
import pathlib
import tempfile

from process import output_of
from resolved import synaptic_events


def run(options, case, precision, seed, seconds, environment):
    """The figures of one run, a process of its own; all spikes are recorded, as by the peers."""
    warmup, duration = case.ours
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder) / "out"
        words = [str(options.program), "run", str(case.experiment), "--threads", str(options.threads), "--quiet",
                 "--seed", str(seed), "--out", str(out), "--duration", f"{duration:g}"]
        for setting in (*case.settings, f"warmup={warmup:g}", f"precision={precision}", "record.spikes=true"):
            words += ["--set", setting]
        output_of(words, seconds, environment)
        return figures(json.loads((out / "run.json").read_text(encoding="utf-8")), case, precision)


def figures(facts, case, precision):
    """The entries of run.json under the names of the peers' lines."""
    spikes = {name: population["spikes"] for name, population in facts["populations"].items()}
    versions = facts["versions"]
    events = synaptic_events(case.network, spikes)
    seconds, duration = facts["run_seconds"], case.ours[1]
    return {
        "peer": f"Callosum {precision}",
        "version": f"{versions['callosum']} {versions['git_hash']} ({versions['simd']})",
        "network": case.name, "scale": case.network["scale"]["applied"], "threads": facts["threads"],
        "neurons": facts["neurons"], "synapses": facts["synapses"],
        "build_seconds": facts["build_seconds"], "simulate_seconds": seconds,
        "biological_ms": duration, "real_time_factor": facts["real_time_factor"],
        "spikes": facts["spikes"],
        "rate_hz": 1000 * facts["spikes"] / facts["neurons"] / duration,
        "synaptic_events": events, "ns_per_event": 1e9 * seconds / events if events else None,
        "peak_rss_bytes": facts["peak_rss_bytes"]}
