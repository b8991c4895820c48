#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "engine/base/state_visitor.hpp"
#include "engine/plastic/plastic_store.hpp"
#include "engine/plastic/plastic_synapses.hpp"

namespace callosum {

/// Names the entries of a store by synapse, source after source. The store must outlive the result.
template <class T>
[[nodiscard]] SynapseKeys synapse_keys(const PlasticStore<T>& store, const NeuronRange& range) {
    return [&store, &range](const auto& visit) {
        std::vector<PlasticSynapse> of_source;
        for (std::size_t number = 0; number < store.sources.size(); ++number) {
            of_source.clear();
            store.for_each_group(number, [&](const PlasticGroup& group) {
                for (auto entry = group.first; entry < group.first + group.n; ++entry) {
                    // The entry travels in the place of the source, which is the same for all.
                    of_source.push_back(
                        {entry, range.first + group.base + store.targets[entry], group.delay});
                }
            });
            order_synapses(of_source);
            for (const auto& synapse : of_source) {
                visit(synapse.source,
                      SynapseKey{store.sources[number], synapse.target, synapse.occurrence});
            }
        }
    };
}

/// Visits of synapses that are under way, list by list: those to the synapses of one source that have one delay, in the order
/// in which they act. The same visit goes to several groups of a store (one for each chunk of targets); it is listed once.
template <class Record>
class PendingVisits {
  public:
    template <class T>
    explicit PendingVisits(const PlasticStore<T>& store) {
        std::map<SourceDelay, std::size_t> list_of;
        for (std::size_t number = 0; number < store.sources.size(); ++number) {
            store.for_each_group(number, [&](const PlasticGroup& group) {
                const SourceDelay key{store.sources[number], group.delay};
                const auto [found, is_new] = list_of.try_emplace(key, keys_.size());
                if (is_new) {
                    keys_.push_back(key);
                    list_of_group_.emplace(group.first, found->second);
                }
            });
        }
        lists_.resize(keys_.size());
    }
    /// Adds a visit to the group that starts with entry `first`, unless the group is not the one that is listed.
    void add(std::uint64_t first, const Record& record) {
        const auto found = list_of_group_.find(first);
        if (found != list_of_group_.end()) { lists_[found->second].push_back(record); }
    }
    void visit(StateVisitor& visitor, std::size_t projection, std::span<const StateField> fields) {
        VectorLists<Record> lists(lists_, fields);
        visitor.source_lists(projection, keys_, "visits_under_way", lists);
    }

  private:
    std::vector<SourceDelay> keys_;
    std::map<std::uint64_t, std::size_t> list_of_group_;  ///< by first entry
    std::vector<std::vector<Record>> lists_;
};

/// Calls act(due step, task) for all tasks of buckets [slot * n_chunks + chunk] that act after `step`, the earliest first.
template <class Task, class Act>
void for_each_pending(const std::vector<std::vector<Task>>& buckets, std::uint32_t n_slots,
                      std::int64_t step, const Act& act) {
    const std::size_t n_chunks = n_slots == 0 ? 0 : buckets.size() / n_slots;
    for (std::uint32_t ahead = 1; ahead <= n_slots; ++ahead) {
        const auto slot = static_cast<std::size_t>((step + ahead) % n_slots);
        for (std::size_t chunk = 0; chunk < n_chunks; ++chunk) {
            for (const auto& task : buckets[slot * n_chunks + chunk]) { act(step + ahead, task); }
        }
    }
}

}  // namespace callosum
