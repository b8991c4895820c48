#!/usr/bin/env python3
"""Holds the arrows between folders: who may include what, and that no file grows past 400 lines.

Prints every offence as FILE:LINE: TEXT and ends with 1 if there is one.
"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
FOLDERS = ("engine", "models", "network", "io")
LONGEST = 400

# Folder of the including file (the longest match counts) -> beginnings of paths it may include. An
# entry that ends in a slash stands for all below it, any other for one header.
ARROWS = {
    "engine/base/": ("engine/base/",),
    "models/": ("engine/base/", "models/"),
    "network/": ("engine/base/", "network/", "models/info.hpp", "models/synapse/synapse_info.hpp",
                 "models/stimulus/stimulus_info.hpp"),
    "engine/": ("engine/", "models/", "network/"),
    "io/": ("engine/base/", "network/", "io/", "models/info.hpp",
            "models/synapse/synapse_info.hpp", "models/stimulus/stimulus_info.hpp",
            "engine/records/result.hpp", "callosum_version.hpp"),
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
    "nlohmann/": r"(io|engine/program)/.*",
    "boost/": r"(io|engine/program)/.*|engine/main\.cpp",
    "thread": r"(engine|network|io)/.*",
}

# What the base may use beside the standard library: the compiler's intrinsics (lanes, AES rounds) and
# the system's pages.
BASE_OUTSIDE = ("immintrin.h", "cpuid.h", "sys/mman.h", "unistd.h")

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


def arrows_of(path):
    """The arrows of the longest entry that the path matches."""
    matching = [entry for entry in ARROWS if path == entry or
                (entry.endswith("/") and path.startswith(entry))]
    return ARROWS[max(matching, key=len)]


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


def main():
    """Checks all product sources."""
    count, bad = 0, 0
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
