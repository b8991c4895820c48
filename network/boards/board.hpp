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

/// One number that bounds what a board can hold, with its source.
struct BoardLimit {
    double value = 0;
    std::string unit;
    std::string source;
    std::string certainty;  ///< one of `certainties`
};

/// Certainty of a limit: from the vendor's own code or data sheet; from a third party that cites
/// it; measured on published traces; concluded from other limits; a guess that must be confirmed.
inline constexpr std::array<std::string_view, 5> certainties{"primary", "secondary", "measured",
                                                             "inferred", "unconfirmed"};

/// A chip and its place in the grid of chips.
struct BoardChip {
    std::int32_t x = 0, y = 0;
    std::uint32_t cores =
        0;  ///< SpiNNaker 2: cores for applications; BrainScaleS-2: neuron circuits
    std::uint32_t board = 0;  ///< index in the rack
};

/// A direction in which chips are joined, and its name.
struct BoardLink {
    std::string name;
    std::int32_t dx = 0, dy = 0;
};

/// Resources of a target: chips, links between them, and limits. Read from JSON (io/boards), which
/// a user can edit; the code has no other knowledge of a board.
struct Board {
    std::string name;
    std::string target;  ///< spinnaker2 or brainscales2
    std::string about;
    bool public_runtime = true;  ///< the vendor's public software can use the board in this form
    std::string origin;          ///< name of the file, for messages
    std::map<std::string, BoardLimit, std::less<>> limits;
    std::vector<BoardChip> chips;
    std::vector<BoardLink> links;
    std::optional<std::array<std::int32_t, 2>> wrap;  ///< width and height of a torus

    /// Returns a limit that the target's table names; std::logic_error for others, which is a fault
    /// of ours.
    [[nodiscard]] double limit(std::string_view name) const;
    [[nodiscard]] std::uint64_t n_cores() const;
};

/// Name and sensible range of a limit that boards of a target must state.
struct LimitRule {
    std::string_view name;
    std::string_view unit;
    double low = 0;
    double high = 1e18;
    bool whole = true;
};

/// Returns the limits that boards of a target must state; empty where there is no such target.
[[nodiscard]] std::span<const LimitRule> limit_rules(std::string_view target);
inline constexpr std::array<std::string_view, 2> board_targets{"spinnaker2", "brainscales2"};

}  // namespace callosum
