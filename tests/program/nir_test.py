"""NIR: files as networks, files written, and traces of other simulators.

Sample files and traces lie beside a developer's checkout and are not the project's; tests that need them skip where
they are not there. What they show is held by numbers of our own as well.
"""

import json
import os
import pathlib
import sys
import unittest

import h5py
import numpy as np

sys.path.insert(0, os.path.join(os.environ["CALLOSUM_SOURCE"], "tests", "support"))
import nir_interpreter  # noqa: E402  (found through the line above)
import program  # noqa: E402

SAMPLES = program.SOURCE.parent / "shared" / "samples" / "nir"
needs_samples = unittest.skipUnless(SAMPLES.is_dir(), f"no samples in {SAMPLES}")
DT = 0.1  # ms


def write_nir(path, nodes, edges):
    """A NIR file; nodes: name -> (type, fields), or (nodes, edges) of a graph."""
    text = h5py.string_dtype()

    def write_graph(group, own_nodes, own_edges):
        group.create_dataset("type", data="NIRGraph", dtype=text)
        group.create_dataset("edges", data=np.array(own_edges, dtype=object).reshape(-1, 2), dtype=text)
        for name, node in own_nodes.items():
            child = group.create_group(f"nodes/{name}")
            if isinstance(node[0], dict):
                write_graph(child, *node)
                continue
            child.create_dataset("type", data=node[0], dtype=text)
            for field, value in node[1].items():
                child.create_dataset(field, data=value)

    with h5py.File(path, "w") as file:
        file.create_dataset("version", data="1.0.4", dtype=text)
        write_graph(file.create_group("node"), nodes, edges)


def lif_file(path, weight=1.0):
    """One neuron behind one input, like the samples'."""
    one = np.ones(1)
    write_nir(path, {"input": ("Input", {"shape": np.array([1])}),
                     "a": ("Affine", {"weight": weight * np.ones((1, 1)), "bias": np.zeros(1)}),
                     "n": ("LIF", {"tau": 0.0025 * one, "r": one, "v_leak": 0 * one,
                                   "v_threshold": 0.1 * one}),
                     "output": ("Output", {"shape": np.array([1])})},
              [("input", "a"), ("a", "n"), ("n", "output")])


def random_input(n, seed=1):
    """Spikes of n inputs at about 400/s, at most one in a step."""
    rng = np.random.default_rng(seed)
    return {"model": "spike_generator", "target": "input", "weight": 1.0, "delay": 0.0,
            "spike_times": [[round((k + 1) * DT, 6) for k in np.flatnonzero(rng.random(598) < 0.04)]
                            for _ in range(n)]}


def run_rows(nir, rows, n, variables, **more):
    """Runs a network of one input that gets a spike in some rows; returns the traces, row by row, and spikes.

    Row r is step r + 1 of a simulation; the input neuron hands spikes on one step later, so that what row r does is
    seen in step r + 2.
    """
    experiment = {"dt": DT, "duration": (n + 2) * DT, "nir": nir,
                  "stimuli": {"in": {"model": "spike_generator", "target": "input", "delay": 0.0,
                                     "spike_times": [round((r + 1) * DT, 6) for r in rows],
                                     "weight": 1.0}},
                  "record": {"spikes": True,
                             "traces": [{"population": variables, "variables": ["v"], "interval": DT}]},
                  **more}
    program.run(experiment, "rows", "--quiet")
    with h5py.File("rows/traces.h5") as file:
        v = file[f"report/{variables}/data"][:, 0]
    with h5py.File("rows/spikes.h5") as file:
        steps = np.round(file[f"spikes/{variables}/timestamps"][...] / DT).astype(int)
    return v[1:1 + n], steps - 2


def euler(rows, n, alpha, weight, threshold):
    """v = alpha v + weight s; reset to 0 above the threshold."""
    spikes_in, v, trace, spikes = np.zeros(n), 0.0, [], []
    spikes_in[rows] = 1
    for r in range(n):
        v = alpha * v + weight * spikes_in[r]
        if v > threshold:
            spikes.append(r)
            v = 0.0
        trace.append(v)
    return np.array(trace), spikes


