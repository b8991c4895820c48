#include "network/describe/nearest.hpp"

#include <algorithm>
#include <cctype>

namespace callosum {

namespace {

char lower(char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); }

/// Names that are long or far from the word are not worth listing by the hundred.
constexpr std::size_t most_listed = 40;

}  // namespace

std::size_t edit_distance(std::string_view a, std::string_view b) {
    const std::size_t width = b.size() + 1;
    std::vector<std::size_t> cost((a.size() + 1) * width);
    const auto at = [&](std::size_t i, std::size_t j) -> std::size_t& {
        return cost[i * width + j];
    };
    for (std::size_t i = 0; i <= a.size(); ++i) { at(i, 0) = i; }
    for (std::size_t j = 0; j <= b.size(); ++j) { at(0, j) = j; }
    for (std::size_t i = 1; i <= a.size(); ++i) {
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const bool same = lower(a[i - 1]) == lower(b[j - 1]);
            std::size_t best = at(i - 1, j - 1) + (same ? 0 : 1);
            best = std::min({best, at(i - 1, j) + 1, at(i, j - 1) + 1});
            const bool swapped = i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) &&
                                 lower(a[i - 2]) == lower(b[j - 1]);
            if (swapped) { best = std::min(best, at(i - 2, j - 2) + 1); }
            at(i, j) = best;
        }
    }
    return at(a.size(), b.size());
}

std::string suggest(std::string_view word, std::span<const std::string_view> known) {
    if (known.empty()) { return {}; }
    // Longer texts cannot be a slip of the keyboard, and the distance is quadratic in them.
    const std::string_view start = word.substr(0, 64);
    std::string_view nearest;
    std::size_t least = std::max<std::size_t>(2, start.size() * 2 / 5) + 1;
    for (const auto name : known) {
        const std::size_t distance = edit_distance(start, name);
        if (distance < least) {
            least = distance;
            nearest = name;
        }
    }
    if (!nearest.empty()) { return "; did you mean \"" + std::string(nearest) + "\"?"; }
    return listing(known);
}

std::string listing(std::span<const std::string_view> known) {
    std::string text = "; known: ";
    for (std::size_t n = 0; n < std::min(known.size(), most_listed); ++n) {
        text += (n == 0 ? "" : ", ") + std::string(known[n]);
    }
    return text + (known.size() > most_listed ? ", ..." : "");
}

}  // namespace callosum
