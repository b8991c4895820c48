#pragma once

#include <memory>
#include <vector>

#include "engine/exchange/communicator.hpp"

namespace callosum {

/// The exchange in collective calls of all ranks: the lengths of parcels, then the parcels. For networks
/// in which everybody talks to everybody. All ranks call `start` in every window, whoever's turn it is.
/// `comm`: the communicator's Fortran handle, so that mpi.h stays out of headers.
[[nodiscard]] std::unique_ptr<NeighbourExchange> make_mpi_collective(int comm, int n_ranks,
                                                                     std::vector<int> destinations,
                                                                     std::vector<int> sources);

}  // namespace callosum