def loihi(rows, n, dv, vth, weight):
    """Loihi's fixed point with a current that lasts a step (du = 4095), by whole numbers."""
    v, trace, spikes = 0, [], []
    rows = set(rows)
    for r in range(n):
        v = np.sign(v) * (abs(v) * (4096 - dv) >> 12) + (weight << 6) * (r in rows)
        if v > vth << 6:
            spikes.append(r)
            v = 0
        trace.append(int(v))
    return np.array(trace), spikes


class Replays(unittest.TestCase):
    """The neuron of figure 1 of the NIR paper in three arithmetics."""

    ROWS = sorted({(37 * i * i + 11 * i) % 900 for i in range(60)})

    def setUp(self):
        lif_file("one.nir")
        self.nir = {"file": "one.nir", "time_unit": "s", "scheme": "forward_euler", "reset": "to_v_reset"}

    def test_forward_euler(self):
        v, spikes = run_rows(self.nir, self.ROWS, 1000, "n")
        expected, expected_spikes = euler(self.ROWS, 1000, 0.96, 0.04, 0.1)
        self.assertLess(np.abs(v - expected).max(), 1e-6)
        self.assertEqual(spikes.tolist(), expected_spikes)
        self.assertGreater(len(spikes), 2)

    def test_spinnaker2(self):
        v, spikes = run_rows({**self.nir, "weight_scale": 102.02}, self.ROWS, 1000, "n")
        expected, expected_spikes = euler(self.ROWS, 1000, 0.96, 102, 255.05)
        self.assertLess(np.abs(v - expected).max(), 1e-4)  # float32 in the file of traces
        self.assertEqual(spikes.tolist(), expected_spikes)

    def test_loihi(self):
        for precision in ("double", "single"):
            v, spikes = self.run_loihi(self.ROWS, 1000, precision)
            expected, expected_spikes = loihi(self.ROWS, 1000, 163, 25, 10)
            np.testing.assert_array_equal(v, expected)
            self.assertEqual(spikes.tolist(), expected_spikes)

    @staticmethod
    def run_loihi(rows, n, precision="double"):
        experiment = {"dt": DT, "duration": n * DT, "precision": precision,
                      "populations": {"n": {"size": 1, "model": "loihi2_lif",
                                            "params": {"du": 4095, "dv": 163, "vth": 25}}},
                      "stimuli": {"in": {"model": "spike_generator", "target": "n", "delay": 0.0,
                                         "spike_times": [round((r + 1) * DT, 6) for r in rows],
                                         "weight": 10.0}},
                      "record": {"spikes": True, "traces": [{"population": "n", "variables": ["v"],
                                                             "interval": DT}]}}
        program.run(experiment, "loihi", "--quiet")
        with h5py.File("loihi/traces.h5") as file:
            v = file["report/n/data"][:, 0]
        with h5py.File("loihi/spikes.h5") as file:
            return v, np.round(file["spikes/n/timestamps"][...] / DT).astype(int) - 1

    @needs_samples
    def test_norse(self):
        ref = np.loadtxt(SAMPLES / "ref/lif_norse.csv", delimiter=",")
        v, spikes = run_rows({**self.nir, "file": str(SAMPLES / "lif_norse.nir")},
                             np.flatnonzero(ref[:, 0]), len(ref), "1")
        self.assertLess(np.abs(v - ref[:, 1]).max(), 1e-6)
        self.assertEqual(spikes.tolist(), np.flatnonzero(ref[:, 2]).tolist())

    @needs_samples
    def test_spinnaker2_trace(self):
        ref = np.loadtxt(SAMPLES / "ref/lif_spinnaker2.csv", delimiter=",")
        v, spikes = run_rows({**self.nir, "file": str(SAMPLES / "lif_norse.nir"), "weight_scale": 102.02},
                             np.flatnonzero(ref[:, 0]), len(ref), "1")
        # The trace is in units of the file's weights.
        self.assertLess(np.abs(v / 102.02 - ref[:, 1]).max(), 1e-5)
        self.assertEqual(spikes.tolist(), np.flatnonzero(ref[:, 2]).tolist())

    @needs_samples
    def test_lava_trace(self):
        ref = np.loadtxt(SAMPLES / "ref/lif_lava_cpu_fixed.csv", delimiter=",")
        v, spikes = self.run_loihi(np.flatnonzero(ref[:, 0]), len(ref))
        # The trace stands one step later than the spikes that make it.
        np.testing.assert_array_equal(v[:-1], ref[1:, 1])
        self.assertEqual((spikes + 1).tolist(), np.flatnonzero(ref[:, 2]).tolist())


