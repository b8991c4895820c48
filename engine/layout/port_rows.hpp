#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "network/describe/network.hpp"

namespace callosum {

/// The input rows of the model variant that serves a population, and which row each port feeds.
struct PortRows {
    std::size_t n_rows = 1;
    std::vector<std::uint32_t> row_of_port;
    /// A port beyond the last one (weights below 0 where there is one receptor) is the last one.
    [[nodiscard]] std::uint32_t row(std::size_t port) const {
        return row_of_port[std::min(port, row_of_port.size() - 1)];
    }
};

[[nodiscard]] PortRows port_rows(const Description& description, std::size_t population);

}  // namespace callosum
