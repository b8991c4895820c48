"""Populations, projections and the set-up of one chip, with what the vendor's sources refuse."""

import enum
import types

CIRCUITS, WEIGHT_MAX = 512, 63
RANGES = {"v_rest": (50, 160), "v_reset": (50, 160), "v_thresh": (50, 220), "tau_m": (0.5, 60),
          "tau_syn_E": (0.3, 30), "tau_syn_I": (0.3, 30), "tau_refrac": (0.04, 32)}


class ConnectionError(Exception):
    """pyNN.errors.ConnectionError"""


class State:
    """What has been asked for since setup."""

    def __init__(self):
        self.permutation, self.populations, self.projections = [], [], []
        self.placed, self.runs, self.setup = 0, [], {}


state = State()
SETUP = {"neuronPermutation", "backgroundPermutation", "initial_config", "enable_neuron_bypass",
         "calibration_cache", "injected_config"}


def setup(neuronPermutation=(), **options):
    unknown = set(options) - SETUP
    if unknown:
        raise KeyError(f"unknown options {unknown}")
    for entry in neuronPermutation:
        if entry < 0:
            raise TypeError(f"negative neuron {entry}")
        if entry >= CIRCUITS:
            raise OverflowError(f"neuron {entry} of {CIRCUITS}")
    if len(set(neuronPermutation)) != len(neuronPermutation):
        raise ValueError("neuronPermutation has duplicates")
    state.__init__()
    state.permutation, state.setup = list(neuronPermutation), options


def end():
    pass


class _Cell:
    circuits, is_neuron = 0, False

    def __init__(self, **parameters):
        self.parameters = parameters


class CalibHXNeuronCuba(_Cell):
    circuits, is_neuron = 1, True

    def __init__(self, **parameters):
        for key, value in parameters.items():
            if key not in RANGES:
                raise AttributeError(f"CalibHXNeuronCuba has no {key}")
            low, high = RANGES[key]
            if not low * (1 - 1e-9) <= value <= high * (1 + 1e-9):
                raise ValueError(f"{key} = {value} is outside {low} to {high}")
        super().__init__(**parameters)


class SpikeSourceArray(_Cell):
    def __init__(self, spike_times=()):
        super().__init__(spike_times=list(spike_times))


class SpikeSourcePoissonOnChip(_Cell):
    def __init__(self, rate, seed):
        if rate < 0:
            raise ValueError("negative rate")
        super().__init__(rate=rate, seed=seed)


cells = types.SimpleNamespace(CalibHXNeuronCuba=CalibHXNeuronCuba, SpikeSourceArray=SpikeSourceArray,
                              SpikeSourcePoissonOnChip=SpikeSourcePoissonOnChip)


class Compartment:
    def __init__(self, positions, label):
        self.positions, self.label = positions, label


def create_mc_neuron(name, compartments, connections):
    n = sum(len(c.positions) for c in compartments)
    return type(name, (_Cell,), {"circuits": n, "is_neuron": True})


morphology = types.SimpleNamespace(Compartment=Compartment, create_mc_neuron=create_mc_neuron)


class Population:
    def __init__(self, size, cellclass):
        self.size, self.cell, self.recorded = size, cellclass, []
        if cellclass.is_neuron:
            needed = size * cellclass.circuits
            self.circuits = state.permutation[state.placed:state.placed + needed]
            state.placed += needed
            if len(self.circuits) < needed:
                raise RuntimeError("more neurons than the permutation has")
        state.populations.append(self)

    def record(self, variables):
        self.recorded = list(variables)

    def get_data(self, variables):
        segment = types.SimpleNamespace(spiketrains=[[] for _ in range(self.size)])
        return types.SimpleNamespace(segments=[segment])


class AllToAllConnector:
    pass


class StaticSynapse:
    def __init__(self, weight=0, delay=0):
        if delay != 0:
            raise ValueError("delays cannot be set on BrainScaleS-2")
        self.weight = weight


standardmodels = types.SimpleNamespace(synapses=types.SimpleNamespace(StaticSynapse=StaticSynapse))


class Projection:
    def __init__(self, pre, post, connector, synapse_type, receptor_type="excitatory"):
        weight = synapse_type.weight
        if receptor_type == "excitatory" and weight < 0 or receptor_type == "inhibitory" and weight > 0:
            raise ConnectionError(f"weight {weight} of a projection that is {receptor_type}")
        if not post.cell.is_neuron:
            raise ConnectionError("a source takes no synapses")
        if abs(weight) > WEIGHT_MAX:
            raise ConnectionError(f"weight {weight}: more than one synapse would be needed")
        self.pre, self.post, self.weight, self.receptor_type = pre, post, weight, receptor_type
        state.projections.append(self)


class RunCommand(enum.Enum):
    EXECUTE = 0
    PREPARE = 1


def run(runtime, command=RunCommand.EXECUTE):
    state.runs.append((runtime, command))


def get_backend_statistics():
    return {"neurons": state.placed, "synapses": len(state.projections)}


helper = types.SimpleNamespace(chip_from_file=lambda path: path)
