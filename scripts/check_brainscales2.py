"""Derives the limits of a BrainScaleS-2 partition again (see check_partition.py).

Events are followed as the chip routes them: from each source to its bus, to the drivers that take its row
select, to the synapses with its label. What arrives must be the connections that are asked for.
"""

import numpy as np

MODELS = ("CalibHXNeuronCuba", "SpikeSourceArray", "SpikeSourcePoissonOnChip")
NEURON_PARAMS = {"v_rest": ("v_leak_min", "v_leak_max"), "v_reset": ("v_leak_min", "v_leak_max"),
                 "v_thresh": ("v_threshold_min", "v_threshold_max"),
                 "tau_m": ("tau_mem_min", "tau_mem_max"),
                 "tau_syn_E": ("tau_syn_min", "tau_syn_max"),
                 "tau_syn_I": ("tau_syn_min", "tau_syn_max"),
                 "tau_refrac": ("tau_refrac_min", "tau_refrac_max")}
NEURON, EXTERNAL, GENERATOR = 0, 1, 2
MOST_LINES = 20


def texts(dataset):
    """Strings of a dataset."""
    return [t.decode() if isinstance(t, bytes) else str(t) for t in dataset[...]]


def columns_of(file, group, names):
    """Columns of a table, as whole numbers."""
    return {name: file[f"{group}/{name}"][...].astype(np.int64) for name in names}


class Chips:
    """The datasets of one file, and the sizes of the chips."""

    def __init__(self, file, board):
        self.file, self.board = file, board
        self.limit = {name: entry["value"] for name, entry in board["limits"].items()}
        self.names = texts(file["populations/name"])
        self.models = texts(file["populations/model"])
        self.sizes = file["populations/size"][...].astype(np.int64)
        self.rates = file["populations/rate_hz"][...]
        self.neurons = columns_of(file, "neurons", ("population", "index", "chip", "hemisphere",
                                                    "column", "circuits"))
        self.sources = columns_of(file, "sources", ("chip", "population", "index", "kind", "bus",
                                                    "hemispheres", "row_select", "label"))
        self.rows = columns_of(file, "rows", ("chip", "hemisphere", "row", "sign", "row_select"))
        self.synapses = columns_of(file, "synapses", ("chip", "hemisphere", "row", "column", "weight",
                                                      "label"))
        self.wanted = columns_of(file, "connections", ("source_population", "source",
                                                       "target_population", "target", "weight"))
        self.n_rows = int(self.limit["drivers_per_bus"] * self.limit["buses_per_hemisphere"]
                          * self.limit["rows_per_driver"])
        self.offences, self.said = [], {}

    def offend(self, kind, text):
        """Notes an offence; of one kind at most some."""
        self.said[kind] = self.said.get(kind, 0) + 1
        if self.said[kind] <= MOST_LINES:
            self.offences.append(f"{kind}: {text}")
        elif self.said[kind] == MOST_LINES + 1:
            self.offences.append(f"{kind}: and more")

    def bus_of_row(self, row):
        return row // int(self.limit["rows_per_driver"]) % int(self.limit["buses_per_hemisphere"])

    def bus_of_column(self, column):
        return column // int(self.limit["columns_per_event_output"]) \
            % int(self.limit["buses_per_hemisphere"])


def in_range(c, table, name, key, least, most):
    """Whether a column of a table lies in [least, most)."""
    values = table[key]
    if len(values) and (values.min() < least or values.max() >= most):
        wrong = values[(values < least) | (values >= most)][0]
        c.offend("range", f"{name}/{key} has {wrong}, allowed are {least} to {most - 1}")
        return False
    return True


