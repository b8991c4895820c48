"""Homeostatic scaling: recorded weights follow the closed form, a network comes to its target rates, the same
on every layout; what cannot work is refused."""

import json
import os
import pathlib
import sys
import unittest

import numpy as np

SOURCE = os.environ["CALLOSUM_SOURCE"]
sys.path[:0] = [os.path.join(SOURCE, "tests", "support"), os.path.join(SOURCE, "scripts")]
import program  # noqa: E402  (found through the line above)
import read_output  # noqa: E402

TARGET = 8.0


def network(strength=0.2, **values):
    """Neurons with few, weak or many, strong inputs, whose synapses only scale."""
    projections = [{"name": name, "source": source, "target": "E", "weight": weight, "delay": 1.5,
                    "rule": {"type": "fixed_indegree", "indegree": 40},
                    "synapse": {"model": "stdp_synapse", "lambda": 0.0, "Wmax": 1000.0}}
                   for name, source, weight in (
                       ("spread", "P", {"distribution": "uniform", "min": 5.0, "max": 40.0}),
                       ("back", "E", 3.0))]
    return {
        "seed": 3, "dt": 0.5, "duration": 40000.0,
        "populations": {
            "P": {"size": 100, "model": "parrot_neuron"},
            "E": {"size": 60, "model": "iaf_psc_exp",
                  "params": {"I_e": {"distribution": "uniform", "min": 150.0, "max": 350.0}},
                  "homeostasis": {"target_rate": TARGET, "period": 1000.0, "strength": strength}}},
        "projections": projections,
        "stimuli": {"drive": {"model": "poisson_generator", "target": "P", "rate": 40.0, "weight": 1.0}},
        "record": {"spikes": ["E"]}, **values}


class Weights(unittest.TestCase):
    """What weights.h5 says."""

    def test_weights_of_neurons_with_a_constant_rate_are_a_power(self):
        # Neurons that fire whatever arrives, 3, 5 and 8 times in each period of 500 ms.
        periods = 12
        experiment = {
            "seed": 1, "dt": 0.5, "duration": 500.0 * periods + 10,
            "populations": {
                "source": {"size": 2, "model": "ignore_and_fire", "params": {"rate": 20.0, "phase": 1.0}},
                "E": {"size": 3, "model": "ignore_and_fire",
                      "params": {"rate": [6.0, 10.0, 16.0], "phase": 1.0},
                      "homeostasis": {"target_rate": 10.0, "period": 500.0, "strength": 0.1}}},
            "projections": [{"source": "source", "target": "E", "rule": "all_to_all", "weight": 20.0,
                             "delay": 1.0, "synapse": {"model": "stdp_synapse", "lambda": 0.0}}],
            "record": {"spikes": ["E"], "weights": [{"projection": 0, "interval": 500.0, "start": 5.0}]}}

        program.run(experiment, "power", "--quiet")

        spikes = read_output.spike_arrays("power")["E"]
        recorded = read_output.weights("power")
        expected = np.full((len(recorded.times), 3), 20.0)
        for k in range(1, len(recorded.times)):
            counts = np.bincount(spikes.nodes[(spikes.times > 500 * (k - 1)) & (spikes.times <= 500 * k)],
                                 minlength=3)
            expected[k] = expected[k - 1] * (1 + 0.1 * (5 - counts) / 5)
        self.assertEqual(len(recorded.times), periods + 1)
        np.testing.assert_allclose(recorded.values, expected[:, recorded.targets], rtol=1e-14)
        final = recorded.values[-1][recorded.sources == 0]
        for weight, factor in zip(final, (1.04, 1.0, 0.94)):  # but for a spike more or less
            self.assertLess(abs(weight / (20 * factor ** periods) - 1), 0.03)


class Rates(unittest.TestCase):
    """What a network comes to."""

    def spread_of_rates(self, out, experiment):
        """Mean and standard deviation over neurons of the rate in the last 15 s."""
        program.run(experiment, out, "--quiet")
        spikes = read_output.spike_arrays(out)["E"]
        last = np.bincount(spikes.nodes[spikes.times > 25000], minlength=60) / 15
        return last.mean(), last.std()

    def test_neurons_come_to_the_target_rate(self):
        experiment = network()
        mean, std = self.spread_of_rates("scaled", experiment)
        del experiment["populations"]["E"]["homeostasis"]
        unscaled_mean, unscaled_std = self.spread_of_rates("unscaled", experiment)

        self.assertGreater(abs(unscaled_mean - TARGET), 1.5)
        self.assertGreater(unscaled_std, 2)
        self.assertLess(abs(mean - TARGET), 0.05 * TARGET)
        self.assertLess(std, 0.1 * TARGET)

    def test_a_running_mean_does_so_too(self):
        experiment = network(0.05)
        experiment["populations"]["E"]["homeostasis"].update(period=500.0, time_constant=2000.0)

        mean, std = self.spread_of_rates("mean", experiment)

        self.assertLess(abs(mean - TARGET), 0.05 * TARGET)
        self.assertLess(std, 0.1 * TARGET)

    def test_every_layout_and_the_reference_have_the_same_bits(self):
        experiment = network(duration=2500.0, record={
            "spikes": False, "weights": [{"projection": "spread", "interval": 500.0}]})
        experiment["populations"]["E"]["homeostasis"]["period"] = 100.0
        experiment["projections"][0]["synapse"]["lambda"] = 0.01
        expected = program.run(experiment, "reference", "--reference", "--quiet")
        weights = pathlib.Path("reference/weights.h5").read_bytes()
        for ranks, threads in ((1, 1), (1, 2), (2, 2), (3, 1)):
            with self.subTest(ranks=ranks, threads=threads):
                found = program.run(experiment, "layout", "--quiet", ranks=ranks, threads=threads)
                for key in ("spike_digest", "weight_digest", "spikes"):
                    self.assertEqual(found[key], expected[key])
                self.assertTrue(pathlib.Path("layout/weights.h5").read_bytes() == weights)


class Refusals(unittest.TestCase):
    """One run names everything that is wrong."""

    def test_all_that_is_wrong_is_said_at_once(self):
        experiment = network()
        experiment["populations"]["E"]["homeostasis"].update(period=1.0, strength=2.0)
        experiment["populations"]["P"]["homeostasis"] = {"target_rate": 5.0, "period": 10.2,
                                                         "strength": 0.1}
        done = program.call("check", program.write_experiment(experiment))

        self.assertNotEqual(done.returncode, 0)
        for words in ("populations.E.homeostasis.period", "longest delay", "populations.E.homeostasis.strength",
                      "populations.P.homeostasis: scales", "populations.P.homeostasis.period",
                      "not a multiple of dt"):
            self.assertIn(words, done.stderr)

    def test_what_is_missing_or_unknown_is_named(self):
        experiment = network()
        experiment["populations"]["E"]["homeostasis"] = {"target_rate": 5.0, "perio": 10.0, "strength": -1}
        done = program.call("check", program.write_experiment(experiment))

        self.assertNotEqual(done.returncode, 0)
        for words in ("period", "perio", "strength"):
            self.assertIn(words, done.stderr)

    def test_the_experiment_with_all_defaults_has_it(self):
        experiment = network()
        done = program.call("check", program.write_experiment(experiment))

        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(json.loads(done.stdout)["populations"]["E"]["homeostasis"],
                         {"target_rate": TARGET, "period": 1000.0, "strength": 0.2})


if __name__ == "__main__":
    unittest.main(verbosity=2)
