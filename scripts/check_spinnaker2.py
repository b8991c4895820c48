"""Derives the limits of a SpiNNaker 2 partition again (see check_partition.py)."""

import numpy as np

LIF = {"threshold", "alpha_decay", "i_offset", "v_reset", "v_init"}
CURR_EXP = LIF | {"exc_decay", "inh_decay", "t_refrac"}
MODELS = {"lif": LIF, "lif_no_delay": LIF, "lif_curr_exp": CURR_EXP,
          "lif_curr_exp_no_delay": CURR_EXP, "spike_list": set(),
          "poisson_process": {"p", "Tref", "seed"}}
SOURCES = ("spike_list", "poisson_process")
MOST_LINES = 20


def texts(dataset):
    """Strings of a dataset."""
    return [t.decode() if isinstance(t, bytes) else str(t) for t in dataset[...]]


class Partition:
    """The datasets of one file, and what follows from them."""

    def __init__(self, file, board):
        self.file, self.board = file, board
        self.limit = {name: entry["value"] for name, entry in board["limits"].items()}
        self.names = texts(file["populations/name"])
        self.models = texts(file["populations/model"])
        self.sizes = file["populations/size"][...].astype(np.int64)
        self.recorded = file["populations/recorded"][...]
        self.rates = file["populations/rate_hz"][...]
        self.population = file["slices/population"][...].astype(np.int64)
        self.begin = file["slices/begin"][...].astype(np.int64)
        self.x, self.y = file["slices/chip_x"][...], file["slices/chip_y"][...]
        self.core = file["slices/core"][...].astype(np.int64)
        self.key = file["slices/key"][...].astype(np.uint64)
        self.mask = file["slices/mask"][...].astype(np.uint64)
        self.index = file["neurons/index"][...].astype(np.int64)
        self.source = file["pairs/source"][...].astype(np.int64)
        self.target = file["pairs/target"][...].astype(np.int64)
        self.pair_begin = file["pairs/begin"][...].astype(np.int64)
        self.chips = {(c[0], c[1]): c for c in board["chips"]}
        self.vectors = list(board["links"]["vectors"].items())
        self.wrap = board["links"]["wrap"]
        self.tick_s = float(file.attrs["tick_s"])
        self.dt_ms = float(file.attrs["board_dt_ms"])
        self.timesteps = int(file.attrs["timesteps"])
        self.n_slices = len(self.population)
        self.n_neurons = np.diff(self.begin)
        self.offences = []
        self.said = {}

    def offend(self, kind, text):
        """Notes an offence; of one kind at most some."""
        self.said[kind] = self.said.get(kind, 0) + 1
        if self.said[kind] <= MOST_LINES:
            self.offences.append(f"{kind}: {text}")
        elif self.said[kind] == MOST_LINES + 1:
            self.offences.append(f"{kind}: and more")

    def slice_name(self, s):
        return f"slice {s} ({self.names[self.population[s]]})"

    def model(self, s):
        return self.models[self.population[s]]

    def neighbour(self, chip, link):
        """The chip behind a link, or None."""
        _, (dx, dy) = self.vectors[link]
        x, y = chip[0] + dx, chip[1] + dy
        if self.wrap:
            x, y = x % self.wrap[0], y % self.wrap[1]
        return (x, y) if (x, y) in self.chips else None


def check_shapes(p):
    """Whether the arrays fit together; nothing else can be asked where they do not."""
    lengths = [len(p.models), len(p.sizes), len(p.recorded), len(p.rates)]
    if any(n != len(p.names) for n in lengths):
        p.offend("shape", f"populations have {len(p.names)} names, and arrays of {lengths}")
    arrays = [len(p.begin) - 1, len(p.x), len(p.y), len(p.core), len(p.key), len(p.mask)]
    if any(n != p.n_slices for n in arrays):
        p.offend("shape", f"slices: {p.n_slices} populations, and arrays of {arrays}")
    if len(p.begin) == 0 or p.begin[0] != 0 or p.begin[-1] != len(p.index):
        p.offend("shape", "slices/begin does not span neurons/index")
    n = p.file["synapses/weight"].shape[0]
    same = all(p.file["synapses/" + k].shape[0] == n for k in ("source", "target", "delay"))
    if not same or len(p.pair_begin) != len(p.source) + 1 or p.pair_begin[-1] != n:
        p.offend("shape", "pairs/begin does not span the synapses")
    for name, values, most in (("slices/population", p.population, len(p.names)),
                               ("pairs/source", p.source, p.n_slices),
                               ("pairs/target", p.target, p.n_slices)):
        if len(values) and values.max() >= most:
            p.offend("shape", f"{name} names {values.max()}, there are {most}")
    return not p.offences


