#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "engine/base/error.hpp"

namespace callosum {

/// Objects keep the order of the file, since gids follow it.
using Json = nlohmann::ordered_json;

/// A JSON text that was read, with the place of each value. Paths look like
/// "populations.E.params.C_m" and "projections[3].rule"; the root's path is empty.
class Document {
  public:
    /// Reads a text with // and /* */ comments. Problems (syntax, repeated keys) are added to
    /// `problems`; after a syntax error the value is null.
    Document(const std::string& text, std::string origin, std::vector<Problem>& problems);

    /// Applies PATH=VALUE: VALUE is JSON, a bare word a string. Parents that are missing are made.
    void set(const std::string& assignment, std::vector<Problem>& problems);

    [[nodiscard]] const Json& root() const { return root_; }
    /// "file:line:column path" or "--set path=value path", by the nearest value that has a place.
    [[nodiscard]] std::string where(const std::string& path) const;

  private:
    [[nodiscard]] std::string place_of(std::string_view path) const;

    Json root_;
    std::string origin_;
    std::map<std::string, std::string, std::less<>> places_;  ///< by path: "12:5", or "--set ..."
};

/// Puts a value where a path leads; parents that are missing are made. What was made, and where the
/// value is, or what stood in the way.
struct Put {
    std::vector<std::string> made;  ///< paths, outermost first
    std::string path;               ///< of the value, in the usual form
    std::string fault;              ///< empty if all is well
};
Put put(Json& root, std::string_view path, Json value);

/// Path of a member or an element.
[[nodiscard]] std::string member_path(const std::string& parent, std::string_view key);
[[nodiscard]] std::string element_path(const std::string& parent, std::size_t index);

/// The path without its last part; empty for a path of one part.
[[nodiscard]] std::string_view parent_path(std::string_view path);

}  // namespace callosum
