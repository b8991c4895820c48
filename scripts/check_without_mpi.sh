#!/usr/bin/env bash
# Builds the program and the library without MPI, and runs what can be tested of them: a program that uses the installed library, and
# what launchers do. Needs serial HDF5: Debian's libhdf5-dev, or another one that HDF5_ROOT names. Costs a build of all
# libraries, so it is not part of .ci/run.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

cmake --preset nompi -DCALLOSUM_BUILD_TESTS=ON "$@"
cmake --build --preset nompi --target callosum
build/nompi/callosum --version | grep --quiet '^MPI: none$'
if ldd build/nompi/callosum | grep libmpi; then
    echo "check_without_mpi: the program is linked with MPI" >&2
    exit 1
fi
ctest --preset nompi -R '^(install/|program/)'
