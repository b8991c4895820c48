"""Arguments of the programs that run one network in one simulator, and the line that they print."""

import argparse
import json
import resource
import sys

from resolved import PeerError, number_of_synapses, resolve, synaptic_events


def arguments(description):
    """Reads the command line; returns it with the network under `network`."""
    parser = argparse.ArgumentParser(description=description.split("\n")[0])
    parser.add_argument("experiment", help="file of configs/")
    parser.add_argument("--program", default="build/release/callosum", help="callosum, which resolves the experiment")
    parser.add_argument("--set", action="append", default=[], metavar="PATH=VALUE",
                        help="change a value of the experiment, for example scale.size=0.1")
    parser.add_argument("--warmup", type=float, help="ms before the measurement (default: the experiment's)")
    parser.add_argument("--duration", type=float, help="ms that are measured (default: the experiment's)")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    return parser


def parsed(parser):
    """The options, with the resolved network and its times."""
    options = parser.parse_args()
    options.network = resolve(options.program, options.experiment, options.set)
    for key in ("warmup", "duration"):
        if getattr(options, key) is None:
            setattr(options, key, options.network[key])
    return options


def peak_bytes():
    """Largest resident memory of this process so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def figures(options, peer, version, build_seconds, simulate_seconds, spikes, peak):
    """What one run of a peer comes to; `spikes` counts those of each population within the duration."""
    network = options.network
    neurons = sum(population["size"] for population in network["populations"].values())
    events = synaptic_events(network, spikes)
    return {
        "peer": peer, "version": version, "network": network["name"],
        "scale": network["scale"]["applied"], "threads": options.threads, "neurons": neurons,
        "synapses": sum(number_of_synapses(network, one) for one in network["projections"]),
        "build_seconds": build_seconds, "simulate_seconds": simulate_seconds,
        "biological_ms": options.duration,
        "real_time_factor": 1000 * simulate_seconds / options.duration,
        "spikes": sum(spikes.values()),
        "rate_hz": 1000 * sum(spikes.values()) / neurons / options.duration,
        "synaptic_events": events,
        "ns_per_event": 1e9 * simulate_seconds / events if events else None,
        "peak_rss_bytes": peak}


def print_line(run, parser):
    """Prints what `run` makes of the options as one line of JSON; ends with 1 where it cannot."""
    try:
        print(json.dumps(run(parsed(parser))), flush=True)
    except PeerError as error:
        print(f"{parser.prog}: {error}", file=sys.stderr)
        sys.exit(1)
