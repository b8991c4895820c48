#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <type_traits>
#include <utility>

#include "engine/base/lane_twin.hpp"
#include "engine/base/rounding.hpp"
#include "engine/plastic/rule_kernel.hpp"
#include "engine/plastic/target_trace_lanes.hpp"

namespace callosum {

/// Takes synapses through a Visit, in batches of 256: finds the new postsynaptic spikes of each in
/// the trace of its target; applies them 16 synapses at a time in waves (wave j holds the j-th
/// newest spike of each synapse; the oldest comes first); then applies the presynaptic spike.
template <PlasticRule R, class T>
class PlasticKernel final : public RuleKernel<R, T> {
  public:
    using Kernel = RuleKernel<R, T>;
    using Kernel::batch, Kernel::n_state;
    using typename Kernel::Columns;
    using Targets = VisitTargets<T>;

    explicit PlasticKernel(const typename Kernel::Setup& setup)
        : k_(convert<R::template Coeffs, V>(setup.coeffs)),
          random_(*setup.random),
          exact_(setup.coeffs),
          first_target_(setup.first_target),
          scale_(setup.scale),
          one_(convert<R::template Coeffs, T>(setup.coeffs)),
          minus_(static_cast<T>(setup.minus)),
          limit_(static_cast<T>(setup.limit)) {}

    const TargetTrace<T>* fill(TargetTraceTable<T>& table, const PostHistory<T>& history,
                               std::uint64_t first, std::uint32_t n, std::uint32_t until) override {
        const auto recent = table.fill(history, first, n, until);
        for (std::uint32_t i = 0; i < n; i += lanes) {
            const std::uint32_t live = std::min(lanes, n - i);
            for (std::uint32_t k = 0; k < live; ++k) {
                trace_[k] = recent[i + k].trace;
                age_[k] = recent[i + k].age;
            }
            age_traces(lanes);
            for (std::uint32_t k = 0; k < live; ++k) { recent[i + k].trace = trace_[k]; }
        }
        return recent.data();
    }

    [[nodiscard]] bool visit(const Visit<R>& visit, const Targets& targets, const Columns& columns,
                             std::int64_t* rows) override {
        load(columns, targets.n);
        if constexpr (R::info.uses_history) {
            find(visit, targets);
            apply_waves(visit, targets);
        }
        if (!visit.spike) {
            store(columns, targets.n);
            return true;
        }
        bool within = true;
        if constexpr (draws_at_spikes<R>) {
            release(visit, targets);
        } else {
            within = apply_spike(visit, targets.n);
        }
        store(columns, targets.n);
        for (std::uint32_t i = 0; i < targets.n; ++i) { rows[targets.index[i]] += sent_[i]; }
        return within;
    }

  private:
    /// Two packs side by side in single precision: one has too few registers to hide latencies.
    using V = std::conditional_t<sizeof(T) == 4, Twin<Pack<T>>, Pack<T>>;
    using Lanes = RecentLanes<T>;
    static constexpr std::uint32_t lanes = Lanes::lanes;
    static constexpr std::uint32_t near = PostHistory<T>::near;
    template <class X>
    using Source = typename R::template Source<X>;
    template <class X>
    using State = typename R::template State<X>;
    template <class X, std::size_t room = batch>
    using Buffer = std::array<X, room>;
    /// Extra room of a wave: sixteen values are written at a time, wherever the last sixteen ended.
    static constexpr std::uint32_t wave_room = batch + V::size;

    /// Rounds up to whole V.
    [[nodiscard]] static constexpr std::uint32_t round_up(std::uint32_t n) {
        return (n + V::size - 1) / V::size * V::size;
    }
    void load(const Columns& columns, std::uint32_t n) {
        for (std::size_t c = 0; c < n_state; ++c) {
            const T* const from = columns[c];
            T* const to = state_[c].data();
            std::uint32_t i = 0;
            for (; i + lanes <= n; i += lanes) { std::memcpy(to + i, from + i, lanes * sizeof(T)); }
            for (; i < n; ++i) { to[i] = from[i]; }
            std::fill(to + n, to + round_up(n), T(0));
        }
    }
    void store(const Columns& columns, std::uint32_t n) const {
        for (std::size_t c = 0; c < n_state; ++c) {
            const T* const from = state_[c].data();
            T* const to = columns[c];
            std::uint32_t i = 0;
            for (; i + lanes <= n; i += lanes) { std::memcpy(to + i, from + i, lanes * sizeof(T)); }
            for (; i < n; ++i) { to[i] = from[i]; }
        }
    }

