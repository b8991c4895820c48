#!/usr/bin/env python3
"""Runs an experiment of configs/ in Brian2 and prints one line of JSON.

    brian2_peer.py EXPERIMENT [--set PATH=VALUE ...] [--warmup MS] [--duration MS] [--threads N]

Needs the package brian2 and a C++ compiler: the network runs as a C++ program of its own (Brian2's
cpp_standalone, with OpenMP). Building it includes code generation and compilation; memory is that program's.
"""

import pathlib
import shutil
import tempfile
import time

import brian2 as b2
import numpy as np

from brian2_network import Builder
from line import arguments, figures, print_line

PEAK = """
{
    std::ifstream status("/proc/self/status");
    std::ofstream peak("results/peak.txt");
    for (std::string line; std::getline(status, line);) {
        if (line.rfind("VmHWM:", 0) == 0) { peak << line.substr(6); }
    }
}
"""


def simulate(options, folder):
    """Times of building and of the measured part, spikes within it, peak memory."""
    begin = time.perf_counter()
    b2.set_device("cpp_standalone", directory=folder, build_on_run=False)
    b2.prefs.devices.cpp_standalone.openmp_threads = options.threads
    b2.defaultclock.dt = options.network["dt"] * b2.ms
    b2.seed(options.seed)
    builder = Builder(options.network, options.seed)
    whole, monitor = builder.build()
    if options.warmup > 0:
        whole.run(options.warmup * b2.ms)
    whole.run(options.duration * b2.ms)
    b2.device.insert_code("after_end", PEAK)
    b2.device.build(directory=folder, compile=True, run=True, with_output=False)
    seconds = b2.device._last_run_time  # of the last call of run; there is no public name
    everything = time.perf_counter() - begin
    neurons = np.asarray(monitor.i)[np.asarray(monitor.t / b2.ms) > options.warmup - 1e-6]
    spikes = {name: int(np.count_nonzero((neurons >= first) & (neurons < first + builder.sizes[name])))
              for name, first in builder.first.items()}
    peak = int((pathlib.Path(folder) / "results" / "peak.txt").read_text(encoding="utf-8").split()[0]) * 1024
    return everything - seconds, seconds, spikes, peak


def run(options):
    """Builds, compiles, simulates."""
    folder = tempfile.mkdtemp(prefix="brian2_")
    try:
        built, seconds, spikes, peak = simulate(options, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return figures(options, "Brian2", b2.__version__, built, seconds, spikes, peak)


if __name__ == "__main__":
    print_line(run, arguments(__doc__))
