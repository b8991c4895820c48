#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "engine/base/state_visitor.hpp"
#include "engine/plastic/plastic_store.hpp"
#include "engine/plastic/plastic_synapses.hpp"
#include "engine/plastic/waiting.hpp"

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
    /// Hands the keys and lists to a visitor.
    template <class Take>
    void hand_to(const Take& take, std::span<const StateField> fields) {
        VectorLists<Record> lists(lists_, fields);
        take(keys_, lists);
    }

  private:
    std::vector<SourceDelay> keys_;
    std::map<std::uint64_t, std::size_t> list_of_group_;  ///< by first entry
    std::vector<std::vector<Record>> lists_;
};

/// Shows a visitor the visits under way after `step`: record(due step, task) makes what is listed of a task. Buckets are as
/// in for_each_pending. Nothing is listed for a visitor that does not ask.
template <class Record, class T, class Task, class MakeRecord>
void visit_pending(StateVisitor& visitor, std::size_t projection, const PlasticStore<T>& store,
                   const Pending<Task>& pending, std::span<const StateField> fields,
                   const MakeRecord& record) {
    visitor.source_lists(projection, "visits_under_way", [&](const auto& take) {
        PendingVisits<Record> visits(store);
        for_each_pending(pending, [&](std::int64_t due, const Task& task) {
            visits.add(task.first, record(due, task));
        });
        visits.hand_to(take, fields);
    });
}

}  // namespace callosum
