#!/usr/bin/env python3
"""Measures every kernel beside its ceiling for each instruction set of this CPU: a Markdown table and a picture.

    kernel_table.py [BUILD/tests] [--sets avx2,avx512] [--no-network] [--picture FILE.png] [--save FILE] [--load FILE]

Starts kernel_bench and one_thread_bench of the build folder (build/release/tests unless given) once for each set. --save
keeps their lines, --load makes table and picture from them again. The picture needs matplotlib.
"""

import argparse
import datetime
import json
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
COLOURS = ("0.55", "#c8641b", "#3f9c6b", "#1f4e9c")
BASELINE = "baseline"


class MeasureError(Exception):
    """A program that cannot be started, or fails."""


def lines_of(program, instruction_set=None, arguments=()):
    """Fields of each line that a program prints."""
    environment = dict(os.environ)
    if instruction_set:
        environment["CALLOSUM_CPU"] = instruction_set
    try:
        done = subprocess.run([program, *arguments], check=True, text=True, env=environment,
                              stdout=subprocess.PIPE)
    except OSError as error:
        raise MeasureError(f"{program} cannot be started ({error.strerror}); build it first") from error
    except subprocess.CalledProcessError as error:
        raise MeasureError(f"{program} ended with {error.returncode}") from error
    return [line.split("\t") for line in done.stdout.splitlines()]


def row_of(fields, instruction_set):
    """A line of kernel_bench or one_thread_bench."""
    kernel, precision, measured, ceiling, words, ratio, allowed = fields
    return {"set": instruction_set, "kernel": kernel, "precision": precision, "ns": float(measured),
            "ceiling_ns": float(ceiling), "ceiling": words, "ratio": float(ratio),
            "allowed": float(allowed)}


def cpu_name():
    """The CPU as the system calls it, with what tells models of one name apart."""
    try:
        text = pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except OSError:
        return "unknown CPU"
    fields = dict(re.findall(r"^([\w ]+?)\s*: (.*)$", text.split("\n\n", maxsplit=1)[0], re.M))
    name = fields.get("model name", "unknown CPU")
    if "cpu family" in fields:
        name += f", family {fields['cpu family']} model {fields['model']}"
    return name


def measure(folder, wanted, network):
    """All rows, and what they were measured on."""
    sets = [fields[0] for fields in lines_of(folder / "kernel_bench", arguments=("--sets",))]
    unknown = set(wanted or ()) - set(sets)
    if unknown:
        raise MeasureError(f"no set is called {', '.join(sorted(unknown))}; this CPU has {', '.join(sets)}")
    sets = [name for name in sets if not wanted or name in wanted]
    rows = []
    load = []
    for name in sets:
        print(f"kernel_table: {name}", file=sys.stderr)
        load.append(os.getloadavg()[0])
        lines = lines_of(folder / "kernel_bench", name)
        if network and name != BASELINE:
            lines += lines_of(folder / "one_thread_bench", name)
        rows += [row_of(fields, name) for fields in lines]
    return {"cpu": cpu_name(), "cores": os.cpu_count(), "load": max(load), "sets": sets,
            "date": datetime.date.today().isoformat(), "rows": rows}


def by_kernel(rows):
    """Rows of each (kernel, precision, ceiling) by set, in the order in which they were first measured."""
    table = {}
    # The last set has all kernels, so it gives the order.
    for row in sorted(rows, key=lambda row: row["set"] != rows[-1]["set"]):
        table.setdefault((row["kernel"], row["precision"], row["ceiling"]), {})[row["set"]] = row
    return table


def number(value):
    """Three digits, without an exponent."""
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"


def cell(row):
    """Ratio of a row, marked where it is more than is allowed."""
    text = f"{row['ratio']:.2f}" if row["ratio"] < 10 else f"{row['ratio']:.0f}"
    return f"**{text}** !" if row["allowed"] and row["ratio"] > row["allowed"] else text


