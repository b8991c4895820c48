#!/usr/bin/env bash
# Builds the unit tests of network and io with the address and undefined-behaviour sanitizers and with assertions, kernels for
# this CPU alone, and runs them: about five minutes on two cores. Others can be named; the engine's take ten minutes to build:
#   scripts/check_sanitized.sh unit_models unit_engine
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

if [ $# -eq 0 ]; then set -- unit_network unit_io; fi
cmake --preset asan -DCALLOSUM_ARCH=native -DCALLOSUM_BUILD_TESTS=ON >/dev/null
cmake --build --preset asan --target "$@"
root=$PWD
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
for test in "$@"; do
    (cd "$scratch" && ASAN_OPTIONS=detect_leaks=0 "$root/build/asan/tests/$test" --gtest_brief=1)
done
