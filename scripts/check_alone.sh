#!/usr/bin/env bash
# Compiles each source of the product by itself, as far as warnings go: builds take those of a folder
# together, where one can live on what another includes, and where not all shadowing is told.
#   scripts/check_alone.sh [REGEX]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

cmake --preset sources >/dev/null
/usr/bin/python3 - "${1:-}" <<'EOP' | xargs -0 -P "$(nproc)" -n 1 bash -c
import json
import os
import re
import sys

root = os.getcwd()
seen = set()
for entry in json.load(open("build/sources/compile_commands.json")):
    path = os.path.relpath(entry["file"], root)
    if path in seen or not re.match("(engine|models|network|io)/.*" + sys.argv[1], path):
        continue
    seen.add(path)
    command = re.sub(r" -o \S+", "", entry["command"]).replace(" -c ", " -fsyntax-only -Werror ")
    print(f"cd '{entry['directory']}' && {command}", end="\0")
EOP
echo "check_alone: each source compiles by itself"
