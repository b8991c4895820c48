#pragma once

#include <algorithm>
#include <cmath>
#include <memory>
#include <numeric>
#include <optional>
#include <span>
#include <unordered_map>

#include "engine/plastic/homeostasis.hpp"
#include "engine/plastic/modulation.hpp"
#include "engine/plastic/occurrences.hpp"
#include "engine/plastic/plastic_kernel.hpp"
#include "engine/plastic/plastic_store.hpp"
#include "engine/plastic/plastic_synapses.hpp"
#include "engine/plastic/waiting.hpp"
#include "network/describe/plasticity.hpp"

namespace callosum {

/// Delivery of a plastic projection. As for static synapses (synapses/delivery.hpp), a spike
/// becomes one task per (chunk, delay) in the bucket of the step in which it acts. A task carries
/// the state of its source, which all synapses of that source share.
template <PlasticRule R, class T>
class PlasticDelivery final : public PlasticSynapses {
  public:
    explicit PlasticDelivery(const PlasticSetup& setup)
        : description_(setup.description),
          index_(setup.projection),
          range_(setup.range),
          first_row_(setup.first_row),
          rates_(history_rates(description_, description_.projections[index_].target)),
          history_(static_cast<const PostHistory<T>*>(setup.history)),
          store_(build_plastic_store<T>(setup.description, setup.plan, setup.projection,
                                        setup.range)) {
        const auto& projection = description_.projections[index_];
        const auto& plan = setup.plan.projections[index_];
        typename R::Params params;
        std::ranges::copy(rule_params(projection), params.begin());
        sign_ = plan.bounds.negative ? -1 : 1;
        k_ = R::prepare(params, sign_, rates_, description_.dt_ms);
        const double scale = std::ldexp(plan.magnitude ? 1.0 : sign_, -plan.exponent);
        limit_ = plan.bounds.max_abs_weight;
        random_.emplace(description_.seed, Purpose::release, static_cast<std::uint32_t>(index_));
        kernel_ = std::make_unique<PlasticKernel<R, T>>(k_, rates_.minus, limit_, scale, *random_);
        kernel_->count_targets_from(range_.first);
        for (std::size_t c = 1; c < n_state; ++c) {
            auto& extra = extra_.emplace_back(store_.size());
            const auto fresh = R::initial(0);
            std::fill(extra.begin(), extra.end(), static_cast<T>(column(fresh, c)));
        }
        shift_.resize(plan.bounds.max_delay + 1);
        for (std::uint32_t d = 1; d < shift_.size(); ++d) {
            shift_[d] = stamp_shift(projection, d);
        }
        bounds_ = scaling_bounds<R, T>(params, limit_);
        sources_.resize(store_.sources.size());
        if constexpr (draws_at_spikes<R>) { count_occurrences(store_, extra_[0]); }
        if constexpr (is_modulated<R>) {
            modulation_ = std::make_unique<Modulation>(projection, description_.dt_ms);
            integrals_.resize(sources_.size() * store_.n_chunks);
        }
    }

    [[nodiscard]] std::size_t projection() const override { return index_; }
    [[nodiscard]] std::vector<SourceList> source_lists() const override {
        const auto& projection = description_.projections[index_];
        std::vector<SourceList> lists;
        lists.push_back(store_.list(description_.populations[projection.source].first_gid));
        if (modulation_) {
            const auto& heard = description_.populations[*projection.volume_transmitter];
            auto& list = lists.emplace_back();
            const std::uint64_t n = store_.size() == 0 ? 0 : heard.size;
            for (std::uint64_t i = 0; i < n; ++i) {
                list.add(heard.first_gid + i, modulation_->delay());
            }
        }
        return lists;
    }
    [[nodiscard]] std::size_t n_source_lists() const override { return modulation_ ? 2 : 1; }
    void prepare(std::vector<std::vector<std::uint32_t>> positions,
                 std::uint32_t horizon) override {
        number_ = std::move(positions[0]);
        if (modulation_) { transmitter_ = std::move(positions[1]); }
        n_slots_ = horizon + 1;
        buckets_.resize(std::size_t{n_slots_} * store_.n_chunks);
    }

    std::uint32_t enter(std::uint32_t source, std::int64_t step) override {
        if (modulation_ && transmitter_[source] != not_listed) { modulation_->spike(step); }
        const std::uint32_t number = number_[source];
        if (number == not_listed) { return 0; }
        auto& sender = sources_[number];
        Visit<R> visit;
        visit.step = static_cast<std::uint32_t>(step);
        visit.source = static_cast<std::uint32_t>(store_.sources[number]);
        visit.before = sender.state;
        R::age(sender.state, k_, static_cast<double>(step - sender.last));
        visit.now = sender.state;
        const auto n = push(number, step, visit);
        R::count(sender.state);
        sender.last = sender.visited_at = step;
        return n;
    }

