#!/usr/bin/env bash
# Shows that CPUs which this machine does not have give the same spikes: runs the same small experiments under every instruction
# set of this machine, under QEMU as an x86-64 CPU without AVX, and under QEMU as aarch64 with and without AES. Digests
# of spikes and weights and all recorded data must be equal. The tests of kernels run as aarch64, too.
#
#   scripts/check_emulated.sh [--only EXPERIMENT ...]
#
# For Debian 12 on x86-64. Installs QEMU and the cross compiler; arm64 packages are only unpacked, below build/aarch64.
# Two builds, each of about half an hour on two cores, and half an hour of emulation, so it is not part of .ci/run.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

scripts/install_deps.sh qemu-user gcc-aarch64-linux-gnu g++-aarch64-linux-gnu
scripts/emulated/unpack_arm64.sh build/aarch64/packages

cmake --preset release -DCALLOSUM_BUILD_TESTS=ON
cmake --build --preset release --target callosum
cmake --preset aarch64 -DCALLOSUM_BUILD_TESTS=ON
cmake --build --preset aarch64 --target callosum lanes_neon unit_engine

# The oldest x86-64 that QEMU knows. Open MPI, not Callosum, needs cmpxchg16b, which came a year later.
native=build/release/callosum
old="qemu-x86_64 -cpu Opteron_G1,+cx16 $native"
arm="qemu-aarch64 -L build/aarch64/packages build/aarch64/callosum"
$old --version | grep --quiet '^SIMD: baseline$'

scripts/check_baseline.py build/aarch64
ctest --preset aarch64 --tests-regex '^sets/'
qemu-aarch64 -L build/aarch64/packages build/aarch64/tests/unit_engine --gtest_filter='EverySet.*:Ars.*'

columns=()
for set in avx512-vaes avx512 avx2 baseline; do
    if CALLOSUM_CPU=$set $native --version >/dev/null 2>&1; then columns+=("$set=$native"); fi
done
# Debian's Python: the one that the installed packages are for.
/usr/bin/python3 -B scripts/emulated/compare_digests.py --models $native "$@" -- \
    build/emulated "${columns[@]}" "baseline/x86-64=$old" "neon=$arm" "neon-aes=$arm"
