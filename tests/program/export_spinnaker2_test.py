"""Exports to SpiNNaker 2: legal by the independent checker, which catches what is not; what loaders make of them."""

import importlib.util
import json
import os
import sys
import unittest

import h5py
import numpy as np

sys.path.insert(0, os.path.join(os.environ["CALLOSUM_SOURCE"], "tests", "support"))
import boards  # noqa: E402  (found through the line above)
import program  # noqa: E402

ALLOW = ("--allow", "poisson_predrawn,delay_quantise")


def setUpModule():
    """One export that most tests look at: drive as processes, input as lists, on three small chips."""
    board = json.loads((program.SOURCE / "configs/boards/spinnaker2_48chip.json").read_text())
    for chip in board["chips"]:
        chip[2] = 4
    with open("small.json", "w", encoding="utf-8") as file:
        json.dump(board, file)
    experiment = boards.network()
    del experiment["stimuli"]["lists"]
    experiment["stimuli"]["lists"] = {
        "model": "spike_generator", "target": "input",
        "spike_times": [[float(t) for t in range(i % 7 + 1, 190, 9)] for i in range(120)], "weight": 1.0,
        "delay": 0.0}
    boards.export(experiment, "base", "spinnaker2", "small.json")


class Legal(unittest.TestCase):
    """What is written holds, by the checker's own reading of the board."""

    def test_export_is_legal(self):
        self.assertEqual(boards.offences("base"), [])
        with h5py.File("base/partition.h5") as file:
            self.assertGreater(len({*zip(file["slices/chip_x"], file["slices/chip_y"])}), 1)
            self.assertEqual({m.decode() for m in file["populations/model"]},
                             {"lif_curr_exp", "spike_list", "poisson_process"})

    def test_synapses_are_those_of_the_emulation(self):
        with h5py.File("base/partition.h5") as file:
            total = file["synapses/weight"].shape[0]
        run = program.run("base.json", "emulated", "--quiet", "--emulate", "spinnaker2", "--board",
                          "small.json", "--board-dt", 1)
        self.assertEqual(run["synapses"], total)
        self.assertEqual(run["emulation"]["target"], "spinnaker2")
        # Spikes that the export expects are those of the emulation, for all neurons of the network.
        with h5py.File("base/expected.h5") as expected, h5py.File("emulated/spikes.h5") as spikes:
            for name in ("E", "I"):
                for key in ("timestamps", "node_ids"):
                    np.testing.assert_array_equal(expected[f"spikes/{name}/{key}"],
                                                  spikes[f"spikes/{name}/{key}"])
                self.assertGreater(len(expected[f"spikes/{name}/node_ids"]), 20)

    def test_emulation_on_other_ranks(self):
        one = program.result("emulated") if os.path.exists("emulated/run.json") else \
            program.run("base.json", "emulated", "--quiet", "--emulate", "spinnaker2", "--board",
                        "small.json", "--board-dt", 1)
        three = program.run("base.json", "emulated3", "--quiet", "--emulate", "spinnaker2", "--board",
                            "small.json", "--board-dt", 1, ranks=3)
        self.assertEqual(one["spike_digest"], three["spike_digest"])

    def test_never_worse_than_sequential(self):
        placement = self.manifest()["metrics"]["placement"]
        self.assertLessEqual(placement["ours"]["spike_hops_per_s"],
                             placement["sequential"]["spike_hops_per_s"])

    def test_shuffled_modules_are_found(self):
        n, modules = 2000, 10
        rng = np.random.default_rng(2)
        module = rng.permutation(np.arange(n) % modules)
        members = [np.flatnonzero(module == m) for m in range(modules)]
        edges = [[int(s), t, 30.0, 1.0] for t in range(n) for s in rng.choice(members[module[t]], 40)]
        experiment = {"dt": 1.0, "duration": 50.0,
                      "populations": {"N": {"size": n, "model": "iaf_psc_exp", "mean_rate": 5.0}},
                      "projections": [{"source": "N", "target": "N",
                                       "rule": {"type": "explicit_list", "edges": edges}}]}
        manifest = boards.export(experiment, "modules", "spinnaker2", "small.json")
        self.assertEqual(boards.offences("modules"), [])
        placement = manifest["metrics"]["placement"]
        self.assertLess(placement["ours"]["spike_hops_per_s"],
                        0.7 * placement["sequential"]["spike_hops_per_s"])

    def test_rates_of_a_run(self):
        program.run("base.json", "rates_run", "--quiet")
        rate = program.result("rates_run")["populations"]["E"]["rate_hz"]
        manifest = boards.export("base.json", "rated", "spinnaker2", "small.json", "--rates", "rates_run")
        self.assertIn("rates_run", manifest["rates_from"])
        self.assertEqual(boards.offences("rated"), [])
        with h5py.File("rated/partition.h5") as file:
            self.assertAlmostEqual(file["populations/rate_hz"][0], rate)
        self.assertIn("assumed", self.manifest()["rates_from"])

    @staticmethod
    def manifest():
        with open("base/manifest.json", encoding="utf-8") as file:
            return json.load(file)

    def test_stimuli_keep_their_delays(self):
        experiment = {"dt": 1.0, "duration": 60.0,
                      "populations": {"N": {"size": 3, "model": "iaf_psc_exp"}},
                      "stimuli": {"late": {"model": "spike_generator", "target": "N", "weight": 5000.0,
                                           "delay": 12.0, "spike_times": [[10.0], [20.0], [30.0]]}}}
        boards.export(experiment, "late", "spinnaker2", "spinnaker2_chip")
        self.assertEqual(boards.offences("late"), [])
        with h5py.File("late/partition.h5") as file:
            # One tick is the synapse's: the spike acts 12 ms after the stimulus's.
            self.assertEqual(file["spike_lists/tick"][...].tolist(), [21, 31, 41])
            self.assertEqual(set(file["synapses/delay"][...]), {0})
        program.run(experiment, "late_run", "--quiet")
        with h5py.File("late/expected.h5") as board, h5py.File("late_run/spikes.h5") as run:
            ours, exact = (file["spikes/N/timestamps"][...] for file in (board, run))
        # lif_curr_exp acts a tick earlier than exact integration.
        np.testing.assert_array_equal(np.sort(ours)[:3] + 1, np.sort(exact)[:3])

    def test_weak_weights_are_named(self):
        experiment = boards.network(delay=1.0)
        experiment["projections"][0]["weight"] = 0.1
        manifest = boards.export(experiment, "weak", "spinnaker2", "spinnaker2_chip", *ALLOW)
        self.assertTrue(any("get no weight" in f["what"] for f in manifest["findings"]))
        self.assertEqual(boards.offences("weak"), [])

    def test_same_export_again(self):
        boards.export("base.json", "again", "spinnaker2", "small.json")
        one, two = (program.datasets(f"{folder}/partition.h5") for folder in ("base", "again"))
        self.assertEqual(one.keys(), two.keys())
        for name, (kind, shape, data) in one.items():
            if kind != "object":  # texts are pointers in memory
                self.assertEqual((kind, shape, data), two[name])