    void refresh(std::int64_t step) override {
        if (!R::info.uses_history || step % refresh_every != 0) { return; }
        for (std::uint32_t number = 0; number < sources_.size(); ++number) {
            if (step - sources_[number].visited_at >= refresh_after) { revisit(number, step); }
        }
    }

    void scale(std::int64_t step, const Homeostasis& factors) override {
        if (!takes_scaling(description_.projections[index_])) { return; }
        factors_ = &factors;
        for (std::uint32_t n = 0; n < sources_.size(); ++n) { revisit(n, step, true); }
    }

    void drain(std::int64_t step, InputRows& rows) override {
        if (modulation_) {
            modulation_->advance(step);
            modulation_->forget(step - refresh_after - 2 * refresh_every - 4 * n_slots_);
        }
        const auto slot = static_cast<std::size_t>(step % n_slots_);
        for (std::uint32_t chunk = 0; chunk < store_.n_chunks; ++chunk) {
            auto& bucket = buckets_[slot * store_.n_chunks + chunk];
            // Many tasks that end at the same stamp read the same histories: their traces are then
            // computed once for the chunk.
            if constexpr (R::info.uses_history && !is_modulated<R>) {
                const auto first = std::uint64_t{chunk} << PlasticStore<T>::chunk_bits;
                const auto n = PlasticStore<T>::chunk_size(range_.size(), chunk);
                deliver_shared_stamp_tasks(
                    bucket, n, [&](std::span<Task> crowd, std::uint32_t until) {
                        recent_ = kernel_->fill(table_, *history_, first, n, until);
                        deliver_all(crowd, chunk, step, rows);
                    });
                recent_ = nullptr;
            }
            deliver_all(bucket, chunk, step, rows);
            bucket.clear();
        }
    }

    [[nodiscard]] std::uint64_t size() const override { return store_.size(); }
    [[nodiscard]] std::uint64_t bytes() const override {
        return store_.size() * (sizeof(std::uint16_t) + n_state * sizeof(T)) +
               store_.index_bytes() + sources_.size() * sizeof(Source) +
               number_.size() * sizeof(number_[0]);
    }

    [[nodiscard]] SynapsePicks pick(const SynapseSelection& which) const override {
        return {store_, range_, which};
    }
    void visit_picked(std::int64_t step, const SynapsePicks& picks,
                      const Visitor& visitor) const override {
        std::vector<PlasticSynapse> of_source;
        const View view{step, first_waiting(buckets_, n_slots_, step, picks)};
        PlasticKernel<R, T> kernel(k_, rates_.minus, limit_, 0, *random_);
        picks.for_each(
            store_,
            [&](const PlasticGroup& group, std::span<const std::uint32_t> offsets) {
                collect(group, offsets, view, kernel, of_source);
            },
            [&] {
                order_synapses(of_source);
                for (const auto& synapse : of_source) { visitor(synapse); }
                of_source.clear();
            });
    }

  private:
    static constexpr std::size_t n_state = PlasticKernel<R, T>::n_state;
    /// State that all synapses of a source share, as of its last spike.
    struct Source {
        typename R::template Source<double> state{};
        std::int64_t last = 0;        ///< step of the last spike
        std::int64_t visited_at = 0;  ///< step of the last spike or refresh
    };
    /// Visit of a run of synapses that is due in a later step.
    struct Task {
        std::uint64_t first;  ///< first entry
        std::uint32_t n;
        std::uint32_t number;  ///< number of the source in the store
        Visit<R> visit;
        bool scales = false;  ///< multiplies the weights afterwards
    };

    /// Enters a visit of the synapses of a source without a spike.
    void revisit(std::uint32_t number, std::int64_t step, bool scales = false) {
        auto& sender = sources_[number];
        Visit<R> visit;
        visit.spike = false;
        visit.before = visit.now = sender.state;
        push(number, step, visit, scales);
        sender.visited_at = step;
    }

