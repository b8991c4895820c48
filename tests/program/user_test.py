"""What a user types, what the program answers, and what it leaves in the output folder."""

import json
import math
import os
import pathlib
import shutil
import sys
import unittest

import h5py

sys.path.insert(0, os.path.join(os.environ["CALLOSUM_SOURCE"], "tests", "support"))
import program  # noqa: E402  (found through the line above)

MASK = 2**64 - 1
MODELS = ("iaf_psc_exp", "iaf_psc_alpha", "iaf_psc_delta")


def mix(word):
    """The finaliser of SplitMix64."""
    word = (word ^ (word >> 30)) * 0xBF58476D1CE4E5B9 & MASK
    word = (word ^ (word >> 27)) * 0x94D049BB133111EB & MASK
    return word ^ (word >> 31)


class UserCase(unittest.TestCase):
    """An experiment on the disk and short forms of what is asked of a call."""

    def setUp(self):
        self.experiment = program.write_experiment(program.small_network(), "user.json")

    def ok(self, *arguments, ranks=0):
        """A call that must end with 0."""
        done = program.call(*arguments, ranks=ranks)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done

    def refused(self, *arguments, ranks=0):
        """A call that must end with 1: the user's input is wrong. Returns what was said."""
        done = program.call(*arguments, ranks=ranks)
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        self.assertIn("callosum: ", done.stderr)
        return done.stderr

    def fresh(self, name):
        """An output folder that does not exist."""
        shutil.rmtree(name, ignore_errors=True)
        return name


class Questions(UserCase):
    """Commands that only answer."""

    def test_help_names_every_command_and_option(self):
        everything = self.ok("--help").stdout
        for command in "run check models info merge".split():
            self.assertIn(f"\n  {command}", everything)
            self.assertIn(f"usage: callosum {command}", self.ok(command, "--help").stdout)
        options = self.ok("run", "--help").stdout
        for option in "out threads set seed duration overwrite quiet log-json".split():
            self.assertIn(f"--{option}", options)
        self.assertEqual(self.ok().stdout, everything)

    def test_version_says_what_it_was_built_with(self):
        answer = self.ok("--version").stdout
        for word in ("callosum ", "compiler: ", "MPI: ", "HDF5: ", "SIMD: "):
            self.assertIn(word, answer)

    def test_models_lists_and_describes_all_models(self):
        listed = [line.split()[0] for line in self.ok("models").stdout.splitlines()
                  if line.startswith("  ")]
        self.assertEqual(len(set(listed)), len(listed))
        for model in (*MODELS, "poisson_generator", "rate_encoder"):
            self.assertIn(model, listed)
        for model in listed:
            page = self.ok("models", model).stdout
            for word in (model, "Parameters", "Equations"):
                self.assertIn(word, page)
        self.assertIn('"iaf_psc_exp"', self.refused("models", "iaf_psc_expp"))

    def test_check_prints_an_experiment_that_runs_to_the_same_spikes(self):
        answer = self.ok("check", self.experiment)
        self.assertIn("101 neurons", answer.stderr)
        resolved = program.write_experiment(json.loads(answer.stdout), "resolved.json")

        first, second = (program.run(path, "checked", "--quiet") for path in (self.experiment, resolved))

        self.assertEqual(first["spike_digest"], second["spike_digest"])

    def test_check_reports_all_mistakes_at_once(self):
        said = self.refused("check", self.experiment, "--set", "duration=-1", "--set",
                            "populations.E.params.V_thh=3", "--set", "projections[1].rule.p=2")
        for word in ("duration", "V_thh", '"V_th"', "projections[1].rule.p"):
            self.assertIn(word, said)

    def test_bad_calls_are_refused_with_the_nearest_word(self):
        for arguments, words in [
                (["rum", self.experiment], ["rum", '"run"']),
                (["run"], ["needs EXPERIMENT"]),
                (["run", self.experiment, "--thread", "2"], ["--thread", "--threads"]),
                (["run", self.experiment, "--threads", "0"], ["--threads is 0"]),
                (["run", "absent.json"], ["absent.json: cannot be read"]),
                (["info", "absent.h5"], ["absent.h5: cannot be read"])]:
            with self.subTest(arguments=arguments):
                said = self.refused(*arguments)
                for word in words:
                    self.assertIn(word, said)

    def test_under_mpirun_a_question_is_answered_once(self):
        self.assertEqual(self.ok("models", ranks=3).stdout, self.ok("models").stdout)


