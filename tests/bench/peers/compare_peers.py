#!/usr/bin/env python3
"""Measures Callosum beside NEST, Brian2 and Arbor on this machine, now, and prints a Markdown table.

    compare_peers.py --program build/release/callosum [--python VENV/bin/python] [--threads 2] [--minutes 25]
                     [--only TITLE ...] [--short] [--out out/peers]

--python is an interpreter that has the peers (README.md says what to install); a peer that it lacks is left
out, one that fails too, with its reason. Every run is a process of its own; ours and theirs alternate. OUT
gets lines.jsonl, every run, and table.md. --short takes the small networks for a tenth of the time, to try the scripts.
"""

import argparse
import datetime
import json
import os
import pathlib
import subprocess
import sys
import time

import callosum_peer
import machine
import table
from cases import cases, tenth
from nest_parts import parts
from process import output_of
from resolved import PeerError, resolve

HERE = pathlib.Path(__file__).resolve().parent
PEERS = {"NEST": ("nest", "nest_peer.py"), "Brian2": ("brian2", "brian2_peer.py"), "Arbor": ("arbor", "arbor_peer.py")}
LIMIT_S = 700  # of one run


class Comparison:
    """All runs of one hour."""

    def __init__(self, options):
        self.options = options
        self.end = time.monotonic() + 60 * options.minutes
        self.lines, self.missing, self.extra = [], {}, []
        self.environment = dict(os.environ)
        options.out.mkdir(parents=True, exist_ok=True)
        self.file = (options.out / "lines.jsonl").open("w", encoding="utf-8")
        self.installed = [peer for peer, (module, _) in PEERS.items() if self.has(module)]

    def has(self, module):
        """Whether the peers' interpreter has a package."""
        return subprocess.run([self.options.python, "-c", f"import {module}"], capture_output=True,
                              check=False).returncode == 0

    def left(self):
        """Seconds that one run may take."""
        return min(LIMIT_S, self.end - time.monotonic())

    def say(self, text):
        """A line on stderr, with the time of day and the load."""
        print(f"{datetime.datetime.now():%H:%M:%S} load {machine.load():.1f}  {text}", file=sys.stderr, flush=True)

    def peer(self, case, peer, *more):
        """The figures of one run of a peer."""
        warmup, duration = case.peers
        words = [self.options.python, str(HERE / PEERS[peer][1]), str(case.experiment), "--program",
                 str(self.options.program), "--threads", str(self.options.threads), "--warmup", f"{warmup:g}",
                 "--duration", f"{duration:g}", *more]
        for setting in case.settings:
            words += ["--set", setting]
        return json.loads(output_of(words, self.left(), self.environment).strip().splitlines()[-1])

    def ours(self, case, precision):
        """The figures of one run of ours."""
        seed = 1 + len(table.of(self.lines, case.title, f"Callosum {precision}"))  # rates differ by seed
        return callosum_peer.run(self.options, case, precision, seed, self.left(), self.environment)

    def guard(self, case, peer):
        """Refuses what has no memory or no time."""
        need, free = case.gigabytes.get(peer.split()[0], 1), machine.free_gigabytes()
        if free < need:
            raise PeerError(f"needs {need} GB of free memory, there are {free:.1f}")
        if self.left() < 15:
            raise PeerError(f"no time is left of {self.options.minutes:g} minutes")

    def measure(self, case, name, run):
        """Does one run and keeps its line, or the reason why there is none."""
        try:
            self.guard(case, name)
            self.say(f"{case.title}: {name}")
            line = {"case": case.title, **run()}
        except (PeerError, OSError, ValueError) as error:
            self.say(f"{case.title}: {name}: {error}")
            self.missing[case.title, name] = str(error)
            return None
        self.lines.append(line)
        self.file.write(json.dumps(line) + "\n")
        self.file.flush()
        return line

    def case(self, case):
        """Ours around each of theirs."""
        case.network = resolve(self.options.program, case.experiment, case.settings)
        for precision in ("double", "single"):
            self.measure(case, f"Callosum {precision}", lambda p=precision: self.ours(case, p))
        for peer in PEERS:
            reason = case.left_out.get(peer)
            if reason is None and peer not in self.installed:
                reason = "not installed"
            if reason is not None:
                self.missing[case.title, peer] = reason
                continue
            spiking = self.measure(case, peer, lambda peer=peer: self.peer(case, peer))
            self.measure(case, "Callosum single", lambda: self.ours(case, "single"))
            self.measure(case, "Callosum double", lambda: self.ours(case, "double"))
            if peer == "NEST" and spiking and case.title == tenth().title:
                self.nest_parts(case, spiking)

    def nest_parts(self, case, spiking):
        """Takes NEST's time apart with a run in which nothing spikes."""
        try:
            self.say(f"{case.title}: NEST without spikes")
            silent = self.peer(case, "NEST", "--silent")
            self.extra.append(parts(spiking, silent, case.network["dt"]))
        except (PeerError, ValueError) as error:
            self.extra.append(f"- NEST without spikes: {error}")

    def choose_waiting(self):
        """Lets OpenMP's threads wait for each other as is faster here: spinning, its default, is ruinous for the peers
        where something else runs on the cores."""
        if "NEST" not in self.installed or "OMP_WAIT_POLICY" in self.environment:
            return
        case, times = tenth(), {}
        case.peers = (50, 50)
        for policy in ("default", "passive"):
            if policy != "default":
                self.environment["OMP_WAIT_POLICY"] = policy
            try:
                times[policy] = self.peer(case, "NEST")["simulate_seconds"]
            except (PeerError, ValueError) as error:
                self.say(f"pilot of NEST: {error}")
        if times.get("default", float("inf")) < times.get("passive", float("inf")):
            del self.environment["OMP_WAIT_POLICY"]
        self.extra.append("- OpenMP's threads (NEST, Brian2) wait as is faster here, tried with NEST for 50 ms: "
                          + ", ".join(f"{policy} {seconds:.2g} s" for policy, seconds in times.items()))


