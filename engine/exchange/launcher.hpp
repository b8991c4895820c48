#pragma once

namespace callosum {

/// Place of this process among those that a launcher has started together.
struct Launched {
    int rank = 0;
    int size = 1;  ///< at least; a launcher may tell a process its rank alone
    bool by_mpi =
        false;  ///< by a launcher of MPI: a variable of Open MPI, PMIx, PMI or MVAPICH is set
    bool by_scheduler = false;  ///< by Slurm's srun
};

/// Returns what the launcher tells in the environment: Open MPI's mpirun, a PMIx or PMI one, MVAPICH's, or Slurm's srun. For
/// programs that have not initialised MPI, or have none.
[[nodiscard]] Launched launched();

}  // namespace callosum
