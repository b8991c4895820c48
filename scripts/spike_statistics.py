"""Reads the output folder of a run and computes the statistics of its spikes.

Used by plot_raster.py and compare_rates.py. Times are in ms, rates in spikes/s.
"""

import pathlib

import numpy as np

from read_output import OutputError, recorded_neurons, run_info, spike_arrays


class Population:
    """Spikes of one population, sorted by time; `recorded` are the indices of all neurons whose spikes were
    recorded, silent ones too, of the `size` that there are."""

    def __init__(self, name, size, recorded, times, nodes):
        self.name, self.size, self.recorded = name, size, recorded
        self.times, self.nodes = times, nodes

    def between(self, start, stop):
        """The spikes in (start, stop]: a spike is stamped with the end of its step."""
        kept = (self.times > start) & (self.times <= stop)
        return Population(self.name, self.size, self.recorded, self.times[kept], self.nodes[kept])

    def by_neuron(self):
        """Spike times of each neuron that spiked, a list of sorted arrays."""
        order = np.argsort(self.nodes, kind="stable")
        cuts = np.flatnonzero(np.diff(self.nodes[order])) + 1
        return np.split(self.times[order], cuts) if len(order) else []

    def rate(self, duration):
        """Mean rate over all neurons that were recorded, silent ones too."""
        n_neurons = len(self.recorded)
        return len(self.times) / n_neurons / (duration * 1e-3) if n_neurons else float("nan")

    def cv_isi(self, min_spikes=3):
        """Mean over neurons with at least min_spikes of the CV of their inter-spike intervals. Few
        intervals make a CV small: two runs are comparable at one duration and one min_spikes only."""
        values = []
        for times in self.by_neuron():
            if len(times) >= min_spikes:
                intervals = np.diff(times)
                values.append(intervals.std() / intervals.mean())
        return float(np.mean(values)) if values else float("nan")

    def correlation(self, start, stop, width=2.0, n_neurons=200, seed=1):
        """Mean Pearson correlation of spike counts over pairs of up to n_neurons drawn at random
        from the recorded neurons that spiked."""
        active = np.unique(self.nodes)
        if len(active) > n_neurons:
            active = np.random.default_rng(seed).choice(active, n_neurons, replace=False)
            active.sort()
        n_bins = int((stop - start) // width)
        if len(active) < 2 or n_bins < 2:
            return float("nan")
        kept = np.isin(self.nodes, active)
        rows = np.searchsorted(active, self.nodes[kept])
        # Spikes lie in (start, stop], so a bin is open at its left end.
        bins = np.ceil((self.times[kept] - start) / width - 1e-9).astype(np.int64) - 1
        inside = (bins >= 0) & (bins < n_bins)
        counts = np.zeros((len(active), n_bins))
        np.add.at(counts, (rows[inside], bins[inside]), 1)
        counts = counts[counts.std(axis=1) > 0]
        if len(counts) < 2:
            return float("nan")
        matrix = np.corrcoef(counts)
        return float(matrix[np.triu_indices(len(counts), 1)].mean())


class Run:
    """What an output folder holds: populations in the order of the experiment, and its times."""

    def __init__(self, folder):
        folder = pathlib.Path(folder)
        try:
            recorded = spike_arrays(folder)
        except OutputError as error:
            raise SystemExit(str(error)) from error
        run_file = (folder if folder.is_dir() else folder.parent) / "run.json"
        self.facts = run_info(run_file.parent) if run_file.exists() else {}
        experiment = self.facts.get("experiment", {})
        stated = self.facts.get("populations", {})
        neurons = recorded_neurons(self.facts) if experiment else {}
        self.populations = []
        for name, (times, nodes) in recorded.items():
            size = stated.get(name, {}).get("size", int(nodes.max()) + 1 if len(nodes) else 0)
            of_these = neurons.get(name, np.arange(size))
            self.populations.append(Population(name, size, of_these, times, nodes))
        last = max((p.times[-1] for p in self.populations if len(p.times)), default=1.0)
        self.start = float(experiment.get("warmup") or 0.0)
        duration = experiment.get("duration")
        self.stop = self.start + float(duration) if duration else float(np.ceil(last))
