#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/base/random.hpp"
#include "engine/base/state_visitor.hpp"
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

/// A visit that is under way, as plain numbers: what checkpoints and tests see of it.
template <class R>
struct PendingVisit {
    static constexpr std::size_t n = n_columns<R::template Source>;
    std::int64_t due = 0, anchor = 0, begin = 0, end = 0, dendrite = 0;
    std::uint32_t after = 0, until = 0, step = 0;
    std::uint8_t spike = 0, scales = 0;
    std::array<double, n> before{}, now{};

    PendingVisit() = default;
    PendingVisit(std::int64_t due_step, const Visit<R>& visit, bool scales_weights)
        : due(due_step),
          anchor(visit.anchor),
          begin(visit.begin),
          end(visit.end),
          dendrite(visit.dendrite),
          after(visit.after),
          until(visit.until),
          step(visit.step),
          spike(visit.spike ? 1 : 0),
          scales(scales_weights ? 1 : 0) {
        for (std::size_t c = 0; c < n; ++c) {
            before[c] = column(visit.before, c);
            now[c] = column(visit.now, c);
        }
    }

    [[nodiscard]] static std::span<const StateField> fields() {
        using P = PendingVisit;
        static const std::vector<StateField> all = [] {
            std::vector<StateField> list{{"due", StateType::i64, offsetof(P, due)},
                                         {"anchor", StateType::i64, offsetof(P, anchor)},
                                         {"begin", StateType::i64, offsetof(P, begin)},
                                         {"end", StateType::i64, offsetof(P, end)},
                                         {"dendrite", StateType::i64, offsetof(P, dendrite)},
                                         {"after", StateType::u32, offsetof(P, after)},
                                         {"until", StateType::u32, offsetof(P, until)},
                                         {"step", StateType::u32, offsetof(P, step)},
                                         {"spike", StateType::u8, offsetof(P, spike)},
                                         {"scales", StateType::u8, offsetof(P, scales)}};
            for (std::size_t c = 0; c < n; ++c) {
                const std::size_t at = c * sizeof(double);
                list.push_back({"before", StateType::f64, offsetof(P, before) + at});
                list.push_back({"now", StateType::f64, offsetof(P, now) + at});
            }
            return list;
        }();
        return all;
    }
};

/// A step as histories keep it.
[[nodiscard]] inline std::uint32_t stamp(std::int64_t step) {
    return static_cast<std::uint32_t>(std::max<std::int64_t>(0, step));
}

/// Positions of the stamps from the lowest stamp to the highest; equal ones stay in order.
[[nodiscard]] std::vector<std::uint32_t> order_of_stamps(std::span<const std::uint32_t> stamps);

/// Hands on those tasks of a bucket that visit from the same stamp and have together more synapses than
/// there are targets, so that one table of all targets serves them; the others stay in the bucket. Tasks
/// that have synapses in common have one stamp and stay in order.
template <class Task, class Take>
void deliver_shared_stamp_tasks(std::vector<Task>& bucket, std::uint64_t n_targets,
                                const Take& take) {
    if (bucket.size() < 2) { return; }
    const auto by_stamp = [](const Task& a, const Task& b) {
        return a.visit.until < b.visit.until;
    };
    if (!std::is_sorted(bucket.begin(), bucket.end(), by_stamp)) {
        std::vector<std::uint32_t> stamps;
        stamps.reserve(bucket.size());
        for (const Task& task : bucket) { stamps.push_back(task.visit.until); }
        std::vector<Task> sorted;
        sorted.reserve(bucket.size());
        for (const auto i : order_of_stamps(stamps)) { sorted.push_back(bucket[i]); }
        std::copy(sorted.begin(), sorted.end(), bucket.begin());
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
