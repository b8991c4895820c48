#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/base/random.hpp"
#include "models/synapse/random_release.hpp"
#include "models/synapse/rule.hpp"

namespace callosum {

/// Converts each column of a struct of columns.
template <template <class> class Columns, class To, class From>
[[nodiscard]] Columns<To> convert(const Columns<From>& from) {
    Columns<To> to;
    for (std::size_t i = 0; i < n_columns<Columns>; ++i) {
        using Scalar = scalar_of<To>;
        column(to, i) = To(static_cast<Scalar>(column(from, i)));
    }
    return to;
}

/// Draws the numbers of one synapse at one spike. The key is (source, target, step, occurrence), so
/// they do not depend on the layout.
[[nodiscard]] inline rule::Draws synapse_draws(const Ars& random, std::uint32_t source,
                                               std::uint32_t target, std::uint32_t step,
                                               std::uint32_t occurrence) {
    const auto words = random(source, target, step, occurrence);
    return {unit_interval(words[0], words[1]), unit_interval(words[2], words[3])};
}

/// One visit of the synapses of a source with the same delay: at a spike of the source, or without
/// one, only to apply postsynaptic spikes that have accumulated. Stamps are those of postsynaptic
/// spikes.
template <class R>
struct Visit {
    std::uint32_t after = 0, until = 0;  ///< postsynaptic spikes s with after < s <= until are new
    std::int64_t anchor = 0;  ///< s - anchor: steps at the synapse since the last presynaptic spike
    bool spike = true;
    std::int64_t begin = 0, end = 0;             ///< modulated rules: from and to, at the synapse
    const double* level = nullptr;               ///< the integral at begin, begin + 1, ..., end
    std::int64_t dendrite = 0;                   ///< a stamp plus this is a time at the synapse
    std::uint32_t step = 0, source = 0;          ///< stamp of the spike and index of its source
    typename R::template Source<double> before;  ///< state that the last spike left
    typename R::template Source<double> now;     ///< state aged to this spike, not counted

    /// Returns the steps since the last presynaptic spike; both stamps wrap around at 2^32 alike.
    [[nodiscard]] std::uint32_t since(std::uint32_t stamp) const {
        return stamp - static_cast<std::uint32_t>(anchor);
    }
    [[nodiscard]] double level_at(std::uint32_t stamp) const {
        if constexpr (!is_modulated<R>) { return 0; }
        return level[stamp + dendrite - begin];
    }
    [[nodiscard]] double level_at_end() const {
        if constexpr (!is_modulated<R>) { return 0; }
        return level[end - begin];
    }
    /// Sets the times at the synapse, where a presynaptic spike arrives after the axonal part of
    /// its delay.
    void set_synapse_times(std::int64_t visited_at, std::int64_t step_now, std::uint32_t delay,
                           std::int64_t shift) {
        const std::int64_t axon = (std::int64_t{delay} - shift) / 2;
        begin = visited_at == 0 ? 0 : visited_at + axon;
        end = step_now + axon;
        dendrite = std::int64_t{delay} - axon;
    }
};

/// Converts a step to the 32 bits that histories keep.
[[nodiscard]] inline std::uint32_t stamp(std::int64_t step) {
    return static_cast<std::uint32_t>(std::max<std::int64_t>(0, step));
}

/// Passes on groups of tasks in a bucket that share a stamp and have together at least as many
/// synapses as there are targets, so that one table of all targets pays off; the other tasks stay
/// in the bucket. Tasks with synapses in common share a stamp and keep their order.
template <class Task, class Take>
void deliver_shared_stamp_tasks(std::vector<Task>& bucket, std::uint64_t n_targets,
                                const Take& take) {
    if (bucket.size() < 2) { return; }
    const auto by_stamp = [](const Task& a, const Task& b) {
        return a.visit.until < b.visit.until;
    };
    if (!std::is_sorted(bucket.begin(), bucket.end(), by_stamp)) {
        std::stable_sort(bucket.begin(), bucket.end(), by_stamp);
    }
    std::size_t kept = 0;
    for (std::size_t i = 0, end = 0; i < bucket.size(); i = end) {
        std::uint64_t n = 0;
        const auto until = bucket[i].visit.until;
        for (; end < bucket.size() && bucket[end].visit.until == until; ++end) {
            n += bucket[end].n;
        }
        if (end - i > 1 && n >= n_targets) {
            take(std::span(bucket).subspan(i, end - i), until);
        } else {
            for (; i < end; ++i) { bucket[kept++] = bucket[i]; }
        }
    }
    bucket.resize(kept);
}

}  // namespace callosum
