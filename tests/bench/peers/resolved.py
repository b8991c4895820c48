"""The network that all simulators build: what `callosum check` prints, with defaults filled in and scale
applied. Weights, rates and currents are so the same numbers for everyone."""

import json
import pathlib
import subprocess


class PeerError(Exception):
    """What a simulator cannot do or did not do, for the user."""


def resolve(program, experiment, settings):
    """The experiment as JSON, without its comments."""
    words = [str(program), "check", str(experiment)]
    for setting in settings:
        words += ["--set", setting]
    try:
        done = subprocess.run(words, capture_output=True, text=True, check=False)
    except OSError as error:
        raise PeerError(f"{program} cannot be started: {error.strerror}") from error
    if done.returncode != 0:
        raise PeerError(f"{' '.join(words)} ended with {done.returncode}:\n{done.stderr}")
    network = json.loads(done.stdout)
    network["name"] = pathlib.Path(experiment).stem
    return network


def number_of_synapses(network, projection):
    """Synapses of one projection; by the rules that the compared networks have."""
    rule = projection["rule"]
    if rule["type"] == "fixed_total_number":
        return rule["N"]
    if rule["type"] == "fixed_indegree":
        return rule["indegree"] * network["populations"][projection["target"]]["size"]
    raise PeerError(f"rule '{rule['type']}' is none of fixed_total_number, fixed_indegree")


def synaptic_events(network, spikes):
    """Spikes of each population times the mean out-degree of its neurons."""
    total = 0.0
    for projection in network["projections"]:
        source = projection["source"]
        size = network["populations"][source]["size"]
        total += spikes[source] * number_of_synapses(network, projection) / size
    return round(total)


def reached(network, stimulus):
    """Population, first neuron and one after the last neuron that a stimulus reaches."""
    target = stimulus["target"]
    if isinstance(target, str):
        return target, 0, network["populations"][target]["size"]
    return target["population"], target["first"], target["last"]
