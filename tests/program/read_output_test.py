"""scripts/read_output.py: what it reads is what the run left. Tables and blocks are tried where pandas and
neo are installed; the rest needs h5py and numpy alone."""

import importlib.util
import os
import subprocess
import sys
import unittest
from unittest import mock

import h5py
import numpy as np

SOURCE = os.environ["CALLOSUM_SOURCE"]
sys.path[:0] = [os.path.join(SOURCE, "tests", "support"), os.path.join(SOURCE, "scripts")]
import program  # noqa: E402  (found through the line above)
import read_output  # noqa: E402


def absent(*packages):
    """Text for a test that is skipped, or None where all packages are there."""
    lacking = [name for name in packages if importlib.util.find_spec(name) is None]
    return f"not installed: {', '.join(lacking)}" if lacking else None


class Case(unittest.TestCase):
    """A run with a warm-up, spikes of a part of one population, and two variables."""

    @classmethod
    def setUpClass(cls):
        network = program.changed(program.small_network(60.0), warmup=10.0)
        network["projections"][0]["weight"] = 300.0
        network["record"] = {
            "spikes": [{"population": "E", "neurons": [[0, 30], [40, 60]], "start": 5.0}, "I"],
            "traces": [{"population": "E", "variables": ["V_m", "I_syn_ex"], "neurons": [3, 7],
                        "interval": 0.5},
                       {"population": "I", "variables": ["V_m"], "indices": [2]}]}
        cls.found = program.run(network, "read", "--quiet", ranks=2)

    def stored(self, population):
        """The datasets of a population's spikes."""
        with h5py.File("read/spikes.h5", "r") as file:
            group = file["spikes"][population]
            return group["timestamps"][:], group["node_ids"][:]


class Arrays(Case):
    """With numpy and h5py alone."""

    def test_spikes_are_those_of_the_file_in_the_order_of_the_experiment(self):
        arrays = read_output.spike_arrays("read")

        self.assertEqual(list(arrays), ["E", "I"])
        for population, spikes in arrays.items():
            times, nodes = self.stored(population)
            self.assertGreater(len(times), 20)
            np.testing.assert_array_equal(spikes.times, times)
            np.testing.assert_array_equal(spikes.nodes, nodes)
        np.testing.assert_array_equal(read_output.spike_arrays("read/spikes.h5")["I"].times,
                                      arrays["I"].times)

    def test_traces_have_their_times_units_and_neurons(self):
        traces = {(one.population, one.variable): one for one in read_output.trace_arrays("read")}

        self.assertEqual(set(traces), {("E", "V_m"), ("E", "I_syn_ex"), ("I", "V_m")})
        one = traces["E", "I_syn_ex"]
        self.assertEqual((one.unit, one.nodes.tolist()), ("pA", [3, 4, 5, 6]))
        self.assertEqual(one.values.shape, (140, 4))
        np.testing.assert_allclose(one.times, np.arange(1, 141) * 0.5, rtol=1e-12)
        self.assertEqual(traces["I", "V_m"].values.shape, (700, 1))
        self.assertEqual(len(read_output.trace_arrays("read", "V_m")), 2)

    def test_run_info_is_run_json(self):
        self.assertEqual(read_output.run_info("read"), program.result("read"))

    def test_what_is_not_there_is_named(self):
        for question, words in [
                (lambda: read_output.run_info("nowhere"), ["nowhere", "run.json"]),
                (lambda: read_output.spike_arrays("nowhere"), ["nowhere"]),
                (lambda: read_output.trace_arrays("nowhere"), ["traces.h5"]),
                (lambda: read_output.trace_arrays("read", "w"), ["'w'", "I_syn_ex, V_m"])]:
            with self.assertRaises(read_output.OutputError) as caught:
                question()
            for word in words:
                self.assertIn(word, str(caught.exception))

    def test_a_missing_package_is_named(self):
        for package, question in (("pandas", read_output.spikes), ("pandas", read_output.traces),
                                  ("neo", read_output.neo_block)):
            with mock.patch.dict(sys.modules, {package: None}):
                with self.assertRaisesRegex(read_output.OutputError, f"pip install {package}"):
                    question("read")

    def test_the_program_prints_a_summary(self):
        script = os.path.join(SOURCE, "scripts", "read_output.py")
        done = subprocess.run([sys.executable, "-B", script, "read"], capture_output=True, text=True,
                              check=True)
        bad = subprocess.run([sys.executable, "-B", script, "nowhere"], capture_output=True, text=True,
                             check=False)

        for word in (self.found["spike_digest"], "101 neurons", "E.I_syn_ex (pA): 4 neurons",
                     f"{self.found['populations']['I']['rate_hz']:.3f}"):
            self.assertIn(word, done.stdout)
        self.assertEqual(bad.returncode, 1)
        self.assertIn("nowhere", bad.stderr)


