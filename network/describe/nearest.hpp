#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace callosum {

/// Number of insertions, deletions, changes and swaps of neighbours that turn one word into the
/// other (optimal string alignment), letters compared without case. Cost |a| |b|.
[[nodiscard]] std::size_t edit_distance(std::string_view a, std::string_view b);

/// The end of a message about an unknown name: `; did you mean "X"?` where a known name is near,
/// otherwise the list of what is known.
[[nodiscard]] std::string suggest(std::string_view word, std::span<const std::string_view> known);

/// "; known: a, b, c", cut where there are too many.
[[nodiscard]] std::string listing(std::span<const std::string_view> known);

}  // namespace callosum
