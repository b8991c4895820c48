#pragma once

#include <algorithm>
#include <cmath>

#include "engine/base/rounding.hpp"
#include "engine/plastic/plastic_store.hpp"
#include "engine/plastic/plastic_synapses.hpp"
#include "engine/plastic/state_keys.hpp"
#include "engine/plastic/visit.hpp"
#include "engine/plastic/waiting.hpp"

namespace callosum {

/// Delivery of a projection that follows potentials. Spikes wait in buckets as in PlasticDelivery.
/// When one is delivered, each synapse takes in the amounts that its target's steps have added
/// since the last presynaptic spike, then loses the amount of the step that the spike meets.
template <class T>
class ClopathDelivery final : public PlasticSynapses {
  public:
    explicit ClopathDelivery(const PlasticSetup& setup)
        : description_(setup.description),
          index_(setup.projection),
          range_(setup.range),
          first_row_(setup.first_row),
          voltages_(*setup.voltages),
          store_(
              build_plastic_store<T>(setup.description, setup.plan, setup.projection, setup.range)),
          state_{std::vector<Source>(store_.sources.size()), {}} {
        const auto& projection = description_.projections[index_];
        const auto& plan = setup.plan.projections[index_];
        ClopathSynapse::Params params;
        std::ranges::copy(rule_params(projection), params.begin());
        k_ = ClopathSynapse::prepare(params, description_.dt_ms);
        w_min_ = static_cast<T>(params[ClopathSynapse::Wmin]);
        w_max_ = static_cast<T>(params[ClopathSynapse::Wmax]);
        scale_ = std::ldexp(1.0, -plan.exponent);
        limit_ = plan.bounds.max_abs_weight;
        shift_.resize(plan.bounds.max_delay + 1);
        for (std::uint32_t d = 1; d < shift_.size(); ++d) {
            shift_[d] = stamp_shift(projection, d);
        }
        fades_.resize(n_fades);
        for (std::size_t s = 0; s < fades_.size(); ++s) {
            fades_[s] = rule::decay(static_cast<double>(s), k_.rate);
        }
    }

    [[nodiscard]] std::size_t projection() const override { return index_; }
    [[nodiscard]] std::vector<SourceList> source_lists() const override {
        const auto source = description_.projections[index_].source;
        return {store_.list(Gid(description_.populations[source].first_gid))};
    }
    [[nodiscard]] std::size_t n_source_lists() const override { return 1; }
    void prepare(std::vector<Indexed<HeardId, std::uint32_t>> positions,
                 std::uint32_t horizon) override {
        store_number_ = std::move(positions[0]);
        n_slots_ = horizon + 1;
        state_.buckets.resize(std::size_t{n_slots_} * store_.n_chunks);
    }

    std::uint32_t enter(HeardId source, std::int64_t step) override {
        const std::uint32_t number = store_number_[source];
        if (number == not_listed) { return 0; }
        auto& sender = state_.sources[number];
        const auto n = push(number, step, true);
        ClopathSynapse::count(sender.state, k_, static_cast<double>(step - sender.last));
        sender.last = sender.visited_at = step;
        return n;
    }

    void refresh(std::int64_t step) override {
        if (step % take_in_every != 0) { return; }
        for (std::uint32_t number = 0; number < state_.sources.size(); ++number) {
            if (step - state_.sources[number].visited_at < take_in_after) { continue; }
            push(number, step, false);
            state_.sources[number].visited_at = step;
        }
    }

    void drain(std::int64_t step, InputRows& rows) override {
        const auto slot = static_cast<std::size_t>(step % n_slots_);
        for (std::uint32_t chunk = 0; chunk < store_.n_chunks; ++chunk) {
            auto& bucket = state_.buckets[slot * store_.n_chunks + chunk];
            for (const auto& task : bucket) { deliver(task, chunk, step, rows); }
            bucket.clear();
        }
    }

