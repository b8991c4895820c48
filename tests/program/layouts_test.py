"""The same spikes and traces, bit for bit, on every layout of ranks and threads."""

import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.environ["CALLOSUM_SOURCE"], "tests", "support"))
import program  # noqa: E402  (found through the line above)
from networks import phases, plastic_network, rich_network, spatial_network  # noqa: E402

LAYOUTS = [(1, 1), (1, 2), (2, 1), (2, 2), (3, 1), (4, 1)]  # ranks, threads


class Layouts(unittest.TestCase):
    """Each layout is compared with the first one, on one rank with one thread."""

    def assert_all_equal(self, experiment, name, layouts=LAYOUTS):
        """Runs every layout; returns the run.json of the first."""
        first = files = None
        for ranks, threads in layouts:
            out = f"{name}_{ranks}x{threads}"
            found = program.run(experiment, out, "--quiet", ranks=ranks, threads=threads)
            with self.subTest(network=name, ranks=ranks, threads=threads):
                self.assertEqual((found["ranks"], found["threads"]), (ranks, threads))
                if first is None:
                    first, files = found, self.records(out)
                for key in ("spike_digest", "weight_digest", "projections", "spikes", "synapses", "synaptic_events"):
                    self.assertEqual(found[key], first[key], key)
                self.assertEqual(
                    {n: p["spikes"] for n, p in found["populations"].items()},
                    {n: p["spikes"] for n, p in first["populations"].items()})
                self.assertEqual(self.records(out), files, "recorded files differ")
        return first

    @staticmethod
    def records(out):
        """Content of all recorded files, by file and dataset."""
        names = sorted(name for name in os.listdir(out) if name.endswith(".h5"))
        return {name: program.datasets(os.path.join(out, name)) for name in names}

    def test_all_layouts_give_the_same_bits(self):
        for precision in ("double", "single"):
            for weights in ("exact", "compact"):
                experiment = program.changed(rich_network(), precision=precision, weights=weights)
                name = f"{precision}_{weights}"
                first = self.assert_all_equal(experiment, name)

                for population, numbers in first["populations"].items():
                    self.assertGreater(numbers["spikes"], 0, f"{population} is silent in {name}")
                records = self.records(f"{name}_1x1")
                self.assertEqual(sorted(records), ["rates.h5", "spikes.h5", "traces.h5"])
                reference = program.run(experiment, f"{name}_reference", "--reference", "--quiet")
                self.assertEqual(reference["spike_digest"], first["spike_digest"], name)
                self.assertEqual(reference["synapses"], first["synapses"], name)
                self.assertEqual(program.datasets(f"{name}_reference/spikes.h5"),
                                 records["spikes.h5"], name)

    def test_phases_act_alike_on_all_layouts(self):
        for precision in ("double", "single"):
            experiment = program.changed(rich_network(), precision=precision, phases=phases())
            name = f"phases_{precision}"
            first = self.assert_all_equal(experiment, name)

            without = program.run(program.changed(rich_network(), precision=precision),
                                  f"{name}_without", "--quiet")
            self.assertNotEqual(without["spike_digest"], first["spike_digest"])
            self.assertEqual(sorted(self.records(f"{name}_1x1")),
                             ["rates.h5", "spikes.h5", "traces.2.h5", "traces.h5"])
            reference = program.run(experiment, f"{name}_reference", "--reference", "--quiet")
            self.assertEqual(reference["spike_digest"], first["spike_digest"])
            self.assertEqual(program.datasets(f"{name}_reference/spikes.h5"),
                             program.datasets(f"{name}_1x1/spikes.h5"))
            again = program.run(first["experiment"], f"{name}_again", "--quiet")
            self.assertEqual(again["spike_digest"], first["spike_digest"])
            self.assertEqual(again["experiment"]["phases"], first["experiment"]["phases"])
            self.assertEqual(self.records(f"{name}_again"), self.records(f"{name}_1x1"))

    def test_plastic_weights_are_the_same_bits(self):
        for precision in ("double", "single"):
            experiment = program.changed(plastic_network(), precision=precision)
            name = f"plastic_{precision}"
            first = self.assert_all_equal(experiment, name)
            for projection in first["projections"]:
                if projection["weights"]["storage"] == "plastic":
                    self.assertGreater(projection["weights"]["sd"], 0)
            reference = program.run(experiment, f"{name}_reference", "--reference", "--quiet")
            for key in ("spike_digest", "weight_digest", "synapses"):
                self.assertEqual(reference[key], first[key], key)

    def test_spatial_networks_are_the_same_bits(self):
        first = self.assert_all_equal(spatial_network(), "spatial")
        for population, numbers in first["populations"].items():
            self.assertGreater(numbers["spikes"], 0, population)
        self.assertEqual(sorted(self.records("spatial_1x1")), ["positions.h5", "spikes.h5"])
        reference = program.run(spatial_network(), "spatial_reference", "--reference", "--quiet")
        for key in ("spike_digest", "synapses"):
            self.assertEqual(reference[key], first[key], key)
        again = program.run(first["experiment"], "spatial_again", "--quiet")
        for key in ("spike_digest", "synapses", "experiment"):
            if key == "experiment":
                self.assertEqual(again[key]["projections"], first[key]["projections"])
            else:
                self.assertEqual(again[key], first[key], key)

    def test_every_partition_gives_the_same_bits(self):
        kinds = ["round_robin", "by_population", "graph"]
        networks = {"rich": (rich_network(), kinds), "plastic": (plastic_network(), kinds),
                    "spatial": (spatial_network(), kinds + ["even", "spatial"])}
        for network, (experiment, kinds) in networks.items():
            first = program.run(experiment, f"{network}_auto", "--quiet")
            files = self.records(f"{network}_auto")
            for kind in kinds:
                for ranks, threads in [(1, 2), (2, 2), (3, 1)]:
                    out = f"{network}_{kind}_{ranks}x{threads}"
                    found = program.run(program.changed(experiment, partition=kind), out, "--quiet",
                                        ranks=ranks, threads=threads)
                    with self.subTest(network=network, kind=kind, ranks=ranks, threads=threads):
                        self.assertEqual(found["partition"]["kind"], kind)
                        for key in ("spike_digest", "weight_digest", "spikes", "synapses",
                                    "synaptic_events"):
                            self.assertEqual(found[key], first[key], key)
                        self.assertEqual(self.records(out), files, "recorded files differ")

    def test_what_the_program_writes_is_the_same_experiment(self):
        networks = {"rich": program.changed(rich_network(), phases=phases()), "plastic": plastic_network(),
                    "spatial": spatial_network()}
        for name, experiment in networks.items():
            first = program.run(experiment, f"{name}_given", "--quiet")
            again = program.run(first["experiment"], f"{name}_written", "--quiet")
            with self.subTest(network=name):
                for key in ("spike_digest", "weight_digest", "synapses"):
                    self.assertEqual(again[key], first[key], key)
                for key in first["experiment"]:
                    if key != "output":
                        self.assertEqual(again["experiment"][key], first["experiment"][key], key)

    def test_collective_calls_give_the_same_bits(self):
        first = self.assert_all_equal(spatial_network(), "pairs", [(1, 1), (4, 1)])
        for kind in ("neighbours", "collective"):
            found = program.run(spatial_network(), f"exchange_{kind}", "--quiet", "--exchange", kind,
                                ranks=4, threads=1)
            self.assertEqual(found["spike_digest"], first["spike_digest"], kind)
            self.assertTrue(any(note.startswith(f"exchange of spikes: {kind}")
                                for note in found["notes"]), found["notes"])

    def test_another_seed_gives_another_digest(self):
        experiment = program.changed(rich_network(), record={"spikes": False})
        digests = [program.run(experiment, f"seed_{seed}", "--seed", seed, "--quiet")["spike_digest"]
                   for seed in (11, 12, 11)]

        self.assertEqual(digests[0], digests[2])
        self.assertNotEqual(digests[0], digests[1])

    def test_the_microcircuit_is_the_same_on_all_layouts(self):
        config = program.SOURCE / "configs" / "microcircuit.json"
        options = ["--set", "scale.size=0.1", "--set", "scale.indegree=0.1", "--set", "warmup=0",
                   "--duration", "40", "--quiet"]
        digests = set()
        for ranks, threads in [(1, 1), (2, 2), (3, 1)]:
            found = program.run(str(config), "microcircuit", *options, ranks=ranks, threads=threads)
            self.assertGreater(found["spikes"], 100)
            digests.add((found["spike_digest"], found["synapses"], found["spikes"]))

        self.assertEqual(len(digests), 1, digests)


if __name__ == "__main__":
    unittest.main(verbosity=2)