def check_ranges(c):
    """Numbers that must be below others, for all that follows to make sense."""
    chips, limit = len(c.board["chips"]), c.limit
    good = True
    for table, name in ((c.neurons, "neurons"), (c.sources, "sources"), (c.rows, "rows"),
                        (c.synapses, "synapses")):
        good &= in_range(c, table, name, "chip", 0, chips)
        if "hemisphere" in table:
            good &= in_range(c, table, name, "hemisphere", 0, 2)
        if "row" in table:
            good &= in_range(c, table, name, "row", 0, c.n_rows)
        if "column" in table:
            good &= in_range(c, table, name, "column", 0, int(limit["columns"]))
        if "label" in table:
            good &= in_range(c, table, name, "label", 0, int(limit["labels"]))
        if "row_select" in table:
            good &= in_range(c, table, name, "row_select", 0, int(limit["row_selects"]))
        if "population" in table:
            good &= in_range(c, table, name, "population", 0, len(c.names))
    good &= in_range(c, c.sources, "sources", "bus", 0, int(limit["buses_per_hemisphere"]))
    if len(c.synapses["weight"]) and c.synapses["weight"].max() > limit["weight_max"]:
        c.offend("weight", f"a synapse has {c.synapses['weight'].max()}, at most {limit['weight_max']}")
    if np.any(c.synapses["weight"] == 0):
        c.offend("weight", "a synapse has the weight 0")
    return good


def check_neurons(c):
    """Each neuron once, each circuit once, all circuits of a neuron within one event output."""
    width = int(c.limit["columns_per_event_output"])
    for number, (name, model, size) in enumerate(zip(c.names, c.models, c.sizes)):
        if model not in MODELS:
            c.offend("model", f"{name} has the model {model!r}; there are {', '.join(MODELS)}")
        own = c.neurons["index"][c.neurons["population"] == number]
        count = np.bincount(own, minlength=size)
        wanted = 1 if model == "CalibHXNeuronCuba" else 0
        if len(count) > size:
            c.offend("neuron", f"{name} has {size} neurons, the file names {len(count) - 1}")
        for i in np.flatnonzero(count != wanted)[:MOST_LINES]:
            c.offend("neuron", f"neuron {i} of {name} is placed {count[i]} times, wanted {wanted}")
    n = c.neurons
    used = {}
    for i in range(len(n["index"])):
        name = f"neuron {n['index'][i]} of {c.names[n['population'][i]]}"
        first, circuits = n["column"][i], n["circuits"][i]
        if not 1 <= circuits <= c.limit["circuits_per_neuron"]:
            c.offend("circuits", f"{name} has {circuits}, allowed are 1 to "
                     f"{c.limit['circuits_per_neuron']}")
        if first // width != (first + circuits - 1) // width or first + circuits > c.limit["columns"]:
            c.offend("circuits", f"{name} has the columns {first} to {first + circuits - 1}, which "
                     "belong to more than one event output")
        for column in range(first, first + circuits):
            key = (n["chip"][i], n["hemisphere"][i], column)
            if key in used:
                c.offend("circuits", f"{name} and {used[key]} share circuit {key}")
            used[key] = name


def check_params(c):
    """Values that neurons are calibrated to."""
    for name, model, size in zip(c.names, c.models, c.sizes):
        if model != "CalibHXNeuronCuba":
            continue
        group = c.file["params/" + name]
        if set(group) != set(NEURON_PARAMS):
            c.offend("parameters", f"{name} has {sorted(group)}, needed are {sorted(NEURON_PARAMS)}")
            continue
        for key, (low, high) in NEURON_PARAMS.items():
            values = group[key][...]
            least, most = c.limit[low], c.limit[high]
            if len(values) not in (1, size) or not np.all(np.isfinite(values)) \
                    or values.min() < least * (1 - 1e-9) or values.max() > most * (1 + 1e-9):
                c.offend("parameters", f"{name}.{key} goes from {values.min():g} to {values.max():g}, "
                         f"allowed are {least} to {most}")


