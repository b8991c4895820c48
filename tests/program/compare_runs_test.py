"""compare_runs.py and plot_mapping.py: measures on trains that are known, and pictures of real output."""

import json
import os
import pathlib
import subprocess
import sys
import unittest

import numpy as np

sys.path.insert(0, os.path.join(os.environ["CALLOSUM_SOURCE"], "tests", "support"))
import boards  # noqa: E402  (found through the line above)
import program  # noqa: E402
import compare_runs  # noqa: E402  (boards knows the scripts)


def script(name, *arguments):
    """Calls a script as a user does."""
    return subprocess.run([sys.executable, "-B", str(program.SOURCE / "scripts" / name), *arguments],
                          capture_output=True, text=True, check=False, timeout=100)


class Measures(unittest.TestCase):
    """Distances of spike trains."""

    def setUp(self):
        rng = np.random.default_rng(1)
        self.trains = [np.sort(rng.uniform(0, 100000, 2000)) for _ in range(2)]

    def test_equal_trains(self):
        a = self.trains[0]
        self.assertEqual(compare_runs.van_rossum(a, a, 10, 1e5), 0)
        self.assertAlmostEqual(compare_runs.coincidence(a, a, 2, 1e5), 1)

    def test_independent_trains(self):
        a, b = self.trains
        self.assertAlmostEqual(compare_runs.van_rossum(a, b, 10, 1e5), 1, delta=0.05)
        self.assertAlmostEqual(compare_runs.coincidence(a, b, 2, 1e5), 0, delta=0.05)

    def test_jitter_within_and_beyond_the_window(self):
        a = np.arange(0.0, 1e5, 100)
        self.assertAlmostEqual(compare_runs.coincidence(a, a + 1.5, 2, 1e5), 1, delta=1e-9)
        self.assertLess(compare_runs.coincidence(a, a + 5, 2, 1e5), 0)
        near, far = (compare_runs.van_rossum(a, a + shift, 10, 1e5) for shift in (1, 20))
        self.assertLess(near, 0.4)
        self.assertGreater(far, near)

    def test_silent_trains(self):
        none, a = np.empty(0), self.trains[0]
        self.assertEqual(compare_runs.van_rossum(none, none, 10, 1e5), 0)
        self.assertEqual(compare_runs.coincidence(none, none, 2, 1e5), 1)
        self.assertEqual(compare_runs.coincidence(none, a, 2, 1e5), 0)


class Scripts(unittest.TestCase):
    """On what the program wrote."""

    def test_a_run_with_itself_and_with_another(self):
        program.run(program.small_network(60.0), "one", "--quiet")
        program.run({**program.small_network(60.0), "seed": 8}, "two", "--quiet")
        done = script("compare_runs.py", "one", "two", "--json", "--output", "runs.png")
        self.assertEqual(done.returncode, 0, done.stderr)
        rows = json.loads(done.stdout)["populations"]
        self.assertGreater(rows["E"]["van_rossum"], 0.1)
        self.assertGreater(pathlib.Path("runs.png").stat().st_size, 10000)
        same = json.loads(script("compare_runs.py", "one", "one", "--json").stdout)["populations"]
        self.assertEqual(same["E"]["van_rossum"], 0)
        self.assertEqual(script("compare_runs.py", "one", "nowhere").returncode, 1)

    def test_mappings_are_drawn(self):
        for target, board, dt, allow in (("spinnaker2", "spinnaker2_48chip", 1, "poisson_predrawn"),
                                         ("brainscales2", "brainscales2_chip", 0.1,
                                          "poisson_predrawn,delay_drop")):
            boards.export(boards.network(size=100), target, target, board, "--allow", allow, dt=dt)
            done = script("plot_mapping.py", target)
            self.assertEqual(done.returncode, 0, done.stderr)
            self.assertGreater(pathlib.Path(target, "mapping.png").stat().st_size, 10000)
            checked = script("check_partition.py", target)
            self.assertEqual(checked.returncode, 0, checked.stdout)
            self.assertIn("legal", checked.stdout)
        self.assertEqual(script("plot_mapping.py", "nowhere").returncode, 1)
        self.assertEqual(script("check_partition.py", "nowhere").returncode, 2)


if __name__ == "__main__":
    unittest.main()