class Graphs(unittest.TestCase):
    """Graphs with all kinds of nodes."""

    def run_file(self, path, out, inputs, **nir):
        experiment = {"dt": DT, "duration": 60.0,
                      "nir": {"file": str(path), "time_unit": "s", "scheme": "forward_euler",
                              "reset": "to_v_reset", **nir},
                      "record": {"spikes": True}}
        if inputs:
            experiment["stimuli"] = {"in": random_input(inputs)}
        program.run(experiment, out, "--quiet")

    def compare(self, path, out, names):
        """Our spikes against the plain interpreter's, which gets the spikes of our input."""
        with h5py.File(f"{out}/spikes.h5") as file:
            trains = {name: (np.round(file[f"spikes/{name}/timestamps"][...] / DT).astype(int),
                             file[f"spikes/{name}/node_ids"][...]) for name in ["input", *names]}
        found = nir_interpreter.run(path, "input", trains["input"], 600, DT * 1e-3)
        for name in names:
            ours = sorted(zip(*(a.tolist() for a in trains[name])))
            self.assertEqual(ours, found[name], name)
            self.assertGreater(len(ours), 5, name)

    def test_convolutions_and_pools(self):
        rng = np.random.default_rng(3)
        full = lambda value, *shape: np.full(shape, value)  # noqa: E731
        write_nir("cnn.nir", {
            "input": ("Input", {"shape": np.array([2, 8, 8])}),
            "conv": ("Conv2d", {"weight": rng.normal(0.3, 1, (4, 1, 3, 3)), "stride": np.array([2, 1]),
                                "padding": np.array([1, 0]), "dilation": np.array([1, 1]),
                                "groups": 2, "bias": rng.normal(0, 0.1, 4)}),
            "a": ("IF", {"r": full(10000.0, 4, 4, 6), "v_threshold": full(1.0, 4, 4, 6)}),
            "pool": ("SumPool2d", {"kernel_size": np.array([2, 2]), "stride": np.array([2, 2]),
                                   "padding": np.array([0, 0])}),
            "flat": ("Flatten", {"start_dim": 0, "end_dim": -1, "input_type": np.array([4, 2, 3])}),
            "fc": ("Linear", {"weight": rng.normal(0.1, 0.5, (5, 24))}),
            "late": ("Delay", {"delay": full(0.0003, 5)}),
            "b": ("CubaLIF", {"tau_syn": full(0.001, 5), "tau_mem": full(0.002, 5), "r": full(20.0, 5),
                              "v_leak": full(0.05, 5), "v_threshold": full(1.0, 5),
                              "v_reset": full(0.1, 5), "w_in": full(1.5, 5)}),
            "output": ("Output", {"shape": np.array([5])})},
            [("input", "conv"), ("conv", "a"), ("a", "pool"), ("pool", "flat"), ("flat", "fc"),
             ("fc", "late"), ("late", "b"), ("b", "output")])
        self.run_file("cnn.nir", "cnn", 128)
        self.compare("cnn.nir", "cnn", ["a", "b"])

    def test_nested_graph_with_a_cycle(self):
        rng = np.random.default_rng(4)
        lif = ("LIF", {"tau": np.full(6, 0.005), "r": np.full(6, 50.0), "v_leak": np.full(6, 0.2),
                       "v_threshold": np.full(6, 1.0), "v_reset": np.full(6, -0.1)})
        inner = ({"in": ("Input", {"shape": np.array([6])}), "lif": lif,
                  "rec": ("Affine", {"weight": rng.normal(-0.2, 0.5, (6, 6)), "bias": rng.normal(0, 0.002, 6)}),
                  "out": ("Output", {"shape": np.array([6])})},
                 [("in", "lif"), ("lif", "rec"), ("rec", "lif"), ("lif", "out")])
        write_nir("nested.nir", {
            "input": ("Input", {"shape": np.array([3])}),
            "up": ("Linear", {"weight": rng.normal(0.8, 0.5, (6, 3))}), "block": inner,
            "output": ("Output", {"shape": np.array([6])})},
            [("input", "up"), ("up", "block"), ("block", "output")])
        self.run_file("nested.nir", "nested", 3)
        self.compare("nested.nir", "nested", ["block_lif"])

    def test_what_is_wrong_is_named(self):
        lif_file("good.nir")
        bad = {"type": ("n", "type", "LIFF", "\"LIFF\""), "field": ("n", "tau_m", [1.0], "\"tau_m\""),
               "shape": ("a", "weight", np.ones((2, 3)), "(2, 3)"), "size": ("n", "r", np.ones(7), "7")}
        for case, (node, field, value, word) in bad.items():
            with self.subTest(case):
                pathlib.Path("bad.nir").write_bytes(pathlib.Path("good.nir").read_bytes())
                with h5py.File("bad.nir", "r+") as file:
                    group = file[f"node/nodes/{node}"]
                    if field in group:
                        del group[field]
                    group[field] = value
                self.refused("bad.nir", word)
        write_nir("edge.nir", {"input": ("Input", {"shape": np.array([1])})}, [("input", "inptu")])
        self.refused("edge.nir", "(\"input\", \"inptu\")", "did you mean \"input\"", "no Output")
        self.refused("good.nir", "time_unit", time_unit="min")
        self.refused("good.nir", "forward Euler is unstable", time_unit="ms")
        self.refused("nowhere.nir", "nowhere.nir")

    def refused(self, path, *words, **nir):
        experiment = {"dt": DT, "duration": 1.0,
                      "nir": {"file": path, "time_unit": "s", "scheme": "forward_euler",
                              "reset": "to_v_reset", **nir}}
        program.write_experiment(experiment, "refused.json")
        done = program.call("check", "refused.json")
        self.assertEqual(done.returncode, 1, done.stdout)
        for word in words:
            self.assertIn(word, done.stderr)

    def test_other_populations_and_phases(self):
        lif_file("mixed.nir")
        experiment = {"dt": DT, "duration": 20.0, "seed": 2,
                      "nir": {"file": "mixed.nir", "time_unit": "s", "scheme": "forward_euler",
                              "reset": "to_v_reset"},
                      "populations": {"X": {"size": 2, "model": "iaf_psc_exp", "params": {"I_e": 0.0}}},
                      "stimuli": {"in": random_input(1)}}
        quiet = program.run(experiment, "mixed", "--quiet")
        self.assertEqual([quiet["populations"][n]["size"] for n in ("input", "n", "X")], [1, 1, 2])
        self.assertEqual(quiet["populations"]["X"]["spikes"], 0)
        loud = program.run({**experiment, "phases": [
            {"at": 2.0, "set": {"populations.X.params.I_e": 2000.0}}]}, "loud", "--quiet")
        self.assertGreater(loud["populations"]["X"]["spikes"], 0)
        # What run.json has can be run again.
        again = program.run(loud["experiment"], "once_more", "--quiet")
        self.assertEqual(again["spike_digest"], loud["spike_digest"])
        experiment["populations"]["n"] = experiment["populations"]["X"]
        program.write_experiment(experiment, "taken.json")
        self.assertIn("has the name of a node", program.call("check", "taken.json").stderr)

    def test_info(self):
        lif_file("info.nir")
        done = program.call("info", "info.nir")
        for word in ("NIR 1.0.4", "n: LIF", "weight (1, 1)", "a->n"):
            self.assertIn(word, done.stdout)

    @needs_samples
    def test_dangling_edges_of_the_sample(self):
        self.refused(str(SAMPLES / "braille_noDelay_bias_zero_subgraph.nir"), "graph \"lif1\"",
                     "(\"input\", \"lif\") names \"lif\", which is no node")

    @needs_samples
    def test_braille(self):
        path = SAMPLES / "braille_noDelay_bias_zero.nir"
        self.run_file(path, "braille", 12)
        self.compare(path, "braille", ["lif1_lif", "lif2"])


