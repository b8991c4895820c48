#!/usr/bin/env python3
"""Holds the arrows between the rooms of the tree: who may include what, that no circle is allowed, that no file
grows past 400 lines, and that no result depends on the C library's elementary functions.

Prints every offence as FILE:LINE: TEXT and ends with 1 if there is one.
"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
FOLDERS = ("engine", "models", "network", "io")
LONGEST = 400

# What the rest of the tree may know of models: tables, no code.
MODEL_TABLES = ("models/info.hpp", "models/synapse/synapse_info.hpp",
                "models/stimulus/stimulus_info.hpp")

# Room of the including file (the longest match counts) -> beginnings of paths it may include beside its
# own. An entry that ends in a slash stands for all below it, any other for one header. Rooms stand below
# those that they may include, so there is no circle; `circles` holds that.
ARROWS = {
    "engine/base/": (),
    "models/": ("engine/base/",),
    "models/neuron/": ("engine/base/", "models/compensated.hpp", "models/info.hpp", "models/model.hpp",
                       "models/propagator.hpp"),
    "models/synapse/": ("engine/base/", "models/info.hpp", "models/model.hpp"),
    "models/stimulus/": ("engine/base/", "models/info.hpp"),
    "models/registry.hpp": ("models/",),
    "models/registry.cpp": ("models/",),
    "network/space/": ("engine/base/",),
    "network/describe/": ("engine/base/", "network/space/", *MODEL_TABLES),
    "network/draw/": ("engine/base/", "network/space/", "network/describe/"),
    "network/partition/": ("engine/base/", "network/space/", "network/describe/", "network/draw/",
                           *MODEL_TABLES),
    "network/boards/": ("engine/base/", "network/describe/", "network/draw/", "network/partition/",
                        *MODEL_TABLES),
    "network/nir/": ("engine/base/", "network/describe/", "network/draw/", *MODEL_TABLES),
    "engine/records/": ("engine/base/",),
    "engine/layout/": ("engine/base/", "models/", "network/"),
    "engine/stimuli/": ("engine/base/", "engine/layout/", "models/", "network/"),
    "engine/synapses/": ("engine/base/", "engine/layout/", "network/"),
    "engine/neurons/": ("engine/base/", "engine/layout/", "engine/stimuli/", "models/", "network/"),
    "engine/plastic/": ("engine/base/", "engine/layout/", "engine/synapses/", "models/", "network/"),
    "engine/exchange/": ("engine/base/", "engine/records/", "engine/synapses/", "network/"),
    "engine/run/": ("engine/base/", "engine/records/", "engine/layout/", "engine/synapses/",
                    "engine/neurons/", "engine/plastic/", "engine/exchange/", "models/", "network/"),
    "engine/reference/": ("engine/base/", "engine/records/", "engine/layout/", "engine/stimuli/",
                          "engine/neurons/", "engine/plastic/", "engine/run/", "models/", "network/"),
    "engine/forecast/": ("engine/base/", "engine/records/", "engine/layout/", "engine/stimuli/",
                         "engine/synapses/", "engine/neurons/", "engine/plastic/", "engine/exchange/",
                         "engine/run/", "models/", "network/"),
    "io/hdf5/": ("engine/base/",),
    "io/lists/": ("engine/base/", "io/hdf5/", "network/describe/"),
    "io/nir/": ("engine/base/", "io/hdf5/", "network/describe/", "network/nir/"),
    "io/experiment/": ("engine/base/", "io/lists/", "io/nir/", "network/", *MODEL_TABLES),
    "io/cli/": ("engine/base/", "network/describe/"),
    "io/record/": ("engine/base/", "engine/records/", "io/hdf5/", "network/", *MODEL_TABLES,
                   "callosum_version.hpp"),
    "io/boards/": ("engine/base/", "io/experiment/", "io/hdf5/", "network/"),
    # The library: composition that the program and the public face share, and the face itself.
    "engine/session/": ("engine/base/", "engine/records/", "engine/exchange/", "engine/run/", "network/describe/",
                        "io/experiment/", "io/record/"),
    "engine/callosum.hpp": ("engine/base/", "engine/records/", "network/describe/"),
    "engine/callosum.cpp": ("engine/base/", "engine/records/", "engine/exchange/", "engine/run/", "engine/forecast/",
                            "engine/session/", "engine/callosum.hpp", "network/describe/", "io/experiment/",
                            "io/record/", "callosum_version.hpp"),
    # The composition root sees everything.
    "engine/main.cpp": ("engine/", "models/", "network/", "io/", "callosum_version.hpp"),
    "engine/program/": ("engine/", "models/", "network/", "io/", "callosum_version.hpp"),
}

# What only the program sees; other files of the engine must not.
PROGRAM_ONLY = "engine/program/"

# Header from outside -> the only files that may include it.
OUTSIDE = {
    "mpi.h": r"engine/exchange/mpi[^/]*\.cpp",
    "hwloc.h": r"engine/run/team[^/]*\.cpp",
    "hdf5.h": r"io/hdf5/.*",
    "hdf5_hl.h": r"io/hdf5/.*",
    "nlohmann/": r"(io|engine/program|engine/session)/.*",
    "boost/": r"(io|engine/program)/.*|engine/main\.cpp",
    "thread": r"(engine|network|io)/.*",
}

# The header that users of the library include. It and all that it names are installed, so they use the standard library
# alone, and mean the same under any flags of a user's compiler: no lanes, and nothing that asks for the instruction set.
PUBLIC = "engine/callosum.hpp"
BY_FLAGS = re.compile(r"__(AVX|SSE|FMA|AES|x86_64)|_lanes?\b|\bLanes?<")

# Elementary functions of the C library, whose last bits differ from CPU to CPU: those of engine/base/math.hpp do not. Only
# estimates may use them. (sqrt, fma, ldexp, rounding and the like are exact.)
C_LIBRARY = re.compile(r"\bstd::((a?(sin|cos|tan)|a?(sinh|cosh|tanh)|atan2|exp[2m]?1?|log(1p|2|10)?|pow|cbrt|hypot|erfc?|[lt]gamma)"
                       r"[fl]?)\(")
ESTIMATES = "engine/forecast/"

# What the base may use beside the standard library: the compiler's intrinsics (lanes, AES rounds) and
# the system's pages.
BASE_OUTSIDE = ("arm_neon.h", "cpuid.h", "immintrin.h", "sys/auxv.h", "sys/mman.h", "unistd.h")

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


def entry_of(path):
    """The longest entry of ARROWS that the path matches; None where there is none."""
    matching = [entry for entry in ARROWS if path == entry or
                (entry.endswith("/") and path.startswith(entry))]
    return max(matching, key=len, default=None)


def arrows_of(path):
    """Beginnings of paths that a file may include: those of its room, and the room itself."""
    entry = entry_of(path)
    return () if entry is None else (*ARROWS[entry], *((entry,) if entry.endswith("/") else ()))


def circles():
    """Yields rooms that may include each other in a circle, by the table."""
    rooms = [entry for entry in ARROWS if entry.endswith("/") and entry != "models/"]
    below = {room: {other for other in rooms if other != room and any(
        arrow.endswith("/") and other.startswith(arrow) for arrow in ARROWS[room])}
        for room in rooms}
    placed = set()
    while len(placed) < len(rooms):
        free = {room for room in rooms if room not in placed and below[room] <= placed}
        if not free:
            yield "these rooms include each other in a circle: " + ", ".join(
                room for room in rooms if room not in placed)
            return
        placed |= free


def allowed(path, header):
    """None where the file may include the header, otherwise the reason against it."""
    own = header.split("/")[0] in FOLDERS or header == "callosum_version.hpp"
    if own:
        in_program = path.startswith(PROGRAM_ONLY) or path == "engine/main.cpp"
        if header.startswith(PROGRAM_ONLY) and not in_program:
            return "belongs to the program"
        targets = arrows_of(path)
        if any(header == t or (t.endswith("/") and header.startswith(t)) for t in targets):
            return None
        if not targets:
            return f"{path} lies in no room that scripts/check_includes.py knows"
        return "the arrow points the wrong way; allowed here: " + ", ".join(targets)
    for prefix, files in OUTSIDE.items():
        matches = header == prefix or (prefix.endswith("/") and header.startswith(prefix))
        if matches and not re.fullmatch(files, path):
            return f"only files that match {files} may include it"
    foreign = "/" in header or header.endswith(".h")
    if path.startswith("engine/base/") and foreign and header not in BASE_OUTSIDE:
        return "the base uses the standard library and a few system headers"
    return None


def offences_of(path, text):
    """Yields (line, text) for every offence in one file."""
    lines = text.splitlines()
    if len(lines) > LONGEST:
        yield len(lines), f"has {len(lines)} lines, at most {LONGEST} are allowed: split it"
    for number, line in enumerate(lines, start=1):
        called = C_LIBRARY.search(line)
        if called and not path.startswith(ESTIMATES):
            yield number, f"std::{called[1]} differs from CPU to CPU: take that of engine/base/math.hpp"
        found = INCLUDE.match(line)
        if not found:
            continue
        quoted, header = found[1] == '"', found[2]
        if quoted and header.split("/")[0] not in FOLDERS and header != "callosum_version.hpp":
            yield number, f'"{header}": our headers are named by their path from the root'
            continue
        reason = allowed(path, header)
        if reason:
            yield number, f"includes {header}: {reason}"


def public_offences():
    """Yields (file, line, text) for what a header that users get must not have."""
    waiting, seen = [PUBLIC], set()
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        seen.add(path)
        for number, line in enumerate((ROOT / path).read_text(encoding="utf-8").splitlines(), start=1):
            if BY_FLAGS.search(line):
                yield path, number, "is installed, and depends on the flags of a user's compiler"
            found = INCLUDE.match(line)
            if not found:
                continue
            if found[1] == '"':
                waiting.append(found[2])
            elif "/" in found[2] or found[2].endswith(".h"):
                yield path, number, f"is installed, and includes {found[2]}: only the standard library is allowed"


def main():
    """Checks all product sources."""
    count, bad = 0, 0
    for text in circles():
        bad += 1
        print(f"scripts/check_includes.py: {text}")
    for path, line, text in public_offences():
        bad += 1
        print(f"{path}:{line}: {text}")
    for folder in FOLDERS:
        for file in sorted((ROOT / folder).rglob("*")):
            if file.suffix not in (".cpp", ".hpp", ".cu"):
                continue
            count += 1
            path = file.relative_to(ROOT).as_posix()
            for line, text in offences_of(path, file.read_text(encoding="utf-8")):
                bad += 1
                print(f"{path}:{line}: {text}")
    print(f"check_includes: {count} files, {bad} offences")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