    template <std::size_t room>
    [[nodiscard, gnu::always_inline]] static State<V> load_lanes(
        const std::array<Buffer<T, room>, n_state>& from, std::uint32_t i) {
        State<V> s;
        for (std::size_t c = 0; c < n_state; ++c) { column(s, c) = V::load(from[c].data() + i); }
        return s;
    }
    template <std::size_t room>
    [[gnu::always_inline]] static void store_lanes(const State<V>& s,
                                                   std::array<Buffer<T, room>, n_state>& to,
                                                   std::uint32_t i) {
        for (std::size_t c = 0; c < n_state; ++c) { column(s, c).store(to[c].data() + i); }
    }

    /// Finds the spikes new to the synapses, and the last one before the presynaptic one.
    void find(const Visit<R>& visit, const Targets& targets) {
        const std::uint32_t n = targets.n;
        n_wave_.fill(0);
        const TargetTrace<T>* from = targets.recent;
        if (from == nullptr) {
            for (std::uint32_t i = 0; i < n; ++i) {
                const auto& line = targets.history->line(targets.neuron(i));
                find_recent<T>(line, visit.until, local_[i]);
            }
            from = local_.data();
        }
        for (std::uint32_t i = 0; i < n; i += lanes) {
            const std::uint32_t live = std::min(lanes, n - i);
            std::array<std::uint16_t, lanes> padded_index;
            const std::uint16_t* index = padded_index.data();
            if (targets.recent != nullptr && live == lanes) {
                index = targets.index + i;
            } else {
                for (std::uint32_t k = 0; k < lanes; ++k) {
                    const std::uint32_t at = i + std::min(k, live - 1);
                    padded_index[k] = targets.recent != nullptr ? targets.index[at]
                                                                : static_cast<std::uint16_t>(at);
                }
            }
            find_lanes(visit, targets, i, from, index);
        }
        std::fill(age_.begin() + n, age_.begin() + round_up(n), 0);
        std::fill(trace_.begin() + n, trace_.begin() + round_up(n), T(0));
        if (targets.recent == nullptr && visit.spike) { age_traces(n); }
    }

    /// Appends the new spikes of lanes i, i + 1, ... to their waves; leaves older ones to `far`.
    [[gnu::always_inline]] void find_lanes(const Visit<R>& visit, const Targets& targets,
                                           std::uint32_t i, const TargetTrace<T>* from,
                                           const std::uint16_t* index) {
        Lanes found(from, index);
        const std::uint32_t new_since = visit.until - visit.after;
        const bool too_old = new_since > TargetTrace<T>::older;
        const std::uint32_t gap = too_old ? TargetTrace<T>::older : new_since;
        const auto live = static_cast<std::uint16_t>(
            targets.n - i >= lanes ? 0xFFFFU : (1U << (targets.n - i)) - 1U);
        bool more = false;
        if (found.template younger<Lanes::n_first - 1>(std::max(gap, 1U)) != 0 || too_old) {
            more = true;
            found.load_second_half();
            const std::uint32_t all = found.template younger<near - 1>(std::max(gap, 1U));
            const std::uint32_t beyond = (too_old ? 0xFFFFU : all) & live;
            if (beyond != 0) [[unlikely]] {
                for (std::uint32_t k = 0; k < lanes; ++k) { patched_[k] = from[index[k]]; }
                for (std::uint32_t bits = beyond; bits != 0; bits &= bits - 1) {
                    const auto k = static_cast<std::uint32_t>(std::countr_zero(bits));
                    patched_[k] = far(visit, i + k, targets, patched_[k]);
                }
                found = Lanes(patched_.data(), in_order.data());
                found.load_second_half();
            }
        }
        found.store_trace(trace_.data() + i);
        if (targets.recent == nullptr) { found.store_age(age_.data() + i); }
        if constexpr (R::slow != TripletTrace::none) {
            for (std::uint32_t k = 0; k < lanes; ++k) { place_[i + k] = from[index[k]].place; }
        }
        const std::uint32_t since_until = visit.since(visit.until);
        const auto note = [&]<std::uint32_t j>() {
            const auto which = static_cast<std::uint16_t>(found.template younger<j>(gap) & live);
            which_[j][i / lanes] = which;
            if (which == 0) { return false; }
            found.template append<j>(which, since_until, since_[j].data() + n_wave_[j]);
            n_wave_[j] += static_cast<std::uint32_t>(std::popcount(which));
            return true;
        };
        const auto note_all = [&]<std::uint32_t... j>(std::integer_sequence<std::uint32_t, j...>) {
            (void)((((j < Lanes::n_first) || more) && note.template operator()<j>()) && ...);
        };
        note_all(std::make_integer_sequence<std::uint32_t, near>());
    }

