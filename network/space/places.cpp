#include "network/space/places.hpp"

#include <algorithm>
#include <numeric>

#include "network/draw/discrete.hpp"
#include "network/draw/uniforms.hpp"

namespace callosum {

namespace {

constexpr std::uint64_t leaf_neurons = 16;  // a leaf holds so many or fewer on average
constexpr std::uint64_t many_pages = 64;

namespace use {
constexpr std::uint32_t tree = 1;
constexpr std::uint32_t place = 2;
}  // namespace use

/// Leaves per page: 256 in a sheet, 512 in space.
int levels_of_page(std::size_t dims) { return dims == 2 ? 4 : 3; }

int leaf_level_of(std::uint64_t size, std::size_t dims) {
    int level = 0;
    while ((leaf_neurons << (dims * static_cast<std::size_t>(level))) < size) { ++level; }
    return level;
}

std::uint32_t low_word(std::uint64_t x) { return static_cast<std::uint32_t>(x); }
std::uint32_t high_word(std::uint64_t x) { return static_cast<std::uint32_t>(x >> 32); }

}  // namespace

Places::Places(std::uint64_t seed, std::size_t population, const Positions& positions,
               std::uint64_t size)
    : positions_(positions),
      size_(size),
      ars_(seed, Purpose::position, low_word(population)),
      level_(leaf_level_of(size, positions.extent.dims)),
      page_level_(std::max(0, level_ - levels_of_page(positions.extent.dims))) {
    if (!along_curve()) {
        sort_table();
        return;
    }
    std::vector<std::uint64_t> counts;
    const int depth = page_level_ * static_cast<int>(extent().dims);
    split(0, 0, depth, size_, counts);
    page_first_.push_back(0);
    for (const std::uint64_t count : counts) { page_first_.push_back(page_first_.back() + count); }
}

/// Node `node` of the 2^depth pieces of the curve, cut in halves down to the pieces of depth `most`.
void Places::split(std::uint64_t node, int depth, int most, std::uint64_t count,
                   std::vector<std::uint64_t>& counts) const {
    if (depth == most) {
        counts.push_back(count);
        return;
    }
    constexpr double half = 0.5;
    Uniforms uniforms(ars_, use::tree, low_word(node), high_word(node),
                      static_cast<std::uint32_t>(depth));
    const std::uint64_t left = draw_binomial(uniforms, count, half);
    split(2 * node, depth + 1, most, left, counts);
    split(2 * node + 1, depth + 1, most, count - left, counts);
}

const Places::Page& Places::page(std::uint64_t number) const {
    if (last_ != nullptr && last_number_ == number) { return *last_; }
    auto& found = pages_[number];
    if (!found) {
        found = std::make_unique<Page>();
        const auto dims = static_cast<int>(extent().dims);
        std::vector<std::uint64_t> counts;
        found->first = page_first_[number];
        split(number, page_level_ * dims, level_ * dims, page_first_[number + 1] - found->first,
              counts);
        found->starts.push_back(0);
        for (const std::uint64_t count : counts) {
            found->starts.push_back(found->starts.back() + low_word(count));
        }
        place(*found, number);
    }
    last_ = found.get();
    last_number_ = number;
    return *last_;
}

/// Uniform in its leaf, each coordinate from a word of the neuron's own.
void Places::place(Page& page, std::uint64_t number) const {
    const std::size_t dims = extent().dims;
    const std::size_t n_leaves = page.starts.size() - 1;
    for (std::size_t axis = 0; axis < dims; ++axis) { page.at[axis].resize(page.starts.back()); }
    for (std::size_t leaf = 0; leaf < n_leaves; ++leaf) {
        const curve::Cell cell = curve::cell_of(number * n_leaves + leaf, level_, dims);
        for (std::uint32_t i = page.starts[leaf]; i < page.starts[leaf + 1]; ++i) {
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

std::uint64_t Places::page_of(std::uint64_t place) const {
    if (last_ != nullptr && place - last_->first < last_->starts.back()) { return last_number_; }
    const auto after = std::upper_bound(page_first_.begin(), page_first_.end(), place);
    return static_cast<std::uint64_t>(after - page_first_.begin()) - 1;
}

Point Places::grid_point(std::uint64_t index) const {
    Point point{};
    for (std::size_t axis = extent().dims; axis-- > 0;) {
        const std::uint64_t n = positions_.shape[axis];
        const double step = extent().size[axis] / static_cast<double>(n);
        point[axis] = extent().low[axis] + (static_cast<double>(index % n) + 0.5) * step;
        index /= n;
    }
    return point;
}

Point Places::at(std::uint64_t index) const {
    Point point{};
    switch (positions_.kind) {
        case Placement::grid:
            return grid_point(index);
        case Placement::file:
            for (std::size_t axis = 0; axis < extent().dims; ++axis) {
                point[axis] = (*positions_.table)[index * extent().dims + axis];
            }
            return point;
        case Placement::free:
            break;
    }
    const Page& own = page(page_of(index));
    for (std::size_t axis = 0; axis < extent().dims; ++axis) {
        point[axis] = own.at[axis][index - own.first];
    }
    return point;
}

std::uint64_t Places::before(std::uint64_t cell, int level) const {
    const std::size_t dims = extent().dims;
    const auto down = [&](int to) { return dims * static_cast<std::size_t>(to - level); };
    if (!along_curve()) {
        const std::uint64_t leaf = cell << down(level_);
        return static_cast<std::uint64_t>(std::lower_bound(leaves_.begin(), leaves_.end(), leaf) -
                                          leaves_.begin());
    }
    if (level <= page_level_) { return page_first_[cell << down(page_level_)]; }
    const std::uint64_t leaf = cell << down(level_);
    const std::size_t page_bits = dims * static_cast<std::size_t>(level_ - page_level_);
    const std::uint64_t number = leaf >> page_bits;
    if (number + 1 >= page_first_.size()) { return size_; }
    const Page& own = page(number);
    return own.first + own.starts[leaf - (number << page_bits)];
}

std::uint64_t Places::before_curve(std::uint64_t position) const {
    const auto bits = static_cast<int>(extent().dims) * level_;
    if (bits == 0) { return position == 0 ? 0 : size_; }
    const std::uint64_t leaf = position >> (64 - bits);
    const bool inside = (position << bits) != 0;
    return before(leaf + (inside ? 1 : 0), level_);
}

std::uint64_t Places::leaf_of(std::uint64_t place) const {
    if (!along_curve()) { return leaves_[place]; }
    const std::uint64_t number = page_of(place);
    const Page& own = page(number);
    const auto after =
        std::upper_bound(own.starts.begin(), own.starts.end(), low_word(place - own.first));
    const auto leaf = static_cast<std::uint64_t>(after - own.starts.begin()) - 1;
    return number * (own.starts.size() - 1) + leaf;
}

std::uint64_t Places::curve_of(std::uint64_t place) const {
    const auto bits = static_cast<int>(extent().dims) * level_;
    return bits == 0 ? 0 : leaf_of(place) << (64 - bits);
}

std::uint64_t Places::place_of(std::uint64_t index) const {
    if (along_curve()) { return index; }
    return place_[index];
}

PlacedRun Places::run(std::uint64_t first, std::uint32_t n) const {
    PlacedRun run;
    run.first = first;
    run.n = n;
    if (!along_curve()) {
        run.index = order_.data() + first;
        for (std::size_t axis = 0; axis < extent().dims; ++axis) {
            run.at[axis] = sorted_[axis].data() + first;
        }
        return run;
    }
    const Page& own = page(page_of(first));
    for (std::size_t axis = 0; axis < extent().dims; ++axis) {
        run.at[axis] = own.at[axis].data() + (first - own.first);
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

void Places::sort_table() {
    const std::size_t dims = extent().dims;
    const double cells = std::ldexp(1.0, level_);
    std::vector<std::uint64_t> leaf_of_index(size_);
    for (std::uint64_t index = 0; index < size_; ++index) {
        const Point point = at(index);
        curve::Cell cell{};
        for (std::size_t axis = 0; axis < dims; ++axis) {
            const double part = (point[axis] - extent().low[axis]) / extent().size[axis];
            cell[axis] = static_cast<std::uint32_t>(std::clamp(part * cells, 0.0, cells - 1));
        }
        leaf_of_index[index] = curve::number_of(cell, level_, dims);
    }
    order_.resize(size_);
    std::iota(order_.begin(), order_.end(), 0U);
    std::stable_sort(order_.begin(), order_.end(), [&](std::uint32_t a, std::uint32_t b) {
        return leaf_of_index[a] < leaf_of_index[b];
    });
    for (std::size_t axis = 0; axis < dims; ++axis) { sorted_[axis].reserve(size_); }
    leaves_.reserve(size_);
    place_.resize(size_);
    for (const std::uint32_t index : order_) {
        place_[index] = low_word(leaves_.size());
        leaves_.push_back(leaf_of_index[index]);
        const Point point = at(index);
        for (std::size_t axis = 0; axis < dims; ++axis) { sorted_[axis].push_back(point[axis]); }
    }
}

}  // namespace callosum
