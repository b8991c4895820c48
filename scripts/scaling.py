#!/usr/bin/env python3
"""Runs a scaling series of one experiment, or writes Slurm jobs for it, and draws what came out.

    scaling.py run EXPERIMENT --ranks 1,2,4 [--threads T] [--series strong|weak] [--folder DIR]
               [--set PATH=VALUE ...] [--repeats N] [--program FILE] [--mpirun "mpirun ..."]
    scaling.py slurm EXPERIMENT --ranks 1,2,4 ... [--tasks-per-node N] [--time HH:MM:SS]
    scaling.py collect DIR

`strong` runs the same network on more and more ranks; `weak` multiplies the neurons with the ranks
(scale.size = SIZE * ranks; --size states SIZE, 1 unless said). `run` starts mpirun here, one point after
the other; `slurm` writes DIR/rRANKS.sbatch (an array of --repeats tasks each) and DIR/submit.sh for a
cluster. `collect`, which `run` does at its end, reads every DIR/r*_*/run.json, prints a table, writes
scaling.csv and draws scaling.png. Of repeats the fastest counts.

In a strong series all runs must have the same spikes; if they do not, that is an error.
Needs numpy, h5py; the picture matplotlib.
"""

import argparse
import csv
import pathlib
import shlex
import subprocess
import sys

from read_output import OutputError, run_info

COLUMNS = ("ranks", "threads", "neurons", "synapses", "build_seconds", "run_seconds", "real_time_factor",
           "efficiency", "update_imbalance", "bytes_sent_per_window", "peak_rss_bytes", "spike_digest")

JOB = """#!/bin/bash
#SBATCH --job-name=scaling_{ranks}
#SBATCH --ntasks={ranks}
#SBATCH --ntasks-per-node={per_node}
#SBATCH --cpus-per-task={threads}
#SBATCH --exclusive
#SBATCH --time={time}
#SBATCH --array=0-{last}
#SBATCH --output={folder}/r{ranks:05d}_%a.log
set -euo pipefail
srun --cpus-per-task={threads} {command} --out {folder}/r{ranks:05d}_"${{SLURM_ARRAY_TASK_ID}}"
"""


class SeriesError(Exception):
    """What went wrong, for the user."""


def numbers(text):
    """A list like 1,2,4, ascending."""
    try:
        values = sorted({int(word) for word in text.split(",")})
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is not a list like 1,2,4") from None
    if not values or values[0] < 1:
        raise argparse.ArgumentTypeError(f"'{text}': all must be at least 1")
    return values


def run_words(options, ranks):
    """The call of one point, without mpirun and --out."""
    words = [options.program, "run", options.experiment, "--threads", str(options.threads),
             "--quiet", "--overwrite"]
    if options.series == "weak":
        words += ["--set", f"scale.size={options.size * ranks:g}"]
    for assignment in options.set:
        words += ["--set", assignment]
    return words


def run_here(options, folder):
    """All points, one after the other."""
    for ranks in options.ranks:
        for repeat in range(options.repeats):
            out = folder / f"r{ranks:05d}_{repeat}"
            words = [*shlex.split(options.mpirun), "-n", str(ranks), *run_words(options, ranks),
                     "--out", str(out)]
            try:
                done = subprocess.run(words, capture_output=True, text=True, check=False)
            except OSError as error:
                raise SeriesError(f"{words[0]} cannot be started: {error.strerror}") from error
            if done.returncode != 0:
                raise SeriesError(f"{shlex.join(words)} ended with {done.returncode}:\n{done.stderr}")
            print(f"{out}: {run_info(out)['run_seconds']:.3g} s", flush=True)


def write_jobs(options, folder):
    """One array for each number of ranks: tasks of an array have equal resources."""
    submit = ["#!/bin/bash", "set -euo pipefail"]
    for ranks in options.ranks:
        path = folder / f"r{ranks:05d}.sbatch"
        path.write_text(JOB.format(
            ranks=ranks, per_node=min(ranks, options.tasks_per_node), threads=options.threads,
            time=options.time, last=options.repeats - 1, folder=shlex.quote(str(folder.absolute())),
            command=shlex.join(run_words(options, ranks))), encoding="utf-8")
        submit.append(f"sbatch {shlex.quote(str(path.absolute()))}")
    path = folder / "submit.sh"
    path.write_text("\n".join(submit) + "\n", encoding="utf-8")
    path.chmod(0o755)
    print(path)


def point(run):
    """The row of one run."""
    row = {key: run[key] for key in COLUMNS if key in run}
    row["update_imbalance"] = run["phases"]["update"]["imbalance"]
    traffic = run["traffic"]
    row["bytes_sent_per_window"] = traffic["bytes_sent"]["mean"] / max(traffic["windows"], 1)
    return row