    std::uint32_t push(std::uint32_t number, std::int64_t step, Visit<R> visit,
                       bool scales = false) {
        const auto& sender = sources_[number];
        std::uint32_t n = 0;
        for (std::uint32_t chunk = 0; chunk < store_.n_chunks; ++chunk) {
            const std::size_t at = std::size_t{number} * store_.n_chunks + chunk;
            std::uint64_t first = store_.entries_begin[at];
            for (auto r = store_.runs_begin[at]; r < store_.runs_begin[at + 1]; ++r) {
                const auto& run = store_.runs[r];
                const std::int64_t shift = shift_[run.delay];
                visit.after = sender.visited_at == 0 ? 0 : stamp(sender.visited_at - shift);
                visit.until = stamp(step - shift);
                visit.anchor = sender.last - shift;
                visit.set_synapse_times(sender.visited_at, step, run.delay, shift);
                const auto slot = static_cast<std::size_t>((step + run.delay) % n_slots_);
                buckets_[slot * store_.n_chunks + chunk].push_back(
                    {first, run.n, number, visit, scales});
                first += run.n;
                n += run.n;
            }
        }
        return n;
    }
    /// Computes the integrals that a visit needs, continuing from the visit before.
    void modulate(Visit<R>& visit, Modulation::Integral& integral) const {
        modulation_->integrate(integral, visit.begin, visit.end, levels_);
        visit.level = levels_.data();
    }
    void deliver_all(std::span<Task> tasks, std::uint32_t chunk, std::int64_t step,
                     InputRows& rows) {
        for (std::size_t i = 0; i < tasks.size(); ++i) {
            // The entries of the next task are fetched while this one is delivered.
            if (i + 1 < tasks.size()) { store_.fetch(tasks[i + 1].first, tasks[i + 1].n); }
            if constexpr (is_modulated<R>) {
                auto& integral = integrals_[tasks[i].number * store_.n_chunks + chunk];
                modulate(tasks[i].visit, integral);
                if (tasks[i].visit.spike) { integral = {}; }
            }
            deliver(tasks[i], chunk, step, rows);
            if (tasks[i].scales) { scale_weights(tasks[i], chunk); }
        }
    }

    void deliver(const Task& task, std::uint32_t chunk, std::int64_t step, InputRows& rows) {
        const std::uint64_t first = std::uint64_t{chunk} << PlasticStore<T>::chunk_bits;
        std::int64_t* const chunk_rows = rows.wide.data() + first_row_ + first;
        for (std::uint32_t i = 0; i < task.n; i += PlasticKernel<R, T>::batch) {
            const std::uint64_t at = task.first + i;
            typename PlasticKernel<R, T>::Columns columns{};
            columns[0] = store_.weights.data() + at;
            for (std::size_t c = 1; c < n_state; ++c) { columns[c] = extra_[c - 1].data() + at; }
            const auto n = std::min(PlasticKernel<R, T>::batch, task.n - i);
            const typename PlasticKernel<R, T>::Targets targets{store_.targets.data() + at, n,
                                                                history_, first, recent_};
            if (!kernel_->visit(task.visit, targets, columns, chunk_rows)) {
                refuse(at, n, chunk, step);
            }
        }
    }

    void scale_weights(const Task& task, std::uint32_t chunk) {
        const std::uint64_t first = std::uint64_t{chunk} << PlasticStore<T>::chunk_bits;
        T level = 0;
        if constexpr (is_modulated<R>) {
            level = static_cast<T>(task.visit.level[task.visit.end - task.visit.begin]);
        }
        const auto k = convert<R::template Coeffs, T>(k_);
        for (auto at = task.first; at < task.first + task.n; ++at) {
            typename R::template State<T> s;
            column(s, 0) = store_.weights[at];
            for (std::size_t c = 1; c < n_state; ++c) { column(s, c) = extra_[c - 1][at]; }
            scale_weight<R, T>(s, k, level, factors_->factor(first + store_.targets[at]), bounds_);
            store_.weights[at] = s.w;
        }
    }

    [[noreturn]] void refuse(std::uint64_t at, std::uint32_t n, std::uint32_t chunk,
                             std::int64_t step) const {
        std::uint32_t i = 0;
        while (i + 1 < n && store_.weights[at + i] <= static_cast<T>(limit_)) { ++i; }
        const auto target = range_.first + (std::uint64_t{chunk} << PlasticStore<T>::chunk_bits) +
                            store_.targets[at + i];
        refuse_weight(description_, index_,
                      {target, static_cast<double>(store_.weights[at + i]), limit_,
                       static_cast<double>(step) * description_.dt_ms});
    }

    /// First task after `step` of every segment that has one, by first entry.
    using Waiting = std::unordered_map<std::uint64_t, Visit<R>>;
    struct View {
        std::int64_t step;
        Waiting waiting;
    };
    /// Returns the visit of a segment without a spike at the end of `step`, for reports: it starts
    /// where the first waiting task would, or where the last visit ended.
    [[nodiscard]] Visit<R> settling(const Source& sender, std::uint32_t delay, std::int64_t step,
                                    const Visit<R>* waiting) const {
        const std::int64_t shift = shift_[delay];
        Visit<R> visit;
        visit.after = sender.visited_at == 0 ? 0 : stamp(sender.visited_at - shift);
        visit.anchor = sender.last - shift;
        visit.before = sender.state;
        visit.set_synapse_times(sender.visited_at, 0, delay, shift);
        if (waiting != nullptr) { visit = *waiting; }
        visit.spike = false;
        visit.end = std::max(visit.begin, step - visit.dendrite);
        visit.until = std::max(visit.after, stamp(step - delay - shift));
        return visit;
    }

