#include "engine/forecast/build_admitted.hpp"

#include <utility>

#include "engine/forecast/memory.hpp"

namespace callosum {

RankSimulation build_admitted(const Description& description, const Communicator& communicator,
                              RunOptions options) {
    auto layout = lay_out_run(description, communicator, options.threads, &options.held_edges);
    options.expected_bytes = admit_run(description, layout, communicator);
    return {description, communicator, std::move(options), std::move(layout)};
}

}  // namespace callosum
