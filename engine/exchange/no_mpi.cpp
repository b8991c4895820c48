// Stands in for mpi.cpp in builds without MPI.
#include <cstdlib>

#include "engine/base/error.hpp"
#include "engine/exchange/launcher.hpp"
#include "engine/exchange/mpi.hpp"

namespace callosum {
namespace {

/// Copies that know nothing of each other would all run the whole network, and write to one folder.
void refuse_several() {
    const int size = launched().size;
    if (size == 1) { return; }
    throw ConfigError("", "this build has no MPI, but a launcher has started " +
                              std::to_string(size) +
                              " copies of it; start one, with more threads, or build with "
                              "CALLOSUM_MPI=ON");
}

}  // namespace

MpiSession::MpiSession(int* /*argc*/, char*** /*argv*/) { refuse_several(); }
MpiSession::~MpiSession() {}  // there is no MPI to end
void MpiSession::abort(int code) const { std::_Exit(code); }
std::string MpiSession::library_version() { return "none"; }

std::unique_ptr<Communicator> make_mpi_communicator() {
    refuse_several();
    return make_solo_communicator();
}

}  // namespace callosum
