#include "network/space/curve.hpp"

#include <bit>

namespace callosum::curve {

namespace {

/// State that one level of the curve passes to the next: where the curve enters the present cell
/// and along which axis it leaves, after C. Hamilton (2006), "Compact Hilbert indices", Dalhousie
/// University CS-2006-07.
struct Frame {
    unsigned dims;
    unsigned entry = 0;
    unsigned axis = 0;

    [[nodiscard]] unsigned n() const { return dims == 0 ? 1 : dims; }
    [[nodiscard]] unsigned mask() const { return (1U << dims) - 1; }
    [[nodiscard]] unsigned rotate_left(unsigned bits, unsigned by) const {
        by %= n();
        return ((bits << by) | (bits >> (dims - by))) & mask();
    }
    [[nodiscard]] unsigned rotate_right(unsigned bits, unsigned by) const {
        return rotate_left(bits, dims - by % n());
    }
    /// Moves to the w-th of the 2^dims parts of the cell.
    void enter(unsigned w) {
        const auto gray = [](unsigned i) { return i ^ (i >> 1); };
        const unsigned first = w == 0 ? 0 : gray(2 * ((w - 1) / 2));
        unsigned turn = 0;
        if (w != 0) { turn = static_cast<unsigned>(std::countr_one(w % 2 == 0 ? w - 1 : w)) % n(); }
        entry ^= rotate_left(first, axis + 1);
        axis = (axis + turn + 1) % n();
    }
};

unsigned gray_inverse(unsigned g) {
    unsigned i = g;
    for (unsigned shift = 1; shift < 4; ++shift) { i ^= g >> shift; }
    return i;
}

}  // namespace

std::uint64_t number_of(const Cell& cell, int level, std::size_t dims) {
    Frame frame{static_cast<unsigned>(dims)};
    std::uint64_t number = 0;
    for (int bit = level - 1; bit >= 0; --bit) {
        unsigned part = 0;
        for (std::size_t axis = 0; axis < dims; ++axis) {
            part |= ((cell[axis] >> bit) & 1U) << axis;
        }
        const unsigned w = gray_inverse(frame.rotate_right(part ^ frame.entry, frame.axis + 1));
        number = (number << dims) | w;
        frame.enter(w);
    }
    return number;
}

Cell cell_of(std::uint64_t number, int level, std::size_t dims) {
    Frame frame{static_cast<unsigned>(dims)};
    Cell cell{};
    for (int bit = level - 1; bit >= 0; --bit) {
        const auto w =
            static_cast<unsigned>(number >> (dims * static_cast<std::size_t>(bit))) & frame.mask();
        const unsigned part = frame.rotate_left(w ^ (w >> 1), frame.axis + 1) ^ frame.entry;
        for (std::size_t axis = 0; axis < dims; ++axis) {
            cell[axis] |= ((part >> axis) & 1U) << bit;
        }
        frame.enter(w);
    }
    return cell;
}

}  // namespace callosum::curve
