"""Whether the program gives the spikes that users' programs got from the library, and README.md shows one of these.

same_spikes.py PROGRAM FOLDER: FOLDER is where the users' programs have been built; `consumer` has recorded to FOLDER/records.
"""

import json
import pathlib
import subprocess
import sys


def result(folder):
    """The run.json of an output folder."""
    return json.loads((folder / "run.json").read_text(encoding="utf-8"))


program, folder = sys.argv[1], pathlib.Path(sys.argv[2])
here = pathlib.Path(__file__).parent
library = result(folder / "records")
experiment = folder / "experiment.json"
experiment.write_text(json.dumps(library["experiment"]), encoding="utf-8")
subprocess.run([program, "run", experiment, "--out", folder / "again", "--quiet", "--threads", "1"], check=True)
subprocess.run([folder / "example", experiment, folder / "example_out"], check=True)

assert library["spikes"] > 0
assert library["experiment"]["precision"] == "single"
for other in ("again", "example_out"):
    assert result(folder / other)["spike_digest"] == library["spike_digest"], other
for name in ("spikes.h5", "positions.h5"):
    for out in ("records", "again", "example_out"):
        assert (folder / out / name).exists(), (out, name)
shown = (here.parents[1] / "README.md").read_text(encoding="utf-8")
assert (here / "example.cpp").read_text(encoding="utf-8") in shown, "README.md shows another example.cpp"
