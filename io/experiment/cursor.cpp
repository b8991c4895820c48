#include "io/experiment/cursor.hpp"

#include <algorithm>
#include <cmath>

#include "io/experiment/text_reader.hpp"
#include "network/describe/check.hpp"
#include "network/describe/nearest.hpp"

namespace callosum {

using format::Shape;

Cursor Cursor::member(const std::string& key) const {
    return {value_->at(key), member_path(path_, key), *context_};
}

Cursor Cursor::element(std::size_t index) const {
    return {(*value_)[index], element_path(path_, index), *context_};
}

void Cursor::problem(const std::string& what) const {
    context_->problems.push_back({context_->document.where(path_), what});
    context_->paths.push_back(path_);
}

void Cursor::expected(const std::string& wanted) const {
    problem("must be " + wanted + ", found " + kind_of(*value_));
}

std::optional<double> Cursor::number() const {
    if (value_->is_number()) {
        const auto found = value_->get<double>();
        if (std::isfinite(found)) { return found; }
    }
    expected("a number");
    return std::nullopt;
}

std::optional<std::uint64_t> Cursor::count() const {
    constexpr double exact = 0x1p53;  // whole numbers above are not all doubles
    if (value_->is_number_unsigned()) { return value_->get<std::uint64_t>(); }
    if (value_->is_number_float()) {
        const auto found = value_->get<double>();
        if (found >= 0 && found <= exact && found == std::floor(found)) {
            return static_cast<std::uint64_t>(found);
        }
    }
    // Values that a program set need not be stored as unsigned.
    if (value_->is_number_integer() && value_->get<std::int64_t>() >= 0) {
        return value_->get<std::uint64_t>();
    }
    expected("a whole number >= 0");
    return std::nullopt;
}

std::optional<std::string> Cursor::text() const {
    if (value_->is_string() && !value_->get_ref<const std::string&>().empty()) {
        return value_->get<std::string>();
    }
    expected("a text");
    return std::nullopt;
}

Object::Object(const Cursor& at, std::string_view table_name)
    : at_(at), table_(format::table(table_name)), valid_(at.value().is_object()) {
    if (!valid_) {
        at_.expected("an object (" + std::string(table_name) + ")");
        return;
    }
    check_names();
    for (const auto& key : table_.keys) {
        if (at_.value().contains(key.name)) {
            check_scalar(key);
        } else if (key.required) {
            at_.problem("\"" + std::string(key.name) + "\" is missing: " + std::string(key.doc));
        }
    }
}

void Object::check_names() const {
    std::vector<std::string_view> known;
    for (const auto& key : table_.keys) { known.push_back(key.name); }
    for (const auto& item : at_.value().items()) {
        if (std::find(known.begin(), known.end(), item.key()) == known.end()) {
            at_.member(item.key())
                .problem("unknown key \"" + item.key() + "\"" + suggest(item.key(), known));
        }
    }
}

void Object::check_scalar(const format::Key& key) {
    const Cursor cursor = at_.member(std::string(key.name));
    bool good = true;
    switch (key.shape) {
        case Shape::boolean:
            good = cursor.value().is_boolean();
            if (!good) { cursor.expected("true or false"); }
            break;
        case Shape::count:
            good = cursor.count().has_value();
            break;
        case Shape::number: {
            const check::Range range{key.low, unbounded, key.low_open};
            const auto found = cursor.number();
            good = found && check::inside(*found, range);
            if (found && !good) {
                cursor.problem("is " + check::to_text(*found) + ", " + check::to_text(range));
            }
            break;
        }
        case Shape::text:
            good = cursor.text().has_value();
            break;
        case Shape::choice: {
            const auto found = cursor.text();
            good = found && format::has_word(key.detail, *found, '|');
            if (found && !good) {
                std::vector<std::string_view> words;
                for (std::size_t at = 0; at <= key.detail.size();) {
                    const std::size_t end = std::min(key.detail.find('|', at), key.detail.size());
                    words.push_back(key.detail.substr(at, end - at));
                    at = end + 1;
                }
                // "type" alone would not say of what.
                const auto what = key.name == "type" ? table_.name : key.name;
                const std::string hint = suggest(*found, words);
                cursor.problem("there is no " + std::string(what) + " \"" + *found +
                               "\" in this version" + hint +
                               (hint == listing(words) ? "" : listing(words)));
            }
            break;
        }
        case Shape::assignments:
            good = cursor.value().is_object();
            if (!good) { cursor.expected("an object with paths and their values"); }
            break;
        default:
            break;  // read, and checked, by whoever knows the shape
    }
    if (!good) { refused_.push_back(key.name); }
}

bool Object::has(std::string_view key) const {
    return valid_ && at_.value().contains(key) &&
           std::find(refused_.begin(), refused_.end(), key) == refused_.end();
}

Cursor Object::operator[](std::string_view key) const { return at_.member(std::string(key)); }

const format::Key& Object::key_of(std::string_view key) const {
    return *std::find_if(table_.keys.begin(), table_.keys.end(),
                         [&](const format::Key& one) { return one.name == key; });
}

Json Object::value_or_standard(std::string_view key) const {
    if (has(key)) { return at_.value().at(std::string(key)); }
    const auto default_value = key_of(key).default_value;
    return default_value.empty() ? Json() : Json::parse(default_value);
}

double Object::number(std::string_view key) const { return maybe_number(key).value_or(0); }

std::optional<double> Object::maybe_number(std::string_view key) const {
    const Json value = value_or_standard(key);
    return value.is_null() ? std::nullopt : std::optional(value.get<double>());
}

std::uint64_t Object::count(std::string_view key) const { return maybe_count(key).value_or(0); }

std::optional<std::uint64_t> Object::maybe_count(std::string_view key) const {
    const Json value = value_or_standard(key);
    return value.is_null() ? std::nullopt : std::optional(value.get<std::uint64_t>());
}

bool Object::flag(std::string_view key) const { return value_or_standard(key) == true; }

std::string Object::text(std::string_view key) const {
    const Json value = value_or_standard(key);
    return value.is_null() ? std::string() : value.get<std::string>();
}

void Object::check_kind(std::span<const format::Kind> kinds, std::string_view kind,
                        std::string_view what) const {
    if (!valid_) { return; }
    const auto words = [](const format::Kind& one, std::string_view key) {
        return format::has_word(one.required, key, ' ') || format::has_word(one.optional, key, ' ');
    };
    const auto chosen = std::find_if(kinds.begin(), kinds.end(),
                                     [&](const format::Kind& one) { return one.name == kind; });
    if (chosen == kinds.end()) { return; }  // reported as an unknown choice already
    for (const auto& key : table_.keys) {
        const bool present = at_.value().contains(key.name);
        if (!present && format::has_word(chosen->required, key.name, ' ')) {
            at_.problem(std::string(what) + " " + std::string(kind) + " needs \"" +
                        std::string(key.name) + "\": " + std::string(key.doc));
        }
        const bool special = std::any_of(kinds.begin(), kinds.end(), [&](const format::Kind& one) {
            return words(one, key.name);
        });
        if (present && special && !words(*chosen, key.name)) {
            at_.member(std::string(key.name))
                .problem(std::string(what) + " " + std::string(kind) + " has no \"" +
                         std::string(key.name) + "\"");
        }
    }
}

}  // namespace callosum
