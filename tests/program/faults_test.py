"""One rank's end is everybody's end, soon and with the reason; what was recorded can be recovered."""

import os
import pathlib
import resource
import shutil
import signal
import subprocess
import sys
import time
import unittest

import h5py

sys.path.insert(0, os.path.join(os.environ["CALLOSUM_SOURCE"], "tests", "support"))
import program  # noqa: E402  (found through the line above)

SOON = 10.0  # seconds within which all must have ended
FOREVER_MS = 1e8  # a run that only a fault can end


def fresh(name):
    """Absolute path of an output folder that does not exist."""
    shutil.rmtree(name, ignore_errors=True)
    return os.path.abspath(name)


def processes(word):
    """Ids of live processes that have the word in their command line."""
    found = []
    for entry in pathlib.Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and word in (entry / "cmdline").read_text():
                if "\nState:\tZ" not in (entry / "status").read_text():
                    found.append(int(entry.name))
        except OSError:  # it has ended meanwhile
            continue
    return found


def wait_until(condition, seconds):
    """True once the condition holds, False after that many seconds."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def spikes_of(path):
    """All spikes of a file as a set of (population, time, node)."""
    with h5py.File(path, "r") as file:
        return {(name, time_ms, node) for name, group in file["spikes"].items()
                for time_ms, node in zip(group["timestamps"][()], group["node_ids"][()])}


class FaultCase(unittest.TestCase):
    """What all faults have in common."""

    def assert_ends_with(self, text, out, *arguments, code=2, ranks=0, env=None, **options):
        """A call must end soon, with that code, with the text on stderr, without a run.json."""
        done = program.call(*arguments, ranks=ranks, env=env, timeout=SOON, **options)
        self.assertEqual(done.returncode, code, done.stderr)
        self.assertIn(text, done.stderr)
        self.assertFalse(os.path.exists(os.path.join(out, "run.json")), "a failed run left run.json")
        return done

    def recover(self, out):
        """Spikes that `callosum merge` finds in what a failed run left."""
        merged = program.call("merge", out)
        self.assertEqual(merged.returncode, 0, merged.stderr)
        return spikes_of(os.path.join(out, "spikes.h5"))


class InjectedFaults(FaultCase):
    """CALLOSUM_FAULT makes one rank fail in one phase."""

    @classmethod
    def setUpClass(cls):
        cls.experiment = program.write_experiment(program.small_network(), "small.json")
        program.run(cls.experiment, "whole", "--quiet")
        cls.whole = spikes_of("whole/spikes.h5")

    def test_a_fault_on_any_rank_in_any_phase_ends_all(self):
        for phase in ("build", "run", "write"):
            for rank in (0, 1, 2):
                with self.subTest(phase=phase, rank=rank):
                    out = fresh(f"{phase}_{rank}")
                    self.assert_ends_with(
                        f"callosum: rank {rank}: fault injected by CALLOSUM_FAULT in phase '{phase}'",
                        out, "run", self.experiment, "--out", out, "--threads", 1 + rank % 2,
                        "--quiet", ranks=3, env={"CALLOSUM_FAULT": f"{phase}:{rank}"})

                    self.assertEqual(processes(out), [])
                    self.assertLessEqual(self.recover(out), self.whole)

    def test_a_fault_without_mpirun_ends_the_run(self):
        out = fresh("solo")
        self.assert_ends_with("rank 0: fault injected", out, "run", self.experiment, "--out", out,
                              "--threads", 2, env={"CALLOSUM_FAULT": "run:0"})

    def test_a_fault_of_a_rank_that_does_not_exist_is_none(self):
        out = fresh("nobody")
        done = program.call("run", self.experiment, "--out", out, "--quiet",
                            env={"CALLOSUM_FAULT": "run:7"})

        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertGreater(len(self.whole), 100)
        self.assertEqual(spikes_of("nobody/spikes.h5"), self.whole)


class Signals(FaultCase):
    """Ranks that are killed in mid-run; the rest must not wait for them."""

    def start(self, out, ranks=3):
        """Starts an endless run and returns it once all ranks have spikes on the disk."""
        network = program.changed(program.small_network(FOREVER_MS), record={"rates": ["E"]})
        experiment = program.write_experiment(network, "endless.json")
        words = program.command(["run", experiment, "--out", out, "--threads", 1], ranks)
        job = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.addCleanup(job.wait)
        self.addCleanup(job.kill)
        parts = [pathlib.Path(out, f"{kind}.{rank}.part") for rank in range(ranks)
                 for kind in ("spikes", "rates")]
        heads = 4096  # bytes, more than the head of a part file
        started = wait_until(lambda: all(p.exists() and p.stat().st_size > heads for p in parts), 60)
        self.assertTrue(started, "the run has recorded nothing")
        return job

    def assert_gone_soon(self, out):
        """No process of the run is left, and what it wrote can be recovered."""
        self.assertTrue(wait_until(lambda: not processes(out), SOON), "processes are left")
        self.assertFalse(os.path.exists(os.path.join(out, "run.json")))
        spikes = self.recover(out)
        self.assertGreater(len(spikes), 100)
        with h5py.File(os.path.join(out, "rates.h5"), "r") as file:
            counts = file["rates/E/counts"][()].tolist()
        self.assertGreater(len(counts), 100)
        for bin_ms in range(20):  # what all ranks have surely written
            here = [s for s in spikes if s[0] == "E" and bin_ms < round(s[1], 6) <= bin_ms + 1]
            self.assertEqual(counts[bin_ms], len(here), bin_ms)

    def test_a_killed_rank_ends_all(self):
        out = fresh("killed_rank")
        job = self.start(out)
        ranks = [pid for pid in processes(out) if pid != job.pid]
        self.assertEqual(len(ranks), 3)

        os.kill(ranks[1], signal.SIGKILL)

        self.assertNotEqual(job.wait(SOON), 0)
        self.assert_gone_soon(out)

    def test_terminating_mpirun_leaves_no_process(self):
        out = fresh("terminated")
        job = self.start(out)

        job.send_signal(signal.SIGTERM)

        self.assertNotEqual(job.wait(SOON), 0)
        self.assert_gone_soon(out)


class Disks(FaultCase):
    """Places that cannot be written to, or not for long. (Permissions do not bind root.)"""

    def setUp(self):
        self.experiment = program.write_experiment(program.small_network(), "disk.json")

    def test_an_output_folder_below_a_file_is_refused_once(self):
        pathlib.Path("regular_file").write_text("mine")

        done = self.assert_ends_with("regular_file/out: cannot be created", "regular_file/out", "run",
                                     self.experiment, "--out", "regular_file/out", code=1, ranks=2)

        self.assertEqual(done.stderr.count("callosum:"), 1, done.stderr)
        self.assertEqual(pathlib.Path("regular_file").read_text(), "mine")

    def test_a_log_on_a_full_device_ends_all(self):
        out = fresh("full_log")
        self.assert_ends_with("rank 0: /dev/full: cannot be written (No space left on device)", out,
                              "run", self.experiment, "--out", out, "--log-json", "/dev/full",
                              ranks=2)

    def test_a_part_file_that_cannot_grow_ends_the_run(self):
        size = 8 << 20  # bytes; MPI's own files need a few millions

        def limit():
            # Python leaves this signal ignored, hence write() fails, as on a full disk.
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))

        out = fresh("cannot_grow")
        traces = '[{"population": "E", "variables": ["V_m", "I_syn_ex"]}]'
        self.assert_ends_with("traces.0.part: cannot be written (File too large)", out, "run",
                              self.experiment, "--out", out, "--duration", FOREVER_MS, "--threads", 1,
                              "--set", f"record.traces={traces}", preexec_fn=limit,
                              restore_signals=False)
        self.assertGreater(len(self.recover(out)), 100)
        rows = size // (80 * 2 * 4) // 2  # of 80 neurons and 2 variables; half of what fits
        with h5py.File(os.path.join(out, "traces_V_m.h5"), "r") as file:
            self.assertGreater(file["report/E/data"].shape[0], rows)

    def test_a_full_file_system_ends_all(self):
        # The file system is mounted in a name space of the command: nothing is left behind.
        alone = ["unshare", "--mount", "--map-root-user"]
        mount = 'mount -t tmpfs -o size=1m none "$0" && '
        place = fresh("small_disk")
        os.makedirs(place)
        try:
            subprocess.run([*alone, "sh", "-c", mount + "true", place], check=True,
                           capture_output=True)
        except (OSError, subprocess.CalledProcessError) as error:
            self.skipTest(f"no file system can be mounted here: {error}")
        words = program.command(["run", os.path.abspath(self.experiment), "--out", place + "/out",
                                 "--duration", FOREVER_MS, "--threads", 1], ranks=2)
        script = mount + '"$@"; code=$?; ls "$0/out" >&2; exit $code'

        done = subprocess.run([*alone, "sh", "-c", script, place, *words], capture_output=True,
                              text=True, check=False, timeout=6 * SOON)

        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertRegex(done.stderr, r"rank [01]: .*part: cannot be written \(No space left")
        self.assertIn("spikes.0.part", done.stderr)
        self.assertNotIn("run.json", done.stderr)


class Numbers(FaultCase):
    """States and sums that are no numbers any more."""

    def run_with(self, text, out, *options, code=2, ranks=0, network=None):
        """The small network with some options; must end with the text."""
        experiment = program.write_experiment(network or program.small_network(), f"{out}.json")
        return self.assert_ends_with(text, fresh(out), "run", experiment, "--out", out, "--threads", 1,
                                     *options, code=code, ranks=ranks)

    def test_an_infinite_state_is_named_at_once(self):
        done = self.run_with("its state is not a finite number", "infinite", "--duration", FOREVER_MS,
                             "--set", "stimuli.drive.weight=1.7e308", ranks=2)
        self.assertRegex(done.stderr, r"callosum: rank [01]: population 'E', neuron \d+: its state")

    def test_an_infinite_state_in_the_last_steps_is_noticed(self):
        network = program.small_network(30.0)
        network["stimuli"]["late"] = {
            "model": "spike_generator", "target": {"population": "I", "first": 17, "last": 18},
            "spike_times": [29.0, 29.1], "weight": -1.7e308}
        for options in ([], ["--reference"]):
            self.run_with("population 'I', neuron 17: its state is not a finite number", "late",
                          *options, network=network)

    def test_an_infinite_sum_of_weights_is_refused(self):
        self.run_with("population 'I': the sum of its weights", "sum", "--set",
                      "projections[0].weight=1e308", ranks=2)

    def test_an_input_beyond_64_bits_is_refused(self):
        network = program.small_network()
        network["projections"][0]["rule"]["indegree"] = 2**25
        experiment = program.write_experiment(network, "wide.json")

        self.assert_ends_with("population 'I': its input needs more than 64 bits", "none", "check",
                              experiment, "--set", "weights=exact")


class Disagreement(FaultCase):
    """What a user's launcher can do: ranks that are started differently."""

    def test_a_rank_that_cannot_read_the_experiment_ends_all(self):
        experiment = program.write_experiment(program.small_network(), "differs.json")
        for bad in (0, 1):
            with self.subTest(rank=bad):
                out = fresh(f"differs_{bad}")
                good = ["run", experiment, "--out", out, "--quiet"]
                wrong = [*good, "--set", "populations.E.size=none"]
                first, second = (wrong, good) if bad == 0 else (good, wrong)
                words = [*program.command(first, 1), ":", "-n", "1", program.PROGRAM, *second]

                done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=SOON)

                self.assertEqual(done.returncode, 1, done.stderr)
                self.assertIn(f"rank {bad}: --set populations.E.size=none", done.stderr)
                self.assertFalse(os.path.exists(out), "something was written")


if __name__ == "__main__":
    unittest.main(verbosity=2)
