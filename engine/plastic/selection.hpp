#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/plastic/plastic_store.hpp"

namespace callosum {

/// Which sources of a store are looked at.
class ChosenSources {
  public:
    template <class T>
    ChosenSources(const PlasticStore<T>& store, const Selection& sources) {
        const auto begin = store.sources.begin();
        const auto number = [&](std::uint64_t index) {
            const auto at = std::lower_bound(begin, store.sources.end(), index);
            return static_cast<std::uint64_t>(at - begin);
        };
        for (const auto& slice : sources) {
            const Slice numbers{number(slice.first), number(slice.last)};
            if (numbers.size() == 0) { continue; }
            numbers_.push_back(numbers);
            entries_.push_back({store.entries_begin[numbers.first * store.n_chunks],
                                store.entries_begin[numbers.last * store.n_chunks]});
        }
    }
    /// By number among the store's sources.
    [[nodiscard]] const std::vector<Slice>& numbers() const { return numbers_; }
    /// Is it an entry of a chosen source?
    [[nodiscard]] bool has_entry(std::uint64_t entry) const {
        const auto after = std::upper_bound(
            entries_.begin(), entries_.end(), entry,
            [](std::uint64_t value, const Slice& slice) { return value < slice.first; });
        return after != entries_.begin() && entry < std::prev(after)->last;
    }

  private:
    std::vector<Slice> numbers_, entries_;
};

/// Which targets of a range are looked at, by index from the range's first neuron.
class ChosenTargets {
  public:
    ChosenTargets(const NeuronRange& range, const Selection& targets) {
        for (const auto& slice : targets) {
            all_ = all_ || (slice.first <= range.first && range.last <= slice.last);
        }
        if (all_) { return; }
        chosen_.assign(range.size(), 0);
        for (const auto& slice : targets) {
            const auto last = std::min(slice.last, range.last);
            for (auto i = std::max(slice.first, range.first); i < last; ++i) {
                chosen_[i - range.first] = 1;
            }
        }
    }
    [[nodiscard]] bool has(std::uint64_t target) const { return all_ || chosen_[target] != 0; }
    /// Any of those that are counted from `base`?
    [[nodiscard]] bool any(std::uint64_t base, std::span<const std::uint16_t> targets) const {
        return all_ || std::any_of(targets.begin(), targets.end(),
                                   [&](auto target) { return chosen_[base + target] != 0; });
    }

  private:
    bool all_ = false;
    std::vector<std::uint8_t> chosen_;
};

}  // namespace callosum
