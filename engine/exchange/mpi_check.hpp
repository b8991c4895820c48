#pragma once

namespace callosum {

/// Throws MpiError, which names the call, where MPI has returned an error.
void check_mpi(int code, const char* call);

}  // namespace callosum
