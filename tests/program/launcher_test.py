"""What the program does under launchers, and without MPI."""

import os
import pathlib
import sys
import unittest

sys.path.insert(0, os.path.join(os.environ["CALLOSUM_SOURCE"], "tests", "support"))
import program  # noqa: E402  (found through the line above)

HAS_MPI = os.environ["CALLOSUM_MPI"] == "ON"


class Version(unittest.TestCase):
    """`callosum --version` says whether MPI is in."""

    def test_it_names_mpi_or_none(self):
        lines = program.call("--version").stdout.splitlines()
        mpi = next(line for line in lines if line.startswith("MPI: "))
        self.assertEqual(mpi != "MPI: none", HAS_MPI, mpi)


class Silence(unittest.TestCase):
    """Of several copies of a command that works on one rank, the first alone speaks."""

    def test_other_ranks_say_nothing(self):
        for env in ({"OMPI_COMM_WORLD_RANK": "1"}, {"PMIX_RANK": "2"}, {"SLURM_PROCID": "1"}):
            done = program.call("models", env=env)
            self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""), env)


    def test_other_ranks_read_their_file_all_the_same(self):
        done = program.call("check", "there_is_none.json", env={"PMIX_RANK": "1"})
        self.assertNotEqual(done.returncode, 0)


class Alone(unittest.TestCase):
    """A run that no launcher has started is one rank."""

    def test_tasks_of_a_scheduler_that_do_not_know_each_other_are_refused(self):
        path = program.write_experiment(program.small_network())
        for rank in ("0", "1"):
            done = program.call("run", path, "--out", "tasks",
                                env={"SLURM_STEP_ID": "0", "SLURM_NTASKS": "2", "SLURM_PROCID": rank})
            self.assertEqual(done.returncode, 1, done.stderr)
            self.assertFalse(pathlib.Path("tasks").exists())

    def test_its_spikes_are_those_of_a_run_with_mpi(self):
        if not HAS_MPI:
            self.skipTest("this build has no MPI")
        alone = program.run(program.small_network(), "without_mpi")
        with_mpi = program.run(program.small_network(), "with_mpi", "--mpi")
        self.assertEqual(alone["spike_digest"], with_mpi["spike_digest"])

    def test_it_is_not_pinned_where_nobody_wants_it(self):
        found = program.run(program.small_network(), "unbound", "--bind", "none")
        self.assertIn("not pinned", found["notes"][0])


@unittest.skipIf(HAS_MPI, "this build has MPI")
class WithoutMpi(unittest.TestCase):
    """A build without MPI runs in one process, and in no more."""

    def test_it_runs(self):
        found = program.run(program.small_network(), "alone", threads=2)
        self.assertGreater(found["spikes"], 0)
        self.assertEqual(found["versions"]["mpi"], "none")
        self.assertTrue(pathlib.Path("alone", "spikes.h5").exists())

    def test_several_copies_are_refused_with_one_message(self):
        path = program.write_experiment(program.small_network())
        launchers = (
            lambda rank: {"OMPI_COMM_WORLD_RANK": rank, "OMPI_COMM_WORLD_SIZE": "2"},
            lambda rank: {"PMI_RANK": rank, "PMI_SIZE": "2"},
            lambda rank: {"SLURM_PROCID": rank, "SLURM_STEP_NUM_TASKS": "2"},
        )
        for launcher in launchers:
            first = program.call("run", path, "--out", "copies", env=launcher("0"))
            second = program.call("run", path, "--out", "copies", env=launcher("1"))
            self.assertEqual((first.returncode, second.returncode), (1, 1))
            self.assertIn("no MPI, but a launcher has started 2 copies", first.stderr)
            self.assertEqual(second.stderr, "")
            self.assertFalse(pathlib.Path("copies").exists())

    def test_a_batch_job_of_many_tasks_may_start_one_copy(self):
        path = program.write_experiment(program.small_network())
        done = program.call("run", path, "--out", "batch", "--overwrite",
                            env={"SLURM_NTASKS": "16", "SLURM_PROCID": "0"})
        self.assertEqual(done.returncode, 0, done.stderr)


if __name__ == "__main__":
    unittest.main()
