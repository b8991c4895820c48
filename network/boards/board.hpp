#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace callosum {

/// One number that bounds what a board can hold, and where it is known from.
struct BoardLimit {
    double value = 0;
    std::string unit;
    std::string source;
    std::string certainty;  ///< one of `certainties`
};

/// How sure a limit is: the vendor's own code or data sheet; a third party that cites it; measured on
/// published traces; concluded from other limits; a guess that must be confirmed.
inline constexpr std::array<std::string_view, 5> certainties{"primary", "secondary", "measured",
                                                             "inferred", "unconfirmed"};

struct BoardChip {
    std::int32_t x = 0, y = 0;
    std::uint32_t cores =
        0;  ///< SpiNNaker 2: cores for applications; BrainScaleS-2: neuron circuits
    std::uint32_t board = 0;  ///< of a rack
};

/// A direction in which chips are joined, and its name.
struct BoardLink {
    std::string name;
    std::int32_t dx = 0, dy = 0;
};

/// What a target offers: chips, links between them, and limits. Read from JSON (io/boards), which a user
/// can edit; nothing about a board is known elsewhere.
struct Board {
    std::string name;
    std::string target;  ///< spinnaker2 or brainscales2
    std::string about;
    bool public_runtime = true;  ///< the vendor's public software can use it so
    std::string origin;          ///< the file, for messages
    std::map<std::string, BoardLimit, std::less<>> limits;
    std::vector<BoardChip> chips;
    std::vector<BoardLink> links;
    std::optional<std::array<std::int32_t, 2>> wrap;  ///< width and height of a torus

    /// Value of a limit that the target's table names.
    [[nodiscard]] double limit(std::string_view name) const;
    [[nodiscard]] std::uint64_t n_cores() const;
};

/// A limit that boards of a target must state, and the range that makes sense.
struct LimitRule {
    std::string_view name;
    std::string_view unit;
    double low = 0;
    double high = 1e18;
    bool whole = true;
};

/// What boards of a target must state; nothing where there is no such target.
[[nodiscard]] std::span<const LimitRule> limit_rules(std::string_view target);
inline constexpr std::array<std::string_view, 2> board_targets{"spinnaker2", "brainscales2"};

}  // namespace callosum