    /// Handles a target with more new spikes than its trace holds, from its log: applies the spikes
    /// that the trace lacks (all of them where it has gaps), and returns the rest as a trace.
    [[gnu::noinline]] TargetTrace<T> far(const Visit<R>& visit, std::uint32_t i,
                                         const Targets& targets, const TargetTrace<T>& held) {
        const auto& log = targets.history->log(targets.neuron(i));
        const auto source = convert<R::template Source, T>(visit.before);
        const bool whole = held.whole() && visit.until - visit.after <= TargetTrace<T>::older;
        const auto end = whole ? log.end() - near : log.end();
        TargetTrace<T> rest = held;
        if (!whole) {
            rest = {};
            rest.ages.fill(TargetTrace<T>::older);
        }
        State<T> s;
        for (std::size_t c = 0; c < n_state; ++c) { column(s, c) = state_[c][i]; }
        auto spike = end;
        while (spike != log.begin() && (spike - 1)->step > visit.after) { --spike; }
        while (!whole && spike != log.begin() && (spike - 1)->step == visit.until) { --spike; }
        if (!whole && spike != log.begin()) {
            --spike;
        }  // the last one before `until`, if none is new
        for (; spike != end && spike->step <= visit.until; ++spike) {
            if (!whole && spike->step < visit.until) {
                rest.age = visit.until - spike->step;
                rest.trace = spike->trace;
            }
            if (spike->step <= visit.after) { continue; }
            const T slow = spike->slow[R::slow == TripletTrace::nearest ? 1 : 0];
            R::on_post(s, one_, source, static_cast<T>(visit.since(spike->step)),
                       PostSpike<T>{T(0), slow, static_cast<T>(visit.level_at(spike->step))});
        }
        for (std::size_t c = 0; c < n_state; ++c) { state_[c][i] = column(s, c); }
        if (!whole && targets.recent != nullptr) {
            rest.trace = rule::post_trace<R>(rest.trace, static_cast<T>(rest.age), minus_);
        }
        return rest;
    }
    /// Ages traces by `age_` steps, to the presynaptic spike.
    void age_traces(std::uint32_t n) {
        for (std::uint32_t i = 0; i < n; i += V::size) {
            rule::post_trace<R>(V::load(trace_.data() + i), V::from_uint32(age_.data() + i),
                                V(minus_))
                .store(trace_.data() + i);
        }
    }
    void apply_waves(const Visit<R>& visit, const Targets& targets) {
        const auto source =
            convert<R::template Source, V>(convert<R::template Source, T>(visit.before));
        const std::uint32_t n_groups = (targets.n + lanes - 1) / lanes;
        for (std::uint32_t j = near; j-- > 0;) {
            if (n_wave_[j] == 0) { continue; }
            gather(j, n_groups);
            add_inputs(j, n_groups, visit, targets);
            for (std::uint32_t i = 0; i < n_wave_[j]; i += V::size) {
                auto s = load_lanes(wave_, i);
                const PostSpike<V> post{V(T(0)), V::load(wave_slow_.data() + i),
                                        V::load(wave_level_.data() + i)};
                R::on_post(s, k_, source, V::from_uint32(since_[j].data() + i), post);
                store_lanes(s, wave_, i);
            }
            scatter(j, n_groups);
        }
    }

