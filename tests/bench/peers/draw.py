"""Draws pairs and numbers with numpy, for simulators that have no rule or distribution of the kind."""

import numpy as np

from resolved import PeerError


def numbers(random, value, count):
    """Constants as they are, normal ones redrawn until within bounds."""
    if not isinstance(value, dict):
        return value
    if value["distribution"] != "normal" or value["outside"] != "redraw":
        raise PeerError(f"distribution {value} is not a redrawn normal one")
    drawn = random.normal(value["mean"], value["std"], count)
    low, high = value.get("min", -np.inf), value.get("max", np.inf)
    while (outside := np.flatnonzero((drawn < low) | (drawn > high))).size > 0:
        drawn[outside] = random.normal(value["mean"], value["std"], outside.size)
    return drawn


def sources_and_targets(random, projection, sizes):
    """Pairs by fixed_total_number or fixed_indegree; both draw with replacement."""
    rule = projection["rule"]
    n_source, n_target = sizes[projection["source"]], sizes[projection["target"]]
    if not rule["allow_multapses"]:
        raise PeerError(f"{projection['name']}: pairs are drawn with replacement here")
    if rule["type"] == "fixed_total_number" and rule["allow_autapses"]:
        return (random.integers(n_source, size=rule["N"], dtype=np.int32),
                random.integers(n_target, size=rule["N"], dtype=np.int32))
    if rule["type"] != "fixed_indegree":
        raise PeerError(f"{projection['name']}: rule {rule} is not supported")
    targets = np.repeat(np.arange(n_target, dtype=np.int32), rule["indegree"])
    if rule["allow_autapses"] or projection["source"] != projection["target"]:
        return random.integers(n_source, size=targets.size, dtype=np.int32), targets
    ahead = random.integers(1, n_source, size=targets.size, dtype=np.int32)  # anyone but the target
    return (targets + ahead) % n_source, targets
