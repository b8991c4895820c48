"""Recording of weights: the same file, byte for byte, on every layout; what a killed run leaves is kept;
what the file says agrees with run.json."""

import os
import pathlib
import shutil
import signal
import struct
import subprocess
import sys
import time
import unittest

import numpy as np

SOURCE = os.environ["CALLOSUM_SOURCE"]
sys.path[:0] = [os.path.join(SOURCE, "tests", "support"), os.path.join(SOURCE, "scripts")]
import program  # noqa: E402  (found through the line above)
import read_output  # noqa: E402

LAYOUTS = [(1, 1), (1, 2), (2, 1), (2, 2), (3, 1), (4, 1)]  # ranks, threads
WORD = (1 << 64) - 1


def network(**values):
    """Excitatory and inhibitory synapses that learn, several of them between some pairs, and static ones."""
    base = {
        "seed": 5, "dt": 0.1, "warmup": 5.0, "duration": 60.0,
        "populations": {"E": {"size": 200, "model": "iaf_psc_exp"},
                        "I": {"size": 37, "model": "iaf_psc_exp"}},
        "projections": [
            {"name": "static", "source": "E", "target": "I", "weight": 60.0, "delay": 1.5,
             "rule": {"type": "fixed_total_number", "N": 900}},
            {"name": "EE", "source": "E", "target": "E",
             "rule": {"type": "fixed_indegree", "indegree": 60},
             "weight": {"distribution": "uniform", "min": 20.0, "max": 70.0},
             "delay": {"distribution": "uniform", "min": 0.5, "max": 3.0},
             "synapse": {"model": "stdp_synapse", "Wmax": 100.0, "lambda": 0.05}},
            {"name": "IE", "source": "I", "target": "E", "weight": -60.0, "delay": 1.0,
             "rule": {"type": "pairwise_bernoulli", "p": 0.3},
             "synapse": {"model": "vogels_sprekeler_synapse", "Wmax": -300.0, "eta": 0.5}}],
        "stimuli": {"drive": {"model": "poisson_generator", "target": "E", "rate": 9000.0,
                              "weight": 45.0}},
        "record": {"spikes": False, "weights": [
            {"projection": "EE", "times": [0, 12.3, 65.0]},
            {"projection": "IE", "times": [65.0]},
            {"projection": 2, "interval": 0.7, "start": 3.0, "stop": 50.0,
             "sources": [[3, 5], [30, 37]], "target_indices": [0, 17, 199]}]},
    }
    return program.changed(base, **values)


def mix(word):
    """The finaliser of SplitMix64."""
    word = ((word ^ (word >> 30)) * 0xBF58476D1CE4E5B9) & WORD
    word = ((word ^ (word >> 27)) * 0x94D049BB133111EB) & WORD
    return word ^ (word >> 31)


def digest(projection, recorded, row):
    """What `weight_digest` has of one projection."""
    total = 0
    for source, target, occurrence, weight in zip(
            recorded.sources.tolist(), recorded.targets.tolist(), recorded.occurrences.tolist(),
            recorded.values[row].tolist()):
        bits, = struct.unpack("<Q", struct.pack("<d", weight))
        pair = mix(((source << 32) + target) & WORD)
        which = mix((pair + (projection << 32) + occurrence) & WORD)
        total += mix((which + bits) & WORD)
    return total & WORD


def content(out):
    """The bytes of weights.h5."""
    return pathlib.Path(out, "weights.h5").read_bytes()


