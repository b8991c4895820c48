#include "engine/exchange/mpi_check.hpp"

#include <array>
#include <string>

#include <mpi.h>

#include "engine/base/error.hpp"

namespace callosum {

void check_mpi(int code, const char* call) {
    if (code == MPI_SUCCESS) { return; }
    std::array<char, MPI_MAX_ERROR_STRING> text{};
    int length = 0;
    MPI_Error_string(code, text.data(), &length);
    throw MpiError(call, std::string(text.data(), static_cast<std::size_t>(length)));
}

}  // namespace callosum
