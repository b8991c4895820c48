#pragma once

#include <cstdint>
#include <vector>

#include "network/boards/board.hpp"

namespace callosum {

/// The chips of a board and the links between them, as numbers.
class Topology {
  public:
    static constexpr std::uint32_t none = ~std::uint32_t{0};
    /// Throws ConfigError where some chip cannot be reached from the first.
    explicit Topology(const Board& board);

    [[nodiscard]] std::size_t n_chips() const { return n_chips_; }
    [[nodiscard]] std::size_t n_links() const { return n_links_; }
    /// The chip behind a link of a chip, or none.
    [[nodiscard]] std::uint32_t neighbour(std::uint32_t chip, std::size_t link) const {
        return neighbour_[chip * n_links_ + link];
    }
    [[nodiscard]] std::uint32_t distance(std::uint32_t from, std::uint32_t to) const {
        return distance_[from * n_chips_ + to];
    }
    /// Shortest paths from one chip form a tree: the chip before `to`, and the link that leads from there.
    [[nodiscard]] std::uint32_t before(std::uint32_t from, std::uint32_t to) const {
        return before_[from * n_chips_ + to];
    }
    [[nodiscard]] std::uint8_t link_to(std::uint32_t from, std::uint32_t to) const {
        return link_[from * n_chips_ + to];
    }
    /// All chips, by distance from the one in the middle: any first n of them lie close together.
    [[nodiscard]] std::vector<std::uint32_t> from_the_middle() const;

  private:
    void find_paths(std::uint32_t from);

    std::size_t n_chips_, n_links_;
    std::vector<std::uint32_t> neighbour_, distance_, before_;
    std::vector<std::uint8_t> link_;
};

}  // namespace callosum
