"""`callosum models`: the page of each model, and models/MODELS.md, which is all of them."""

import os
import re
import sys
import unittest

sys.path.insert(0, os.path.join(os.environ["CALLOSUM_SOURCE"], "tests", "support"))
import program  # noqa: E402  (found through the line above)


def answer(*arguments):
    """What `callosum models` prints."""
    done = program.call("models", *arguments)
    if done.returncode != 0:
        raise RuntimeError(done.stderr)
    return done.stdout


def listed():
    """{section: [name]} of the list."""
    sections, names = {}, None
    for line in answer().splitlines():
        if line.startswith("  "):
            names.append(line.split()[0])
        else:
            names = sections.setdefault(line, [])
    return sections


def table(page, title):
    """The rows of a table as lists of cells, the head first."""
    lines = page.splitlines()
    start = lines.index(title) + 1
    end = next((n for n in range(start, len(lines)) if not lines[n].startswith("  ")), len(lines))
    starts = [match.start() for match in re.finditer(r"(?<=  )\S", lines[start])]
    return [[line[a:b].strip() for a, b in zip(starts, [*starts[1:], None])]
            for line in lines[start:end]]


class Pages(unittest.TestCase):
    """What a page holds."""

    def test_the_committed_file_is_what_the_program_prints(self):
        committed = (program.SOURCE / "models" / "MODELS.md").read_text(encoding="utf-8")
        self.assertTrue(answer("all") == committed,
                        "write it again: callosum models all > models/MODELS.md")

    def test_every_neuron_has_all_sections(self):
        for model in listed()["Neurons"]:
            page = answer(model)
            for word in ("Equations", "Scheme", "Left out", "References", "Parameters", "State",
                         "Receptors: ", "Unit of weights: "):
                self.assertRegex(page, rf"(?m)^{word}", model)

    def test_every_synapse_has_all_sections(self):
        for model in listed()["Synapses"]:
            page = answer(model)
            for word in ("Equations", "References", "Parameters", "Weights of a projection: "):
                self.assertRegex(page, rf"(?m)^{word}", model)

    def test_a_page_of_a_synapse_states_what_belongs_to_the_target(self):
        page = answer("stdp_triplet_synapse")
        rows = {row[0]: row[1:] for row in table(page, "Parameters")}
        self.assertEqual(rows["tau_plus"][:3], ["ms", "16.8", "> 0"])
        self.assertEqual(rows["nearest_spike"][1:3], ["false", "true, false"])
        self.assertEqual(rows["weight_limit"][1], "none")
        rows = {row[0]: row[1:] for row in table(page, "Of the target population, among its params")}
        self.assertEqual(rows["tau_minus"][:3], ["ms", "20", "> 0"])
        self.assertNotIn("tau_minus", answer("tsodyks2_synapse"))

    def test_numbers_are_as_short_as_they_can_be_and_columns_do_not_touch(self):
        for model in [name for names in listed().values() for name in names]:
            page = answer(model)
            self.assertNotRegex(page, r"\d\.\d*0\b(?! *=)", model)  # no zeros at the end
            self.assertNotRegex(page, r"(?m) $")
            if not re.search("(?m)^Parameters$", page):
                continue
            rows = table(page, "Parameters")
            for row in rows:
                self.assertTrue(all(row[n] for n in (0, -1)), f"{model}: {row}")
                self.assertNotIn(" ", row[0], f"{model}: a cell runs into the next")

    def test_a_page_states_units_defaults_and_ranges(self):
        rows = {row[0]: row[1:] for row in table(answer("iaf_cond_exp"), "Parameters")}
        self.assertEqual(rows["name"], ["unit", "default", "range", "meaning"])
        self.assertEqual(rows["C_m"][:3], ["pF", "250", "> 0"])
        self.assertEqual(rows["g_L"][:3], ["nS", "16.6667", ">= 0"])
        self.assertEqual(rows["t_ref"][:3], ["ms", "2", "[0, 5000]"])
        self.assertEqual(rows["V_th"][:3], ["mV", "-55", ""])
        page = answer("izhikevich")
        rows = {row[0]: row[1:] for row in table(page, "Parameters")}
        self.assertEqual(rows["consistent_integration"][1:3], ["true", "true, false"])
        self.assertEqual(rows["V_min"][1], "none")
        self.assertIn("Required: c < V_th", page)
        self.assertIn("0.0003", answer("hh_squid"))

    def test_a_page_of_a_stimulus_states_what_is_required(self):
        rows = {row[0]: row[1:] for row in table(answer("noise_generator"), "Parameters")}
        self.assertEqual(rows["target"][0], "required")
        self.assertEqual(rows["dt"][0], "10 dt")
        rows = {row[0]: row[1:] for row in table(answer("population_encoder"), "Parameters")}
        self.assertEqual((rows["fields"][0], rows["width"][0], rows["method"][0]),
                         ("required", "0.5", "latency"))

    def test_stimuli_are_those_of_the_schema(self):
        kinds = re.search(r'"poisson_generator"(,\s*"\w+")+', answer("--schema")).group()
        self.assertEqual(re.findall(r'"(\w+)"', kinds), listed()["Stimuli"])

    def test_the_file_of_all_pages_has_each_of_them_with_a_link(self):
        text = answer("all")
        for names in listed().values():
            for name in names:
                self.assertIn(f"\n### {name}\n", text)
                self.assertIn(f"](#{name})", text)
        self.assertEqual(text.count("```text\n") * 2, text.count("```"))


if __name__ == "__main__":
    unittest.main(verbosity=2)