class Recorded(unittest.TestCase):
    """What the file holds."""

    def test_every_layout_and_the_reference_write_the_same_bytes(self):
        for precision in ("double", "single"):
            experiment = network(precision=precision)
            program.run(experiment, f"{precision}_reference", "--reference", "--quiet")
            expected = content(f"{precision}_reference")
            for ranks, threads in LAYOUTS:
                with self.subTest(precision=precision, ranks=ranks, threads=threads):
                    out = f"{precision}_{ranks}x{threads}"
                    program.run(experiment, out, "--quiet", ranks=ranks, threads=threads)
                    self.assertTrue(content(out) == expected, "weights.h5 differs")

    def test_the_last_snapshot_has_the_digest_of_the_run(self):
        for precision in ("double", "single"):
            found = program.run(network(precision=precision), f"digest_{precision}", "--quiet", threads=2)

            total = sum(digest(n, read_output.weights(f"digest_{precision}", name), -1)
                        for n, name in ((1, "EE"), (2, "IE"))) & WORD
            self.assertEqual(f"{total:016x}", found["weight_digest"])
            for projection in found["projections"][1:]:
                last = read_output.weights(f"digest_{precision}", projection["name"], [-1]).values
                self.assertEqual(projection["weights"]["min"], last.min())
                self.assertEqual(projection["weights"]["max"], last.max())

    def test_recording_changes_nothing(self):
        recorded = program.run(network(), "with", "--quiet", threads=2)
        silent = program.run(network(record={"spikes": False}), "without", "--quiet")

        self.assertGreater(silent["spikes"], 1000)
        for key in ("spike_digest", "weight_digest", "spikes"):
            self.assertEqual(recorded[key], silent[key])
        self.assertFalse(os.path.exists("without/weights.h5"))

    def test_what_is_read_is_what_was_asked_for(self):
        program.run(network(), "read", "--quiet", ranks=2)

        self.assertEqual(read_output.weight_records("read"), ["EE", "IE", "IE.2"])
        whole = read_output.weights("read", "EE")
        self.assertEqual((whole.projection, whole.source, whole.target, whole.synapse_model, whole.unit),
                         ("EE", "E", "E", "stdp_synapse", "pA"))
        np.testing.assert_array_equal(whole.times, [0, 12.3, 65])
        self.assertEqual(whole.values.shape, (3, 200 * 60))
        self.assertEqual(whole.values.dtype, np.float64)
        order = np.lexsort((whole.occurrences, whole.targets, whole.sources))
        np.testing.assert_array_equal(order, np.arange(len(order)))
        self.assertGreater(whole.occurrences.max(), 0)
        np.testing.assert_array_equal(np.bincount(whole.targets), np.full(200, 60))
        self.assertTrue(np.all((whole.values[0] >= 20) & (whole.values[0] <= 70)))
        self.assertGreater(np.count_nonzero(whole.values[2] != whole.values[0]), 5000)
        self.assertTrue(np.all((whole.delays >= 0.5) & (whole.delays <= 3)))
        ends = read_output.weights("read", "EE", [0, -1])
        np.testing.assert_array_equal(ends.values, whole.values[[0, 2]])

        part = read_output.weights("read", "IE.2")
        np.testing.assert_allclose(part.times, 3 + 0.7 * np.arange(68), rtol=1e-12)
        self.assertTrue(set(part.sources) <= {3, 4, *range(30, 37)})
        self.assertTrue(set(part.targets) <= {0, 17, 199})
        last = read_output.weights("read", "IE")
        chosen = (np.isin(last.sources, [3, 4, *range(30, 37)]) & np.isin(last.targets, [0, 17, 199]))
        np.testing.assert_array_equal(last.sources[chosen], part.sources)
        np.testing.assert_array_equal(last.targets[chosen], part.targets)
        self.assertTrue(np.all(np.diff(part.values, axis=0).any(axis=0) | (part.values == -60).all(axis=0)))

        single = program.run(network(precision="single"), "read_single", "--quiet")
        self.assertEqual(single["synapses"], 200 * 60 + len(last.sources) + 900)
        self.assertEqual(read_output.weights("read_single", "EE").values.dtype, np.float32)

    def test_what_is_not_there_is_named(self):
        program.run(network(), "named", "--quiet")

        for asked, words in ((None, "EE, IE, IE.2"), ("static", "no weights of 'static'")):
            with self.assertRaisesRegex(read_output.OutputError, words):
                read_output.weights("named", asked)
        with self.assertRaisesRegex(read_output.OutputError, "weights.h5"):
            read_output.weights("nowhere")

    def test_info_and_the_summary_describe_it(self):
        program.run(network(), "described", "--quiet")

        text = program.call("info", "described/weights.h5").stdout
        summary = read_output.summary("described")

        for words in ("EE/  stdp_synapse from E to E", "weights  [3 x 12000] real numbers, pA",
                      "IE.2/  vogels_sprekeler_synapse from I to E", "time  [68] real numbers, ms"):
            self.assertIn(words, text)
        self.assertIn("weights EE (pA): 12000 synapses, 3 snapshots from 0 to 65 ms", summary)

    def test_a_folder_is_used_again_only_where_that_is_asked_for(self):
        experiment = program.write_experiment(network(), "again.json")
        program.run(experiment, "again", "--quiet")
        pathlib.Path("again/weights.0.part").write_bytes(b"left")

        refused = program.call("run", experiment, "--out", "again", "--quiet")
        replaced = program.call("run", experiment, "--out", "again", "--quiet", "--overwrite")

        self.assertEqual((refused.returncode, replaced.returncode), (1, 0), replaced.stderr)
        self.assertEqual(sorted(os.listdir("again")), ["run.json", "weights.h5"])


class Killed(unittest.TestCase):
    """A run that ends in the middle."""

    def test_what_a_killed_run_left_is_merged(self):
        records = [{"projection": "EE", "interval": 5.0}, {"projection": "IE", "times": [1e6]}]
        experiment = network(duration=1e7, record={"spikes": False, "weights": records})
        shutil.rmtree("killed", ignore_errors=True)
        path = program.write_experiment(experiment, "killed.json")
        with subprocess.Popen(program.command(["run", path, "--out", "killed", "--threads", 2,
                                               "--quiet"])) as job:
            part = pathlib.Path("killed/weights.0.part")
            end = time.monotonic() + program.PATIENCE
            while not (part.exists() and part.stat().st_size > 2000000):
                self.assertLess(time.monotonic(), end, "nothing is recorded")
                self.assertIsNone(job.poll())
                time.sleep(0.05)
            job.send_signal(signal.SIGKILL)

        merged = program.call("merge", "killed")

        self.assertEqual(merged.returncode, 0, merged.stderr)
        self.assertIn("snapshots of weights: weights.h5", merged.stderr)
        self.assertEqual(os.listdir("killed"), ["weights.h5"])
        kept = read_output.weights("killed", "EE")
        self.assertGreater(len(kept.times), 3)
        np.testing.assert_array_equal(kept.times, 5.0 * np.arange(len(kept.times)))
        self.assertEqual(read_output.weights("killed", "IE").values.shape, (0, 0))
        records[1]["times"] = [0]
        program.run(network(duration=float(kept.times[3]), warmup=0.0,
                            record={"spikes": False, "weights": records}), "short", "--quiet")
        np.testing.assert_array_equal(kept.values[:4], read_output.weights("short", "EE").values)


if __name__ == "__main__":
    unittest.main(verbosity=2)