    /// Appends synapses of a group, all of them where no offsets are given, with their weights
    /// after a visit of a copy, so that a report changes nothing.
    void collect(const PlasticGroup& group, std::span<const std::uint32_t> offsets,
                 const View& view, PlasticKernel<R, T>& kernel,
                 std::vector<PlasticSynapse>& out) const {
        const auto found = view.waiting.find(group.first);
        auto visit = settling(sources_[group.number], group.delay, view.step,
                              found == view.waiting.end() ? nullptr : &found->second);
        if constexpr (is_modulated<R>) {
            auto integral = integrals_[group.segment];
            modulate(visit, integral);
        }
        std::array<std::uint64_t, PlasticKernel<R, T>::batch> entries;
        const auto n_all = offsets.empty() ? group.n : static_cast<std::uint32_t>(offsets.size());
        for (std::uint32_t i = 0; i < n_all; i += PlasticKernel<R, T>::batch) {
            const auto n = std::min(PlasticKernel<R, T>::batch, n_all - i);
            for (std::uint32_t m = 0; m < n; ++m) {
                entries[m] = group.first + (offsets.empty() ? i + m : offsets[i + m]);
            }
            const auto weights = settled(kernel, visit, {entries.data(), n}, group.base);
            for (std::uint32_t m = 0; m < n; ++m) {
                out.push_back({store_.sources[group.number],
                               range_.first + group.base + store_.targets[entries[m]], group.delay,
                               0, sign_ * static_cast<double>(weights[m])});
            }
        }
    }

    /// Returns the weights of up to a batch of entries after a visit of a copy.
    [[nodiscard]] std::array<T, PlasticKernel<R, T>::batch> settled(
        PlasticKernel<R, T>& kernel, const Visit<R>& visit, std::span<const std::uint64_t> entries,
        std::uint64_t base) const {
        const auto n = static_cast<std::uint32_t>(entries.size());
        std::array<std::uint16_t, PlasticKernel<R, T>::batch> targets;
        std::array<std::array<T, PlasticKernel<R, T>::batch>, n_state> copy;
        typename PlasticKernel<R, T>::Columns columns{};
        for (std::uint32_t i = 0; i < n; ++i) { targets[i] = store_.targets[entries[i]]; }
        for (std::size_t c = 0; c < n_state; ++c) {
            const T* from = c == 0 ? store_.weights.data() : extra_[c - 1].data();
            for (std::uint32_t i = 0; i < n; ++i) { copy[c][i] = from[entries[i]]; }
            columns[c] = copy[c].data();
        }
        (void)kernel.visit(visit, {targets.data(), n, history_, base, nullptr}, columns, nullptr);
        if constexpr (is_modulated<R>) {
            const auto k = convert<R::template Coeffs, T>(k_);
            const auto level = static_cast<T>(visit.level[visit.end - visit.begin]);
            for (std::uint32_t i = 0; i < n; ++i) {
                typename R::template State<T> s{copy[0][i], copy[1][i]};
                copy[0][i] = R::now(s, k, level);
            }
        }
        return copy[0];
    }

    const Description& description_;
    std::size_t index_;
    NeuronRange range_;
    std::uint64_t first_row_;
    HistoryRates rates_;
    const PostHistory<T>* history_;
    PlasticStore<T> store_;
    TargetTraceTable<T> table_;
    const TargetTrace<T>* recent_ = nullptr;  ///< filled for the tasks at hand
    std::vector<Column<T>> extra_;            ///< state beyond the weight
    typename R::template Coeffs<double> k_{};
    double sign_ = 1, limit_ = 0;
    ScalingBounds<T> bounds_;
    const Homeostasis* factors_ = nullptr;  ///< of the last period
    std::optional<Ars> random_;
    std::unique_ptr<PlasticKernel<R, T>> kernel_;
    std::vector<std::int64_t> shift_;    ///< by delay, see stamp_shift
    std::vector<std::uint32_t> number_;  ///< by heard id: number in the store, or not_listed
    std::vector<Source> sources_;        ///< by number in the store
    std::unique_ptr<Modulation> modulation_;
    std::vector<std::uint32_t> transmitter_;  ///< by heard id: not_listed, or it is a transmitter
    std::vector<Modulation::Integral>
        integrals_;                       ///< [source * chunks + chunk], since the last spike
    mutable std::vector<double> levels_;  ///< of the visit at hand
    std::uint32_t n_slots_ = 1;
    std::vector<std::vector<Task>> buckets_;  ///< [slot * chunks + chunk]
};

}  // namespace callosum
