#include "engine/synapses/drawn_slab.hpp"

#include <array>
#include <bit>

#include "engine/base/capacity.hpp"

namespace callosum {
namespace {

constexpr unsigned digit_bits = 8;
constexpr std::size_t n_digits = std::size_t{1} << digit_bits;
constexpr std::ptrdiff_t few = 256;  // size below which comparing is faster

/// Sorts in place by the digit at `shift`, then each part by the digits below it (P. M. McIlroy, K.
/// Bostic and M. D. McIlroy 1993). A copy would take as much memory as the data.
void sort_by_digits(std::uint64_t* first, std::uint64_t* last, unsigned shift) {
    if (last - first <= few) {
        std::sort(first, last);
        return;
    }
    const auto digit = [&](std::uint64_t value) { return (value >> shift) & (n_digits - 1); };
    std::array<std::size_t, n_digits> end{};
    for (const auto* at = first; at != last; ++at) { ++end[digit(*at)]; }
    std::array<std::size_t, n_digits> next{};
    for (std::size_t d = 1; d < n_digits; ++d) {
        next[d] = end[d - 1];
        end[d] += end[d - 1];
    }
    for (std::size_t d = 0; d < n_digits; ++d) {
        while (next[d] < end[d]) {
            std::uint64_t value = first[next[d]];
            for (auto to = digit(value); to != d; to = digit(value)) {
                std::swap(value, first[next[to]++]);
            }
            first[next[d]++] = value;
        }
    }
    if (shift <= 32) { return; }  // equal keys may come in any order
    for (std::size_t d = 0; d < n_digits; ++d) {
        sort_by_digits(first + (d == 0 ? 0 : end[d - 1]), first + end[d], shift - digit_bits);
    }
}

}  // namespace

double DrawnSlab::expected_bytes(double n_cells, double n, bool full, bool sorted) {
    if (sorted) { return static_cast<double>(room_for(n) * sizeof(std::uint64_t)); }
    const std::size_t entry = full ? sizeof(std::uint64_t) : sizeof(std::uint32_t);
    return doubled_capacity(n) * static_cast<double>(sizeof(std::uint32_t) + entry) +
           n_cells * sizeof(std::uint32_t);
}

void DrawnSlab::start(std::uint64_t n_cells, double expected, bool sorted) {
    sorted_ = sorted;
    n_cells_ = n_cells;
    narrow_.n = full_.n = n_pairs_ = 0;
    if (!sorted) {
        counts_.assign(n_cells, 0);
        return;
    }
    const auto room = room_for(expected);
    if (room > pairs_.size()) {
        pairs_ = {};
        pairs_.resize(room);
    }
}

template <class Entry>
void DrawnSlab::Drawn<Entry>::add(const std::uint32_t* more_keys, const Entry* more,
                                  std::uint32_t n_more) {
    if (n + n_more > keys.size()) {
        const std::size_t size = std::max<std::size_t>(n + n_more, keys.size() * 2);
        keys.resize(size);
        entries.resize(size);
    }
    std::copy_n(more_keys, n_more, keys.data() + n);
    std::copy_n(more, n_more, entries.data() + n);
    n += n_more;
}

void DrawnSlab::add(const std::uint32_t* keys, const std::uint32_t* entries, std::uint32_t n) {
    if (!sorted_) {
        for (std::uint32_t i = 0; i < n; ++i) { ++counts_[keys[i]]; }
        narrow_.add(keys, entries, n);
        return;
    }
    if (n_pairs_ + n > pairs_.size()) {
        pairs_.resize(std::max(n_pairs_ + n, pairs_.size() + pairs_.size() / 4));
    }
    for (std::uint32_t i = 0; i < n; ++i) {
        pairs_[n_pairs_ + i] = std::uint64_t{keys[i]} << 32U | entries[i];
    }
    n_pairs_ += n;
}

void DrawnSlab::add(const std::uint32_t* keys, const std::uint64_t* entries, std::uint32_t n) {
    for (std::uint32_t i = 0; i < n; ++i) { ++counts_[keys[i]]; }
    full_.add(keys, entries, n);
}

void DrawnSlab::sort() {
    const auto bits = static_cast<unsigned>(std::bit_width(n_cells_));
    const unsigned shift = 32 + (bits > digit_bits ? bits - digit_bits : 0);
    sort_by_digits(pairs_.data(), pairs_.data() + n_pairs_, shift);
}

void DrawnSlab::scatter(std::uint32_t* out) {
    if (sorted_) {
        for (std::size_t i = 0; i < n_pairs_; ++i) {
            out[i] = static_cast<std::uint32_t>(pairs_[i]);
        }
        return;
    }
    for (std::size_t i = 0; i < narrow_.n; ++i) {
        out[counts_[narrow_.keys[i]]++] = narrow_.entries[i];
    }
}

void DrawnSlab::scatter(std::uint64_t* out) {
    for (std::size_t i = 0; i < full_.n; ++i) { out[counts_[full_.keys[i]]++] = full_.entries[i]; }
}

}  // namespace callosum
