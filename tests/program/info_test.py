"""What `callosum info` says of a run's folder, what run.json says of its run, and folders inside folders."""

import json
import os
import pathlib
import shutil
import socket
import sys
import unittest

sys.path.insert(0, os.path.join(os.environ["CALLOSUM_SOURCE"], "tests", "support"))
import program  # noqa: E402  (found through the line above)


class Info(unittest.TestCase):
    """A folder, its files, and what is wrong with others."""

    @classmethod
    def setUpClass(cls):
        cls.facts = program.run(program.small_network(), "told")

    def test_a_folder_tells_what_its_run_was(self):
        done = program.call("info", "told")
        self.assertEqual(done.returncode, 0, done.stderr)
        for word in (f"{self.facts['neurons']} neurons", f"{self.facts['spikes']} spikes",
                     self.facts["spike_digest"], self.facts["written"], "spikes.h5: HDF5"):
            self.assertIn(word, done.stdout)

    def test_spikes_are_told_with_neurons_and_times(self):
        found = program.call("info", "told/spikes.h5").stdout
        name = next(iter(self.facts["populations"]))
        self.assertRegex(found, name + r"/  \d+ spikes of \d+ neurons from [\d.]+ to [\d.]+ ms")

    def test_a_folder_of_something_else_is_refused(self):
        pathlib.Path("empty").mkdir(exist_ok=True)
        done = program.call("info", "empty")
        self.assertEqual(done.returncode, 1)
        self.assertIn("has neither a run.json nor HDF5 files", done.stderr)


class RunJson(unittest.TestCase):
    """When, where and how; lists of numbers in a line."""

    def test_it_says_date_host_and_command(self):
        facts = program.run(program.small_network(), "where")
        self.assertRegex(facts["written"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")
        self.assertEqual(facts["host"], socket.gethostname())
        self.assertEqual(facts["command_line"][1:3], ["run", "where.json"])

    def test_lists_of_numbers_take_a_line(self):
        network = program.small_network()
        name = next(iter(network["populations"]))
        population = network["populations"][name]
        population.setdefault("params", {})["I_e"] = [float(i) for i in range(population["size"])]
        program.run(network, "lists")
        lines = pathlib.Path("lists", "run.json").read_text(encoding="utf-8").splitlines()
        listed = [line for line in lines if '"I_e": [' in line]
        self.assertEqual(len(listed), 1)
        self.assertEqual(len(json.loads(listed[0].split(":", 1)[1].rstrip(","))), population["size"])


class Folders(unittest.TestCase):
    """A folder that holds other runs in folders of its own takes a run."""

    def test_a_run_beside_others(self):
        shutil.rmtree("outer", ignore_errors=True)
        path = program.write_experiment(program.small_network())
        program.run(path, "outer/inner")
        done = program.call("run", path, "--out", "outer")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertTrue(pathlib.Path("outer", "inner", "run.json").exists())
        again = program.call("run", path, "--out", "outer")
        self.assertEqual(again.returncode, 1)
        self.assertIn("has files in it", again.stderr)


if __name__ == "__main__":
    unittest.main()
