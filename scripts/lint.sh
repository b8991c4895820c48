#!/usr/bin/env bash
# Runs clang-tidy-16 on all sources of the product, or on those whose path matches a given regular
# expression:
#   scripts/lint.sh [REGEX]
# Needs no build, only CMake's word on how each source compiles. Sources of one folder are checked
# together, as one translation unit that includes them: most of the time goes into the headers of the
# libraries, and so they are read once. Two sources of a folder must not give two things one name;
# shadowing is left to the compiler, which sees them one by one.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"

cmake --preset sources >/dev/null
rm -rf build/lint
mkdir -p build/lint
/usr/bin/python3 - "$root" "${1:-}" <<'EOP'
import collections
import json
import os
import re
import sys

root, pattern = sys.argv[1:]
most_together = 12
# A source that is compiled for several instruction sets is checked for the last one; of the parts that hold the kernels
# of models (engine/neurons/model_part.cpp.in) the first one is checked.
commands = {}
for entry in json.load(open("build/sources/compile_commands.json")):
    path = os.path.relpath(entry["file"], root)
    if re.match("(engine/|models/|network/|io/|build/sources/engine/model_part_0).*" + pattern, path):
        commands[path] = entry
if not commands:
    sys.exit(f"lint: no source matches '{pattern}'")

together = collections.defaultdict(list)
for path, entry in sorted(commands.items()):
    flags = re.sub(r" -o \S+", "", entry["command"]).replace(f" -c {entry['file']}", "")
    flags = re.sub(r"^\S*ccache ", "", flags).replace(" -fno-gnu-unique", "")
    together[os.path.dirname(path), flags, entry["directory"]].append(path)
units = []
for number, ((folder, flags, directory), paths) in enumerate(together.items()):
    parts = -(-len(paths) // most_together)
    for part in range(parts):
        unit = f"{root}/build/lint/{folder.replace('/', '_')}_{number}_{part}.cpp"
        with open(unit, "w") as out:
            out.write("// NOLINTBEGIN(bugprone-suspicious-include)\n")
            out.writelines(f'#include "{root}/{path}"\n' for path in paths[part::parts])
            out.write("// NOLINTEND(bugprone-suspicious-include)\n")
        units.append({"directory": directory, "file": unit, "command": f"{flags} -c {unit}"})
json.dump(units, open("build/lint/compile_commands.json", "w"))
print(f"lint: {len(commands)} sources in {len(units)} units")
EOP
run-clang-tidy-16 -quiet -p build/lint -j "$(nproc)" -extra-arg=-Wno-unknown-warning-option -extra-arg=-Wno-shadow
