#pragma once

#include <memory>
#include <string>

#include "engine/exchange/communicator.hpp"

namespace callosum {

// Two implementations: mpi.cpp, and no_mpi.cpp for builds without MPI, where this process is all ranks that there are.

/// MPI for the duration of the program. Only programs make one: the library never initialises MPI.
class MpiSession {
  public:
    /// Initialises MPI with MPI_THREAD_FUNNELED. Throws MpiError; without MPI, ConfigError where a launcher has started
    /// several copies of the program.
    MpiSession(int* argc, char*** argv);
    ~MpiSession();
    MpiSession(const MpiSession&) = delete;
    MpiSession& operator=(const MpiSession&) = delete;

    [[nodiscard]] int rank() const { return rank_; }
    [[nodiscard]] int size() const { return size_; }
    /// Ends all ranks at once with this exit code.
    [[noreturn]] void abort(int code) const;
    /// Name and version of the library, "none" without MPI.
    [[nodiscard]] static std::string library_version();

  private:
    int rank_ = 0;
    int size_ = 1;
};

/// Returns a duplicate of MPI_COMM_WORLD; without MPI, a group of one rank. Throws MpiError unless the program has initialised
/// MPI, with MPI_THREAD_FUNNELED at least, and has not ended it; without MPI, ConfigError as MpiSession does.
[[nodiscard]] std::unique_ptr<Communicator> make_mpi_communicator();

}  // namespace callosum
