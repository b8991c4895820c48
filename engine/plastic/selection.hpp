#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/plastic/plastic_store.hpp"

namespace callosum {

/// Selection of the synapses between some neurons, by index in their populations.
struct SynapseSelection {
    Selection sources{{0, ~std::uint64_t{0}}};
    Selection targets{{0, ~std::uint64_t{0}}};
};

/// Synapses of a store that a selection names. If they are few, they are found once and kept, in at
/// most a byte for each synapse of the store; otherwise all targets of the chosen sources are
/// searched every time.
class SynapsePicks {
  public:
    template <class T>
    SynapsePicks(const PlasticStore<T>& store, const NeuronRange& range,
                 const SynapseSelection& which) {
        choose_targets(range, which.targets);
        for (const auto& slice : which.sources) {
            const Slice numbers{store.number_of(slice.first), store.number_of(slice.last)};
            if (numbers.size() == 0) { continue; }
            numbers_.push_back(numbers);
            entries_.push_back({store.entries_begin[numbers.first * store.n_chunks],
                                store.entries_begin[numbers.last * store.n_chunks]});
        }
        if (!all_targets_) { keep(store); }
    }

    /// Calls take(group, offsets) for each group with a chosen synapse, where `offsets` are those
    /// of the chosen ones in the group, or empty for all; calls done() after the last group of each
    /// source.
    template <class T, class Take, class Done>
    void for_each(const PlasticStore<T>& store, const Take& take, const Done& done) const {
        if (kept_) {
            for (std::size_t i = 0; i < groups_.size(); ++i) {
                const auto end = i + 1 < groups_.size() ? groups_[i + 1].begin : offsets_.size();
                take(groups_[i].group,
                     std::span(offsets_).subspan(groups_[i].begin, end - groups_[i].begin));
                const bool last = i + 1 == groups_.size() ||
                                  groups_[i + 1].group.number != groups_[i].group.number;
                if (last) { done(); }
            }
            return;
        }
        std::vector<std::uint32_t> offsets;
        for (const auto& numbers : numbers_) {
            for (auto number = numbers.first; number < numbers.last; ++number) {
                store.for_each_group(number, [&](const PlasticGroup& group) {
                    find(store, group, offsets);
                    if (all_targets_ || !offsets.empty()) { take(group, std::span(offsets)); }
                });
                done();
            }
        }
    }

    /// Whether an entry belongs to a chosen source.
    [[nodiscard]] bool has_source_of(std::uint64_t entry) const;
    [[nodiscard]] bool kept() const { return kept_; }

  private:
    /// A group with chosen synapses, kept for all later visits.
    struct Kept {
        PlasticGroup group;
        std::size_t begin;  ///< first of the group's offsets
    };

    void choose_targets(const NeuronRange& range, const Selection& targets);

    /// Finds the offsets of the chosen targets of a group; none where all are chosen.
    template <class T>
    void find(const PlasticStore<T>& store, const PlasticGroup& group,
              std::vector<std::uint32_t>& offsets) const {
        offsets.clear();
        if (all_targets_) { return; }
        for (std::uint32_t i = 0; i < group.n; ++i) {
            if (targets_[group.base + store.targets[group.first + i]] != 0) {
                offsets.push_back(i);
            }
        }
    }

    /// Lists the groups and offsets of the chosen synapses, unless the list would take too much
    /// memory; then they are found again at each visit.
    template <class T>
    void keep(const PlasticStore<T>& store) {
        bool fits = true;
        std::vector<std::uint32_t> offsets;
        for (const auto& numbers : numbers_) {
            for (auto number = numbers.first; fits && number < numbers.last; ++number) {
                store.for_each_group(number, [&](const PlasticGroup& group) {
                    find(store, group, offsets);
                    if (offsets.empty()) { return; }
                    groups_.push_back({group, offsets_.size()});
                    offsets_.insert(offsets_.end(), offsets.begin(), offsets.end());
                });
                fits = groups_.size() * sizeof(Kept) + offsets_.size() * sizeof(offsets_[0]) <=
                       std::max(store.size(), smallest_budget);
            }
        }
        kept_ = fits;
        if (!fits) {
            groups_ = {};
            offsets_ = {};
        }
    }

    static constexpr std::uint64_t smallest_budget = 4096;  // bytes
    bool all_targets_ = false, kept_ = false;
    std::vector<Slice> numbers_, entries_;  ///< of the chosen sources
    std::vector<std::uint8_t> targets_;     ///< by index in the range: 1 if chosen; empty: all
    std::vector<Kept> groups_;
    std::vector<std::uint32_t> offsets_;
};

}  // namespace callosum