class Planted(unittest.TestCase):
    """Each way to break a limit is named."""

    def expect(self, kind, change, word=""):
        spoiled = boards.Spoiled("base")
        with spoiled as (file, board):
            change(file, board)
        found = spoiled.offences()
        self.assertTrue(any(line.startswith(kind) and word in line for line in found), found)

    def at(self, name, value, where=0):
        """Sets one element."""
        def change(file, _board):
            file[name][where] = value
        return change

    def limit(self, name, value):
        """Another board."""
        def change(_file, board):
            board["limits"][name]["value"] = value
        return change

    def test_neurons_beyond_a_core(self):
        self.expect("neurons on a core", self.limit("max_neurons_per_core", 20))
        self.expect("neurons on a core", self.limit("max_spike_lists_per_core", 10))
        self.expect("neurons on a core", self.limit("max_poisson_processes_per_core", 10))

    def test_a_251st_neuron(self):
        def change(file, _board):
            n = file["slices/begin"].shape[0]
            file["slices/begin"][...] = [0] + [251] * (n - 2) + [file["neurons/index"].shape[0]]
        self.expect("neurons on a core", change, "251")

    def test_neuron_twice_and_nowhere(self):
        def change(file, _board):
            file["neurons/index"][0] = file["neurons/index"][1]
        self.expect("neuron", change, "in 2 slices")
        self.expect("neuron", change, "in no slice")

    def test_cores_and_chips(self):
        def same_core(file, _board):
            for name in ("chip_x", "chip_y", "core"):
                file["slices/" + name][1] = file["slices/" + name][0]
        self.expect("core", same_core, "same core")
        self.expect("core", self.at("slices/core", 4), "which has 4")
        self.expect("chip", self.at("slices/chip_x", 40), "does not have")

    def test_weights(self):
        self.expect("weight", self.at("synapses/weight", 16), "16")
        self.expect("weight", self.at("synapses/weight", -16), "-16")
        self.expect("weight", self.at("synapses/weight", 0))

    def test_delays(self):
        self.expect("delay", self.at("synapses/delay", 8), "8")

    def test_delay_and_weight_without_delays(self):
        boards.export(boards.network(delay=1.0), "plain", "spinnaker2", "spinnaker2_chip", *ALLOW)
        for name, value, kind in (("weight", 127, ""), ("delay", 1, "delay"), ("weight", -128, "weight")):
            spoiled = boards.Spoiled("plain")
            with spoiled as (file, _board):
                self.assertIn(b"lif_curr_exp_no_delay", file["populations/model"][...])
                file["synapses/" + name][0] = value
            found = spoiled.offences()
            self.assertTrue(not kind and not found or any(line.startswith(kind) for line in found), found)

    def test_synapse_beyond_its_slice(self):
        self.expect("synapse", self.at("synapses/source", 255), "beyond")
        self.expect("synapse", self.at("synapses/target", 255), "beyond")

    def test_synapse_onto_a_source(self):
        def change(file, _board):
            models = [m.decode() for m in file["populations/model"]]
            models[0] = "spike_list"
            del file["populations/model"]
            file["populations/model"] = models
        self.expect("synapse", change, "takes no synapses")

    def test_order_of_pairs(self):
        def change(file, _board):
            file["pairs/source"][0:2] = file["pairs/source"][0:2][::-1]
        self.expect("pairs", change)

    def test_memory(self):
        self.expect("memory", self.limit("row_memory_bytes", 3000))
        self.expect("memory", self.limit("chip_row_memory_bytes", 3000), "chip")
        self.expect("memory", self.limit("table_entry_bytes", 20000))

    def test_keys(self):
        self.expect("key", self.at("slices/key", 256), "share keys")
        self.expect("key", self.at("slices/mask", 0xFFFFFFF0), "neurons and 16 keys")
        self.expect("key", self.limit("key_bits", 8), "more than 8 bits")

    def test_routes(self):
        def drop(file, _board):
            n = file["routing/key"].shape[0]
            file["routing/key"][n - 1] = 0xFFFFFF00
        self.expect("routing", drop, "do not reach")

        def reroute(file, _board):
            cores = file["routing/core"][...]
            cores[0] = (cores[0] + 1) % 4
            file["routing/core"][...] = cores
        self.expect("routing", reroute)

        def leave(file, _board):
            file["routing/links"][...] = 63
        self.expect("routing", leave, "leave the board")

        def loop(file, _board):
            file["routing/links"][...] = file["routing/links"][...] | 4 | 32
        self.expect("routing", loop, "loop")
        self.expect("router entries", self.limit("router_entries", 2))

    def test_extra_destination(self):
        def change(file, _board):
            begin, core = file["routing/cores_begin"][...], file["routing/core"][...]
            first = [c for c in range(4) if c not in core[begin[0]:begin[1]]]
            boards.replace(file, "routing/core", np.insert(core, begin[1], first[0]))
            begin[1:] += 1
            file["routing/cores_begin"][...] = begin
        self.expect("routing", change, "no target")

    def test_loads(self):
        self.expect("link load", self.at("link_loads/spikes_per_second", 1e9), "the file says")
        self.expect("link load", self.limit("link_bits_per_second", 1000), "can carry")
        self.expect("events", self.limit("synaptic_events_per_second", 100))
        self.expect("updates", self.limit("neuron_updates_per_second", 1000))

    def test_lists(self):
        def late(file, _board):
            file["spike_lists/tick"][-1] = 1000
        self.expect("spike lists", late, "1000")

        def unsorted(file, _board):
            file["spike_lists/tick"][0:2] = file["spike_lists/tick"][0:2][::-1]
        self.expect("spike lists", unsorted, "ascend")

    def test_parameters(self):
        def set_to(key, value):
            def change(file, _board):
                file["params/E/" + key][0] = value
            return change
        self.expect("parameters", set_to("alpha_decay", 1.5), "alpha_decay")
        self.expect("parameters", set_to("t_refrac", 0.5), "whole ticks")
        self.expect("parameters", set_to("threshold", np.nan), "finite")

        def p_too_high(file, _board):
            file["params/I.drive/p"][0] = 0.9
        self.expect("parameters", p_too_high, "I.drive.p")

        def missing(file, _board):
            del file["params/E/exc_decay"]
        self.expect("parameters", missing, "needed are")


