"""Explicit lists in HDF5: read once by all ranks together, in any order, and wrong rows named once."""

import os
import random
import sys
import unittest

import h5py

sys.path.insert(0, os.path.join(os.environ["CALLOSUM_SOURCE"], "tests", "support"))
import program  # noqa: E402  (found through the line above)

N_NEURONS = 400
N_EDGES = 20_000
BYTES_PER_EDGE = 4 + 4 + 8 + 8


def some_edges():
    """Sorted by target, several between some pairs; weights tell them apart."""
    numbers = random.Random(3)
    return [(numbers.randrange(N_NEURONS), k * N_NEURONS // N_EDGES, 2.0 + k % 7,
             0.5 + 0.1 * numbers.randrange(30)) for k in range(N_EDGES)]


def write_list(path, edges):
    """The four datasets of a list; returns the absolute path."""
    with h5py.File(path, "w") as file:
        for column, (name, kind) in enumerate(
                [("source", "u4"), ("target", "i4"), ("weight", "f8"), ("delay", "f8")]):
            file.create_dataset(name, data=[edge[column] for edge in edges], dtype=kind)
    return os.path.abspath(path)


def network(path):
    return {"seed": 2, "dt": 0.1, "duration": 50.0,
            "populations": {"E": {"size": N_NEURONS, "model": "iaf_psc_exp"}},
            "projections": [{"source": "E", "target": "E",
                             "rule": {"type": "explicit_list", "file": path}}],
            "stimuli": {"noise": {"model": "poisson_generator", "target": "E", "rate": 9000.0,
                                  "weight": 60.0}}}


class EdgeLists(unittest.TestCase):
    def test_lists_in_any_order_are_read_once_and_give_the_same_spikes(self):
        edges = some_edges()
        mixed = edges[:]
        random.Random(4).shuffle(mixed)
        digests = set()
        for name, rows in (("sorted", edges), ("mixed", mixed)):
            path = write_list(f"{name}.h5", rows)
            for ranks, threads in ((1, 1), (1, 2), (2, 1), (3, 2)):
                found = program.run(network(path), f"{name}_{ranks}x{threads}", "--quiet", ranks=ranks,
                                    threads=threads)
                with self.subTest(order=name, ranks=ranks, threads=threads):
                    self.assertGreater(found["spikes"], 100)
                    digests.add((found["spike_digest"], found["synapses"]))
                    read = f"{N_EDGES} edges, {N_EDGES * BYTES_PER_EDGE} bytes read by {ranks} ranks"
                    self.assertTrue(any(f"'{path}'" in note and read in note for note in found["notes"]),
                                    found["notes"])
        self.assertEqual(len(digests), 1, digests)

    def test_a_bad_row_ends_all_ranks_and_is_named_once(self):
        edges = some_edges()
        edges[15_000] = (1, 1, float("nan"), 1.0)
        experiment = program.write_experiment(network(write_list("nan.h5", edges)), "nan.json")
        for ranks in (1, 3):
            done = program.call("run", experiment, "--out", "nan", ranks=ranks)
            self.assertEqual(done.returncode, 1, done.stderr)
            self.assertEqual(done.stderr.count("row 15000 of '/': weight and delay must be finite"), 1,
                             done.stderr)

    def test_an_index_beyond_the_population_is_named_with_its_row(self):
        edges = some_edges()
        edges[123] = (N_NEURONS, 7, 1.0, 1.0)
        experiment = program.write_experiment(network(write_list("beyond.h5", edges)), "beyond.json")
        for ranks in (1, 2):
            done = program.call("run", experiment, "--out", "beyond", ranks=ranks)
            self.assertEqual(done.returncode, 1, done.stderr)
            self.assertEqual(done.stderr.count("rule.edges[123]"), 1, done.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
