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
# chunk.cpp is compiled many times for the sake of its kernels; their text is checked through
# registry.cpp. GCC's notes on its own ABI are unknown to Clang; the rest of the flags means the same to both.
run-clang-tidy-16 -quiet -p build/release -j "$(nproc)" -extra-arg=-Wno-unknown-warning-option \
    "$root/(?!engine/backend/chunk)(engine|models|network|io)/.*${1:-}"
