#pragma once

#include <cstdint>
#include <vector>

#include "network/boards/board.hpp"

namespace callosum {

/// Chips of a board and the links between them, as indices. Memory grows with the square of the
/// number of chips.
class Topology {
  public:
    static constexpr std::uint32_t none = ~std::uint32_t{0};
    /// Throws ConfigError where some chip cannot be reached from the first.
    explicit Topology(const Board& board);

    [[nodiscard]] std::size_t n_chips() const { return n_chips_; }
    [[nodiscard]] std::size_t n_links() const { return n_links_; }
    /// Returns the chip behind a link of a chip, or none.
    [[nodiscard]] std::uint32_t neighbour(std::uint32_t chip, std::size_t link) const {
        return neighbour_[chip * n_links_ + link];
    }
    [[nodiscard]] std::uint32_t distance(std::uint32_t from, std::uint32_t to) const {
        return distance_[from * n_chips_ + to];
    }
    /// Returns the chip before `to` on the shortest path from `from`. The paths from one chip form
    /// a tree.
    [[nodiscard]] std::uint32_t before(std::uint32_t from, std::uint32_t to) const {
        return before_[from * n_chips_ + to];
    }
    /// Returns the link that leads from the chip before `to` to `to`.
    [[nodiscard]] std::uint8_t link_to(std::uint32_t from, std::uint32_t to) const {
        return link_[from * n_chips_ + to];
    }
    /// Returns all chips by distance from the one in the middle, so that any first n of them lie
    /// close together.
    [[nodiscard]] std::vector<std::uint32_t> from_the_middle() const;

  private:
    void find_paths(std::uint32_t from);

    std::size_t n_chips_, n_links_;
    std::vector<std::uint32_t> neighbour_, distance_, before_;
    std::vector<std::uint8_t> link_;
};

}  // namespace callosum
