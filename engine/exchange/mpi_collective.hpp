#pragma once

#include <memory>
#include <vector>

#include "engine/exchange/communicator.hpp"

namespace callosum {

/// Makes an exchange in collective calls of all ranks, first the lengths of packets, then the
/// packets, for networks in which everybody talks to everybody. All ranks call `start` in every
/// window, whoever takes part. `comm` is the communicator's Fortran handle, which keeps mpi.h out
/// of headers.
[[nodiscard]] std::unique_ptr<NeighbourExchange> make_mpi_collective(
    int comm, int n_ranks, std::vector<RankId> destinations, std::vector<RankId> sources);

}  // namespace callosum