def markdown(result):
    """The promised ratios, then all kernels."""
    sets = result["sets"]
    table = by_kernel(result["rows"])
    yield (f"{result['cpu']}, {result['cores']} cores, one thread, load {result['load']:.1f}, "
           f"{result['date']}; medians of turns.")
    yield ""
    yield "| promised: at most | of | precision | ratio | " + " | ".join(sets) + " |"
    yield "|---" * (4 + len(sets)) + "|"
    for (kernel, precision, ceiling), cells in table.items():
        allowed = next(iter(cells.values()))["allowed"]
        if allowed:
            yield (f"| {kernel} | {ceiling} | {precision} | {allowed:g} | "
                   + " | ".join(cell(cells[name]) if name in cells else "" for name in sets) + " |")
    yield ""
    yield "| kernel | precision | ceiling | " + " | ".join(f"{name}: ns | ceiling | ratio" for name in sets) + " |"
    yield "|---" * (3 + 3 * len(sets)) + "|"
    for (kernel, precision, ceiling), cells in table.items():
        columns = [f"{number(cells[name]['ns'])} | {number(cells[name]['ceiling_ns'])} | {cell(cells[name])}"
                   if name in cells else " | | " for name in sets]
        yield f"| {kernel} | {precision} | {ceiling} | " + " | ".join(columns) + " |"


def pyplot():
    """Matplotlib, which only the picture needs."""
    try:
        import matplotlib  # pylint: disable=import-outside-toplevel
    except ImportError as error:
        raise MeasureError(f"{sys.executable} has no matplotlib, which --picture needs; Debian has it for "
                           "/usr/bin/python3 (python3-matplotlib)") from error
    matplotlib.use("Agg")
    import matplotlib.pyplot as plt  # pylint: disable=import-outside-toplevel
    return plt


def draw(result, path):
    """A dot for each kernel and set: how many times its ceiling it takes."""
    plt = pyplot()
    plt.rcParams.update({"font.size": 9, "axes.spines.top": False, "axes.spines.right": False})
    # The baseline is there to run anywhere; its ratios would squeeze all others together.
    sets = [name for name in result["sets"] if name != BASELINE] or result["sets"]
    table = {key: cells for key, cells in by_kernel(result["rows"]).items() if set(cells) & set(sets)}
    figure, axes = plt.subplots(figsize=(7.6, 0.24 * len(table) + 0.9), layout="constrained")
    axes.axvline(1, color="0.4", linewidth=0.8)
    for y, cells in enumerate(table.values()):
        axes.axhline(y, color="0.92", linewidth=0.6, zorder=0)
        allowed = next(iter(cells.values()))["allowed"]
        if allowed:
            axes.plot([allowed, allowed], [y - 0.35, y + 0.35], color="#b02020", linewidth=1.4)
    palette = COLOURS[-len(sets):] if len(sets) <= len(COLOURS) else COLOURS
    for i, name in enumerate(sets):
        found = [(cells[name]["ratio"], y) for y, cells in enumerate(table.values()) if name in cells]
        axes.plot(*zip(*found), "o", color=palette[i % len(palette)], markersize=4.5, label=name)
    axes.set_yticks(range(len(table)), [f"{kernel}{', ' + precision if precision else ''}"
                                        for kernel, precision, _ in table])
    axes.invert_yaxis()
    axes.set_xscale("log")
    ratios = [row["ratio"] for cells in table.values() for name, row in cells.items() if name in sets]
    ticks = [tick for tick in (0.5, 1, 2, 5, 10, 20, 50, 100, 200) if tick <= 1.2 * max(ratios)]
    axes.set_xlim(right=1.3 * max(ratios))
    axes.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
    axes.minorticks_off()
    axes.set_xlabel("time over that of the ceiling (red: promised at most)")
    axes.set_title(result["cpu"], fontsize=9, loc="left")
    axes.legend(frameon=False, loc="upper right")
    figure.savefig(path, dpi=120)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("folder", nargs="?", default=ROOT / "build/release/tests", type=pathlib.Path,
                        metavar="BUILD/tests")
    parser.add_argument("--sets", help="names, divided by commas (default: all that this CPU has)")
    parser.add_argument("--no-network", action="store_true", help="kernels alone, not the microcircuit")
    parser.add_argument("--picture", type=pathlib.Path, help="where to draw the picture (.png)")
    parser.add_argument("--save", type=pathlib.Path, help="where to keep what was measured (.json)")
    parser.add_argument("--load", type=pathlib.Path, help="what an earlier call has saved; measures nothing")
    options = parser.parse_args()
    try:
        if options.picture:
            pyplot()  # before anything is measured
        if options.load:
            result = json.loads(options.load.read_text(encoding="utf-8"))
        else:
            result = measure(options.folder, options.sets and options.sets.split(","),
                             not options.no_network)
    except (MeasureError, OSError, ValueError) as error:
        sys.exit(f"kernel_table: {error}")
    if options.save:
        options.save.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print("\n".join(markdown(result)))
    if options.picture:
        draw(result, options.picture)
    return 0


if __name__ == "__main__":
    sys.exit(main())
