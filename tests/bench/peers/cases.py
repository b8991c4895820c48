"""The networks that are compared, for how long, and what is left out with its reason."""

import pathlib
from dataclasses import dataclass, field

CONFIGS = pathlib.Path(__file__).resolve().parents[3] / "configs"
NO_SUCH_CELL = "its integrate-and-fire cell has no synaptic currents or conductances that decay"


@dataclass
class Case:
    """One network. `ours` and `peers` are (warm-up, duration) in ms; `gigabytes` is what must be free."""
    name: str
    settings: tuple = ()
    ours: tuple = (0.0, 1000.0)
    peers: tuple = (0.0, 1000.0)
    left_out: dict = field(default_factory=dict)
    gigabytes: dict = field(default_factory=dict)
    by_event: bool = False  # the ratio is of times per event, where rates differ from seed to seed
    title: str = ""
    network: dict = field(default_factory=dict)  # resolved

    @property
    def experiment(self):
        return CONFIGS / f"{self.name}.json"


def tenth():
    """The small microcircuit, which is also what the pilot runs."""
    return Case("microcircuit", title="microcircuit 0.1", settings=("scale.size=0.1", "scale.indegree=0.1"),
                ours=(200, 5000), peers=(200, 2000), left_out={"Arbor": NO_SUCH_CELL})


def cases():
    """The largest first: if time runs short, what is cheap to measure again is missing."""
    return [
        Case("microcircuit", title="microcircuit", ours=(500, 2000), peers=(100, 150),
             left_out={"Brian2": "needs 62 bytes per synapse, 19 GB, and 7 GB on disk (from microcircuit 0.1)",
                       "Arbor": NO_SUCH_CELL},
             gigabytes={"NEST": 16, "Callosum": 2}),
        Case("hpc_benchmark", title="hpc_benchmark", ours=(50, 250), peers=(50, 250), by_event=True,
             left_out={"Arbor": NO_SUCH_CELL}, gigabytes={"NEST": 8, "Brian2": 14, "Callosum": 2}),
        tenth(),
        Case("coba", title="COBA", left_out={"Arbor": NO_SUCH_CELL}),
        Case("coba_hh", title="COBA-HH"),
    ]
