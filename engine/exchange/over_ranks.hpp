#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "engine/exchange/communicator.hpp"
#include "engine/records/result.hpp"

namespace callosum {

/// Returns sum, minimum and maximum over ranks of numbers that each rank has. Collective.
template <class T, std::size_t N>
[[nodiscard]] std::array<OverRanks, N> over_ranks(const Communicator& communicator,
                                                  const std::array<T, N>& values) {
    auto sum = values, least = values, most = values;
    communicator.reduce(std::span<T>(sum), Communicator::Reduce::sum);
    communicator.reduce(std::span<T>(least), Communicator::Reduce::min);
    communicator.reduce(std::span<T>(most), Communicator::Reduce::max);
    std::array<OverRanks, N> all;
    for (std::size_t i = 0; i < N; ++i) {
        all[i] = {static_cast<double>(sum[i]), static_cast<double>(least[i]),
                  static_cast<double>(most[i])};
    }
    return all;
}

}  // namespace callosum
