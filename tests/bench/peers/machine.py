"""The machine that measures: its CPU by name, free memory, load."""

import os
import pathlib
import platform
import re

FLAGS = ("avx2", "avx512f", "vaes")


def first_values():
    """Entries of the first CPU in /proc/cpuinfo, none where there is no such file."""
    try:
        text = pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8").split("\n\n")[0]
    except OSError:
        return {}
    pairs = (line.split(":", 1) for line in text.splitlines() if ":" in line)
    return {key.strip(): value.strip() for key, value in pairs}


def cpu():
    """Name, with family and model where the name tells no kind of CPU, number of cores, instruction sets."""
    values = first_values()
    name = values.get("model name", platform.processor() or platform.machine())
    if "model name" in values and not re.search(r"\d{3}", name):
        name += f" (family {values['cpu family']}, model {values['model']}, stepping {values['stepping']})"
    present = values.get("flags", values.get("Features", "")).split()
    return f"{name}, {os.cpu_count()} cores, {' '.join(flag for flag in FLAGS if flag in present) or 'no AVX2'}"


def free_gigabytes():
    """Memory that a program can take now; unlimited where nothing tells."""
    try:
        text = pathlib.Path("/proc/meminfo").read_text(encoding="utf-8")
    except OSError:
        return float("inf")
    return int(re.search(r"MemAvailable:\s+(\d+)", text).group(1)) / 2**20


def load():
    """Average of the last minute."""
    return os.getloadavg()[0]
