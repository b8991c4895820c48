"""Senk et al. (2024), Cereb Cortex 34:bhae405, doi:10.1093/cercor/bhae405: the microcircuit on a sheet."""

import math

from .microcircuit import (CURRENT_PER_POTENTIAL, G, INITIAL_V, NEURON, PROBABILITIES, PSP_MV,
                           RELATIVE_SD, SIZES, background, number_of_synapses)
from .text import WRITTEN, document, in_lines

SIDE_UM = 4000.0
# Length constants of the kernels, mm: by kind of target and source.
BETA_MM = {"EE": 0.232, "EI": 0.161, "IE": 0.125, "II": 0.12}
MASK_BETAS = 5  # radius of a mask in length constants
DELAY_OFFSET_MS, SPEED_UM_PER_MS = 0.5, 300.0
MOST_P = 0.96  # probabilities above it are split over passes
# What the model's own helper functions derive for this parameterisation (INM-6/mesocircuit-model at
# 7893802): external in-degrees, lowered so that the mean input stays; and in-degrees, rows are targets.
EXTERNAL_INDEGREES = [1370, 1502, 2080, 1904, 1817, 1908, 3029, 2114]
INDEGREES = [
    [3022, 1198, 1345, 519, 219, 0, 151, 0],
    [3054, 871, 719, 293, 389, 0, 62, 0],
    [220, 38, 1535, 882, 45, 0, 917, 0],
    [1512, 17, 1852, 965, 16, 0, 1642, 0],
    [3007, 416, 1560, 35, 578, 551, 408, 0],
    [1190, 161, 583, 12, 306, 409, 127, 0],
    [447, 43, 642, 102, 392, 24, 799, 835],
    [783, 6, 76, 3, 139, 9, 1001, 465]]


def integral(beta, radius):
    """Of exp(-r / beta) over a disc."""
    return 2 * math.pi * beta ** 2 * (1 - (1 + radius / beta) * math.exp(-radius / beta))


def projection(source, target, probability):
    """One projection: as many synapses under 1 mm^2 as in the microcircuit, the tail beyond it added."""
    beta = BETA_MM[target[-1] + source[-1]]
    radius = MASK_BETAS * beta
    indegree_mm2 = number_of_synapses(probability, SIZES[source], SIZES[target]) / SIZES[target]
    # In-degree over p(0) within a disc of 1 mm^2; what lies further out comes on top.
    p_center = indegree_mm2 / (SIZES[source] * integral(beta, 1 / math.sqrt(math.pi)))
    passes = math.ceil(p_center / MOST_P)
    psp = PSP_MV if source[-1] == "E" else G * PSP_MV
    if (source, target) == ("L4E", "L23E"):
        psp *= 2
    mean = psp * CURRENT_PER_POTENTIAL
    return {"source": source, "target": target,
            "rule": {"type": "pairwise_bernoulli", "allow_autapses": False,
                     "mask": {"type": "circular", "radius": round(1000 * radius, 6)},
                     "kernel": {"type": "exponential", "p_center": round(p_center / passes, 12),
                                "beta": round(1000 * beta, 6)},
                     "passes": passes},
            "weight": {"distribution": "normal", "mean": mean, "std": abs(mean) * RELATIVE_SD,
                       "min" if source[-1] == "E" else "max": 0.0},
            "delay": {"distance": {"offset": DELAY_OFFSET_MS, "speed": SPEED_UM_PER_MS}}}


def mesocircuit():
    """4 x 4 mm^2 of the microcircuit's layers with connections that depend on the distance."""
    names = list(SIZES)
    populations = {
        name: {"size": round(SIZES[name] * (SIDE_UM / 1000) ** 2), "model": "iaf_psc_exp",
               "params": NEURON,
               "initial": {"V_m": {"distribution": "normal", "mean": mean, "std": sd}},
               "positions": {"type": "free", "extent": [SIDE_UM, SIDE_UM], "periodic": True}}
        for name, (mean, sd) in zip(names, INITIAL_V)}
    projections = [projection(source, target, probability)
                   for target, row in zip(names, PROBABILITIES)
                   for source, probability in zip(names, row) if probability > 0]
    comment = [
        "Cortical layers under a sheet of 4 x 4 mm^2: 1234704 neurons, 5.87e9 synapses (about 30 GB).",
        "Senk J et al. (2024) Cereb Cortex 34:bhae405, doi:10.1093/cercor/bhae405, with the neurons and weights",
        "of Potjans & Diesmann (2014); p = p0 exp(-r / beta) within 5 beta, on a torus; without thalamus.",
        "p0 gives each neuron the microcircuit's in-degree from the disc of 1 mm^2 around it. Where p0 is above",
        "0.96, pairs are gone through several times. A smaller sheet: --set scale.extent=0.58 for 2.32 mm, the",
        "least that holds the masks (415354 neurons, 1.97e9 synapses). Fewer neurons per area and in-degrees:",
        "--set scale.size=0.1 --set scale.indegree=0.1.",
        WRITTEN]
    return document(comment, {
        "seed": 55, "dt": 0.1, "warmup": 500.0, "duration": 1000.0, "populations": populations,
        "projections": projections, "stimuli": background(EXTERNAL_INDEGREES), "record": {"spikes": True},
        "output": {"folder": "out/mesocircuit"}})


def mesocircuit_reference():
    """What the in-degrees are compared with."""
    names = list(SIZES)
    indegrees = {f"{source}->{target}": k for target, row in zip(names, INDEGREES)
                 for source, k in zip(names, row) if k > 0}
    return in_lines({"model": "Senk et al. (2024), doi:10.1093/cercor/bhae405, PD2014 parameterisation",
                     "source": "whole numbers of INM-6/mesocircuit-model at 7893802",
                     "indegrees": indegrees}) + "\n"