    [[nodiscard]] std::uint64_t size() const override { return store_.size(); }
    void visit_state(StateVisitor& visitor, std::int64_t step) override {
        auto& [sources, buckets] = state_;
        visitor.synapses(index_, synapse_keys(store_, range_), "weight",
                         state_column(store_.weights.data(), store_.size()));
        if (!sources.empty()) {
            const auto visit = [&](const char* name, const StateColumn& column) {
                visitor.sources(index_, store_.sources, name, column);
            };
            visit("x_bar", state_column(&sources[0].state.x_bar, sources.size(), sizeof(Source)));
            visit("last_spike", state_column(&sources[0].last, sources.size(), sizeof(Source)));
            visit("visited_at",
                  state_column(&sources[0].visited_at, sources.size(), sizeof(Source)));
        }
        visit_pending<PendingRecord>(visitor, index_, store_,
                                     Pending<Task>{buckets, n_slots_, step}, PendingRecord::fields,
                                     [](std::int64_t due, const Task& task) {
                                         return PendingRecord{due,
                                                              task.visit.anchor,
                                                              task.visit.x_bar,
                                                              task.visit.after,
                                                              task.visit.until,
                                                              task.visit.spike ? 1U : 0U};
                                     });
        visitor.derived("index", store_.size() * sizeof(std::uint16_t) + store_.index_bytes() +
                                     store_number_.size() * sizeof(std::uint32_t) +
                                     fades_.size() * sizeof(fades_[0]));
    }

    [[nodiscard]] SynapsePicks pick(const SynapseSelection& which) const override {
        return {store_, range_, which};
    }
    void visit_picked(std::int64_t step, const SynapsePicks& picks,
                      const Visitor& visitor) const override {
        std::vector<PlasticSynapse> of_source;
        const auto waiting = first_waiting(Pending<Task>{state_.buckets, n_slots_, step}, picks);
        picks.for_each(
            store_,
            [&](const PlasticGroup& group, std::span<const std::uint32_t> offsets) {
                const auto found = waiting.find(group.first);
                const Visit visit =
                    settling(group, step, found == waiting.end() ? nullptr : &found->second);
                collect(group, offsets, visit, of_source);
            },
            [&] {
                order_synapses(of_source);
                for (const auto& synapse : of_source) { visitor(synapse); }
                of_source.clear();
            });
    }

    [[nodiscard]] static constexpr PlasticSizes sizes() {
        return {1, sizeof(Source), sizeof(Task)};
    }

  private:
    /// Number of steps for which the decay of x_bar is tabulated.
    static constexpr std::size_t n_fades = 4096;
    /// State that all synapses of a source share, as of its last spike.
    struct Source {
        ClopathSynapse::Source state;
        std::int64_t last = 0;        ///< step of the last spike
        std::int64_t visited_at = 0;  ///< step of the last spike or refresh
    };
    /// Interval of target steps that synapses of one source and delay take in at a visit. Stamps
    /// are those of targets.
    struct Visit {
        std::uint32_t after = 0, until = 0;  ///< steps s with after < s <= until are new
        std::int64_t anchor = 0;             ///< stamp that meets the last presynaptic spike
        double x_bar = 0;                    ///< trace as that spike left it
        bool spike = false;                  ///< a presynaptic spike arrives, which meets `until`
    };
    /// Visit of a run of synapses that is due in a later step.
    struct Task {
        std::uint64_t first;  ///< first entry
        std::uint32_t n;
        Visit visit;
    };

    /// A visit that is under way, as plain numbers.
    struct PendingRecord {
        std::int64_t due = 0, anchor = 0;
        double x_bar = 0;
        std::uint32_t after = 0, until = 0, spike = 0;
        static const std::array<StateField, 6> fields;
    };

    [[nodiscard]] Visit visit_from(const Source& sender, std::uint32_t delay) const {
        Visit visit;
        visit.after = sender.visited_at == 0 ? 0 : stamp(sender.visited_at - shift_[delay]);
        visit.anchor = sender.last - shift_[delay];
        visit.x_bar = sender.state.x_bar;
        return visit;
    }

    std::uint32_t push(std::uint32_t number, std::int64_t step, bool spike) {
        std::uint32_t n = 0;
        store_.for_each_group(number, [&](const PlasticGroup& group) {
            Visit visit = visit_from(state_.sources[number], group.delay);
            visit.until = stamp(step - shift_[group.delay]);
            visit.spike = spike;
            const auto slot = static_cast<std::size_t>((step + group.delay) % n_slots_);
            const auto chunk = group.segment % store_.n_chunks;
            state_.buckets[slot * store_.n_chunks + chunk].push_back({group.first, group.n, visit});
            n += group.n;
        });
        return n;
    }

    [[nodiscard]] double fade(std::int64_t steps) const {
        const auto s = static_cast<std::size_t>(steps);
        return s < fades_.size() ? fades_[s] : rule::decay(static_cast<double>(steps), k_.rate);
    }

