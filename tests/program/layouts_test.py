"""The same spikes and traces, bit for bit, on every layout of ranks and threads."""

import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.environ["CALLOSUM_SOURCE"], "tests", "support"))
import program  # noqa: E402  (found through the line above)

LAYOUTS = [(1, 1), (1, 2), (2, 1), (2, 2), (3, 1), (4, 1)]  # ranks, threads


def rich_network():
    """All models, rules and stimuli; sizes that no grain of 16 divides; whatever can be drawn is."""
    drawn = {"distribution": "normal", "mean": 90.0, "std": 20.0, "min": 0.0}
    inhibitory = {"distribution": "lognormal", "mean": 0.1, "std": 0.4}
    delay = {"distribution": "uniform", "min": 0.3, "max": 3.0}

    def projection(source, target, rule, weight, **more):
        return {"source": source, "target": target, "rule": rule, "weight": weight, "delay": delay,
                **more}

    return {
        "seed": 11, "dt": 0.1, "warmup": 10.0, "duration": 60.0,
        "populations": {
            "E": {"size": 150, "model": "iaf_psc_exp",
                  "params": {"V_th": {"distribution": "normal", "mean": -56.0, "std": 1.5,
                                      "max": -50.0},
                             "C_m": {"distribution": "uniform", "min": 200.0, "max": 300.0}},
                  "initial": {"V_m": {"distribution": "normal", "mean": -62.0, "std": 4.0}}},
            "A": {"size": 37, "model": "iaf_psc_alpha", "params": {"tau_syn_in": 4.0, "I_e": 120.0}},
            "D": {"size": 70, "model": "iaf_psc_delta", "params": {"t_ref": 1.0}},
            "lone": {"size": 3, "model": "iaf_psc_exp", "params": {"tau_syn_ex": 0.5, "I_e": 400.0}}},
        "projections": [
            projection("E", "E", {"type": "fixed_indegree", "indegree": 12}, drawn),
            projection("E", "A", {"type": "fixed_total_number", "N": 500}, drawn),
            projection("A", "E", {"type": "pairwise_bernoulli", "p": 0.1},
                       {"distribution": "normal", "mean": -150.0, "std": 15.0, "max": 0.0}),
            projection("E", "D", {"type": "fixed_outdegree", "outdegree": 4}, inhibitory),
            projection("D", "E", {"type": "pairwise_poisson", "p": 0.05}, -60.0),
            projection("D", "D", {"type": "symmetric_pairwise_bernoulli", "p": 0.05,
                                  "allow_autapses": False, "allow_multapses": False}, -0.3),
            projection("lone", "lone", "all_to_all", 10.0),
            projection("lone", {"population": "E", "first": 100, "last": 103}, "one_to_one", 200.0),
            {"source": "A", "target": "lone", "rule": {
                "type": "explicit_list",
                "edges": [[0, 0, 55.5, 0.4], [36, 2, -20.25, 1.2], [0, 0, 1.125, 2.0]]}}],
        "stimuli": {
            "noise": {"model": "poisson_generator", "target": "E", "rate": 6000.0, "weight": 40.0},
            "jumps": {"model": "poisson_generator", "target": "D", "weight": 1.0,
                      "rate": {"distribution": "uniform", "min": 1500.0, "max": 3000.0}},
            "volley": {"model": "spike_generator", "target": "A", "weight": 600.0,
                       "spike_times": [5.0, 20.3, 20.4, 55.0], "delay": 1.0},
            "dc": {"model": "dc_generator", "amplitude": 150.0, "start": 12.0, "stop": 40.0,
                   "target": {"population": "E", "first": 10, "last": 90}},
            "steps": {"model": "step_current_generator", "target": "A",
                      "amplitude_times": [15.0, 30.0, 45.0], "amplitude_values": [250.0, -80.0, 0.0]}},
        "record": {
            "spikes": True,
            "traces": [
                {"population": "E", "indices": [0, 17, 149], "variables": ["V_m"], "interval": 0.5},
                {"population": "D", "variables": ["V_m"], "interval": 1.0, "start": 20.0}],
            "rates": ["E", {"population": "lone", "interval": 0.3, "start": 5.0, "stop": 66.0}]},
    }


def phases():
    """What changes in mid-run: shared and drawn parameters, two kinds of stimuli, both kinds of records."""
    return [
        {"at": 6.2, "set": {"stimuli.noise.rate": 8000.0, "populations.D.params.V_th": {
            "distribution": "normal", "mean": -56.0, "std": 1.0, "max": -52.0}}},
        {"at": 23.4, "set": {"populations.E.params": {"E_L": -68.0, "tau_syn_in": 3.0},
                             "stimuli.dc.amplitude": {"distribution": "uniform", "min": 50.0,
                                                      "max": 400.0},
                             "record.traces[0].interval": 0.2}},
        {"at": 51.0, "set": {"populations.D.params.V_th": -55.0, "populations.lone.params.I_e": 900.0,
                             "record.spikes": ["E", "lone"], "stimuli.jumps.delay": 0.7}}]