def check_neurons(p):
    """Every neuron is in one slice."""
    for number, (name, size) in enumerate(zip(p.names, p.sizes)):
        own = [p.index[p.begin[s]:p.begin[s + 1]] for s in np.flatnonzero(p.population == number)]
        found = np.concatenate(own) if own else np.empty(0, np.int64)
        if len(found) and (found.min() < 0 or found.max() >= size):
            p.offend("neuron", f"{name} has {size} neurons, a slice names {found.max()}")
            continue
        count = np.bincount(found, minlength=size)
        for i in np.flatnonzero(count == 0)[:MOST_LINES]:
            p.offend("neuron", f"neuron {i} of {name} is in no slice")
        for i in np.flatnonzero(count > 1)[:MOST_LINES]:
            p.offend("neuron", f"neuron {i} of {name} is in {count[i]} slices")


def check_cores(p):
    """Where slices are, and how many neurons they have."""
    most = {"spike_list": "max_spike_lists_per_core",
            "poisson_process": "max_poisson_processes_per_core"}
    seen = {}
    updates = p.limit["neuron_updates_per_second"] * p.tick_s
    for s in range(p.n_slices):
        name, chip = p.slice_name(s), (int(p.x[s]), int(p.y[s]))
        limit = p.limit[most.get(p.model(s), "max_neurons_per_core")]
        if not 1 <= p.n_neurons[s] <= limit:
            p.offend("neurons on a core", f"{name} has {p.n_neurons[s]}, allowed are 1 to {limit}")
        if p.n_neurons[s] > updates:
            p.offend("updates", f"{name} has {p.n_neurons[s]} neurons, a core can update "
                     f"{updates:g} in a tick of {p.tick_s} s")
        if chip not in p.chips:
            p.offend("chip", f"{name} lies on chip {chip}, which the board does not have")
        elif p.core[s] >= p.chips[chip][2]:
            p.offend("core", f"{name} lies on core {p.core[s]} of chip {chip}, which has "
                     f"{p.chips[chip][2]}")
        where = chip + (int(p.core[s]),)
        if where in seen:
            p.offend("core", f"{name} and {p.slice_name(seen[where])} lie on the same core {where}")
        seen[where] = s


def check_params(p):
    """Names and ranges of parameters."""
    for name, model, size in zip(p.names, p.models, p.sizes):
        if model not in MODELS:
            p.offend("model", f"{name} has the model {model!r}; there are {', '.join(MODELS)}")
            continue
        group = p.file.get("params/" + name)
        found = set(group) if group is not None else set()
        if found != MODELS[model]:
            p.offend("parameters", f"{name} ({model}) has {sorted(found)}, needed are "
                     f"{sorted(MODELS[model])}")
            continue
        values = {key: group[key][...] for key in found}
        for key, value in values.items():
            if len(value) not in (1, size) or not np.all(np.isfinite(value)):
                p.offend("parameters", f"{name}.{key} must be 1 or {size} finite numbers")
        outside = {"alpha_decay": (0, 1), "exc_decay": (0, 1), "inh_decay": (0, 1),
                   "p": (0, p.limit["poisson_p_max"])}
        for key, (low, high) in outside.items():
            if key in values and (values[key].min() < low or values[key].max() > high):
                p.offend("parameters", f"{name}.{key} goes from {values[key].min():g} to "
                         f"{values[key].max():g}, allowed are {low} to {high:g}")
        for key in ("t_refrac", "Tref"):
            if key in values and np.any((values[key] < 0) | (values[key] % 1 != 0)):
                p.offend("parameters", f"{name}.{key} must be whole ticks")
        if model not in SOURCES:
            reset = group.attrs.get("reset", "")
            reset = reset.decode() if isinstance(reset, bytes) else reset
            if reset not in ("reset_by_subtraction", "reset_to_v_reset"):
                p.offend("parameters", f"{name} has the reset {reset!r}")