class Loader(unittest.TestCase):
    """The loader in the folder, against the stub of the vendor's package."""

    def load(self, folder):
        spec = importlib.util.spec_from_file_location("load", f"{folder}/load_spinnaker2.py")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    def test_what_arrives_is_the_partition(self):
        from spinnaker2 import snn
        net, populations, slices = self.load("base").build("base/partition.h5", snn)
        with h5py.File("base/partition.h5") as file:
            self.assertEqual(len(net.populations), file["slices/core"].shape[0])
            begin = file["pairs/begin"][...]
            columns = np.stack([file["synapses/" + k][...].astype(int)
                                for k in ("source", "target", "weight", "delay")], axis=1)
            self.assertEqual(len(net.projections), len(begin) - 1)
            for m, projection in enumerate(net.projections):
                self.assertIs(projection.pre, populations[file["pairs/source"][m]])
                self.assertIs(projection.post, populations[file["pairs/target"][m]])
                self.assertEqual(projection.connections, columns[begin[m]:begin[m + 1]].tolist())
            threshold = file["params/E/threshold"][...]
        for s, population in enumerate(populations):
            self.assertEqual(population.max_atoms_per_core, population.size)
            if slices.names[slices.population[s]] == "E":
                self.assertAlmostEqual(population.params["threshold"], threshold[0])
                self.assertEqual(population.record, ["spikes"])
            if slices.names[slices.population[s]] == "input":
                for i, neuron in enumerate(slices.neurons[s]):
                    self.assertEqual(population.params[i], list(range(int(neuron) % 7 + 1, 190, 9)))

    def test_runs(self):
        from spinnaker2 import brian2_sim, hardware
        loader = self.load("base")
        self.assertEqual(loader.main(["--board", "b48", "--eth-ip", "x", "--out", "loaded.npz"]), 0)
        self.assertEqual(hardware.RUNS[-1]["time_steps"], 200)
        self.assertEqual(hardware.RUNS[-1]["sys_tick_in_s"], 1e-3)
        self.assertEqual(loader.main(["--emulate"]), 0)
        self.assertTrue(brian2_sim.RUNS[-1]["quantize_weights"])

    def test_the_stub_refuses_what_the_vendor_refuses(self):
        from spinnaker2 import snn
        spoiled = boards.Spoiled("base", "refused")
        with spoiled as (file, _board):
            file["synapses/weight"][0] = 16
        with self.assertRaises(ValueError):
            self.load("base").build("refused/partition.h5", snn)


