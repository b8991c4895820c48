#!/usr/bin/env bash
# Formats all C++ sources; with --check only says what differs, and ends with 1 if anything does.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

mode=(-i)
if [ "${1:-}" = --check ]; then
    mode=(--dry-run --Werror)
elif [ $# -gt 0 ]; then
    echo "usage: scripts/format.sh [--check]" >&2
    exit 1
fi
find engine models network io tests -name '*.cpp' -print0 -o -name '*.hpp' -print0 |
    sort --zero-terminated |
    xargs --null --no-run-if-empty --max-procs="$(nproc)" --max-args=16 clang-format-16 "${mode[@]}"
