#pragma once

#include <compare>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "engine/base/assert.hpp"

namespace callosum {

/// A number that names one thing in one numbering. Ids of different numberings do not convert into each other or from
/// plain numbers by themselves, so that none can stand where another belongs. It costs what its `Rep` costs.
template <class Tag, std::integral Rep>
class Id {
  public:
    using rep = Rep;
    constexpr Id() = default;
    template <std::integral From>
    constexpr explicit Id(From value) : value_(static_cast<Rep>(value)) {
        CALLOSUM_ASSERT(std::in_range<Rep>(value));
    }
    [[nodiscard]] constexpr Rep value() const { return value_; }
    /// Position in an array that has one element for each id.
    [[nodiscard]] constexpr std::size_t index() const { return static_cast<std::size_t>(value_); }

    constexpr Id& operator++() {
        ++value_;
        return *this;
    }
    constexpr Id operator++(int) {
        const Id before = *this;
        ++value_;
        return before;
    }
    /// The id that lies so many further on.
    template <std::integral Offset>
    [[nodiscard]] friend constexpr Id operator+(Id id, Offset offset) {
        return Id(static_cast<Rep>(id.value_ + static_cast<Rep>(offset)));
    }
    /// How far apart two ids of one numbering lie.
    [[nodiscard]] friend constexpr Rep operator-(Id a, Id b) {
        return static_cast<Rep>(a.value_ - b.value_);
    }
    friend constexpr auto operator<=>(const Id&, const Id&) = default;

  private:
    Rep value_ = 0;
};

/// A neuron of the network: 0-based, in the order of `populations`, never by partition.
using Gid = Id<struct GidTag, std::uint64_t>;
/// A neuron among all that the rank has.
using RankLocal = Id<struct RankLocalTag, std::uint32_t>;
/// A source whose spikes the rank hears: its own neurons and the halo, in the order of gids.
using HeardId = Id<struct HeardTag, std::uint32_t>;
/// A source among those that one rank has asked another one for; packets name spikes by it.
using RequestSlot = Id<struct RequestSlotTag, std::uint32_t>;
/// A process of the job; its rank on a node, and its place among neighbours, are other numbers.
using RankId = Id<struct RankTag, int>;
/// A thread of a rank; thread 0 is the one that called, and exchanges.
using ThreadId = Id<struct ThreadTag, int>;

/// An array with one element for each id of a numbering.
template <class Key, class T>
class Indexed {
  public:
    Indexed() = default;
    explicit Indexed(std::size_t size, const T& value = T()) : elements_(size, value) {}
    explicit Indexed(std::vector<T> elements) : elements_(std::move(elements)) {}

    [[nodiscard]] T& operator[](Key key) {
        CALLOSUM_ASSERT(key.index() < elements_.size());
        return elements_[key.index()];
    }
    [[nodiscard]] const T& operator[](Key key) const {
        CALLOSUM_ASSERT(key.index() < elements_.size());
        return elements_[key.index()];
    }
    [[nodiscard]] std::size_t size() const { return elements_.size(); }
    [[nodiscard]] bool empty() const { return elements_.empty(); }
    void resize(std::size_t size) { elements_.resize(size); }
    void assign(std::size_t size, const T& value) { elements_.assign(size, value); }
    [[nodiscard]] T* data() { return elements_.data(); }
    [[nodiscard]] const T* data() const { return elements_.data(); }
    [[nodiscard]] auto begin() { return elements_.begin(); }
    [[nodiscard]] auto end() { return elements_.end(); }
    [[nodiscard]] auto begin() const { return elements_.begin(); }
    [[nodiscard]] auto end() const { return elements_.end(); }
    friend bool operator==(const Indexed&, const Indexed&) = default;

  private:
    std::vector<T> elements_;
};

}  // namespace callosum
