#!/usr/bin/env bash
# Installs what building, testing and checking Callosum needs on Debian 12, from Debian's packages
# alone, and further packages that it is given. Does nothing, and needs neither root nor a network, where all of it is
# present.
#
#   scripts/install_deps.sh [PACKAGE ...]
set -euo pipefail

packages=(
    ca-certificates git                      # to fetch sources and to stamp the build
    g++ cmake ninja-build pkg-config         # to build
    libopenmpi-dev openmpi-bin               # message passing
    libhdf5-openmpi-dev                      # records
    libboost-program-options-dev             # command line
    libscotch-dev                            # graphs cut into parts
    libhwloc-dev                             # placement of threads
    nlohmann-json3-dev                       # experiment files
    librandom123-dev libgtest-dev catch2     # tests
    python3 python3-h5py python3-matplotlib  # scripts that compare and plot
    clang-format-16 clang-tidy-16            # checks
    "$@"
)

installed() {
    [ "$(dpkg-query --show --showformat='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

missing=()
for package in "${packages[@]}"; do
    installed "$package" || missing+=("$package")
done
if [ "${#missing[@]}" -eq 0 ]; then
    echo "install_deps: all ${#packages[@]} packages are present"
    exit 0
fi

as_root=()
if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null; then
        echo "install_deps: run as root, or install sudo; missing: ${missing[*]}" >&2
        exit 1
    fi
    as_root=(sudo)
fi

echo "install_deps: installing ${missing[*]}"
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update --quiet
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get install --yes --quiet --no-install-recommends "${missing[@]}"
