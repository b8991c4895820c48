#include "io/experiment/text_reader.hpp"

#include <algorithm>
#include <cctype>

namespace callosum {

std::string to_text(Position position) {
    return std::to_string(position.line) + ":" + std::to_string(position.column);
}

std::string kind_of(const Json& value) {
    switch (value.type()) {
        case Json::value_t::null:
            return "null";
        case Json::value_t::object:
            return "an object";
        case Json::value_t::array:
            return "a list";
        case Json::value_t::boolean:
            return value.get<bool>() ? "true" : "false";
        case Json::value_t::string: {
            const auto& text = value.get_ref<const std::string&>();
            return "the text \"" + (text.size() > 60 ? text.substr(0, 60) + "..." : text) + "\"";
        }
        default:
            return "the number " + value.dump();
    }
}

namespace {

/// Lists nested deeper than this are no experiment, and would overflow the stack when printed.
constexpr std::size_t deepest = 64;
/// Elements of lists beyond this share the place of their list, so that long lists cost no memory.
constexpr std::size_t placed_elements = 64;

/// Walks over the tokens of a text that the parser has found to be valid.
class Scanner {
  public:
    explicit Scanner(std::string_view text) : text_(text) {
        if (text_.substr(0, 3) == "\xEF\xBB\xBF") { at_ = 3; }
    }

    /// Goes to the next token and returns its position; `consume` then passes it.
    Position seek() {
        while (at_ < text_.size()) {
            const char c = text_[at_];
            if (c == '/' && at_ + 1 < text_.size()) {
                skip_comment();
            } else if (std::isspace(static_cast<unsigned char>(c)) != 0 || c == ',' || c == ':') {
                ++at_;
            } else {
                break;
            }
        }
        return position();
    }

    void consume() {
        if (at_ >= text_.size()) { return; }
        if (text_[at_] == '"') {
            for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_) {
                if (text_[at_] == '\\') { ++at_; }
            }
            ++at_;
        } else if (std::string_view("{}[]").find(text_[at_]) != std::string_view::npos) {
            ++at_;
        } else {
            at_ = std::min(text_.find_first_of(",:]}/ \t\r\n", at_), text_.size());
        }
    }

    [[nodiscard]] std::string_view rest() const {
        return text_.substr(std::min(at_, text_.size()));
    }

  private:
    void skip_comment() {
        const bool line = text_[at_ + 1] == '/';
        const std::size_t end = text_.find(line ? "\n" : "*/", at_ + 2);
        at_ = end == std::string_view::npos ? text_.size() : end + (line ? 1 : 2);
    }

    Position position() {
        for (; counted_ < std::min(at_, text_.size()); ++counted_) {
            if (text_[counted_] == '\n') {
                ++now_.line;
                now_.column = 1;
            } else {
                ++now_.column;
            }
        }
        return now_;
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::size_t counted_ = 0;
    Position now_;
};

/// Builds the value from the parser's events; the interface is nlohmann's SAX interface.
class Builder {
  public:
    using Faults = std::vector<TextReader::Fault>;

    Builder(const std::string& text, const TextReader::Placed& placed, Json& root, Faults& faults)
        : scanner_(text), placed_(placed), root_(root), faults_(faults) {}

    bool null() { return value(nullptr); }
    bool boolean(bool found) { return value(found); }
    bool number_integer(Json::number_integer_t found) { return value(found); }
    bool number_unsigned(Json::number_unsigned_t found) { return value(found); }
    bool number_float(Json::number_float_t found, const std::string&) { return value(found); }
    bool string(std::string& found) { return value(std::move(found)); }
    bool binary(Json::binary_t&) { return false; }
    bool start_object(std::size_t) { return open(Json::object()); }
    bool end_object() { return close(); }
    bool start_array(std::size_t) { return open(Json::array()); }
    bool end_array() { return close(); }

    bool key(std::string& name) {
        auto& frame = stack_.back();
        const Position position = scanner_.seek();
        scanner_.consume();
        if (frame.value->contains(name)) {
            faults_.push_back({position, member_path(frame.path, name),
                               "the key \"" + name + "\" stands twice in one object"});
        }
        frame.key = std::move(name);
        return true;
    }

    bool parse_error(std::size_t, const std::string&, const Json::exception& error) {
        const Position position = scanner_.seek();
        faults_.push_back({position, {}, explain(error.what())});
        return false;
    }

  private:
    struct Frame {
        Json* value;
        std::string path;
        std::string key;
        std::size_t next = 0;
        bool placed = true;
    };

    /// Puts a value into the innermost object or list and returns where it went.
    Json* place(Json&& found, std::string& path, bool& placed) {
        const Position position = scanner_.seek();
        scanner_.consume();
        placed = true;
        Json* at = &root_;
        if (!stack_.empty()) {
            auto& frame = stack_.back();
            placed = frame.placed;
            if (frame.value->is_array()) {
                placed = placed && (frame.next < placed_elements || found.is_object());
                if (placed) { path = element_path(frame.path, frame.next); }
                ++frame.next;
                frame.value->push_back(nullptr);
                at = &frame.value->back();
            } else {
                if (placed) { path = member_path(frame.path, frame.key); }
                at = &(*frame.value)[frame.key];
            }
        }
        *at = std::move(found);
        if (placed) { placed_(path, position); }
        return at;
    }

    bool value(Json&& found) {
        std::string path;
        bool placed = true;
        place(std::move(found), path, placed);
        return true;
    }

    bool open(Json&& found) {
        if (stack_.size() >= deepest) {
            faults_.push_back({scanner_.seek(), {}, "is nested deeper than 64 levels"});
            return false;
        }
        Frame frame{};
        frame.value = place(std::move(found), frame.path, frame.placed);
        stack_.push_back(std::move(frame));
        return true;
    }

    bool close() {
        scanner_.seek();
        scanner_.consume();
        stack_.pop_back();
        return true;
    }

    /// The parser's text without its own prefix, and the usual slips by name.
    [[nodiscard]] std::string explain(const std::string& text) const {
        const std::string_view rest = scanner_.rest();
        for (const std::string_view word : {"NaN", "nan", "Infinity", "-Infinity", "inf", "-inf"}) {
            if (rest.substr(0, word.size()) == word) {
                return std::string(word) + " is not a number here; numbers must be finite";
            }
        }
        if (text.find("number overflow") != std::string::npos) {
            const std::string number(rest.substr(0, rest.find_first_of(",]} \t\r\n/")));
            return "the number " + number + " is too large; numbers must be finite";
        }
        if (rest.empty()) { return "the text ends too early; a bracket or brace is still open"; }
        const std::size_t at = text.find("syntax error");
        return "not valid JSON: " + (at == std::string::npos ? text : text.substr(at));
    }

    Scanner scanner_;
    const TextReader::Placed& placed_;
    Json& root_;
    Faults& faults_;
    std::vector<Frame> stack_;
};

}  // namespace

std::vector<TextReader::Fault> TextReader::read(Json& root) {
    std::vector<Fault> faults;
    Builder builder(text_, placed_, root, faults);
    constexpr bool strict = true;
    constexpr bool comments = true;
    if (!Json::sax_parse(text_, &builder, Json::input_format_t::json, strict, comments)) {
        root = nullptr;
    }
    return faults;
}

}  // namespace callosum
