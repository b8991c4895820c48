#!/usr/bin/env bash
# From a bare Debian 12 to a result: installs what is needed, builds, runs the full-scale cortical
# microcircuit (77169 neurons, 298880970 synapses; 1 s after 0.5 s of warm-up) on two ranks, prints
# its rates beside the published ones and draws a raster plot.
#
#   scripts/quickstart.sh [OUT]      OUT: folder of the results, default out/microcircuit
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
mkdir -p "$(dirname "${1:-$root/out/microcircuit}")"
out=$(realpath -m "${1:-$root/out/microcircuit}")
cd "$root"

scripts/install_deps.sh
cmake --preset release -DCALLOSUM_BUILD_TESTS=OFF
cmake --build --preset release --target callosum

# The engine places its threads itself; more ranks than cores are slow, not wrong.
mpi=(mpirun -n 2 --oversubscribe --bind-to none)
if [ "$(id -u)" -eq 0 ]; then
    mpi+=(--allow-run-as-root)
fi
"${mpi[@]}" build/release/callosum run configs/microcircuit.json --threads 1 --out "$out" --overwrite

# Debian's Python: the one that the installed packages are for.
/usr/bin/python3 scripts/compare_rates.py "$out" configs/reference/pd14_rates.json
/usr/bin/python3 scripts/plot_raster.py "$out"
echo "quickstart: results are in $out"
