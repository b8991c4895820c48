"""NEST's time per update and per synaptic event, from a run that spikes and one that cannot: NEST's release has no
timers of its parts."""


def parts(spiking, silent, dt):
    """One sentence. Both are lines of the same network; times are those of one core."""
    def steps(line):
        return line["neurons"] * line["biological_ms"] / dt

    cores = spiking["threads"]
    update = 1e9 * cores * silent["simulate_seconds"] / steps(silent)
    rest = spiking["simulate_seconds"] - silent["simulate_seconds"] * steps(spiking) / steps(silent)
    event = 1e9 * cores * rest / spiking["synaptic_events"]
    return (f"- NEST on {spiking['case']}, a run without spikes taken off: {update:.3g} ns of one core per neuron "
            f"step with its background, {event:.3g} ns of one core per synaptic event")