def check_sources(c):
    """Buses and addresses of senders."""
    s, n = c.sources, c.neurons
    place = {(n["population"][i], n["index"][i]): i for i in range(len(n["index"]))}
    seen, addresses = set(), {}
    for i in range(len(s["index"])):
        key = (s["population"][i], s["index"][i])
        name = f"source {s['index'][i]} of {c.names[s['population'][i]]} on chip {s['chip'][i]}"
        if key + (s["chip"][i],) in seen:
            c.offend("source", f"{name} is there twice")
        seen.add(key + (s["chip"][i],))
        here = key in place and n["chip"][place[key]] == s["chip"][i]
        generator = c.models[s["population"][i]] == "SpikeSourcePoissonOnChip"
        kind = NEURON if here else GENERATOR if generator else EXTERNAL
        if s["kind"][i] != kind:
            c.offend("source", f"{name} has the kind {s['kind'][i]}, it is {kind}")
        if kind == NEURON:
            bus = c.bus_of_column(n["column"][place[key]])
            if s["bus"][i] != bus or s["hemispheres"][i] != 3:
                c.offend("source", f"{name} fires on bus {bus} of both hemispheres, the file says bus "
                         f"{s['bus'][i]}, hemispheres {s['hemispheres'][i]}")
        if kind == GENERATOR and s["hemispheres"][i] not in (1, 2):
            c.offend("source", f"{name} is a generator, which reaches one hemisphere")
        address = (s["chip"][i], s["bus"][i], s["row_select"][i], s["label"][i])
        for h in range(2):
            if s["hemispheres"][i] >> h & 1:
                if address + (h,) in addresses:
                    c.offend("label", f"{name} and {addresses[address + (h,)]} have one address on "
                             f"bus {s['bus'][i]}")
                addresses[address + (h,)] = name


