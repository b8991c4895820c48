"""Exports to BrainScaleS-2: legal by the independent checker, which catches what is not; what loaders make of them."""

import importlib.util
import os
import sys
import unittest

import h5py
import numpy as np

sys.path.insert(0, os.path.join(os.environ["CALLOSUM_SOURCE"], "tests", "support"))
import boards  # noqa: E402  (found through the line above)
import program  # noqa: E402

ALLOW = ("--allow", "poisson_predrawn,delay_drop")
BOARD = "brainscales2_chip"


def small(size=100, **more):
    """Fits one chip: lists into E, generators into I."""
    experiment = boards.network(size=size, **more)
    experiment["stimuli"]["lists"] = {"model": "spike_generator", "target": "input", "weight": 1.0,
                                      "spike_times": [[float(i % 7 + 1), 90.0] for i in range(120)]}
    return experiment


def setUpModule():
    """One export that most tests look at."""
    boards.export(small(), "base", "brainscales2", BOARD, "--allow", "delay_drop", dt=0.1)


class Legal(unittest.TestCase):
    """What is written holds, by the checker's own following of events."""

    def test_export_is_legal(self):
        self.assertEqual(boards.offences("base"), [])
        with h5py.File("base/partition.h5") as file:
            self.assertEqual([m.decode() for m in file["populations/model"]],
                             ["CalibHXNeuronCuba", "CalibHXNeuronCuba", "SpikeSourceArray",
                              "SpikeSourcePoissonOnChip"])
            self.assertEqual(set(file["sources/kind"][...]), {0, 1, 2})

    def test_merged_neurons(self):
        rng = np.random.default_rng(1)
        edges = [[s, t, float(w), 0.1] for t, row in enumerate(rng.normal(0, 50, (20, 300)))
                 for s, w in enumerate(row)]
        experiment = {"duration": 20.0, "populations": {
            "in": {"size": 300, "model": "parrot_neuron"}, "out": {"size": 20, "model": "iaf_psc_exp"}},
            "projections": [{"source": "in", "target": "out",
                             "rule": {"type": "explicit_list", "edges": edges}}]}
        boards.export(experiment, "merged", "brainscales2", BOARD, "--allow", "delay_drop", dt=0.1)
        self.assertEqual(boards.offences("merged"), [])
        with h5py.File("merged/partition.h5") as file:
            self.assertGreaterEqual(min(file["neurons/circuits"]), 3)

    def test_lists_of_inhibitory_weights(self):
        listed = [{"source": "A", "target": "B", "delay": 0.1, "name": name,
                   "rule": {"type": "explicit_list", "edges": [[0, 0, big, 0.1], [1, 0, small, 0.1]]}}
                  for name, big, small in (("exc", 20.0, 5.0), ("inh", -10.0, -3.0))]
        neurons = {"size": 2, "model": "lif_curr_exp", "params": {"exc_decay": 0.98, "inh_decay": 0.9}}
        manifest = boards.export(
            {"dt": 0.1, "duration": 10.0, "populations": {"A": neurons, "B": neurons},
             "projections": listed}, "listed", "brainscales2", BOARD, "--allow",
            "delay_drop,parameter_clip", dt=0.1)
        exc, inh = (one["board_units_per_weight"] for one in manifest["quantisation"])
        self.assertNotEqual(exc, inh)
        expected = [round(20 * exc), round(5 * exc), round(-10 * inh), round(-3 * inh)]
        with h5py.File("listed/partition.h5") as file:
            self.assertEqual(sorted(file["connections/weight"]), sorted(expected))

    def test_chips_in_a_row(self):
        experiment = small(size=1000)
        del experiment["projections"][0:2]
        manifest = boards.export(experiment, "row", "brainscales2", "brainscales2_12chip", "--allow",
                                 "delay_drop", dt=0.1)
        self.assertIn("no public runtime", str(manifest["findings"]))
        self.assertEqual(boards.offences("row"), [])
        with h5py.File("row/partition.h5") as file:
            self.assertGreater(file["neurons/chip"][...].max(), 0)
            self.assertEqual(file.attrs["recurrent_chips"], 0)

    def test_noise_is_a_chip_of_its_own(self):
        def run(name, *options):
            return program.run("base.json", name, "--quiet", "--emulate", "brainscales2", "--board",
                               BOARD, "--board-dt", 0.1, "--allow", "delay_drop", *options)
        ideal, noisy, again = run("ideal"), run("noisy", "--noise-seed", 1), run("again",
                                                                                "--noise-seed", 1)
        self.assertNotEqual(ideal["spike_digest"], noisy["spike_digest"])
        self.assertEqual(noisy["spike_digest"], again["spike_digest"])
        with h5py.File("base/expected.h5") as file:
            self.assertEqual(file["rate_hz"].shape, (5, 4))
            self.assertGreater(file["rate_hz"][:, 1].std(), 0)
            self.assertAlmostEqual(file["ideal_rate_hz"][1], ideal["populations"]["I"]["rate_hz"])