class Runs(UserCase):
    """Options of `run`."""

    def run_it(self, out, *options, ranks=0):
        """Runs into a folder that need not be new; returns run.json."""
        self.ok("run", self.experiment, "--out", out, "--threads", 1, *options, ranks=ranks)
        return program.result(out)

    def test_results_are_replaced_only_on_request(self):
        out = self.fresh("kept")
        first = self.run_it(out, "--quiet")
        pathlib.Path(out, "notes.txt").write_text("mine")

        said = self.refused("run", self.experiment, "--out", out, "--seed", 8, ranks=2)

        self.assertIn("--overwrite", said)
        self.assertEqual(said.count("callosum:"), 1, "said by more than one rank")
        self.assertEqual(program.result(out), first)
        second = self.run_it(out, "--seed", 8, "--overwrite", "--quiet")
        self.assertNotEqual(second["spike_digest"], first["spike_digest"])
        self.assertEqual(pathlib.Path(out, "notes.txt").read_text(), "mine")

    def test_short_options_equal_assignments(self):
        by_option = self.run_it(self.fresh("short"), "--seed", 3, "--duration", 25, "--quiet")
        by_set = self.run_it(self.fresh("long"), "--set", "seed=3", "--set", "duration=25", "--quiet")

        self.assertEqual(by_option["experiment"]["seed"], 3)
        self.assertEqual(by_option["experiment"]["duration"], 25)
        self.assertEqual(by_option["spike_digest"], by_set["spike_digest"])

    def test_assignments_reach_numbers_words_objects_and_lists(self):
        found = self.run_it(
            self.fresh("assigned"), "--quiet", "--set", "populations.E.size=48", "--set",
            "precision=single", "--set", "projections[0].delay=1.5", "--set",
            'populations.I.params={"tau_m": 12}')["experiment"]

        self.assertEqual(found["populations"]["E"]["size"], 48)
        self.assertEqual(found["precision"], "single")
        self.assertEqual(found["projections"][0]["delay"], 1.5)
        self.assertEqual(found["populations"]["I"]["params"]["tau_m"], 12)

    def test_bad_assignments_are_refused_before_anything_is_written(self):
        for bad, word in [("populations.E.sise=5", '"size"'), ("seed=-1", "seed"), ("seed", "seed"),
                          ("projections[9].weight=1", "projections[9]"), ("duration=none", "duration")]:
            with self.subTest(assignment=bad):
                out = self.fresh("bad")
                self.assertIn(word, self.refused("run", self.experiment, "--out", out, "--set", bad))
                self.assertFalse(os.path.exists(out))

    def test_quiet_says_nothing_and_otherwise_there_is_a_summary(self):
        quiet = self.ok("run", self.experiment, "--out", self.fresh("quiet"), "--quiet")
        loud = self.ok("run", self.experiment, "--out", self.fresh("loud"))

        self.assertEqual(quiet.stdout + quiet.stderr, "")
        for word in ("population", "rate (1/s)", "real-time factor", "peak memory",
                     program.result("loud")["spike_digest"]):
            self.assertIn(word, loud.stderr)
        self.assertEqual(loud.stdout, "")

    def test_the_log_holds_one_object_per_line(self):
        pathlib.Path("log.jsonl").unlink(missing_ok=True)
        found = self.run_it(self.fresh("logged"), "--log-json", "log.jsonl", "--quiet", ranks=2)

        lines = [json.loads(line) for line in pathlib.Path("log.jsonl").read_text().splitlines()]
        for line in lines:
            self.assertEqual(list(line), ["time", "kind", "fields"])
        self.assertEqual([line["kind"] for line in lines if line["kind"] != "progress"],
                         ["built", "done"])
        self.assertEqual(lines[-1]["fields"]["spike_digest"], found["spike_digest"])

    def test_threads_per_rank_are_as_asked(self):
        found = self.run_it(self.fresh("threads"), "--quiet", ranks=2)
        self.assertEqual((found["ranks"], found["threads"]), (2, 1))
        self.ok("run", self.experiment, "--out", self.fresh("default"), "--quiet")
        self.assertGreaterEqual(program.result("default")["threads"], 1)

    def test_a_phase_changes_values_from_its_time_on(self):
        stop = ["--set", "stimuli.drive.rate=0", "--set", 'phases=[{"at": 20, "set": {}}]', "--quiet"]
        self.assertEqual(self.run_it(self.fresh("silent"), *stop)["spikes"], 0)

        begin = 'phases=[{"at": 20, "set": {"stimuli.drive.rate": 20000}}]'
        found = self.run_it(self.fresh("begun"), *stop, "--set", begin)

        self.assertGreater(found["spikes"], 0)
        self.assertEqual(found["experiment"]["phases"],
                         [{"at": 20, "set": {"stimuli.drive.rate": 20000}}])
        with h5py.File("begun/spikes.h5", "r") as file:
            self.assertGreater(file["spikes/E/timestamps"][0], 20)
        said = self.refused("check", self.experiment, "--set",
                            'phases=[{"at": 20, "set": {"seed": 2, "populations.E.size": 3}}, {"at": 1}]')
        for word in ("phases[0].set.seed", "phases[0].set.populations.E.size", "mid-run",
                     "phases[1].at"):
            self.assertIn(word, said)

    def test_rates_are_counts_of_the_recorded_spikes(self):
        self.run_it(self.fresh("rated"), "--quiet", "--set", "record.rates=true", ranks=2)

        with h5py.File("rated/rates.h5", "r") as rates, h5py.File("rated/spikes.h5", "r") as spikes:
            self.assertEqual(sorted(rates["rates"]), ["E", "I"])
            for name, group in rates["rates"].items():
                self.assertEqual(list(group["time"]), [0, 40, 1])
                expected = [0] * 40
                for time_ms in spikes[f"spikes/{name}/timestamps"]:
                    expected[(round(time_ms / 0.1) - 1) // 10] += 1
                self.assertEqual(group["counts"].dtype, "int64")
                self.assertEqual(group["counts"][()].tolist(), expected)
                size = {"E": 80, "I": 21}[name]
                for count, rate in zip(expected, group["rate"]):
                    self.assertAlmostEqual(rate, count / size / 1e-3, places=6)
        described = self.ok("info", "rated/rates.h5").stdout
        for word in ("counts  [40] integers, spikes", "rate  [40] real numbers, spikes/s", "time", "ms"):
            self.assertIn(word, described)

    def test_an_empty_record_keeps_spikes_and_false_keeps_none(self):
        everything = self.run_it(self.fresh("all"), "--set", "record={}", "--quiet")
        nothing = self.run_it(self.fresh("none"), "--set", 'record={"spikes": false}', "--quiet")

        self.assertEqual(sorted(os.listdir("all")), ["run.json", "spikes.h5"])
        self.assertEqual(os.listdir("none"), ["run.json"])
        self.assertEqual(nothing["spike_digest"], everything["spike_digest"])
        self.assertEqual(nothing["spikes"], everything["spikes"])

    def test_the_reference_run_needs_one_rank_and_keeps_the_selected_spikes(self):
        select = ["--set", 'record.spikes=[{"population": "E", "neurons": [3, 9], "start": 10}]']
        program.run(self.experiment, "fast", *select, "--quiet")
        program.run(self.experiment, "plain", *select, "--quiet", "--reference")

        self.assertEqual(program.datasets("plain/spikes.h5"), program.datasets("fast/spikes.h5"))
        self.assertIn("--reference", self.refused("run", self.experiment, "--out", self.fresh("two"),
                                                  "--reference", ranks=2))


class Results(UserCase):
    """Numbers in run.json and files in SONATA's layout, after a run with a warm-up on two ranks."""

    @classmethod
    def setUpClass(cls):
        cls.network = program.changed(program.small_network(200.0), warmup=15.0)
        cls.network["populations"]["silent"] = {"size": 5, "model": "iaf_psc_delta"}
        cls.found = program.run(cls.network, "results", "--quiet", ranks=2)
        cls.spikes = {}
        with h5py.File("results/spikes.h5", "r") as file:
            for name, group in file["spikes"].items():
                cls.spikes[name] = list(zip(group["timestamps"][()].tolist(),
                                            group["node_ids"][()].tolist()))

    def test_run_json_has_the_promised_numbers(self):
        found = self.found
        for key in ("real_time_factor", "build_seconds", "run_seconds", "peak_rss_bytes", "synapses",
                    "spikes"):
            self.assertGreater(found[key], 0, key)
        self.assertEqual((found["ranks"], found["threads"], found["neurons"]), (2, 1, 106))
        self.assertAlmostEqual(found["real_time_factor"], found["run_seconds"] / 0.2)
        self.assertRegex(found["spike_digest"], r"^[0-9a-f]{16}$")
        self.assertGreater(found["peak_rss_bytes"], 2 * 5e6, "less than two programs need")
        for key in ("callosum", "git_hash", "compiler", "mpi", "hdf5", "simd"):
            self.assertTrue(found["versions"][key], key)
        for name in ("update", "deliver", "exchange", "wait", "record"):
            times = found["phases"][name]
            self.assertLessEqual(0, times["min_seconds"])
            self.assertLessEqual(times["min_seconds"], times["mean_seconds"])
            self.assertLessEqual(times["mean_seconds"], times["max_seconds"])
            self.assertLessEqual(times["max_seconds"], found["run_seconds"] * 1.01)
        self.assertEqual(sum(p["synapses"] for p in found["projections"]), found["synapses"])
        self.assertEqual(found["projections"][0]["synapses"], 21 * 10)
        self.assertEqual(found["experiment"]["seed"], 7)

    def test_rates_and_intervals_follow_from_the_recorded_spikes(self):
        total = 0
        for name, numbers in self.found["populations"].items():
            trains = {}
            for time_ms, node in self.spikes[name]:
                if time_ms > 15.0 + 1e-9:
                    trains.setdefault(node, []).append(time_ms)
            n_spikes = sum(map(len, trains.values()))
            total += n_spikes
            self.assertEqual(numbers["spikes"], n_spikes, name)
            self.assertAlmostEqual(numbers["rate_hz"], n_spikes / numbers["size"] / 0.2, places=9)
            cvs = []
            for times in trains.values():
                gaps = [b - a for a, b in zip(times, times[1:])]
                if len(gaps) >= 2:
                    mean = sum(gaps) / len(gaps)
                    cvs.append(math.sqrt(sum((g - mean)**2 for g in gaps) / len(gaps)) / mean)
            self.assertEqual(numbers["cv_neurons"], len(cvs), name)
            if cvs:
                # Times in the file are rounded to doubles; whole steps are not.
                self.assertAlmostEqual(numbers["cv_isi"], sum(cvs) / len(cvs), places=9)
            else:
                self.assertIsNone(numbers["cv_isi"])
        self.assertEqual(self.found["spikes"], total)
        self.assertEqual(self.spikes["silent"], [])

    def test_the_digest_follows_from_the_recorded_spikes(self):
        digest, first_gid = 0, 0
        for name, population in self.network["populations"].items():
            for time_ms, node in self.spikes[name]:
                digest += mix(((first_gid + node) << 32) + round(time_ms / 0.1))
            first_gid += population["size"]

        self.assertEqual(self.found["spike_digest"], f"{digest & MASK:016x}")

    def test_spikes_are_stored_in_the_layout_of_sonata(self):
        with h5py.File("results/spikes.h5", "r") as file:
            self.assertEqual(file.attrs["magic"], 0x0A7A)
            self.assertEqual(list(file.attrs["version"]), [0, 1])
            self.assertEqual(sorted(file["spikes"]), ["E", "I", "silent"])
            for group in file["spikes"].values():
                sorting = h5py.check_enum_dtype(group.attrs.get_id("sorting").dtype)
                self.assertEqual(sorting, {"none": 0, "by_id": 1, "by_time": 2})
                self.assertEqual(group.attrs["sorting"], sorting["by_time"])
                units = group["timestamps"].attrs["units"]
                self.assertEqual(units if isinstance(units, str) else units.decode(), "ms")
                self.assertEqual(group["timestamps"].dtype, "float64")
                self.assertEqual(group["node_ids"].dtype, "uint64")
        for spikes in self.spikes.values():
            self.assertEqual(spikes, sorted(set(spikes)))

    def test_info_describes_what_a_run_leaves(self):
        self.assertIn("timestamps", self.ok("info", "results/spikes.h5").stdout)
        self.assertIn(self.found["spike_digest"], self.ok("info", "results/run.json").stdout)


if __name__ == "__main__":
    unittest.main(verbosity=2)
