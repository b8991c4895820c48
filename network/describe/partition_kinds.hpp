#pragma once

#include <array>
#include <string_view>

namespace callosum {

/// Ways to deal out neurons over ranks and threads, as experiments name them.
inline constexpr std::array<std::string_view, 6> partition_kinds{
    "auto", "even", "round_robin", "by_population", "spatial", "graph"};

}  // namespace callosum
