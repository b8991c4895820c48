#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <vector>

#include "engine/base/ids.hpp"

namespace callosum {

/// For each neuron of the rank, the ranks that need its spikes, and its request slot at each: its
/// position in the list of sources that the rank asked for. A route is one 32-bit word where both
/// numbers fit (65 536 destinations that each need up to 65 536 neurons, or any other split of the
/// bits), else 64 bits.
class Routes {
  public:
    Routes() = default;
    /// `counts` holds the number of routes of each neuron; all of them must then be `add`ed.
    Routes(const std::vector<std::uint32_t>& counts, std::uint64_t n_destinations,
           std::uint64_t max_asked)
        : begin_(counts.size() + 1, 0), next_(counts.size(), 0) {
        std::partial_sum(counts.begin(), counts.end(), begin_.begin() + 1,
                         [](std::uint64_t sum, std::uint64_t n) { return sum + n; });
        const auto bits = [](std::uint64_t n) { return n == 0 ? 0U : std::bit_width(n - 1); };
        shift_ = static_cast<unsigned>(bits(max_asked));
        if (shift_ + bits(n_destinations) <= 32) {
            narrow_.resize(begin_.back());
        } else {
            shift_ = 32;
            wide_.resize(begin_.back());
        }
    }
    void add(RankLocal neuron, std::uint32_t destination, RequestSlot slot) {
        const std::uint64_t at = begin_[neuron.index()] + next_[neuron.index()]++;
        const std::uint64_t word = std::uint64_t{destination} << shift_ | slot.value();
        if (wide_.empty()) {
            narrow_[at] = static_cast<std::uint32_t>(word);
        } else {
            wide_[at] = word;
        }
    }
    /// Ends the phase of adding and frees its memory.
    void close() { next_ = {}; }

    /// Calls visit(destination, slot): slot is that of the neuron in what the destination has asked for.
    template <class Visit>
    void for_each(RankLocal neuron, Visit&& visit) const {
        if (wide_.empty()) {
            each(narrow_, neuron.index(), visit);
        } else {
            each(wide_, neuron.index(), visit);
        }
    }
    [[nodiscard]] std::uint64_t size() const { return narrow_.size() + wide_.size(); }
    [[nodiscard]] bool wide() const { return !wide_.empty(); }
    [[nodiscard]] std::uint64_t bytes() const {
        return neuron_bytes * begin_.size() + sizeof(std::uint64_t) * wide_.size() +
               route_bytes * narrow_.size();
    }
    static constexpr std::size_t neuron_bytes = sizeof(std::uint64_t);  ///< of `begin_`
    static constexpr std::size_t route_bytes = sizeof(std::uint32_t);   ///< of a narrow route

  private:
    template <class Word, class Visit>
    void each(const std::vector<Word>& words, std::size_t neuron, Visit& visit) const {
        const std::uint64_t mask = (std::uint64_t{1} << shift_) - 1;
        for (auto at = begin_[neuron]; at < begin_[neuron + 1]; ++at) {
            const std::uint64_t word = words[at];
            visit(static_cast<std::uint32_t>(word >> shift_),
                  RequestSlot(static_cast<std::uint32_t>(word & mask)));
        }
    }

    unsigned shift_ = 0;  ///< bits of the slot
    std::vector<std::uint64_t> begin_;
    std::vector<std::uint32_t> next_;
    std::vector<std::uint32_t> narrow_;
    std::vector<std::uint64_t> wide_;
};

}  // namespace callosum
