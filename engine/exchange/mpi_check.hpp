#pragma once

namespace callosum {

/// Throws MpiError, which names the call, if MPI returned an error.
void check_mpi(int code, const char* call);

}  // namespace callosum
