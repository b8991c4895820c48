#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/ranks.hpp"
#include "io/experiment/document.hpp"
#include "io/experiment/format.hpp"
#include "network/describe/edge_blocks.hpp"

namespace callosum {

/// What reading needs beside the value at hand; borrowed for as long as an experiment is read.
struct ReadContext {
    const Document& document;
    std::string base_dir;            ///< files are relative to it
    std::vector<Problem>& problems;  ///< `where` as in Document::where
    std::vector<std::string> paths;  ///< the bare path of each problem found while reading
    const Ranks* ranks = nullptr;    ///< that read explicit lists together; null: this one alone
    HeldEdges* held = nullptr;       ///< where to keep what has been read of lists; null: nowhere
};

/// A value in the document and its path.
class Cursor {
  public:
    Cursor(const Json& value, std::string path, ReadContext& context)
        : value_(&value), path_(std::move(path)), context_(&context) {}

    [[nodiscard]] const Json& value() const { return *value_; }
    [[nodiscard]] const std::string& path() const { return path_; }
    [[nodiscard]] ReadContext& context() const { return *context_; }
    [[nodiscard]] Cursor member(const std::string& key) const;
    [[nodiscard]] Cursor element(std::size_t index) const;

    void problem(const std::string& what) const;
    /// "must be WANTED, found ..."
    void expected(const std::string& wanted) const;

    /// The value, or nothing after a problem was reported.
    [[nodiscard]] std::optional<double> number() const;
    [[nodiscard]] std::optional<std::uint64_t> count() const;
    [[nodiscard]] std::optional<std::string> text() const;

  private:
    const Json* value_;
    std::string path_;
    ReadContext* context_;
};

/// An object read by a table: unknown, missing and mistyped keys are reported at once when it is
/// made; then its values can be asked for. What is absent or wrong has the table's default.
class Object {
  public:
    Object(const Cursor& at, std::string_view table_name);

    /// False where the value is no object at all; then every key is absent.
    [[nodiscard]] bool valid() const { return valid_; }
    [[nodiscard]] const Cursor& at() const { return at_; }
    [[nodiscard]] bool has(std::string_view key) const;
    /// Requires has(key).
    [[nodiscard]] Cursor operator[](std::string_view key) const;

    [[nodiscard]] double number(std::string_view key) const;
    [[nodiscard]] std::optional<double> maybe_number(std::string_view key) const;
    [[nodiscard]] std::uint64_t count(std::string_view key) const;
    [[nodiscard]] std::optional<std::uint64_t> maybe_count(std::string_view key) const;
    [[nodiscard]] bool flag(std::string_view key) const;
    [[nodiscard]] std::string text(std::string_view key) const;

    /// Reports keys that the chosen kind needs and lacks, or that belong to other kinds only.
    void check_kind(std::span<const format::Kind> kinds, std::string_view kind,
                    std::string_view what) const;

  private:
    void check_names() const;
    void check_scalar(const format::Key& key);
    [[nodiscard]] const format::Key& key_of(std::string_view key) const;
    /// The value, or the default where it is absent or was refused; null if there is none.
    [[nodiscard]] Json value_or_standard(std::string_view key) const;

    Cursor at_;
    const format::Table& table_;
    bool valid_;
    std::vector<std::string_view> refused_;
};

}  // namespace callosum