def pairs_of(p, t):
    """Pairs with a target slice; pairs are ordered by target."""
    return np.arange(np.searchsorted(p.target, t), np.searchsorted(p.target, t, side="right"))


def check_pairs(p):
    """Order of pairs."""
    order = p.target * (p.n_slices + 1) + p.source
    if np.any(np.diff(order) <= 0):
        p.offend("pairs", "are not ordered by target, then source, each once")
    for m in np.flatnonzero(np.diff(p.pair_begin) <= 0)[:MOST_LINES]:
        p.offend("pairs", f"pair {m} (slice {p.source[m]} to {p.target[m]}) has no synapse")
    return not p.offences


def synapses_onto(p, t):
    """Columns of all synapses of a slice, with the slice of each source."""
    pairs = pairs_of(p, t)
    if not len(pairs):
        return None
    first, last = p.pair_begin[pairs[0]], p.pair_begin[pairs[-1] + 1]
    read = {k: p.file["synapses/" + k][first:last].astype(np.int64)
            for k in ("source", "target", "weight", "delay")}
    read["slice"] = np.repeat(p.source[pairs], np.diff(p.pair_begin)[pairs])
    return read


def check_synapses(p, t, own):
    """Ranges of the synapses of one slice."""
    name, model = p.slice_name(t), p.model(t)
    if model in SOURCES:
        p.offend("synapse", f"{name} is a {model} and takes no synapses")
        return
    with_delay = not model.endswith("_no_delay")
    most = p.limit["weight_max_with_delay" if with_delay else "weight_max_without_delay"]
    if np.abs(own["weight"]).max() > most:
        w = own["weight"][np.abs(own["weight"]).argmax()]
        p.offend("weight", f"{name} ({model}) has a weight of {w}, allowed are -{most} to {most}")
    if np.any(own["weight"] == 0):
        p.offend("weight", f"{name} has a weight of 0")
    delay = p.limit["delay_max"] if with_delay else 0
    if own["delay"].max() > delay:
        p.offend("delay", f"{name} ({model}) has a delay of {own['delay'].max()}, at most {delay}")
    for column, slices in (("source", own["slice"]), ("target", t)):
        beyond = own[column] >= p.n_neurons[slices]
        if np.any(beyond):
            p.offend("synapse", f"{name}: {column} {own[column][beyond][0]} lies beyond its slice")


