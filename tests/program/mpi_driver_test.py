"""The driver of our MPI tests (tests/support/mpi_main.cpp) notices what goes wrong on one rank only."""

import os
import pathlib
import subprocess
import sys
import time
import unittest

sys.path.insert(0, os.path.join(os.environ["CALLOSUM_SOURCE"], "tests", "support"))
import program  # noqa: E402  (found through the line above)

FAILING_RANK = os.environ["CALLOSUM_FAILING_RANK"]
RANKS = 3


def drive(way, rank, limit=60):
    """Runs the test that goes wrong in this way on this rank; mpirun ends it after `limit` seconds."""
    words = [*program.MPIRUN, "--timeout", str(limit), "-n", str(RANKS), FAILING_RANK]
    env = {**os.environ, "FAILING_WAY": way, "FAILING_RANK": str(rank)}
    return subprocess.run(words, env=env, capture_output=True, text=True, check=False,
                          timeout=limit + 10)


def own_processes():
    """Ids of ranks that are still alive."""
    found = []
    for entry in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            if os.readlink(entry / "exe") == os.path.realpath(FAILING_RANK):
                found.append(int(entry.name))
        except OSError:  # it has ended, or is not ours
            continue
    return found


class Driver(unittest.TestCase):
    """One class of failure per test, on every rank."""

    def test_success_on_all_ranks_is_success(self):
        for rank in ("", RANKS):
            done = drive("expect", rank)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertIn("1 test from 1 test suite ran.", done.stdout)

    def test_a_failure_on_any_rank_is_a_failure_that_names_the_rank(self):
        for way, rank in [("expect", 0), ("expect", 1), ("expect", 2), ("throw", 2)]:
            with self.subTest(way=way, rank=rank):
                done = drive(way, rank)

                self.assertNotEqual(done.returncode, 0)
                self.assertIn(f"rank {rank}: ", done.stderr)

    def test_a_crash_on_any_rank_is_a_failure(self):
        for rank in (0, RANKS - 1):
            with self.subTest(rank=rank):
                done = drive("crash", rank)

                self.assertNotEqual(done.returncode, 0)
                self.assertIn("Aborted", done.stderr)

    def test_ranks_that_wait_for_one_that_left_are_ended_by_the_time_limit(self):
        done = drive("leave", 1, limit=2)

        self.assertNotEqual(done.returncode, 0)
        self.assertIn("timeout", done.stderr)
        end = time.monotonic() + 10
        while own_processes() and time.monotonic() < end:
            time.sleep(0.02)
        self.assertEqual(own_processes(), [])


if __name__ == "__main__":
    unittest.main(verbosity=2)