class Written(unittest.TestCase):
    """Files of ours: the interpreter and we ourselves read them back to the same spikes."""

    def export(self, experiment, out):
        program.write_experiment(experiment, f"{out}.json")
        done = program.call("export", f"{out}.json", "--target", "nir", "--out", out, "--overwrite")
        self.assertEqual(done.returncode, 0, done.stderr)
        with open(f"{out}/manifest.json", encoding="utf-8") as file:
            return json.load(file)

    def network(self, neurons, **projection):
        rule = {"type": "pairwise_bernoulli", "p": 0.3}
        return {"dt": DT, "duration": 60.0, "seed": 9,
                "populations": {"input": {"size": 10, "model": "parrot_neuron"},
                                "A": {"size": 12, **neurons}, "B": {"size": 5, **neurons}},
                "projections": [
                    {"source": "input", "target": "A", "rule": rule, "weight": 6.0, "delay": DT},
                    {"source": "A", "target": "A", "rule": rule, "weight": -1.5, "delay": 5 * DT},
                    {"source": "A", "target": "B", "rule": rule, "weight": 5.0, "delay": DT, **projection}],
                "stimuli": {"in": random_input(10)}}

    def check(self, neurons, scheme):
        manifest = self.export(self.network(neurons), "written")
        self.assertEqual(manifest["scheme"], scheme)
        program.run("written.json", "direct", "--quiet")
        for name, unit, seconds in (("network.si.nir", "s", 1e-3), ("network.ms.nir", "ms", 1)):
            experiment = {**{k: v for k, v in self.network(neurons).items()
                             if k not in ("populations", "projections")},
                          "nir": {"file": f"written/{name}", "time_unit": unit, "scheme": scheme,
                                  "reset": "to_v_reset"}}
            program.run(experiment, "back", "--quiet")
            with h5py.File("direct/spikes.h5") as direct, h5py.File("back/spikes.h5") as back:
                trains = {}
                for population in ("input", "A", "B"):
                    one, two = (sorted(zip(file[f"spikes/{population}/timestamps"][...],
                                           file[f"spikes/{population}/node_ids"][...]))
                                for file in (direct, back))
                    if scheme == "forward_euler":
                        self.assertEqual(one, two, population)
                    trains[population] = np.array(two)
                self.assertGreater(len(trains["A"]), 10)
                self.assertGreater(len(trains["B"]), 2)
            steps = np.round(trains["input"][:, 0] / DT).astype(int)
            found = nir_interpreter.run(f"written/{name}", "input", (steps, trains["input"][:, 1].astype(int)),
                                        600, DT * seconds, exponential=scheme == "exponential")
            for population in ("A", "B"):
                ours = [(int(round(t / DT)), int(n)) for t, n in trains[population]]
                self.assertEqual(sorted(ours), found[population])

    def test_discrete_neurons(self):
        self.check({"model": "lif", "params": {"threshold": 10.0, "alpha_decay": 0.95, "i_offset": 0.1},
                    "initial": {"v": 2.0}}, "forward_euler")
        self.check({"model": "lif_curr_exp",
                    "params": {"threshold": 10.0, "alpha_decay": 0.9, "exc_decay": 0.6, "inh_decay": 0.6}},
                   "forward_euler")

    def test_exact_neurons(self):
        self.check({"model": "iaf_psc_delta", "params": {"t_ref": 0.0, "tau_m": 5.0}}, "exponential")

    def test_ends(self):
        network = self.network({"model": "lif"})
        network["projections"].append({**network["projections"][2], "source": "B", "target": "A"})
        self.export(network, "circle")
        with h5py.File("circle/network.si.nir") as file:
            self.assertLessEqual({"input", "output_A", "output_B"}, set(file["node/nodes"]))
        del network["populations"]["A"], network["populations"]["B"], network["projections"]
        program.write_experiment(network, "endless.json")
        done = program.call("export", "endless.json", "--target", "nir", "--check-only")
        self.assertIn("without Output", done.stderr)

    def test_what_nir_lacks(self):
        experiment = self.network({"model": "iaf_psc_exp"}, synapse={"model": "stdp_synapse"})
        experiment["projections"][1]["delay"] = {"distribution": "uniform", "min": 1.0, "max": 2.0}
        experiment["populations"]["C"] = {"size": 1, "model": "hh_psc_alpha"}
        experiment["stimuli"]["dc"] = {"model": "dc_generator", "target": "B", "amplitude": 1.0}
        program.write_experiment(experiment, "lacks.json")
        done = program.call("export", "lacks.json", "--target", "nir", "--check-only")
        self.assertEqual(done.returncode, 1)
        self.assertIn("initial", self.export(self.network(
            {"model": "lif", "params": {"i_offset": 0.1}}), "start")["notes"][0])
        for word in ("t_ref", "stdp_synapse", "delays that differ", "hh_psc_alpha", "stimulus dc"):
            self.assertIn(word, done.stderr)


if __name__ == "__main__":
    unittest.main()