def rows_of(p, own):
    """Bytes of the rows of one core, and how many source slices it hears."""
    place = p.begin[own["slice"]] + own["source"]
    counts = np.unique(place, return_counts=True)[1]
    bytes_ = p.limit["row_header_bytes"] + counts * p.limit["synapse_bytes"]
    unit = p.limit["row_alignment_bytes"]
    return int(((bytes_ + unit - 1) // unit * unit).sum()), len(np.unique(own["slice"]))


def list_bounds(p):
    """Where the lists of a spike_list population begin among all lists."""
    first, start = {}, 0
    for number, model in enumerate(p.models):
        if model == "spike_list":
            first[number] = start
            start += int(p.sizes[number])
    return first, start


def check_lists(p):
    """Lists of spikes."""
    begin, ticks = p.file["spike_lists/begin"][...].astype(np.int64), p.file["spike_lists/tick"][...]
    n = list_bounds(p)[1]
    if len(begin) != n + 1 or begin[0] != 0 or begin[-1] != len(ticks):
        p.offend("spike lists", f"{len(begin) - 1} lists for {n} neurons")
        return
    if len(ticks) and ticks.max() > p.timesteps:
        p.offend("spike lists", f"a spike in tick {ticks.max()}, there are {p.timesteps}")
    inner = np.ones(max(len(ticks) - 1, 0), bool)
    ends = begin[1:-1]
    inner[ends[(ends > 0) & (ends < len(ticks))] - 1] = False
    if np.any((np.diff(ticks.astype(np.int64)) <= 0) & inner):
        p.offend("spike lists", "ticks of a neuron do not ascend")


def check_memory(p):
    """Memory and work of every core; returns who hears whom."""
    first_list = list_bounds(p)[0]
    list_begin = p.file["spike_lists/begin"][...].astype(np.int64)
    chip_rows, events_limit = {}, p.limit["synaptic_events_per_second"] * p.tick_s
    hears = [set() for _ in range(p.n_slices)]
    for t in range(p.n_slices):
        own, rows, heard, events = synapses_onto(p, t), 0, 0, 0.0
        if own is not None:
            check_synapses(p, t, own)
            rows, heard = rows_of(p, own)
            events = p.rates[p.population[own["slice"]]].sum() * p.dt_ms * 1e-3
            for s in np.unique(own["slice"]):
                hears[s].add(t)
        used = rows + heard * p.limit["table_entry_bytes"]
        number = p.population[t]
        if p.recorded[number]:
            used += -(-int(p.n_neurons[t]) // 32) * p.limit["recorded_spikes_bytes_per_32_neurons"] \
                * p.timesteps
        if number in first_list:
            at = first_list[number] + p.index[p.begin[t]:p.begin[t + 1]]
            at = at[at + 1 < len(list_begin)]
            spikes = int((list_begin[at + 1] - list_begin[at]).sum())
            used += int(p.n_neurons[t]) * p.limit["spike_list_bytes"] \
                + spikes * p.limit["spike_list_entry_bytes"]
        if used > p.limit["row_memory_bytes"]:
            p.offend("memory", f"{p.slice_name(t)} needs {used} bytes, a core has "
                     f"{p.limit['row_memory_bytes']}")
        if events > events_limit * (1 + 1e-9):
            p.offend("events", f"{p.slice_name(t)} gets {events:g} events in a tick, a core can do "
                     f"{events_limit:g}")
        chip = (int(p.x[t]), int(p.y[t]))
        chip_rows[chip] = chip_rows.get(chip, 0) + rows
    most = p.limit["chip_row_memory_bytes"]
    for chip, rows in chip_rows.items():
        if most and rows > most:
            p.offend("memory", f"chip {chip} holds {rows} bytes of rows, it has {most}")
    return hears


def check_keys(p):
    """Keys of the slices."""
    width = 1 << int(p.limit["key_bits"])
    spans = []
    for s in range(p.n_slices):
        key, room = int(p.key[s]), (~int(p.mask[s])) & 0xFFFFFFFF
        if room & (room + 1) or key & room:
            p.offend("key", f"{p.slice_name(s)}: mask {int(p.mask[s]):#x} and key {key:#x} are no range")
        if key + room >= width:
            p.offend("key", f"{p.slice_name(s)}: key {key + room:#x} has more than "
                     f"{p.limit['key_bits']} bits")
        if room + 1 < p.n_neurons[s]:
            p.offend("key", f"{p.slice_name(s)} has {p.n_neurons[s]} neurons and {room + 1} keys")
        spans.append((key, key + room, s))
    spans.sort()
    for (_, last, a), (first, _, b) in zip(spans, spans[1:]):
        if first <= last:
            p.offend("key", f"{p.slice_name(a)} and {p.slice_name(b)} share keys")


def read_tables(p):
    """Router entries by chip."""
    route = {k: p.file["routing/" + k][...] for k in
             ("chip_x", "chip_y", "key", "mask", "links", "cores_begin", "core")}
    tables = {}
    for i in range(len(route["key"])):
        chip = (int(route["chip_x"][i]), int(route["chip_y"][i]))
        cores = route["core"][int(route["cores_begin"][i]):int(route["cores_begin"][i + 1])]
        tables.setdefault(chip, []).append((int(route["key"][i]), int(route["mask"][i]),
                                            int(route["links"][i]), [int(c) for c in cores]))
    for chip, table in tables.items():
        if chip not in p.chips:
            p.offend("routing", f"entries for chip {chip}, which the board does not have")
        if len(table) > p.limit["router_entries"]:
            p.offend("router entries", f"chip {chip} has {len(table)}, allowed are "
                     f"{p.limit['router_entries']}")
    return tables


def index_tables(tables):
    """Exact keys first: entries by (mask, key), so that a look-up needs no search."""
    return {chip: {(mask, key): (links, cores) for key, mask, links, cores in table}
            for chip, table in tables.items()}, \
           {chip: sorted({mask for _, mask, _, _ in table}) for chip, table in tables.items()}


def follow(p, s, lookup, masks, loads):
    """Cores that a packet of a slice reaches; adds its rate to the links it takes."""
    key, rate = int(p.key[s]), p.rates[p.population[s]] * p.n_neurons[s]
    reached, waiting, visited = set(), [(int(p.x[s]), int(p.y[s]))], set()
    while waiting:
        chip = waiting.pop()
        if chip in visited:
            p.offend("routing", f"packets of {p.slice_name(s)} come to chip {chip} twice: a loop")
            return reached
        visited.add(chip)
        hits = [lookup[chip][m, key & m] for m in masks.get(chip, ()) if (m, key & m) in lookup[chip]]
        if len(hits) > 1:
            p.offend("routing", f"{len(hits)} entries of chip {chip} match {p.slice_name(s)}")
        for links, cores in hits[:1]:
            reached.update(chip + (core,) for core in cores)
            for link in range(8):
                if not links >> link & 1:
                    continue
                onward = p.neighbour(chip, link) if link < len(p.vectors) else None
                if onward is None:
                    p.offend("routing", f"packets of {p.slice_name(s)} leave the board from chip "
                             f"{chip} by link {link}")
                    continue
                loads[chip, link] = loads.get((chip, link), 0) + rate
                waiting.append(onward)
    return reached


def check_routing(p, hears):
    """Every packet gets to those who hear it and to nobody else; loads of links."""
    tables = read_tables(p)
    lookup, masks = index_tables(tables)
    loads, where = {}, [(int(p.x[s]), int(p.y[s]), int(p.core[s])) for s in range(p.n_slices)]
    for s in range(p.n_slices):
        reached = follow(p, s, lookup, masks, loads) if hears[s] or p.n_slices else set()
        wanted = {where[t] for t in hears[s]}
        for core in sorted(wanted - reached)[:3]:
            p.offend("routing", f"packets of {p.slice_name(s)} do not reach core {core}")
        for core in sorted(reached - wanted)[:3]:
            p.offend("routing", f"packets of {p.slice_name(s)} reach core {core}, which has no target")
    return loads


def check_loads(p, loads):
    """Loads in the file are those of the routes, and links can carry them."""
    speed = p.dt_ms * 1e-3 / p.tick_s
    given = {((int(x), int(y)), int(l)): r for x, y, l, r in
             zip(*(p.file["link_loads/" + k][...] for k in
                   ("chip_x", "chip_y", "link", "spikes_per_second")))}
    peak = 0.0
    for (chip, link), rate in loads.items():
        rate *= speed
        if abs(given.pop((chip, link), 0.0) - rate) > 1e-6 * max(rate, 1e-12):
            p.offend("link load", f"link {link} of chip {chip} carries {rate:g} spikes/s; the file "
                     "says otherwise")
        onward = p.neighbour(chip, link)
        inside = len(p.chips[chip]) < 4 or p.chips[chip][3] == p.chips[onward][3]
        most = p.limit["link_bits_per_second" if inside else "board_link_bits_per_second"] \
            / p.limit["spike_packet_bits"]
        peak = max(peak, rate / most)
        if rate > most:
            p.offend("link load", f"link {link} of chip {chip} carries {rate:g} spikes/s, it can "
                     f"carry {most:g}")
    for (chip, link), rate in given.items():
        if rate:
            p.offend("link load", f"link {link} of chip {chip} carries nothing; the file says {rate:g}")
    return peak


def check(file, board):
    """All offences of a partition, one line each."""
    p = Partition(file, board)
    if not check_shapes(p):
        return p.offences
    check_neurons(p)
    check_cores(p)
    check_params(p)
    check_keys(p)
    check_lists(p)
    if check_pairs(p) or "pairs" not in p.said:
        loads = check_routing(p, check_memory(p))
        check_loads(p, loads)
    return p.offences


def summary(file, board):
    """What a legal partition uses."""
    p = Partition(file, board)
    hears = [set() for _ in range(p.n_slices)]
    for s, t in zip(p.source, p.target):
        hears[s].add(t)
    loads = check_routing(p, hears)
    chips = len({(x, y) for x, y in zip(p.x, p.y)})
    return [f"{p.n_slices} cores on {chips} chips of {len(p.chips)}, "
            f"{p.file['synapses/weight'].shape[0]} synapses",
            f"spike-hops {sum(loads.values()):.6g} in a biological second, "
            f"fullest link {100 * check_loads(p, loads):.4g} % of its capacity"]