@unittest.skipIf(absent("pandas"), absent("pandas"))
class Tables(Case):
    """With pandas."""

    def test_a_table_of_spikes_has_all_of_them(self):
        table = read_output.spikes("read")

        self.assertEqual(list(table.columns), ["time", "node", "population"])
        for population, part in table.groupby("population", observed=True):
            times, nodes = self.stored(population)
            np.testing.assert_array_equal(part["time"], times)
            np.testing.assert_array_equal(part["node"], nodes)
            self.assertEqual(len(read_output.spikes("read", population)), len(times))
        with self.assertRaisesRegex(read_output.OutputError, "'X', but of E, I"):
            read_output.spikes("read", "X")

    def test_a_table_of_traces_has_all_samples(self):
        table = read_output.traces("read")

        self.assertEqual(len(table), 2 * 140 * 4 + 700)
        wide = table[(table["population"] == "E") & (table["variable"] == "V_m")].pivot(
            index="time", columns="node", values="value")
        expected, = (one for one in read_output.trace_arrays("read", "V_m") if one.population == "E")
        np.testing.assert_array_equal(wide.to_numpy(), expected.values)
        self.assertEqual(list(wide.columns), [3, 4, 5, 6])


@unittest.skipIf(absent("neo", "quantities"), absent("neo", "quantities"))
class Blocks(Case):
    """With neo."""

    def test_a_block_has_a_train_for_each_recorded_neuron(self):
        segment = read_output.neo_block("read").segments[0]

        trains = {(train.annotations["population"], train.annotations["node_id"]): train
                  for train in segment.spiketrains}
        self.assertEqual(len(segment.spiketrains), 50 + 21)
        self.assertEqual(set(trains), {("E", n) for n in (*range(30), *range(40, 60))} |
                         {("I", n) for n in range(21)})
        for population in "EI":
            times, nodes = self.stored(population)
            for node in set(nodes.tolist()):
                train = trains[population, node]
                np.testing.assert_array_equal(train.rescale("ms").magnitude, times[nodes == node])
                self.assertEqual(float(train.t_start), 5.0 if population == "E" else 0.0)
                self.assertAlmostEqual(float(train.t_stop), 70.0, places=9)

    def test_signals_have_units_and_times(self):
        segment = read_output.neo_block("read").segments[0]

        signals = {(one.annotations["population"], one.name): one for one in segment.analogsignals}
        one = signals["E", "I_syn_ex"]
        self.assertEqual(str(one.units.dimensionality), "pA")
        self.assertEqual(one.array_annotations["node_id"].tolist(), [3, 4, 5, 6])
        self.assertAlmostEqual(float(one.sampling_period), 0.5)
        self.assertAlmostEqual(float(one.t_start), 0.5)
        expected, = read_output.trace_arrays("read", "I_syn_ex")
        np.testing.assert_array_equal(one.magnitude, expected.values)


if __name__ == "__main__":
    unittest.main(verbosity=2)