    /// Returns a weight onto neuron `local` of the range after the additions of a visit; a spike is
    /// not applied.
    [[nodiscard]] T risen(T w, const Visit& visit, std::uint64_t local) const {
        if (visit.x_bar == 0) { return w; }
        const auto& additions = voltages_.additions(local);
        auto next =
            std::ranges::upper_bound(additions, visit.after, {}, &VoltageHistory::Addition::step);
        for (; next != additions.end() && next->step <= visit.until; ++next) {
            const double x_bar = visit.x_bar * fade(next->step - visit.anchor);
            w = ClopathSynapse::raised(w, next->amount, x_bar, w_max_);
        }
        return w;
    }

    void deliver(const Task& task, std::uint32_t chunk, std::int64_t step, InputRows& rows) {
        const std::uint64_t first = std::uint64_t{chunk} << PlasticStore<T>::chunk_bits;
        std::int64_t* const chunk_rows = rows.wide.data() + first_row_ + first;
        for (std::uint64_t at = task.first; at < task.first + task.n; ++at) {
            const std::uint16_t target = store_.targets[at];
            T& w = store_.weights[at];
            w = risen(w, task.visit, first + target);
            if (!task.visit.spike) { continue; }
            const double taken = voltages_.depression(first + target, task.visit.until);
            w = ClopathSynapse::lowered(w, taken, w_min_);
            // Written so that NaN is refused too.
            if (!(w <= static_cast<T>(limit_))) {
                refuse_weight(description_, index_,
                              {range_.first + first + target, static_cast<double>(w), limit_,
                               static_cast<double>(step) * description_.dt_ms});
            }
            chunk_rows[target] += nearest_integer(static_cast<double>(w) * scale_);
        }
    }

    /// Returns the visit of a group without a spike at the end of `step`, for reports: it starts
    /// where the first waiting task would, or where the last visit ended.
    [[nodiscard]] Visit settling(const PlasticGroup& group, std::int64_t step,
                                 const Visit* waiting) const {
        Visit visit =
            waiting != nullptr ? *waiting : visit_from(state_.sources[group.number], group.delay);
        visit.spike = false;
        visit.until = std::max(visit.after, stamp(step - group.delay - shift_[group.delay]));
        return visit;
    }

    /// Appends synapses of a group, all of them where no offsets are given, with their weights
    /// after a visit.
    void collect(const PlasticGroup& group, std::span<const std::uint32_t> offsets,
                 const Visit& visit, std::vector<PlasticSynapse>& out) const {
        const auto n = offsets.empty() ? group.n : static_cast<std::uint32_t>(offsets.size());
        for (std::uint32_t i = 0; i < n; ++i) {
            const std::uint64_t at = group.first + (offsets.empty() ? i : offsets[i]);
            const std::uint64_t local = group.base + store_.targets[at];
            const T w = risen(store_.weights[at], visit, local);
            out.push_back({store_.sources[group.number], range_.first + local, group.delay, 0,
                           static_cast<double>(w)});
        }
    }

    const Description& description_;
    std::size_t index_;
    NeuronRange range_;
    std::uint64_t first_row_;
    const VoltageHistory& voltages_;
    PlasticStore<T> store_;
    ClopathSynapse::Coeffs k_{};
    T w_min_ = 0, w_max_ = 0;
    double scale_ = 1, limit_ = 0;
    std::vector<std::int64_t> shift_;  ///< by delay: stamp of a spike - stamp of what it meets
    std::vector<double> fades_;        ///< of x_bar, by steps since the spike
    Indexed<HeardId, std::uint32_t> store_number_;  ///< of the source in the store, or not_listed
    std::uint32_t n_slots_ = 1;
    /// All that is kept beside the weights; visit_state names every member.
    struct State {
        std::vector<Source> sources;             ///< by number
        std::vector<std::vector<Task>> buckets;  ///< [slot * chunks + chunk]
    };
    State state_;
};

template <class T>
inline const std::array<StateField, 6> ClopathDelivery<T>::PendingRecord::fields{
    StateField{"due", StateType::i64, offsetof(PendingRecord, due)},
    StateField{"anchor", StateType::i64, offsetof(PendingRecord, anchor)},
    StateField{"x_bar", StateType::f64, offsetof(PendingRecord, x_bar)},
    StateField{"after", StateType::u32, offsetof(PendingRecord, after)},
    StateField{"until", StateType::u32, offsetof(PendingRecord, until)},
    StateField{"spike", StateType::u32, offsetof(PendingRecord, spike)}};

}  // namespace callosum