def plastic_network():
    """Every rule that changes weights, on axonal and dendritic delays, and short-term plasticity."""
    delay = {"distribution": "uniform", "min": 0.3, "max": 4.0}
    weight = {"distribution": "uniform", "min": 10.0, "max": 60.0}
    rules = [
        {"model": "stdp_synapse", "lambda": 0.1, "mu_plus": 0.4},
        {"model": "stdp_nn_symm_synapse", "lambda": 0.1, "mu_plus": 0.0, "mu_minus": 0.0},
        {"model": "stdp_nn_restr_synapse", "lambda": 0.1},
        {"model": "stdp_nn_pre_centered_synapse", "lambda": 0.1},
        {"model": "stdp_pl_synapse_hom", "weight_limit": 1e5},
        {"model": "stdp_triplet_synapse", "Aplus": 1.0, "Aminus": 2.0, "Aplus_triplet": 3.0},
        {"model": "stdp_triplet_synapse", "Aplus": 1.0, "Aminus": 2.0, "nearest_spike": True},
        {"model": "jonke_synapse", "lambda": 0.1, "mu_minus": 0.02, "beta": 0.2},
        "tsodyks2_synapse"]
    projections = [
        {"source": ("E", "P")[k % 2], "target": "E", "weight": weight, "delay": delay,
         "rule": {"type": "fixed_indegree", "indegree": 4}, "synapse": rule,
         "dendritic_fraction": (1.0, 0.6, 0.3)[k % 3]} for k, rule in enumerate(rules)]
    projections.append(
        {"source": "P", "target": "E", "weight": -40.0, "delay": 1.5,
         "rule": {"type": "fixed_outdegree", "outdegree": 20},
         "synapse": {"model": "vogels_sprekeler_synapse", "eta": 2.0, "Wmax": -90.0}})
    for k, fraction in enumerate((1.0, 0.4)):
        projections.append(
            {"source": ("P", "E")[k], "target": "C", "delay": delay,
             "weight": {"distribution": "uniform", "min": 0.5, "max": 3.0},
             "rule": {"type": "fixed_indegree", "indegree": 6}, "dendritic_fraction": fraction,
             "synapse": {"model": "clopath_synapse", "Wmin": 0.25, "Wmax": 4.0}})
    return {
        "seed": 5, "dt": 0.1, "warmup": 10.0, "duration": 90.0,
        "populations": {
            "E": {"size": 150, "model": "iaf_psc_exp", "params": {"tau_minus": 30.0},
                  "homeostasis": {"target_rate": 40.0, "period": 7.3, "strength": 0.1}},
            "P": {"size": 37, "model": "parrot_neuron"},
            "C": {"size": 45, "model": "aeif_psc_delta_clopath",
                  "params": {"A_LTP": 0.0001, "A_LTD": 0.002, "A_LTD_const": False,
                             "u_ref_squared": 4000.0,
                             "g_L": {"distribution": "uniform", "min": 25.0, "max": 35.0}}}},
        "projections": projections,
        "stimuli": {
            "noise": {"model": "poisson_generator", "target": "E", "rate": 9000.0, "weight": 60.0},
            "pulse": {"model": "poisson_generator", "target": "P", "rate": 80.0, "weight": 1.0},
            "jumps": {"model": "poisson_generator", "target": "C", "rate": 2000.0, "weight": 2.0}},
    }


def spatial_network():
    """Every rule by place, delays and weights by distance, on a torus and with a grid beside it."""
    sheet = {"type": "free", "extent": [600.0, 400.0], "periodic": True}
    circle = {"type": "circular", "radius": 150.0}
    delay = {"distance": {"offset": 0.4, "speed": 150.0}}
    falling = {"expression": "90*exp(-x/200)", "noise": {"distribution": "normal", "mean": 0.0, "std": 5.0},
               "min": 0.0}

    def projection(source, target, rule, weight):
        return {"source": source, "target": target, "weight": weight, "delay": delay,
                "rule": {"allow_autapses": False, **rule}}

    return {
        "seed": 3, "dt": 0.1, "warmup": 0.0, "duration": 60.0,
        "populations": {
            "E": {"size": 700, "model": "iaf_psc_exp", "positions": sheet},
            "I": {"size": 150, "model": "iaf_psc_exp", "positions": sheet},
            "G": {"size": 96, "model": "parrot_neuron",
                  "positions": {"type": "grid", "shape": [12, 8], "spacing": 50.0, "periodic": True}}},
        "projections": [
            projection("E", "E", {"type": "pairwise_bernoulli", "mask": circle, "passes": 2,
                                  "kernel": {"type": "exponential", "p_center": 0.5, "beta": 60.0}}, falling),
            projection("I", "E", {"type": "fixed_indegree", "indegree": 20, "mask": circle,
                                  "kernel": "exp(-(x/70)^2)"}, -80.0),
            projection("E", "I", {"type": "fixed_outdegree", "outdegree": 8, "mask": circle,
                                  "allow_multapses": False}, falling),
            projection("G", "E", {"type": "pairwise_poisson", "mask": circle,
                                  "kernel": {"type": "gaussian", "p_center": 1.5, "std": 40.0}}, 60.0),
            projection("E", "E", {"type": "fixed_indegree", "indegree": 5}, -10.0)],
        "stimuli": {
            "noise": {"model": "poisson_generator", "target": "E", "rate": 6000.0, "weight": 40.0},
            "jumps": {"model": "poisson_generator", "target": "G", "rate": 100.0, "weight": 1.0}},
        "record": {"spikes": True}}


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
