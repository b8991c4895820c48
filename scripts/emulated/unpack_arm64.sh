#!/usr/bin/env bash
# Unpacks Debian's arm64 packages that the program without MPI and its tests are built with, and all that they run with, into a
# folder. Nothing is installed: apt gets a state of its own there, for a machine that has no package yet, so that this
# needs no root and asks nothing of the packages of this machine.
#
#   scripts/emulated/unpack_arm64.sh FOLDER
set -euo pipefail
folder=$(realpath -m "$1")

built_with=(
    libboost1.74-dev libboost-program-options1.74-dev libhdf5-dev libhwloc-dev libscotch-dev
    nlohmann-json3-dev libgtest-dev catch2 librandom123-dev
)
run_with=(libboost-program-options1.74.0 libhdf5-103-1 libhwloc15 libscotch-7.0 libstdc++6)

wanted="${built_with[*]} ${run_with[*]}"
if [ "$(cat "$folder/unpacked" 2>/dev/null)" = "$wanted" ]; then
    echo "unpack_arm64: all packages are in $folder"
    exit 0
fi

apt=$folder/.apt
mkdir -p "$apt"/state/lists/partial "$apt"/cache/archives/partial
touch "$apt/status"
cat >"$apt/apt.conf" <<CONF
APT::Architecture "arm64";
APT::Architectures { "arm64"; };
APT::Sandbox::User "$(id -un)";
Dir::State "$apt/state";
Dir::State::status "$apt/status";
Dir::Cache "$apt/cache";
CONF
export APT_CONFIG=$apt/apt.conf
apt-get update --quiet
apt-get install --quiet --yes --download-only --no-install-recommends "${run_with[@]}"
cd "$apt/cache/archives"
apt-get download --quiet "${built_with[@]}"  # without what they depend on: compilers, and MPI
for package in ./*.deb; do
    dpkg --extract "$package" "$folder"
done
rm -r "$apt"
echo "$wanted" >"$folder/unpacked"
