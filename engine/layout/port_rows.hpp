#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "network/describe/network.hpp"

namespace callosum {

/// Input rows of the model variant that serves a population, and the row that each port feeds.
struct PortRows {
    std::size_t n_rows = 1;
    std::vector<std::uint32_t> row_of_port;
    /// Returns the row of a port. A port beyond the last (weights below 0 where there is one
    /// receptor) counts as the last.
    [[nodiscard]] std::uint32_t row(std::size_t port) const {
        return row_of_port[std::min(port, row_of_port.size() - 1)];
    }
};

[[nodiscard]] PortRows port_rows(const Description& description, std::size_t population);

}  // namespace callosum
