"""What a run says of neurons of which only some were recorded, and the units of what can be recorded."""

import os
import pathlib
import re
import sys
import unittest

import h5py

sys.path.insert(0, os.path.join(os.environ["CALLOSUM_SOURCE"], "tests", "support"))
sys.path.insert(0, os.path.join(os.environ["CALLOSUM_SOURCE"], "scripts"))
import compare_runs  # noqa: E402  (found through the lines above)
import plot_raster  # noqa: E402
import program  # noqa: E402
import spike_statistics  # noqa: E402

SIZE, FIRST, LAST = 200, 40, 70


def network():
    """Poisson neurons, of which some are recorded."""
    return {"seed": 3, "duration": 1000.0,
            "populations": {"E": {"size": SIZE, "model": "iaf_psc_exp"}},
            "stimuli": {"noise": {"model": "poisson_generator", "target": "E", "rate": 9000.0,
                                  "weight": 60.0}},
            "record": {"spikes": [{"population": "E", "neurons": [[FIRST, LAST]]}]}}


class RecordedPart(unittest.TestCase):
    """Statistics count the neurons that were recorded."""

    @classmethod
    def setUpClass(cls):
        cls.facts = program.run(network(), "part")
        cls.run_of_part = spike_statistics.Run("part")

    def test_rates_are_those_of_the_recorded_neurons(self):
        (population,) = self.run_of_part.populations
        whole = self.facts["populations"]["E"]["rate_hz"]

        rate = population.rate(1000.0)

        self.assertEqual(len(population.recorded), LAST - FIRST)
        self.assertEqual(rate, len(population.times) / (LAST - FIRST))
        self.assertLess(abs(rate / whole - 1), 0.2)  # 30 neurons stand for 200

    def test_a_raster_has_a_row_for_each_of_them(self):
        _, axes = plot_raster.plt.subplots()

        plot_raster.draw_raster(axes, self.run_of_part.populations, ["k"], 1.0)

        self.assertEqual(axes.get_ylim(), (LAST - FIRST, 0))

    def test_the_last_bin_of_a_rate_ends_with_the_run(self):
        _, axes = plot_raster.plt.subplots()
        (population,) = self.run_of_part.populations

        plot_raster.draw_rates(axes, [population], ["k"], 0.0, 995.0)

        (stairs,) = axes.patches
        self.assertEqual(stairs.get_data().edges[-1], 995.0)
        self.assertGreater(stairs.get_data().values[-1], 0.3 * population.rate(1000.0))

    def test_a_run_coincides_with_itself(self):
        result, _ = compare_runs.compare(["part", "part"], 10.0, 2.0)
        row = result["populations"]["E"]
        self.assertEqual(row["van_rossum"], 0.0)
        self.assertGreater(row["coincidence"], 0.999)


def recordables():
    """{model: {recordable: unit}}, from the models' pages."""
    listed = program.call("models").stdout.split("\nNeurons\n")[-1].splitlines()
    if listed[0] == "Neurons":
        listed = listed[1:]
    names = []
    for line in listed:
        if not line.startswith(" "):
            break
        names.append(line.split()[0])
    found = {}
    for name in names:
        page = program.call("models", name).stdout
        table = re.search(r"^State \(.*\n.*\n((?:  .*\n)*)", page, re.M)
        rows = [line.split() for line in table[1].splitlines()] if table else []
        found[name] = {row[0]: row[1] for row in rows}
    return found


class Units(unittest.TestCase):
    """A trace says the unit that the table of its model states."""

    def test_of_every_recordable_of_every_model(self):
        models = {name: units for name, units in recordables().items() if units}
        self.assertGreater(len(models), 20)
        lists = {"iaf_psc_exp_multisynapse": {"tau_syn": [2.0]}}
        experiment = {
            "duration": 1.0,
            "populations": {name: {"size": 1, "model": name, "params": lists.get(name, {})}
                            for name in models},
            "record": {"spikes": False,
                       "traces": [{"population": name, "variables": list(units), "interval": 0.5}
                                  for name, units in models.items()]}}
        program.run(experiment, "units")

        found = {name: {} for name in models}
        for path in pathlib.Path("units").glob("traces*.h5"):
            variable = path.stem.removeprefix("traces_")
            with h5py.File(path) as file:
                for name, group in file["report"].items():
                    unit = group["data"].attrs["units"]
                    found[name][variable] = unit if isinstance(unit, str) else unit.decode()

        self.assertEqual(found, models)
        self.assertEqual({u for units in models.values() for u in units.values()},
                         {"mV", "pA", "nS", "1"})


if __name__ == "__main__":
    unittest.main()
