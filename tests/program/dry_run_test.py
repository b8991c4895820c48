"""What a dry run says of one rank of many is what that rank has in a run of them all."""

import json
import os
import sys
import unittest

sys.path.insert(0, os.path.join(os.environ["CALLOSUM_SOURCE"], "tests", "support"))
import program  # noqa: E402  (found through the line above)

CONFIGS = program.SOURCE / "configs"


def dry_run(experiment, rank, ranks, *options):
    """The numbers of one rank, as run.json has them."""
    done = program.call("dry-run", experiment, "--rank", rank, "--ranks", ranks, "--threads", 1,
                        "--json", *options)
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    return json.loads(done.stdout)


class DryRun(unittest.TestCase):
    """Against runs on four ranks."""

    def expect_alike(self, config, tolerance, *sets):
        """Synapses and what is heard agree to the last one over ranks, the rest within a tolerance."""
        ranks = 4
        words = [word for one in sets for word in ("--set", one)]
        whole = program.run(CONFIGS / f"{config}.json", config, "--quiet", "--overwrite", *words,
                            ranks=ranks)
        parts = [dry_run(CONFIGS / f"{config}.json", rank, ranks, "--rates", config, *words)
                 for rank in range(ranks)]
        for part in parts:
            self.assertEqual((part["ranks"], part["ranks_measured"]), (ranks, 1))
            self.assertEqual(part["neurons"], whole["neurons"])
            self.assertEqual(part["partition"]["kind"], whole["partition"]["kind"])
        total = {key: sum(part["partition"][key]["sum"] for part in parts)
                 for key in ("neurons", "synapses")}
        self.assertEqual(total["neurons"], whole["neurons"])
        self.assertEqual(total["synapses"], whole["synapses"])
        halo = sum(part["traffic"]["halo"]["sum"] for part in parts)
        self.assertEqual(halo, whole["traffic"]["halo"]["sum"])
        for key in ("parcels", "destinations"):
            found = sum(part["traffic"][key]["sum"] for part in parts)
            self.assertEqual(found, whole["traffic"][key]["sum"], key)
        for key in ("spikes_sent", "bytes_sent", "bytes_received"):
            found = sum(part["traffic"][key]["sum"] for part in parts)
            self.assertAlmostEqual(found / whole["traffic"][key]["sum"], 1, delta=tolerance, msg=key)

    def test_random_network(self):
        self.expect_alike("microcircuit", 0.15, "scale.size=0.05", "scale.indegree=0.05", "warmup=0",
                          "duration=200")

    def test_spatial_network(self):
        # Its waves cross from rank to rank; simulated spikes of the others come at all times.
        self.expect_alike("sheet", 0.5, "warmup=0", "duration=300")

    def test_a_rank_that_is_not_there_is_refused(self):
        for rank in (4, -1):
            done = program.call("dry-run", CONFIGS / "sheet.json", f"--rank={rank}", "--ranks", 4)
            self.assertEqual(done.returncode, 1)
            self.assertIn("must be in [0, 4)", done.stderr)

    def test_one_of_many(self):
        """A small part of a network that no machine could hold."""
        part = dry_run(CONFIGS / "mesocircuit.json", 30000, 65536, "--set", "scale.size=0.02",
                       "--set", "scale.indegree=0.02", "--set", "scale.extent=37.12", "--set",
                       "warmup=0", "--duration", 10)
        self.assertGreater(part["neurons"], 30e6)
        self.assertLess(part["partition"]["neurons"]["sum"], 2000)
        self.assertLess(part["traffic"]["destinations"]["sum"], 64)
        self.assertLess(part["peak_rss_bytes"], 300e6)


if __name__ == "__main__":
    unittest.main()