def check_rows(c):
    """Rows: each once, drivers with one row select."""
    r = c.rows
    drivers, rows = {}, set()
    for i in range(len(r["row"])):
        key = (r["chip"][i], r["hemisphere"][i], r["row"][i])
        if key in rows:
            c.offend("row", f"row {key} is there twice")
        rows.add(key)
        if r["sign"][i] not in (-1, 1):
            c.offend("row", f"row {key} has the sign {r['sign'][i]}")
        driver = key[:2] + (r["row"][i] // int(c.limit["rows_per_driver"]),)
        if drivers.setdefault(driver, r["row_select"][i]) != r["row_select"][i]:
            c.offend("row", f"the rows of driver {driver} have two row selects")
    most = c.limit["drivers_per_bus"] * c.limit["rows_per_driver"]
    bus = c.bus_of_row(r["row"])
    for key, n in count_by((r["chip"], r["hemisphere"], bus)):
        if n > most:
            c.offend("row", f"bus {key} has {n} rows, at most {most}")


def count_by(columns):
    """Pairs (key, how often) of rows of columns."""
    if not len(columns[0]):
        return []
    keys, counts = np.unique(np.stack(columns, axis=1), axis=0, return_counts=True)
    return [(tuple(int(k) for k in key), int(n)) for key, n in zip(keys, counts)]


def check_fan_in(c):
    """Synapses of a circuit."""
    s = c.synapses
    for key, n in count_by((s["chip"], s["hemisphere"], s["row"], s["column"])):
        if n > 1:
            c.offend("synapse", f"{n} synapses lie at (chip, hemisphere, row, column) {key}")
    for key, n in count_by((s["chip"], s["hemisphere"], s["column"])):
        if n > c.limit["inputs_per_circuit"]:
            c.offend("fan-in", f"circuit {key} has {n} inputs, at most {c.limit['inputs_per_circuit']}")
    bus = c.bus_of_row(s["row"])
    for key, n in count_by((s["chip"], s["hemisphere"], s["column"], bus)):
        if n > c.limit["inputs_per_circuit_and_bus"]:
            c.offend("fan-in", f"circuit {key[:3]} has {n} inputs from bus {key[3]}, at most "
                     f"{c.limit['inputs_per_circuit_and_bus']}")


def check_events(c):
    """Follows the events of every source; what they reach are the connections."""
    rows = {(a, b, r): (sign, select) for a, b, r, sign, select in
            zip(*(c.rows[k] for k in ("chip", "hemisphere", "row", "sign", "row_select")))}
    listen = {}  # (chip, hemisphere, bus, row select, label) -> [(column, signed weight)]
    s = c.synapses
    for i in range(len(s["row"])):
        key = (s["chip"][i], s["hemisphere"][i], s["row"][i])
        if key not in rows:
            c.offend("synapse", f"a synapse lies in row {key}, which is not in use")
            continue
        sign, select = rows[key]
        address = (key[0], key[1], c.bus_of_row(s["row"][i]), select, s["label"][i])
        listen.setdefault(address, []).append((s["column"][i], sign * s["weight"][i]))
    n = c.neurons
    owner = {}
    for i in range(len(n["index"])):
        for column in range(n["column"][i], n["column"][i] + n["circuits"][i]):
            owner[n["chip"][i], n["hemisphere"][i], column] = (n["population"][i], n["index"][i])
    found, heard = [], set()
    for i in range(len(c.sources["index"])):
        chip, bus = c.sources["chip"][i], c.sources["bus"][i]
        for h in range(2):
            if not c.sources["hemispheres"][i] >> h & 1:
                continue
            address = (chip, h, bus, c.sources["row_select"][i], c.sources["label"][i])
            heard.add(address)
            for column, weight in listen.get(address, ()):
                target = owner.get((chip, h, column))
                if target is None:
                    c.offend("synapse", f"a synapse at chip {chip}, hemisphere {h}, column {column} "
                             "belongs to no neuron")
                    continue
                found.append((c.sources["population"][i], c.sources["index"][i], *target, weight))
    for address in set(listen) - heard:
        c.offend("synapse", f"synapses listen to {address} (chip, hemisphere, bus, row select, label), "
                 "which nobody sends")
    wanted = list(zip(*(c.wanted[k] for k in ("source_population", "source", "target_population",
                                              "target", "weight"))))
    compare(c, sorted(found), sorted(wanted))


def compare(c, found, wanted):
    """Connections that are missing or too many."""
    if found == wanted:
        return
    have, need = count_all(found), count_all(wanted)
    for key in need:
        if have.get(key, 0) < need[key]:
            c.offend("connection", f"missing: {describe(c, key)}")
    for key in have:
        if need.get(key, 0) < have[key]:
            c.offend("connection", f"not asked for: {describe(c, key)}")


def count_all(items):
    """How often each item is there."""
    count = {}
    for item in items:
        count[item] = count.get(item, 0) + 1
    return count


def describe(c, key):
    """A connection in words."""
    return f"{c.names[key[0]]}[{key[1]}] -> {c.names[key[2]]}[{key[3]}], weight {key[4]}"


def bus_loads(c):
    """Events in a second of hardware time, by chip, hemisphere and bus: all, and those of generators."""
    loads, generated = {}, {}
    s = c.sources
    for i in range(len(s["index"])):
        rate = c.rates[s["population"][i]] * c.limit["acceleration"]
        for h in range(2):
            if s["hemispheres"][i] >> h & 1:
                key = (int(s["chip"][i]), h, int(s["bus"][i]))
                loads[key] = loads.get(key, 0) + rate
                if s["kind"][i] == GENERATOR:
                    generated[key] = generated.get(key, 0) + rate
    return loads, generated


def check_loads(c):
    """Buses and generators can carry their events."""
    for what, loads, limit in zip(("bus", "generator"), bus_loads(c),
                                  ("bus_events_per_second", "background_events_per_second")):
        for key, rate in loads.items():
            if rate > c.limit[limit]:
                c.offend("load", f"{what} {key} has {rate:g} events/s, at most {c.limit[limit]:g}")


def check(file, board):
    """All offences of a partition, one line each."""
    c = Chips(file, board)
    if not check_ranges(c):
        return c.offences
    check_neurons(c)
    check_params(c)
    check_sources(c)
    check_rows(c)
    check_fan_in(c)
    check_events(c)
    check_loads(c)
    return c.offences


def summary(file, board):
    """What a legal partition uses."""
    c = Chips(file, board)
    loads = bus_loads(c)[0]
    fullest = max(loads.values(), default=0) / c.limit["bus_events_per_second"]
    return [f"{int(c.neurons['circuits'].sum())} circuits on {len(set(c.neurons['chip']))} chips of "
            f"{len(board['chips'])}, {len(c.rows['row'])} rows, {len(c.synapses['row'])} synapses",
            f"fullest bus {100 * fullest:.4g} % of its capacity"]
