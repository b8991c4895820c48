#include "network/space/places.hpp"

#include <algorithm>
#include <cmath>

#include "network/space/curve.hpp"
#include "network/space/words.hpp"

namespace callosum {

namespace {

constexpr std::uint64_t leaf_neurons = 16;  // mean number of neurons in a leaf, at most
constexpr std::size_t many_pages = 64;      // pages kept before `trim` forgets them
constexpr std::size_t many_leaves = 1024;   // pages whose leaves are kept

namespace use {
constexpr std::uint32_t place = 2;
}  // namespace use

/// Number of levels between a page and its leaves: 256 leaves in a sheet, 512 in space.
int levels_of_page(std::size_t dims) { return dims == 2 ? 4 : 3; }

int leaf_level_of(std::uint64_t size, std::size_t dims) {
    int level = 0;
    while ((leaf_neurons << (dims * static_cast<std::size_t>(level))) < size) { ++level; }
    return level;
}

}  // namespace

Places::Places(std::uint64_t seed, std::size_t population, const Positions& positions,
               std::uint64_t size)
    : positions_(positions),
      size_(size),
      ars_(seed, Purpose::position, low_word(population)),
      level_(leaf_level_of(size, positions.extent.dims)),
      page_level_(std::max(0, level_ - levels_of_page(positions.extent.dims))),
      tree_(ars_, size, page_level_ * static_cast<int>(positions.extent.dims)) {
    if (!along_curve()) { sorted_ = SortedPlaces::of(positions_, size_, level_); }
}

const Places::Leaves& Places::leaves(std::uint64_t page) const {
    if (last_leaves_ != nullptr && last_leaves_number_ == page) { return *last_leaves_; }
    auto found = leaves_.find(page);
    if (found == leaves_.end()) {
        // Pages can be made again at any time, so dropping all bounds the memory simply.
        if (leaves_.size() >= many_leaves) { leaves_.clear(); }
        found = leaves_.try_emplace(page).first;
        Leaves& entry = found->second;
        entry.first = tree_.before(page);
        std::vector<std::uint64_t> counts;
        tree_.split(page, tree_.before(page + 1) - entry.first,
                    (level_ - page_level_) * static_cast<int>(extent().dims), counts);
        entry.starts.reserve(counts.size() + 1);
        entry.starts.push_back(0);
        for (const std::uint64_t count : counts) {
            entry.starts.push_back(entry.starts.back() + low_word(count));
        }
    }
    last_leaves_ = &found->second;
    last_leaves_number_ = page;
    return *last_leaves_;
}

const Places::Page& Places::page(std::uint64_t number) const {
    if (last_ != nullptr && last_number_ == number) { return *last_; }
    const auto [found, is_new] = pages_.try_emplace(number);
    if (is_new) { place(found->second, leaves(number), number); }
    last_ = &found->second;
    last_number_ = number;
    return *last_;
}

/// Places the neurons of a page, each one uniformly in its leaf by words keyed with its index.
void Places::place(Page& page, const Leaves& leaves, std::uint64_t number) const {
    const std::size_t dims = extent().dims;
    const std::size_t n_leaves = leaves.starts.size() - 1;
    page.first = leaves.first;
    for (std::size_t axis = 0; axis < dims; ++axis) { page.at[axis].resize(leaves.starts.back()); }
    for (std::size_t leaf = 0; leaf < n_leaves; ++leaf) {
        const curve::Cell cell = curve::cell_of(number * n_leaves + leaf, level_, dims);
        for (std::uint32_t i = leaves.starts[leaf]; i < leaves.starts[leaf + 1]; ++i) {
            const std::uint64_t index = page.first + i;
            const auto words = ars_(low_word(index), high_word(index), 0, use::place << 24);
            for (std::size_t axis = 0; axis < dims; ++axis) {
                const double in_cells = cell[axis] + unit_interval(words[axis]);
                page.at[axis][i] =
                    extent().low[axis] + std::ldexp(extent().size[axis] * in_cells, -level_);
            }
        }
    }
}

void Places::trim() const {
    if (pages_.size() <= many_pages) { return; }
    pages_.clear();
    last_ = nullptr;
}

std::size_t Places::bytes() const {
    std::size_t sum = sizeof(*this) + tree_.bytes();
    for (const auto& [number, entry] : leaves_) {
        sum += sizeof(number) + sizeof(entry) + entry.starts.capacity() * sizeof(entry.starts[0]);
    }
    for (const auto& [number, entry] : pages_) {
        sum += sizeof(number) + sizeof(entry);
        for (const auto& axis : entry.at) { sum += axis.capacity() * sizeof(axis[0]); }
    }
    return sum;
}

std::uint64_t Places::page_of(std::uint64_t place) const {
    if (last_ != nullptr && place - last_->first < last_->at[0].size()) { return last_number_; }
    if (last_leaves_ != nullptr && place - last_leaves_->first < last_leaves_->starts.back()) {
        return last_leaves_number_;
    }
    return tree_.piece_of(place);
}

Point Places::at(std::uint64_t index) const {
    if (!along_curve()) { return SortedPlaces::at(positions_, index); }
    Point point{};
    const Page& page_here = page(page_of(index));
    for (std::size_t axis = 0; axis < extent().dims; ++axis) {
        point[axis] = page_here.at[axis][index - page_here.first];
    }
    return point;
}

std::uint64_t Places::before(std::uint64_t cell, int level) const {
    const std::size_t dims = extent().dims;
    const auto down = [&](int to) { return dims * static_cast<std::size_t>(to - level); };
    if (!along_curve()) {
        const auto& leaf = sorted_->leaf;
        const auto found = std::lower_bound(leaf.begin(), leaf.end(), cell << down(level_));
        return static_cast<std::uint64_t>(found - leaf.begin());
    }
    if (level <= page_level_) { return tree_.before(cell << down(page_level_)); }
    const std::uint64_t leaf = cell << down(level_);
    const std::size_t page_bits = dims * static_cast<std::size_t>(level_ - page_level_);
    const std::uint64_t number = leaf >> page_bits;
    if (number >> (dims * static_cast<std::size_t>(page_level_)) != 0) { return size_; }
    const Leaves& leaves_here = leaves(number);
    return leaves_here.first + leaves_here.starts[leaf - (number << page_bits)];
}

std::uint64_t Places::before_curve(std::uint64_t position) const {
    const auto bits = static_cast<int>(extent().dims) * level_;
    if (bits == 0) { return position == 0 ? 0 : size_; }
    const std::uint64_t leaf = position >> (64 - bits);
    // A position inside a leaf counts the whole leaf, so that boundaries lie between leaves.
    const bool inside = (position << bits) != 0;
    return before(leaf + (inside ? 1 : 0), level_);
}

std::uint64_t Places::leaf_of(std::uint64_t place) const {
    if (!along_curve()) { return sorted_->leaf[place]; }
    const std::uint64_t number = page_of(place);
    const Leaves& leaves_here = leaves(number);
    const auto after = std::upper_bound(leaves_here.starts.begin(), leaves_here.starts.end(),
                                        low_word(place - leaves_here.first));
    const auto leaf = static_cast<std::uint64_t>(after - leaves_here.starts.begin()) - 1;
    return number * (leaves_here.starts.size() - 1) + leaf;
}

std::uint64_t Places::curve_of(std::uint64_t place) const {
    const auto bits = static_cast<int>(extent().dims) * level_;
    return bits == 0 ? 0 : leaf_of(place) << (64 - bits);
}

std::uint64_t Places::place_of(std::uint64_t index) const {
    if (along_curve()) { return index; }
    return sorted_->place[index];
}

PlacedRun Places::run(std::uint64_t first, std::uint32_t n) const {
    PlacedRun run;
    run.first = first;
    run.n = n;
    if (!along_curve()) {
        run.index = sorted_->index.data() + first;
        for (std::size_t axis = 0; axis < extent().dims; ++axis) {
            run.at[axis] = sorted_->coordinate[axis].data() + first;
        }
        return run;
    }
    const Page& page_here = page(page_of(first));
    for (std::size_t axis = 0; axis < extent().dims; ++axis) {
        run.at[axis] = page_here.at[axis].data() + (first - page_here.first);
    }
    return run;
}

Box Places::box_of(std::uint64_t cell, int level) const {
    const curve::Cell where = curve::cell_of(cell, level, extent().dims);
    Box box;
    for (std::size_t axis = 0; axis < extent().dims; ++axis) {
        const double side = std::ldexp(extent().size[axis], -level);
        box.half[axis] = 0.5 * side;
        box.centre[axis] = extent().low[axis] + (where[axis] + 0.5) * side;
    }
    return box;
}

}  // namespace callosum
