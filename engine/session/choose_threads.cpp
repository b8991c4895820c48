#include "engine/session/choose_threads.hpp"

#include <algorithm>
#include <cstdint>
#include <span>

#include "engine/run/team.hpp"

namespace callosum {

int choose_threads(std::optional<int> wanted, const Communicator& communicator) {
    auto threads = static_cast<std::uint64_t>(
        wanted.value_or(std::max(1, Team::allowed_cores() / communicator.node_size())));
    communicator.reduce(std::span(&threads, 1), Communicator::Reduce::min);
    return static_cast<int>(threads);
}

}  // namespace callosum