    /// Moves the synapses that have a j-th newest spike next to each other.
    void gather(std::uint32_t j, std::uint32_t n_groups) {
        std::uint32_t n = 0;
        for (std::uint32_t g = 0; g < n_groups; ++g) {
            const std::uint16_t which = which_[j][g];
            if (which == 0) { continue; }
            for (std::size_t c = 0; c < n_state; ++c) {
                move_to_front(state_[c].data() + g * lanes, which, wave_[c].data() + n);
            }
            n += static_cast<std::uint32_t>(std::popcount(which));
        }
    }
    void scatter(std::uint32_t j, std::uint32_t n_groups) {
        std::uint32_t n = 0;
        for (std::uint32_t g = 0; g < n_groups; ++g) {
            const std::uint16_t which = which_[j][g];
            if (which == 0) { continue; }
            which_[j][g] = 0;
            for (std::size_t c = 0; c < n_state; ++c) {
                move_back(wave_[c].data() + n, which, state_[c].data() + g * lanes);
            }
            n += static_cast<std::uint32_t>(std::popcount(which));
        }
    }
    /// Adds the inputs that some rules need besides the age of a spike.
    void add_inputs(std::uint32_t j, std::uint32_t n_groups, const Visit<R>& visit,
                    const Targets& targets) {
        if constexpr (R::slow != TripletTrace::none) {
            std::uint32_t n = 0;
            for (std::uint32_t g = 0; g < n_groups; ++g) {
                for (std::uint32_t bits = which_[j][g]; bits != 0; bits &= bits - 1) {
                    const auto i = g * lanes + static_cast<std::uint32_t>(std::countr_zero(bits));
                    wave_slow_[n++] =
                        targets.history->slow(targets.neuron(i), place_[i] + j, R::slow);
                }
            }
        }
        if constexpr (is_modulated<R>) {
            const auto anchor = static_cast<std::uint32_t>(visit.anchor);
            for (std::uint32_t m = 0; m < n_wave_[j]; ++m) {
                wave_level_[m] = static_cast<T>(visit.level_at(since_[j][m] + anchor));
            }
        }
    }

    /// Releases synapse by synapse. The key of a draw is the synapse and the step.
    void release(const Visit<R>& visit, const Targets& targets) {
        for (std::uint32_t i = 0; i < targets.n; ++i) {
            State<T> s;
            for (std::size_t c = 0; c < n_state; ++c) { column(s, c) = state_[c][i]; }
            const auto target = static_cast<std::uint32_t>(first_target_ + targets.neuron(i));
            const auto draws = synapse_draws(random_, visit.source, target, visit.step,
                                             static_cast<std::uint32_t>(s.which));
            const T sent = R::release(s, exact_, visit.now, draws);
            for (std::size_t c = 0; c < n_state; ++c) { state_[c][i] = column(s, c); }
            sent_[i] = nearest_integer(static_cast<double>(sent) * scale_);
        }
    }

    [[nodiscard]] bool apply_spike(const Visit<R>& visit, std::uint32_t n) {
        const auto source =
            convert<R::template Source, V>(convert<R::template Source, T>(visit.now));
        bool within = true;
        for (std::uint32_t i = 0; i < n; i += V::size) {
            auto s = load_lanes(state_, i);
            if constexpr (R::info.uses_history) {
                const PostSpike<V> post{V::load(trace_.data() + i), V(T(0)),
                                        V(static_cast<T>(visit.level_at_end()))};
                R::on_pre(s, k_, source, post);
                store_lanes(s, state_, i);
                within = within && none(!(s.w <= V(limit_)));
            }
            R::sent(s, k_, source).store(out_.data() + i);
        }
        for (std::uint32_t i = 0; i < n; ++i) {
            sent_[i] = nearest_integer(static_cast<double>(out_[i]) * scale_);
        }
        // Lanes beyond n may hold anything, so a suspicion is checked one by one.
        return within || std::all_of(state_[0].begin(), state_[0].begin() + n,
                                     [this](T w) { return w <= limit_; });
    }

    static constexpr auto in_order = [] {
        std::array<std::uint16_t, lanes> index{};
        for (std::uint16_t k = 0; k < lanes; ++k) { index[k] = k; }
        return index;
    }();

    typename R::template Coeffs<V> k_;
    alignas(64) std::array<Buffer<T>, n_state> state_{};
    alignas(64) std::array<Buffer<T, wave_room>, n_state> wave_{};
    alignas(64) Buffer<T> trace_{}, out_{};
    alignas(64) Buffer<T, wave_room> wave_slow_{}, wave_level_{};
    alignas(64) Buffer<std::uint32_t> age_{};
    alignas(64) Buffer<std::int64_t> sent_{};
    alignas(64) std::array<Buffer<std::uint32_t, wave_room>, near> since_{};  ///< of each wave
    std::array<std::array<std::uint16_t, batch / lanes>, near>
        which_{};  ///< lanes of each group of sixteen that are in each wave, as bits
    std::array<std::uint32_t, near> n_wave_{};
    Buffer<std::uint16_t> place_{};
    Buffer<TargetTrace<T>> local_{};
    std::array<TargetTrace<T>, lanes> patched_{};
    Ars random_;
    typename R::template Coeffs<double> exact_;
    std::uint64_t first_target_;  ///< index of the neuron that histories call 0
    double scale_;                ///< to row units, with the sign of the weights
    typename R::template Coeffs<T> one_;
    T minus_;
    T limit_;
};

}  // namespace callosum