def collect(folder):
    """Rows by workers, of repeats the fastest; whether all are of one network."""
    best = {}
    for path in sorted(folder.glob("r*_*/run.json")):
        row = point(run_info(path.parent))
        at = row["ranks"], row["threads"]
        if at not in best or row["run_seconds"] < best[at]["run_seconds"]:
            best[at] = row
    if not best:
        raise SeriesError(f"{folder} holds no r*_*/run.json; has a run ended?")
    rows = [best[at] for at in sorted(best, key=lambda at: at[0] * at[1])]
    strong = len({row["neurons"] for row in rows}) == 1
    if strong and len({row["spike_digest"] for row in rows}) > 1:
        raise SeriesError(f"{folder}: runs of one network have different spikes: " +
                          ", ".join(f"{row['ranks']} ranks {row['spike_digest']}" for row in rows))
    first = rows[0]
    for row in rows:
        more = row["ranks"] * row["threads"] / (first["ranks"] * first["threads"])
        ideal = first["run_seconds"] / (more if strong else 1)
        row["efficiency"] = ideal / row["run_seconds"]
    return rows, strong


def draw(rows, strong, path):
    """Time and efficiency over the number of threads in all."""
    import matplotlib
    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    plt.rcParams.update({"font.size": 9, "axes.titlesize": 10, "axes.spines.top": False,
                         "axes.spines.right": False, "axes.titlelocation": "left"})
    workers = [row["ranks"] * row["threads"] for row in rows]
    figure, (time, efficiency) = plt.subplots(1, 2, figsize=(9, 3.8), layout="constrained")
    for key, name in (("run_seconds", "running"), ("build_seconds", "building")):
        time.plot(workers, [row[key] for row in rows], "o-", markersize=4, label=name)
    ideal = [rows[0]["run_seconds"] / (n / workers[0] if strong else 1) for n in workers]
    time.plot(workers, ideal, ":", color="0.5", label="ideal")
    time.set_xscale("log", base=2)
    time.set_yscale("log")
    time.set_ylabel("wall time (s)")
    time.legend(frameon=False, fontsize=8)
    time.set_title(f"{'strong' if strong else 'weak'} scaling")
    efficiency.plot(workers, [row["efficiency"] for row in rows], "o-", markersize=4)
    efficiency.set_xscale("log", base=2)
    efficiency.set_ylim(0, max(1.1, 1.1 * max(row["efficiency"] for row in rows)))
    efficiency.set_title("efficiency")
    for axes in (time, efficiency):
        axes.set_xlabel("threads in all")
        axes.set_xticks(workers, [str(n) for n in workers])
    figure.savefig(path, dpi=150)


def report(folder):
    """Table, scaling.csv, scaling.png."""
    rows, strong = collect(folder)
    with open(folder / "scaling.csv", "w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    print(f"{'ranks':>6} {'threads':>7} {'synapses':>12} {'build (s)':>10} {'run (s)':>10} "
          f"{'real time':>10} {'efficiency':>10} {'imbalance':>9}")
    for row in rows:
        print(f"{row['ranks']:6d} {row['threads']:7d} {row['synapses']:12d} {row['build_seconds']:10.3f} "
              f"{row['run_seconds']:10.3f} {row['real_time_factor']:10.3f} {row['efficiency']:10.3f} "
              f"{row['update_imbalance'] or 1:9.3f}")
    draw(rows, strong, folder / "scaling.png")
    print(folder / "scaling.png")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("run", "slurm"):
        own = commands.add_parser(name)
        own.add_argument("experiment")
        own.add_argument("--ranks", type=numbers, required=True, help="like 1,2,4")
        own.add_argument("--threads", type=int, default=1, help="per rank (default: 1)")
        own.add_argument("--series", choices=("strong", "weak"), default="strong")
        own.add_argument("--size", type=float, default=1, help="weak: scale.size of one rank (default: 1)")
        own.add_argument("--folder", default="scaling", help="where all goes (default: scaling)")
        own.add_argument("--set", action="append", default=[], metavar="PATH=VALUE")
        own.add_argument("--repeats", type=int, default=1)
        own.add_argument("--program", default="callosum")
        if name == "run":
            own.add_argument("--mpirun", default="mpirun", help="words that start ranks; -n is added")
        else:
            own.add_argument("--tasks-per-node", type=int, default=1)
            own.add_argument("--time", default="01:00:00")
    commands.add_parser("collect").add_argument("folder")
    return parser.parse_args()


def main():
    options = arguments()
    folder = pathlib.Path(options.folder)
    try:
        if options.command != "collect":
            folder.mkdir(parents=True, exist_ok=True)
        if options.command == "slurm":
            write_jobs(options, folder)
            return 0
        if options.command == "run":
            run_here(options, folder)
        report(folder)
    except (OutputError, SeriesError, OSError) as error:
        print(f"scaling: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
