"""The Markdown table and its notes, from the lines of all runs. A dash is explained in the notes."""

import statistics

COLUMNS = ("Callosum double", "Callosum single", "NEST", "Brian2", "Arbor")


def of(lines, title, peer):
    """All lines of a case and simulator."""
    return [line for line in lines if line["case"] == title and line["peer"] == peer]


def median(lines, key):
    """Median over runs; None where there is none."""
    values = [line[key] for line in lines if line[key] is not None]
    return statistics.median(values) if values else None


def number(value):
    """Three digits, never with an exponent."""
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"


def cell(lines, case, peer):
    """Real-time factor and ns per event, or a dash."""
    runs = of(lines, case.title, peer)
    if not runs:
        return "–"
    event = median(runs, "ns_per_event")
    return number(median(runs, "real_time_factor")) + (f" ({number(event)})" if event else "")


def ratio(lines, case):
    """How many times longer the fastest peer takes than we do in double precision."""
    key = "ns_per_event" if case.by_event else "real_time_factor"
    ours = median(of(lines, case.title, "Callosum double"), key)
    peers = [median(of(lines, case.title, peer), key) for peer in COLUMNS[2:]]
    peers = [value for value in peers if value is not None]
    return number(min(peers) / ours) if ours and peers else "–"


def table(lines, cases):
    """The table alone."""
    rows = ["| network | " + " | ".join(COLUMNS) + " | ratio |", "|---" * (len(COLUMNS) + 2) + "|"]
    for case in cases:
        cells = [cell(lines, case, peer) for peer in COLUMNS]
        rows.append(f"| {case.title} | " + " | ".join(cells) + f" | {ratio(lines, case)} |")
    return "\n".join(rows)


def rates(lines, case):
    """Mean rates beside each other, and how far each peer is from ours."""
    words = []
    ours = median(of(lines, case.title, "Callosum double"), "rate_hz")
    for peer in COLUMNS:
        every = [line["rate_hz"] for line in of(lines, case.title, peer)]
        if not every:
            continue
        rate, several = statistics.median(every), f" ({min(every):.3g} to {max(every):.3g})" if len(every) > 1 else ""
        off = "" if not ours or peer == "Callosum double" else f" {100 * (rate / ours - 1):+.1f} %"
        words.append(f"{peer} {rate:.3g}{several}{off}")
    return f"- {case.title}, spikes/s, each run with a seed of its own: " + ", ".join(words)


def sizes(lines, case):
    """Biological time, time to build and memory of every simulator."""
    words = []
    for peer in COLUMNS:
        runs = of(lines, case.title, peer)
        if runs:
            words.append(f"{peer} {len(runs)} x {runs[0]['biological_ms']:g} ms, built in "
                         f"{number(median(runs, 'build_seconds'))} s, {median(runs, 'peak_rss_bytes') / 1e9:.2f} GB")
    return f"- {case.title}: " + "; ".join(words)


def notes(lines, cases, missing):
    """What belongs under the table."""
    text = ["Real-time factor: wall time over biological time, all spikes recorded, building left out; in brackets "
            "ns of wall time per synaptic event, neurons and background included. Ratio: the fastest peer over "
            "Callosum in double precision"]
    by_event = [case.title for case in cases if case.by_event]
    text[0] += f", for {', '.join(by_event)} by event, as rates differ from seed to seed." if by_event else "."
    measured = [case for case in cases if any(line["case"] == case.title for line in lines)]
    text += [rates(lines, case) for case in measured] + [sizes(lines, case) for case in measured]
    text += [f"- {title}, {peer}: {reason}" for (title, peer), reason in missing.items()]
    return "\n".join(text)
