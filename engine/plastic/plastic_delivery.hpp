#pragma once

#include <algorithm>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>

#include "engine/plastic/homeostasis.hpp"
#include "engine/plastic/occurrences.hpp"
#include "engine/plastic/plastic_part.hpp"
#include "engine/plastic/rule_kernel.hpp"
#include "engine/plastic/state_keys.hpp"
#include "engine/plastic/waiting.hpp"

namespace callosum {

/// Delivery of a plastic projection. As for static synapses (synapses/delivery.hpp), a spike
/// becomes one task per (chunk, delay) in the bucket of the step in which it acts. A task carries
/// the state of its source, which all synapses of that source share.
template <PlasticRule R, class T>
class PlasticDelivery final : public PlasticPart<T> {
  public:
    explicit PlasticDelivery(const PlasticSetup& setup) : Part(setup) {
        const auto& projection = description_.projections[index_];
        typename R::Params params;
        std::ranges::copy(rule_params(projection), params.begin());
        k_ = R::prepare(params, sign_, rates_, description_.dt_ms);
        random_.emplace(description_.seed, Purpose::release, static_cast<std::uint32_t>(index_));
        kernel_ = make_kernel(scale_);
        const auto fresh = R::initial(0);
        for (std::size_t c = 1; c < n_state; ++c) {
            this->add_column(static_cast<T>(column(fresh, c)));
        }
        bounds_ = scaling_bounds<R, T>(params, limit_);
        visits_.sources.resize(store_.sources.size());
        if constexpr (draws_at_spikes<R>) { count_occurrences(store_, state_.extra[0]); }
        if constexpr (is_modulated<R>) { this->start_modulation(); }
    }

    void prepare(std::vector<Indexed<HeardId, std::uint32_t>> positions,
                 std::uint32_t horizon) override {
        Part::prepare(std::move(positions), horizon);
        visits_.buckets.resize(std::size_t{n_slots_} * store_.n_chunks);
    }

    std::uint32_t enter(HeardId source, std::int64_t step) override {
        if (state_.modulation && transmitter_[source] != not_listed) {
            state_.modulation->spike(step);
        }
        const std::uint32_t number = store_number_[source];
        if (number == not_listed) { return 0; }
        auto& sender = visits_.sources[number];
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
        for (std::uint32_t number = 0; number < visits_.sources.size(); ++number) {
            if (step - visits_.sources[number].visited_at >= refresh_after) {
                revisit(number, step);
            }
        }
    }

    void scale(std::int64_t step, const Homeostasis& factors) override {
        if (!takes_scaling(description_.projections[index_])) { return; }
        factors_ = &factors;
        for (std::uint32_t n = 0; n < visits_.sources.size(); ++n) { revisit(n, step, true); }
    }

