#pragma once

#include <cstdint>
#include <cstring>
#include <span>
#include <utility>
#include <vector>

#include "engine/base/ids.hpp"

namespace callosum {

/// Appends a number as bytes of 7 bits, the lowest first; all but the last byte have their top bit
/// set.
inline void append_varint(std::vector<std::uint8_t>& bytes, std::uint64_t value) {
    for (; value > 0x7FU; value >>= 7U) {
        bytes.push_back(static_cast<std::uint8_t>(value | 0x80U));
    }
    bytes.push_back(static_cast<std::uint8_t>(value));
}

/// Reads one number and moves `at` behind it.
[[nodiscard]] inline std::uint64_t next_varint(const std::uint8_t*& at) {
    std::uint64_t value = 0;
    unsigned shift = 0;
    for (; (*at & 0x80U) != 0; ++at, shift += 7) {
        value |= static_cast<std::uint64_t>(*at & 0x7FU) << shift;
    }
    return value | static_cast<std::uint64_t>(*at++) << shift;
}

/// Ascending gids, each with a delay in steps, in about a byte each where gids are close and delays
/// alike. Compactness matters because on many ranks the list of heard sources is as long as that of
/// synapses. Read from front to back.
class SourceList {
  public:
    /// Appends a gid, which must be larger than those before.
    void add(Gid gid, std::uint32_t delay = 0) {
        const std::uint64_t changed = delay != delay_ ? 1 : 0;
        append_varint(bytes_, (gid - last_) << 1U | changed);
        if (changed != 0) { append_varint(bytes_, delay); }
        last_ = gid;
        delay_ = delay;
        ++size_;
    }
    [[nodiscard]] std::uint64_t size() const { return size_; }
    [[nodiscard]] bool empty() const { return size_ == 0; }
    [[nodiscard]] std::uint64_t bytes() const { return bytes_.capacity(); }
    /// Memory of a gid in a list of all that a rank hears. A gid takes one byte where fewer than 64 lie
    /// between it and the one before, else two up to 8191: drawn at random, gids of which one in 20 is
    /// listed took 1.04 bytes each, one in 50 1.28, one in 100 1.53.
    static constexpr double usual_gid_bytes = 1.3;

    /// Reader of a list from front to back. The list must outlive it and stay unchanged.
    class Cursor {
      public:
        explicit Cursor(const SourceList& list) : at_(list.bytes_.data()), left_(list.size_) {
            read();
        }
        [[nodiscard]] bool done() const { return done_; }
        [[nodiscard]] Gid gid() const { return gid_; }
        [[nodiscard]] std::uint32_t delay() const { return delay_; }
        void next() { read(); }

      private:
        void read() {
            done_ = left_ == 0;
            if (done_) { return; }
            --left_;
            const auto token = next_varint(at_);
            gid_ = gid_ + (token >> 1U);
            if ((token & 1U) != 0) { delay_ = static_cast<std::uint32_t>(next_varint(at_)); }
        }
        const std::uint8_t* at_;
        std::uint64_t left_;
        Gid gid_;
        std::uint32_t delay_ = 0;
        bool done_ = true;
    };
    [[nodiscard]] Cursor begin() const { return Cursor(*this); }

    /// Encodes the list for a SetupMessage: `head`, the number of gids, then the bytes.
    [[nodiscard]] std::vector<std::uint64_t> to_words(std::uint64_t head) const {
        std::vector<std::uint64_t> words(2 + (bytes_.size() + 7) / 8, 0);
        words[0] = head;
        words[1] = size_;
        if (!bytes_.empty()) { std::memcpy(words.data() + 2, bytes_.data(), bytes_.size()); }
        return words;
    }
    /// Calls `visit(gid)` for each gid of a list that `to_words` wrote; `words` are those behind
    /// the head.
    template <class Visit>
    static void read_words(std::span<const std::uint64_t> words, Visit&& visit) {
        const auto* at = reinterpret_cast<const std::uint8_t*>(words.data() + 1);
        Gid gid;
        for (std::uint64_t i = 0; i < words[0]; ++i) {
            const auto token = next_varint(at);
            gid = gid + (token >> 1U);
            if ((token & 1U) != 0) { (void)next_varint(at); }
            visit(gid);
        }
    }

  private:
    std::vector<std::uint8_t> bytes_;
    std::uint64_t size_ = 0;
    Gid last_;
    std::uint32_t delay_ = 0;
};

/// Position of gids that are not in a list.
inline constexpr std::uint32_t not_listed = ~std::uint32_t{0};

/// The position in `list` of each source that is heard (`heard`: gids by HeardId, among them all of the list), or
/// `not_listed`.
[[nodiscard]] inline Indexed<HeardId, std::uint32_t> positions_in(const SourceList& list,
                                                                  const SourceList& heard) {
    Indexed<HeardId, std::uint32_t> positions(heard.size(), not_listed);
    auto listed = list.begin();
    std::uint32_t position = 0;
    HeardId id;
    for (auto each = heard.begin(); !each.done() && !listed.done(); each.next(), ++id) {
        if (each.gid() != listed.gid()) { continue; }
        positions[id] = position++;
        listed.next();
    }
    return positions;
}

}  // namespace callosum
