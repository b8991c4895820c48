#pragma once

#include <array>
#include <charconv>
#include <string>

namespace callosum {

/// Shortest text that reads back as the same number.
[[nodiscard]] inline std::string number_text(double value) {
    std::array<char, 32> buffer{};
    const auto* end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
    return std::string(static_cast<const char*>(buffer.data()), end);
}

}  // namespace callosum
