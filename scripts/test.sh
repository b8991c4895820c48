#!/usr/bin/env bash
# Installs what is needed, builds everything and runs all tests. Further words go to ctest, as in
#   scripts/test.sh -L unit
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

scripts/install_deps.sh
cmake --preset release -DCALLOSUM_BUILD_TESTS=ON
cmake --build --preset release
ctest --preset release --parallel "$(nproc)" "$@"
