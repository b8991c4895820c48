#pragma once

#include <memory>
#include <string>

#include "engine/exchange/communicator.hpp"

namespace callosum {

/// MPI for the duration of the program. Only programs make one: the library never initialises MPI.
class MpiSession {
  public:
    /// Initialises MPI with MPI_THREAD_FUNNELED. Throws MpiError.
    MpiSession(int* argc, char*** argv);
    ~MpiSession();
    MpiSession(const MpiSession&) = delete;
    MpiSession& operator=(const MpiSession&) = delete;

    [[nodiscard]] int rank() const { return rank_; }
    [[nodiscard]] int size() const { return size_; }
    /// Returns the text of rank 0 on every rank. Collective.
    [[nodiscard]] std::string broadcast(std::string text) const;
    /// Returns the number of ranks that say yes, equal on all. Collective.
    [[nodiscard]] int count(bool yes) const;
    /// Waits for all ranks. Collective.
    void barrier() const;
    /// Ends all ranks at once with this exit code.
    [[noreturn]] void abort(int code) const;
    [[nodiscard]] static std::string library_version();

  private:
    int rank_ = 0;
    int size_ = 1;
};

/// Returns a duplicate of MPI_COMM_WORLD; the program must have initialised MPI.
[[nodiscard]] std::unique_ptr<Communicator> make_mpi_communicator();

}  // namespace callosum
