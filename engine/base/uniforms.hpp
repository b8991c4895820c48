#pragma once

#include <cstdint>

#include "engine/base/random.hpp"

namespace callosum {

/// A sequence of uniform numbers under one key. The last word of the counter counts the draws in
/// its lower 24 bits, and its upper byte says what they are for; the other three words say for
/// which node.
class Uniforms {
  public:
    Uniforms(const Ars& ars, std::uint32_t use, std::uint32_t c0, std::uint32_t c1,
             std::uint32_t c2)
        : ars_(ars), c0_(c0), c1_(c1), c2_(c2), c3_(use << 24) {}
    /// Returns the next number, 53 bits in (0, 1). Each counter gives two of them.
    [[nodiscard]] double operator()() {
        if (have_second_) {
            have_second_ = false;
            return second_;
        }
        const Ars::Words words = ars_(c0_, c1_, c2_, c3_++);
        second_ = unit_interval(words[2], words[3]);
        have_second_ = true;
        return unit_interval(words[0], words[1]);
    }

  private:
    const Ars& ars_;
    std::uint32_t c0_, c1_, c2_, c3_;
    double second_ = 0;
    bool have_second_ = false;
};

}  // namespace callosum
