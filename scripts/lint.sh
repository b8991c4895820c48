#!/usr/bin/env bash
# Runs clang-tidy-16 on all sources of the product, or on those whose path matches a given regular
# expression:
#   scripts/lint.sh [REGEX]
# Needs a configured build/release (scripts/test.sh leaves one).
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"

if [ ! -f build/release/compile_commands.json ]; then
    cmake --preset release
fi
# A source that is compiled in several parts (engine/backend/chunk.cpp) is checked in the first one.
mkdir -p build/lint
/usr/bin/python3 - <<'EOF'
import json

first = {}
for entry in json.load(open("build/release/compile_commands.json")):
    first.setdefault(entry["file"], entry)
json.dump(list(first.values()), open("build/lint/compile_commands.json", "w"))
EOF
# GCC's notes on its own ABI are unknown to Clang; the rest of the flags means the same to both.
run-clang-tidy-16 -quiet -p build/lint -j "$(nproc)" -extra-arg=-Wno-unknown-warning-option \
    "$root/(engine|models|network|io)/.*${1:-}"
