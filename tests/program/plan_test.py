"""What callosum plan says of a network is what a run of it takes."""

import json
import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.environ["CALLOSUM_SOURCE"], "tests", "support"))
import program  # noqa: E402  (found through the line above)

CONFIGS = program.SOURCE / "configs"


def plan(experiment, *options):
    """The plan of an experiment, read from JSON."""
    done = program.call("plan", experiment, "--json", *options)
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    return json.loads(done.stdout)


class Plan(unittest.TestCase):
    """Against run.json."""

    def expect_memory(self, name, *sets, ranks=1):
        """A run of an experiment takes the memory that its plan says, within a tenth."""
        words = [word for one in sets for word in ("--set", one)]
        run = program.run(CONFIGS / f"{name}.json", name, "--quiet", "--overwrite", *words,
                          ranks=ranks)
        planned = plan(CONFIGS / f"{name}.json", "--ranks", ranks, "--threads", 1,
                       "--rates", name, *words)
        self.assertAlmostEqual(planned["all_ranks_bytes"] / run["peak_rss_bytes"], 1, delta=0.1)
        self.assertAlmostEqual(run["expected_rss_bytes"] / run["peak_rss_bytes"], 1, delta=0.1)
        self.assertAlmostEqual(planned["synapses"] / run["synapses"], 1, delta=0.01)
        return run, planned

    def test_memory_of_current_based_neurons(self):
        self.expect_memory("brunel", "warmup=0", "duration=20")

    def test_memory_of_plastic_synapses(self):
        self.expect_memory("hpc_benchmark", "warmup=0", "duration=5", "scale.size=0.1")

    def test_memory_and_traffic_between_ranks(self):
        run, planned = self.expect_memory("microcircuit", "scale.size=0.3", "scale.indegree=0.3",
                                          "warmup=0", "duration=100", ranks=2)
        traffic = run["traffic"]
        per_window = traffic["windows"] * run["ranks"]
        self.assertEqual(traffic["windows"], 1000)
        self.assertAlmostEqual(planned["halo"] / traffic["halo"]["mean"], 1, delta=0.02)
        self.assertAlmostEqual(planned["window"]["copies_received"] /
                               (traffic["spikes_sent"]["sum"] / per_window), 1, delta=0.05)
        self.assertAlmostEqual(planned["window"]["bytes_received"] /
                               (traffic["bytes_received"]["sum"] / per_window), 1, delta=0.05)
        self.assertEqual(traffic["bytes_sent"]["sum"], traffic["bytes_received"]["sum"])
        for phase in run["phases"].values():
            self.assertLessEqual(phase["min_seconds"], phase["mean_seconds"] + 1e-12)
            self.assertLessEqual(phase["mean_seconds"], phase["max_seconds"] + 1e-12)

    def test_files(self):
        experiment = program.small_network(200.0)
        experiment["record"] = {
            "spikes": True, "traces": [{"population": "E", "variables": ["V_m"], "interval": 1.0}]}
        program.run(experiment, "files", "--quiet")
        planned = plan("files.json", "--rates", "files", "--threads", 1)["file_bytes"]
        data = sum(len(values) for name, (_, _, values) in
                   program.datasets("files/spikes.h5").items()
                   if name.endswith(("timestamps", "node_ids")))
        self.assertAlmostEqual(planned["spikes"] / data, 1, delta=0.01)
        data = [values for name, (_, _, values) in program.datasets("files/traces.h5").items()
                if name.endswith("/data")]
        self.assertAlmostEqual(planned["traces"] / len(data[0]), 1, delta=0.02)

    def test_nothing_large_is_built(self):
        planned = plan(CONFIGS / "microcircuit.json", "--set", "scale.size=1000", "--ranks", 4000,
                       "--threads", 8, "--ranks-per-node", 4, "--rate", 4)
        self.assertEqual(planned["rates_hz"]["L4E"], 4)
        self.assertGreater(planned["synapses"], 2.9e11)
        self.assertGreater(planned["least_nodes"], 10)
        self.assertGreater(planned["seconds"]["deliver"], 0)
        self.assertGreater(planned["cut"], 0.99)

    def test_regions_need_neighbours_to_have_near_indices(self):
        places = [(10.0 * x + 5, 10.0 * y + 5) for x in range(32) for y in range(32)]
        for name, order, kind in (("rows", range(1024), "spatial"),
                                  ("shuffled", [(i * 389) % 1024 for i in range(1024)], "even")):
            with open(f"{name}.csv", "w", encoding="utf-8") as file:
                file.writelines(f"{places[i][0]},{places[i][1]}\n" for i in order)
            experiment = {
                "duration": 10.0,
                "populations": {"E": {"size": 1024, "model": "iaf_psc_exp", "positions": {
                    "type": "file", "file": f"{name}.csv", "extent": [320.0, 320.0],
                    "center": [160.0, 160.0]}}},
                "projections": [{"source": "E", "target": "E", "weight": 1.0, "delay": 1.0, "rule": {
                    "type": "pairwise_bernoulli", "mask": {"type": "circular", "radius": 40.0}, "p": 0.5}}]}
            program.write_experiment(experiment, f"{name}.json")
            partition = plan(f"{name}.json", "--ranks", 4, "--threads", 1)["partition"]
            self.assertEqual(partition["kind"], kind, partition["why"])

    def test_text(self):
        done = program.call("plan", CONFIGS / "coba.json", "--ranks", 2, "--threads", 1)
        self.assertEqual(done.returncode, 0, done.stderr)
        for word in ("Memory of rank", "Traffic", "Files", "real-time factor", "Suggested"):
            self.assertIn(word, done.stdout)

    def test_bad_input(self):
        for options, word in ((("--ranks", 0), "--ranks"), (("--threads", "x"), "threads"),
                              (("--rate", -1), "--rate"), (("--rates", "nowhere"), "nowhere"),
                              (("--rate", 1, "--rates", "x"), "both"),
                              (("--ranks-per-node", -2), "--ranks-per-node")):
            with self.subTest(options=options):
                done = program.call("plan", CONFIGS / "coba.json", *options)
                self.assertEqual(done.returncode, 1)
                self.assertIn(word, done.stderr)

    def test_rates_of_another_network_are_refused(self):
        program.run(program.small_network(10.0), "other", "--quiet")
        done = program.call("plan", CONFIGS / "microcircuit.json", "--rates", "other")
        self.assertEqual(done.returncode, 1)
        self.assertIn("no rate of population \"L23E\"", done.stderr)


if __name__ == "__main__":
    unittest.main()