class Refusals(unittest.TestCase):
    """Clear words where something does not fit."""

    def expect(self, words, *options, experiment=None, target="spinnaker2", board="spinnaker2_chip", dt=1):
        done = boards.call_export(experiment or boards.network(), "refused_export", target, board,
                                  *options, dt=dt)
        self.assertEqual(done.returncode, 1, done.stderr)
        for word in words:
            self.assertIn(word, done.stderr)

    def test_substitutes_are_offered(self):
        self.expect(["needs --allow poisson_predrawn"])
        self.expect(["needs --allow delay_clip", "exceed 8 ticks"], *ALLOW, dt=0.25)

    def test_models(self):
        experiment = boards.network()
        experiment["populations"]["E"] = {"size": 100, "model": "hh_psc_alpha"}
        self.expect(["hh_psc_alpha", "no counterpart"], *ALLOW, experiment=experiment)

    def test_plasticity(self):
        experiment = boards.network()
        experiment["projections"][0]["synapse"] = {"model": "stdp_synapse"}
        self.expect(["needs --allow plasticity_freeze", "stdp_synapse"], *ALLOW, experiment=experiment)

    def test_too_small(self):
        experiment = boards.network(size=20000)
        experiment["projections"][0]["rule"] = {"type": "fixed_indegree", "indegree": 4000}
        self.expect(["cores", "spinnaker2_chip has 148", "E "], *ALLOW, experiment=experiment)

    def test_command_line(self):
        done = program.call("export", "base.json", "--target", "spinaker2", "--allow", "delay_quantize")
        self.assertEqual(done.returncode, 1)
        for word in ("did you mean \"spinnaker2\"", "did you mean \"delay_quantise\"", "--board-dt",
                     "--board", "--out"):
            self.assertIn(word, done.stderr)
        self.expect(["is a board of brainscales2"], board="brainscales2_chip")
        self.expect(["neither a file nor one of", "did you mean \"spinnaker2_chip\""],
                    board="spinnaker2_chp")
        self.expect(["no run.json"], "--rates", "nowhere")

    def test_boards(self):
        board = json.loads((program.SOURCE / "configs/boards/spinnaker2_chip.json").read_text())
        board["limits"]["key_bits"]["value"] = 0
        board["limits"]["delay_max"]["source"] = ""
        board["limits"]["router_entries"]["certainty"] = "sure"
        board["limits"]["synapse_byte"] = board["limits"].pop("synapse_bytes")
        board["chips"] = [[0, 0, 148], [0, 0, 148], [1, 1]]
        with open("bad.json", "w", encoding="utf-8") as file:
            json.dump(board, file)
        self.expect(["limits.key_bits", "[8, 32]", "has no source", "\"sure\"", "synapse_byte",
                     "did you mean \"synapse_bytes\"", "is there twice", "[x, y, cores]"],
                    board="bad.json")

    def test_folders_are_not_lost(self):
        os.makedirs("full", exist_ok=True)
        with open("full/mine.txt", "w", encoding="utf-8") as file:
            file.write("mine")
        done = boards.call_export(boards.network(), "full", "spinnaker2", "spinnaker2_chip", *ALLOW)
        self.assertEqual(done.returncode, 1)
        self.assertIn("holds other files", done.stderr)
        boards.export(boards.network(), "twice", "spinnaker2", "spinnaker2_chip", *ALLOW)
        done = boards.call_export("twice.json", "twice", "spinnaker2", "spinnaker2_chip", *ALLOW)
        self.assertIn("--overwrite", done.stderr)


if __name__ == "__main__":
    unittest.main()