class Planted(unittest.TestCase):
    """Each way to break a limit is named."""

    def expect(self, kind, change, word=""):
        spoiled = boards.Spoiled("base")
        with spoiled as (file, board):
            change(file, board)
        found = spoiled.offences()
        self.assertTrue(any(line.startswith(kind) and word in line for line in found), found)

    def at(self, name, value, where=0):
        def change(file, _board):
            file[name][where] = value
        return change

    def limit(self, name, value):
        def change(_file, board):
            board["limits"][name]["value"] = value
        return change

    def test_ranges(self):
        self.expect("weight", self.at("synapses/weight", 64), "64")
        self.expect("weight", self.at("synapses/weight", 0))
        self.expect("range", self.at("neurons/column", 256), "neurons/column")
        self.expect("range", self.at("synapses/label", 64), "synapses/label")
        self.expect("range", self.at("rows/row", 256), "rows/row")
        self.expect("range", self.at("sources/row_select", 32), "row_select")
        self.expect("range", self.at("neurons/chip", 1), "neurons/chip")

    def test_circuits(self):
        def same(file, _board):
            for name in ("hemisphere", "column"):
                file["neurons/" + name][1] = file["neurons/" + name][0]
        self.expect("circuits", same, "share circuit")

        def across(file, _board):
            file["neurons/circuits"][...] = 1
            file["neurons/column"][0], file["neurons/circuits"][0] = 31, 2
        self.expect("circuits", across, "more than one event output")
        self.expect("circuits", self.at("neurons/circuits", 0), "allowed are 1")

    def test_neuron_twice(self):
        self.expect("neuron", self.at("neurons/index", 1), "placed 2 times")
        self.expect("neuron", self.at("neurons/index", 1), "placed 0 times")

    def test_rows(self):
        def twice(file, _board):
            for name in ("chip", "hemisphere", "row"):
                file["rows/" + name][1] = file["rows/" + name][0]
        self.expect("row", twice, "twice")
        self.expect("row", self.at("rows/sign", 0), "sign 0")

    def test_65th_row_of_a_bus(self):
        def change(file, _board):
            # All drivers of bus 0 and one row more, of hemisphere 0.
            rows = np.array([8 * (i // 2) + i % 2 for i in range(64)] + [8])
            for name, value in (("chip", 0), ("hemisphere", 0), ("sign", 1), ("row_select", 0)):
                boards.replace(file, "rows/" + name, np.full(65, value))
            boards.replace(file, "rows/row", rows)
        self.expect("row", change, "65 rows, at most 64")

    def test_two_row_selects_of_a_driver(self):
        def change(file, _board):
            rows = file["rows/row"][...]
            pair = next(i for i in range(len(rows) - 1) if rows[i] // 2 == rows[i + 1] // 2)
            file["rows/row_select"][pair] = 31
        self.expect("row", change, "two row selects")

    def test_sources(self):
        neuron = self.first_of_kind(0)
        self.expect("source", self.at("sources/bus", 3 - self.value("sources/bus", neuron), neuron),
                    "fires on bus")
        self.expect("source", self.at("sources/hemispheres", 3, self.first_of_kind(2)), "one hemisphere")
        self.expect("source", self.at("sources/kind", 1, neuron), "has the kind 1")

    def value(self, name, where):
        with h5py.File("base/partition.h5") as file:
            return int(file[name][where])

    def first_of_kind(self, kind):
        with h5py.File("base/partition.h5") as file:
            return int(np.flatnonzero(file["sources/kind"][...] == kind)[0])

    def test_labels_that_two_sources_share(self):
        def change(file, _board):
            bus = file["sources/bus"][...]
            a, b = np.flatnonzero((bus == bus[0]) & (file["sources/hemispheres"][...] == 3))[:2]
            for name in ("label", "row_select"):
                file["sources/" + name][b] = file["sources/" + name][a]
        self.expect("label", change, "one address")
        self.expect("connection", change, "not asked for")

    def test_connections(self):
        self.expect("connection", self.at("connections/weight", 62), "missing")
        self.expect("connection", self.flip_sign, "missing")

        def elsewhere(file, _board):
            file["synapses/label"][0] = (file["synapses/label"][0] + 1) % 64
        self.expect("", elsewhere)

    @staticmethod
    def flip_sign(file, _board):
        file["rows/sign"][...] = -file["rows/sign"][...]

    def test_two_synapses_at_one_place(self):
        def change(file, _board):
            for name in ("chip", "hemisphere", "row", "column"):
                file["synapses/" + name][1] = file["synapses/" + name][0]
        self.expect("synapse", change, "2 synapses lie at")

    def test_synapse_in_an_unused_row(self):
        self.expect("synapse", self.at("synapses/row", 255), "not in use")

    def test_fan_in(self):
        self.expect("fan-in", self.limit("inputs_per_circuit", 3), "inputs, at most 3")
        self.expect("fan-in", self.limit("inputs_per_circuit_and_bus", 1), "from bus")

    def test_loads(self):
        self.expect("load", self.limit("bus_events_per_second", 1000), "bus")
        self.expect("load", self.limit("background_events_per_second", 1000), "generator")

    def test_parameters(self):
        self.expect("parameters", self.at("params/E/v_thresh", 300.0), "v_thresh")
        self.expect("parameters", self.at("params/E/tau_m", 100.0), "tau_m")


class Loader(unittest.TestCase):
    """The loader in the folder, against the stub of the vendor's package."""

    def load(self, folder):
        spec = importlib.util.spec_from_file_location("load", f"{folder}/load_brainscales2.py")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    def test_what_arrives_is_the_partition(self):
        import pynn_brainscales.brainscales2 as pynn
        self.assertEqual(self.load("base").main(["--calibration", "chip.pbin"]), 0)
        with h5py.File("base/partition.h5") as file:
            circuits = file["neurons/hemisphere"][...].astype(int) * 256 + file["neurons/column"][...]
            self.assertEqual(pynn.state.permutation, circuits.tolist())
            neurons = [p for p in pynn.state.populations if p.cell.is_neuron]
            self.assertEqual([p.circuits[0] for p in neurons], circuits.tolist())
            weights = file["connections/weight"][...]
            self.assertEqual([p.weight for p in pynn.state.projections], weights.tolist())
            self.assertEqual([p.receptor_type for p in pynn.state.projections],
                             ["excitatory" if w > 0 else "inhibitory" for w in weights])
            self.assertAlmostEqual(neurons[0].cell.parameters["v_thresh"], file["params/E/v_thresh"][0])
        times = [p.cell.parameters["spike_times"] for p in pynn.state.populations
                 if isinstance(p.cell, pynn.SpikeSourceArray)]
        self.assertIn([2 / 1000, 91 / 1000], [[round(t, 9) for t in one] for one in times])
        self.assertEqual(pynn.state.runs[-1][0], 0.2)
        self.assertEqual(pynn.state.setup["initial_config"], "chip.pbin")

    def test_prepare(self):
        import pynn_brainscales.brainscales2 as pynn
        self.assertEqual(self.load("base").main(["--prepare"]), 0)
        self.assertEqual(pynn.state.runs[-1], (None, pynn.RunCommand.PREPARE))

    def test_circles_of_chips_are_refused(self):
        boards.export(small(size=700), "circle", "brainscales2", "brainscales2_12chip", "--allow",
                      "delay_drop", dt=0.1)
        self.assertEqual(boards.offences("circle"), [])
        self.assertEqual(self.load("circle").main([]), 1)

    def test_the_stub_refuses_what_the_vendor_refuses(self):
        import pynn_brainscales.brainscales2 as pynn
        with self.assertRaises(ValueError):
            pynn.setup(neuronPermutation=[1, 1])
        with self.assertRaises(OverflowError):
            pynn.setup(neuronPermutation=[512])
        with self.assertRaises(TypeError):
            pynn.setup(neuronPermutation=[-1])
        with self.assertRaises(KeyError):
            pynn.setup(neuronPermutations=[1])
        with self.assertRaises(ValueError):
            pynn.standardmodels.synapses.StaticSynapse(weight=1, delay=1)


class Refusals(unittest.TestCase):
    """Clear words where something does not fit."""

    def expect(self, words, experiment, *options, board=BOARD):
        done = boards.call_export(experiment, "refused_export", "brainscales2", board, *options, dt=0.1)
        self.assertEqual(done.returncode, 1, done.stderr)
        for word in words:
            self.assertIn(word, done.stderr)

    def test_what_the_chip_lacks(self):
        experiment = boards.network(size=100)
        experiment["populations"]["E"]["params"]["tau_m"] = 80.0
        self.expect(["needs --allow delay_drop", "needs --allow poisson_predrawn",
                     "needs --allow parameter_clip", "tau_m goes from 80 to 80 ms"], experiment)
        experiment["populations"]["E"] = {"size": 10, "model": "aeif_cond_exp"}
        self.expect(["aeif_cond_exp", "no counterpart"], experiment, *ALLOW)

    def test_membranes_without_a_leak(self):
        self.expect(["alpha_decay must lie between 0 and 1"], {
            "dt": 0.1, "duration": 10.0, "populations": {
                "A": {"size": 5, "model": "lif_curr_exp", "params": {"alpha_decay": 1.0}}}},
            "--allow", "delay_drop,parameter_clip")

    def test_signs_that_need_two_scales(self):
        self.expect(["weights of both signs"], {
            "dt": 0.1, "duration": 10.0, "populations": {
                "A": {"size": 5, "model": "lif_curr_exp",
                      "params": {"exc_decay": 0.9, "inh_decay": 0.8}}},
            "projections": [{"source": "A", "target": "A", "rule": "all_to_all", "delay": 0.1,
                             "weight": {"distribution": "normal", "mean": 0.0, "std": 5.0}}]},
            "--allow", "delay_drop,parameter_clip")

    def test_too_many_neurons(self):
        self.expect(["neuron circuits, brainscales2_chip has 512", "E: 560 neurons"], small(size=700),
                    *ALLOW)


if __name__ == "__main__":
    unittest.main()
