#include "engine/plastic/visit.hpp"

#include <numeric>

namespace callosum {

std::vector<std::uint32_t> order_of_stamps(std::span<const std::uint32_t> stamps) {
    std::vector<std::uint32_t> order(stamps.size());
    std::iota(order.begin(), order.end(), std::uint32_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::uint32_t a, std::uint32_t b) { return stamps[a] < stamps[b]; });
    return order;
}

}  // namespace callosum
