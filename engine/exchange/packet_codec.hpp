#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/base/assert.hpp"
#include "engine/base/ids.hpp"

// A packet as words: for each step since the last packet the number of spikes up to its end, then the spikes, each named by the
// slot of its source in what the receiver has asked the sender for. Both know how many steps it covers.
namespace callosum {

/// Spikes that wait for a packet to one destination.
class PacketWriter {
  public:
    void add(RequestSlot source) { spikes_.push_back(source.value()); }
    void end_step() { ends_.push_back(static_cast<std::uint32_t>(spikes_.size())); }
    /// Makes a packet of all that waits, and starts the next one.
    void move_to(std::vector<std::uint32_t>& words) {
        words.assign(ends_.begin(), ends_.end());
        words.insert(words.end(), spikes_.begin(), spikes_.end());
        ends_.clear();
        spikes_.clear();
    }
    /// Whether a step has ended since the last packet.
    [[nodiscard]] bool empty() const { return ends_.empty(); }

  private:
    std::vector<std::uint32_t> ends_, spikes_;
};

/// Returns the size of packets with so many spikes that cover so many steps together, bytes.
[[nodiscard]] constexpr double packet_bytes(double n_spikes, double n_steps) {
    return sizeof(std::uint32_t) * (n_spikes + n_steps);
}

/// Calls visit(step, source) for all spikes of a packet that covers `n_steps`, which are counted from 0.
template <class Visit>
void read_packet(std::span<const std::uint32_t> words, std::size_t n_steps, Visit&& visit) {
    CALLOSUM_ASSERT(words.size() >= n_steps);
    std::uint32_t at = 0;
    for (std::size_t step = 0; step < n_steps; ++step) {
        CALLOSUM_ASSERT(words[step] >= at && n_steps + words[step] <= words.size());
        for (; at < words[step]; ++at) { visit(step, RequestSlot(words[n_steps + at])); }
    }
}

}  // namespace callosum