def report(comparison, chosen, load_before):
    """Table, machine, notes."""
    versions = dict.fromkeys(f"{line['peer'].split()[0]} {line['version']}" for line in comparison.lines)
    head = (f"{machine.cpu()}; {comparison.options.threads} threads; {datetime.date.today()}; load "
            f"{load_before:.2f} before, {machine.load():.2f} after. {', '.join(versions)}.")
    if load_before > 0.5:
        head += " **The machine was not quiet: these figures are no measurement.**"
    return "\n\n".join([table.table(comparison.lines, chosen), head,
                        table.notes(comparison.lines, chosen, comparison.missing)
                        + "".join("\n" + line for line in comparison.extra)]) + "\n"


def selected(options):
    """The cases to run."""
    chosen = [case for case in cases() if not options.only or case.title in options.only]
    if options.short:
        chosen = [case for case in chosen if not case.gigabytes]
        for case in chosen:
            case.ours = tuple(time / 10 for time in case.ours)
            case.peers = tuple(time / 10 for time in case.peers)
    return chosen


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--program", type=pathlib.Path, default="build/release/callosum")
    parser.add_argument("--python", default=sys.executable, help="interpreter that has the peers (default: this one)")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--minutes", type=float, default=25, help="no run goes on beyond them")
    parser.add_argument("--only", action="append", choices=[case.title for case in cases()])
    parser.add_argument("--short", action="store_true", help="small networks, a tenth of the time")
    parser.add_argument("--out", type=pathlib.Path, default="out/peers")
    options = parser.parse_args()
    load_before = machine.load()
    comparison = Comparison(options)
    comparison.say("installed: " + (", ".join(comparison.installed) or "no peer"))
    comparison.choose_waiting()
    chosen = selected(options)
    for case in chosen:
        try:
            comparison.case(case)
        except PeerError as error:
            comparison.missing[case.title, "all"] = str(error)
    text = report(comparison, chosen, load_before)
    (options.out / "table.md").write_text(text, encoding="utf-8")
    print(text)
    return 0 if comparison.lines else 1


if __name__ == "__main__":
    sys.exit(main())
