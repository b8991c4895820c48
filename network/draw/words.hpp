#pragma once

#include <array>
#include <cstdint>

#include "engine/base/draws.hpp"
#include "engine/base/random.hpp"
#include "network/draw/index_below.hpp"

namespace callosum {

/// Random words of sixteen consecutive counters: word[r][i] is word r of counter c0 + i.
struct Words16 {
    static constexpr std::uint32_t size = 16;
    alignas(64) std::array<std::array<std::uint32_t, size>, 4> word;

    Words16(const Ars& ars, std::uint32_t c0, std::uint32_t c1, std::uint32_t c2,
            std::uint32_t use) {
        std::uint32_t* const rows[4] = {word[0].data(), word[1].data(), word[2].data(),
                                        word[3].data()};
        draws().transposed(ars, {c0, c1, c2, use << 24}, rows);
    }
};

}  // namespace callosum
