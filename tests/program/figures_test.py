"""The scripts that draw do so, and say what is missing where they cannot."""

import os
import pathlib
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.environ["CALLOSUM_SOURCE"], "tests", "support"))
import program  # noqa: E402  (found through the line above)

SCRIPTS = program.SOURCE / "scripts"
CONFIGS = program.SOURCE / "configs"


def script(name, *arguments):
    """A call of one of the scripts."""
    return subprocess.run([sys.executable, "-B", SCRIPTS / name, *map(str, arguments)],
                          capture_output=True, text=True, check=False, timeout=program.PATIENCE)


class Figures(unittest.TestCase):
    """A picture each."""

    def expect_picture(self, name, *arguments):
        """The script draws a PNG file, with something on it."""
        path = pathlib.Path(f"{name}.png").absolute()
        path.unlink(missing_ok=True)
        done = script(name, *arguments, "--output", path)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(path.read_bytes()[:4], b"\x89PNG")
        self.assertGreater(path.stat().st_size, 10000)

    def test_step_responses_of_every_model(self):
        self.expect_picture("plot_step_responses.py", program.PROGRAM)

    def test_patterns(self):
        program.run(CONFIGS / "adex_patterns.json", "patterns", "--quiet", "--duration", 200)
        self.expect_picture("plot_patterns.py", "patterns", "--stop", 200)

    def test_rate_over_current(self):
        program.run(CONFIGS / "hh_fi_curve.json", "fi", "--quiet", "--duration", 200)
        self.expect_picture("plot_fi_curve.py", "fi")

    def test_raster(self):
        program.run(CONFIGS / "izhikevich_2003.json", "raster", "--quiet", "--duration", 100)
        self.expect_picture("plot_raster.py", "raster")

    def test_weights(self):
        experiment = program.small_network(60.0)
        experiment["projections"][0].update(synapse="stdp_synapse", name="EI")
        experiment["record"] = {"weights": [
            {"projection": "EI", "times": [0, 60]},
            {"projection": "EI", "interval": 1, "target_indices": [3]}]}
        program.run(experiment, "weights", "--quiet")
        self.expect_picture("plot_weights.py", "weights", "EI")
        self.expect_picture("plot_weights.py", "weights", "EI.2")

    def test_what_is_missing_is_said(self):
        for name in ("plot_patterns.py", "plot_fi_curve.py", "plot_raster.py", "plot_weights.py",
                     "classify_patterns.py"):
            done = script(name, "nowhere")
            self.assertEqual(done.returncode, 1, name)
            self.assertIn("nowhere", done.stderr)
            self.assertNotIn("Traceback", done.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
