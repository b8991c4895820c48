"""Whether the program gives the spikes that a user's program got from the library.

same_spikes.py PROGRAM FOLDER: FOLDER is what the user's program has recorded.
"""

import json
import pathlib
import subprocess
import sys

program, folder = sys.argv[1], pathlib.Path(sys.argv[2])
library = json.loads((folder / "run.json").read_text(encoding="utf-8"))
experiment = folder.with_name("experiment.json")
experiment.write_text(json.dumps(library["experiment"]), encoding="utf-8")
again = folder.with_name("again")
subprocess.run([program, "run", experiment, "--out", again, "--overwrite", "--quiet", "--threads", "1"], check=True)
own = json.loads((again / "run.json").read_text(encoding="utf-8"))
assert library["spikes"] > 0
assert library["experiment"]["precision"] == "single"
assert own["spike_digest"] == library["spike_digest"], (own["spike_digest"], library["spike_digest"])
for name in ("spikes.h5", "positions.h5"):
    assert (folder / name).exists() and (again / name).exists(), name
print(library["spikes"], "spikes, digest", own["spike_digest"])