    void drain(std::int64_t step, InputRows& rows) override {
        if (state_.modulation) {
            state_.modulation->advance(step);
            state_.modulation->forget(step - refresh_after - 2 * refresh_every - 4 * n_slots_);
        }
        const auto slot = static_cast<std::size_t>(step % n_slots_);
        for (std::uint32_t chunk = 0; chunk < store_.n_chunks; ++chunk) {
            auto& bucket = visits_.buckets[slot * store_.n_chunks + chunk];
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

    void visit_state(StateVisitor& visitor, std::int64_t step) override {
        auto& [sources, buckets] = visits_;
        this->visit_columns(visitor);
        if (!sources.empty()) { visit_sources(visitor, sources); }
        visit_pending<PendingVisit<R>>(
            visitor, index_, store_, Pending<Task>{buckets, n_slots_, step},
            PendingVisit<R>::fields(), [](std::int64_t due, const Task& task) {
                return PendingVisit<R>(due, task.visit, task.scales);
            });
    }

    [[nodiscard]] static constexpr PlasticSizes sizes() {
        return {n_columns<R::template State>, sizeof(Source), sizeof(Task)};
    }

  private:
    using Part = PlasticPart<T>;
    using Kernel = RuleKernel<R, T>;
    using Part::description_, Part::index_, Part::range_, Part::first_row_, Part::rates_;
    using Part::history_, Part::store_, Part::table_, Part::recent_, Part::state_, Part::sign_;
    using Part::limit_, Part::scale_, Part::factors_, Part::shift_, Part::store_number_;
    using Part::transmitter_, Part::levels_, Part::n_slots_;
    static constexpr std::size_t n_state = Kernel::n_state;
    static_assert(Part::batch == Kernel::batch);
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

    [[nodiscard]] std::unique_ptr<Kernel> make_kernel(double scale) const {
        return make_rule_kernel<R, T>({k_, rates_.minus, limit_, scale, &*random_, range_.first});
    }

    void visit_sources(StateVisitor& visitor, std::vector<Source>& sources) {
        for (std::size_t c = 0; c < n_columns<R::template Source>; ++c) {
            visitor.sources(
                index_, store_.sources, "trace_" + std::to_string(c),
                state_column(&column(sources[0].state, c), sources.size(), sizeof(Source)));
        }
        visitor.sources(index_, store_.sources, "last_spike",
                        state_column(&sources[0].last, sources.size(), sizeof(Source)));
        visitor.sources(index_, store_.sources, "visited_at",
                        state_column(&sources[0].visited_at, sources.size(), sizeof(Source)));
    }

    /// Enters the synapses of a source without a spike.
    void revisit(std::uint32_t number, std::int64_t step, bool scales = false) {
        auto& sender = visits_.sources[number];
        Visit<R> visit;
        visit.spike = false;
        visit.before = visit.now = sender.state;
        push(number, step, visit, scales);
        sender.visited_at = step;
    }

    [[gnu::noinline]] std::uint32_t push(std::uint32_t number, std::int64_t step, Visit<R> visit,
                                         bool scales = false) {
        const auto& sender = visits_.sources[number];
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
                visits_.buckets[slot * store_.n_chunks + chunk].push_back(
                    {first, run.n, number, visit, scales});
                first += run.n;
                n += run.n;
            }
        }
        return n;
    }
    /// Finds the integrals that a visit needs, from what the visit before has left.
    void modulate(Visit<R>& visit, Modulation::Integral& integral) const {
        state_.modulation->integrate(integral, visit.begin, visit.end, levels_);
        visit.level = levels_.data();
    }
    [[gnu::noinline]] void deliver_all(std::span<Task> tasks, std::uint32_t chunk,
                                       std::int64_t step, InputRows& rows) {
        for (std::size_t i = 0; i < tasks.size(); ++i) {
            // The entries of the next task are fetched while this one is delivered.
            if (i + 1 < tasks.size()) { store_.fetch(tasks[i + 1].first, tasks[i + 1].n); }
            if constexpr (is_modulated<R>) {
                auto& integral = state_.integrals[tasks[i].number * store_.n_chunks + chunk];
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
        for (std::uint32_t i = 0; i < task.n; i += Kernel::batch) {
            const std::uint64_t at = task.first + i;
            typename Kernel::Columns columns{};
            columns[0] = store_.weights.data() + at;
            for (std::size_t c = 1; c < n_state; ++c) {
                columns[c] = state_.extra[c - 1].data() + at;
            }
            const auto n = std::min(Kernel::batch, task.n - i);
            const VisitTargets<T> targets{store_.targets.data() + at, n, history_, first, recent_};
            if (!kernel_->visit(task.visit, targets, columns, chunk_rows)) {
                this->refuse(at, n, chunk, step);
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
            for (std::size_t c = 1; c < n_state; ++c) { column(s, c) = state_.extra[c - 1][at]; }
            scale_weight<R, T>(s, k, level, factors_->factor(first + store_.targets[at]), bounds_);
            store_.weights[at] = s.w;
        }
    }

    /// How the synapses of a segment would be looked at without a spike at the end of `step`, `waiting`
    /// being the first visit that they have yet to take.
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

    /// Looks at copies.
    class CopySettler final : public Part::Settler {
      public:
        CopySettler(const PlasticDelivery& all, std::int64_t step, const SynapsePicks& picks)
            : all_(all),
              step_(step),
              waiting_(
                  first_waiting(Pending<Task>{all.visits_.buckets, all.n_slots_, step}, picks)),
              kernel_(all.make_kernel(0)) {}

        void begin(const PlasticGroup& group) override {
            const auto found = waiting_.find(group.first);
            visit_ = all_.settling(all_.visits_.sources[group.number], group.delay, step_,
                                   found == waiting_.end() ? nullptr : &found->second);
            if constexpr (is_modulated<R>) {
                auto integral = all_.state_.integrals[group.segment];
                all_.modulate(visit_, integral);
            }
            base_ = group.base;
        }
        void settle(std::span<const std::uint64_t> entries, std::span<T> weights) override {
            const auto n = static_cast<std::uint32_t>(entries.size());
            const auto& store = all_.store_;
            std::array<std::uint16_t, Part::batch> targets;
            typename Kernel::Columns columns{};
            for (std::uint32_t i = 0; i < n; ++i) { targets[i] = store.targets[entries[i]]; }
            for (std::size_t c = 0; c < n_state; ++c) {
                const T* from = c == 0 ? store.weights.data() : all_.state_.extra[c - 1].data();
                for (std::uint32_t i = 0; i < n; ++i) { copy_[c][i] = from[entries[i]]; }
                columns[c] = copy_[c].data();
            }
            (void)kernel_->visit(visit_, {targets.data(), n, all_.history_, base_, nullptr},
                                 columns, nullptr);
            if constexpr (is_modulated<R>) {
                const auto k = convert<R::template Coeffs, T>(all_.k_);
                const auto level = static_cast<T>(visit_.level[visit_.end - visit_.begin]);
                for (std::uint32_t i = 0; i < n; ++i) {
                    typename R::template State<T> s{copy_[0][i], copy_[1][i]};
                    copy_[0][i] = R::now(s, k, level);
                }
            }
            std::copy_n(copy_[0].begin(), n, weights.begin());
        }

      private:
        const PlasticDelivery& all_;
        std::int64_t step_;
        std::unordered_map<std::uint64_t, Visit<R>> waiting_;
        std::unique_ptr<Kernel> kernel_;
        Visit<R> visit_;
        std::uint64_t base_ = 0;
        std::array<std::array<T, Part::batch>, n_state> copy_;
    };
    [[nodiscard]] std::unique_ptr<typename Part::Settler> settler(
        std::int64_t step, const SynapsePicks& picks) const override {
        return std::make_unique<CopySettler>(*this, step, picks);
    }

    typename R::template Coeffs<double> k_{};
    ScalingBounds<T> bounds_;
    std::optional<Ars> random_;
    std::unique_ptr<Kernel> kernel_;
    /// All that the rule keeps of sources and spikes under way; visit_state names every member.
    struct Visits {
        std::vector<Source> sources;             ///< by number
        std::vector<std::vector<Task>> buckets;  ///< [slot * chunks + chunk]
    };
    Visits visits_;
};

}  // namespace callosum
