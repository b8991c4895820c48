#pragma once

#include <charconv>
#include <cstdint>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "engine/base/error.hpp"

namespace callosum {

[[nodiscard]] inline std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\r");
    if (first == std::string_view::npos) { return {}; }
    return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

template <class T>
[[nodiscard]] std::optional<T> parse_number(std::string_view text) {
    T value{};
    text = trimmed(text);
    if (text.starts_with('+')) { text.remove_prefix(1); }
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) { return std::nullopt; }
    return value;
}
[[nodiscard]] inline std::optional<double> parse_real(std::string_view text) {
    return parse_number<double>(text);
}

/// A text file, line by line; the first line has number 1.
class TextFile {
  public:
    explicit TextFile(std::string path) : path_(std::move(path)), file_(path_) {
        if (!file_) { throw IoError(path_, "cannot be opened", 1); }
    }
    /// The next line without the space around it, valid until the next call; false at the end.
    [[nodiscard]] bool next(std::string_view& line) {
        if (!std::getline(file_, text_)) {
            if (file_.bad()) { throw IoError(path_, "cannot be read"); }
            return false;
        }
        constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
        if (++number_ == 1 && text_.starts_with(byte_order_mark)) {
            text_.erase(0, byte_order_mark.size());
        }
        line = trimmed(text_);
        return true;
    }
    [[noreturn]] void fail(const std::string& what) const {
        throw IoError(path_, "line " + std::to_string(number_) + ": " + what, 1);
    }
    [[nodiscard]] std::uint64_t line_number() const { return number_; }

  private:
    std::string path_;
    std::ifstream file_;
    std::string text_;
    std::uint64_t number_ = 0;
};

}  // namespace callosum
