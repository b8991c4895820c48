#include "network/boards/topology.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <string>
#include <utility>

#include "engine/base/error.hpp"

namespace callosum {

Topology::Topology(const Board& board)
    : n_chips_(board.chips.size()),
      n_links_(board.links.size()),
      neighbour_(n_chips_ * n_links_, none),
      distance_(n_chips_ * n_chips_, none),
      before_(n_chips_ * n_chips_, none),
      link_(n_chips_ * n_chips_, 0) {
    std::map<std::pair<std::int32_t, std::int32_t>, std::uint32_t> at;
    for (std::uint32_t c = 0; c < n_chips_; ++c) { at[{board.chips[c].x, board.chips[c].y}] = c; }
    for (std::uint32_t c = 0; c < n_chips_; ++c) {
        for (std::size_t l = 0; l < n_links_; ++l) {
            std::int32_t x = board.chips[c].x + board.links[l].dx;
            std::int32_t y = board.chips[c].y + board.links[l].dy;
            if (board.wrap) {
                x = (x + (*board.wrap)[0]) % (*board.wrap)[0];
                y = (y + (*board.wrap)[1]) % (*board.wrap)[1];
            }
            const auto found = at.find({x, y});
            if (found != at.end() && found->second != c) {
                neighbour_[c * n_links_ + l] = found->second;
            }
        }
    }
    for (std::uint32_t c = 0; c < n_chips_; ++c) { find_paths(c); }
    for (std::uint32_t c = 0; c < n_chips_; ++c) {
        if (distance(0, c) == none) {
            throw ConfigError(board.origin, "chip " + std::to_string(board.chips[c].x) + ", " +
                                                std::to_string(board.chips[c].y) +
                                                " cannot be reached from the first chip by links");
        }
    }
}

void Topology::find_paths(std::uint32_t from) {
    // Breadth first; among shortest paths the one whose links come first in the board's file, so
    // that mappings are reproducible.
    std::vector<std::uint32_t> queue{from};
    distance_[from * n_chips_ + from] = 0;
    for (std::size_t head = 0; head < queue.size(); ++head) {
        const auto chip = queue[head];
        for (std::size_t l = 0; l < n_links_; ++l) {
            const auto next = neighbour(chip, l);
            if (next == none || distance(from, next) != none) { continue; }
            distance_[from * n_chips_ + next] = distance(from, chip) + 1;
            before_[from * n_chips_ + next] = chip;
            link_[from * n_chips_ + next] = static_cast<std::uint8_t>(l);
            queue.push_back(next);
        }
    }
}

std::vector<std::uint32_t> Topology::from_the_middle() const {
    std::uint32_t middle = 0;
    std::uint64_t least = ~std::uint64_t{0};
    for (std::uint32_t c = 0; c < n_chips_; ++c) {
        std::uint64_t sum = 0;
        for (std::uint32_t other = 0; other < n_chips_; ++other) { sum += distance(c, other); }
        if (sum < least) {
            least = sum;
            middle = c;
        }
    }
    std::vector<std::uint32_t> chips(n_chips_);
    std::iota(chips.begin(), chips.end(), 0);
    std::stable_sort(chips.begin(), chips.end(), [&](std::uint32_t a, std::uint32_t b) {
        return distance(middle, a) < distance(middle, b);
    });
    return chips;
}

}  // namespace callosum
