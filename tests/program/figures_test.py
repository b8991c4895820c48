"""The scripts that draw do so, and say what is missing where they cannot."""

import csv
import json
import os
import pathlib
import shutil
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

    def test_phases(self):
        program.run(program.small_network(20.0), "phases", "--quiet", ranks=2)
        self.expect_picture("plot_phases.py", "phases", "phases")

    def scaling(self, *arguments):
        """A call of scaling.py with this program."""
        words = ("--program", program.PROGRAM) if arguments[0] != "collect" else ()
        return script("scaling.py", *arguments, *words)

    def test_scaling_series(self):
        shutil.rmtree("series", ignore_errors=True)
        path = program.write_experiment(program.small_network(20.0), "series.json")
        done = self.scaling("run", path, "--ranks", "1,2", "--mpirun", " ".join(program.MPIRUN),
                            "--folder", "series")
        self.assertEqual(done.returncode, 0, done.stderr)
        with open("series/scaling.csv", newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        self.assertEqual([row["ranks"] for row in rows], ["1", "2"])
        self.assertEqual(float(rows[0]["efficiency"]), 1)
        self.assertEqual(pathlib.Path("series/scaling.png").read_bytes()[:4], b"\x89PNG")

        other = json.loads(pathlib.Path("series/r00002_0/run.json").read_text(encoding="utf-8"))
        other["spike_digest"] = "0" * 16
        pathlib.Path("series/r00002_0/run.json").write_text(json.dumps(other), encoding="utf-8")
        done = self.scaling("collect", "series")
        self.assertEqual(done.returncode, 1)
        self.assertIn("different spikes", done.stderr)

    def test_scaling_jobs(self):
        done = self.scaling("slurm", "some experiment.json", "--ranks", "2,8", "--series", "weak",
                            "--threads", "4", "--size", "0.5", "--tasks-per-node", "4",
                            "--repeats", "3", "--folder", "jobs")
        self.assertEqual(done.returncode, 0, done.stderr)
        job = pathlib.Path("jobs/r00008.sbatch").read_text(encoding="utf-8")
        for words in ("--ntasks=8", "--ntasks-per-node=4", "--array=0-2", "scale.size=4",
                      "'some experiment.json'"):
            self.assertIn(words, job)
        scripts = [*pathlib.Path("jobs").iterdir(), *(SCRIPTS / "slurm").iterdir()]
        self.assertGreater(len(scripts), 4)
        for path in scripts:
            subprocess.run(["bash", "-n", path], check=True, timeout=program.PATIENCE)

    def test_what_is_missing_is_said(self):
        for name in ("plot_phases.py", "plot_patterns.py", "plot_fi_curve.py", "plot_raster.py", "plot_weights.py",
                     "classify_patterns.py"):
            done = script(name, "nowhere")
            self.assertEqual(done.returncode, 1, name)
            self.assertIn("nowhere", done.stderr)
            self.assertNotIn("Traceback", done.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
