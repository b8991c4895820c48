#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "io/experiment/document.hpp"

namespace callosum {

/// Line and column of a character, both from 1; columns count bytes.
struct Position {
    std::size_t line = 1;
    std::size_t column = 1;
};
[[nodiscard]] std::string to_text(Position position);

/// "an object", "a list", "the text \"abc\"", "the number 5" ... for messages.
[[nodiscard]] std::string kind_of(const Json& value);

/// Reads JSON with comments and says where each value stands. The parser is nlohmann's; since its
/// events carry no position, a scanner walks the same text beside it from token to token.
class TextReader {
  public:
    struct Fault {
        Position position;
        std::string path;
        std::string what;
    };
    using Placed = std::function<void(const std::string& path, Position position)>;

    /// The text must outlive the reader.
    TextReader(const std::string& text, Placed placed) : text_(text), placed_(std::move(placed)) {}
    /// Syntax errors and repeated keys; `root` is null after a syntax error.
    [[nodiscard]] std::vector<Fault> read(Json& root);

  private:
    const std::string& text_;
    const Placed placed_;
};

}  // namespace callosum
