#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>

#if defined(__AVX512F__)
#include <immintrin.h>
#endif

#include "engine/base/random.hpp"
#include "engine/base/rounding.hpp"
#include "engine/plastic/post_history.hpp"
#include "models/synapse/random_release.hpp"

namespace callosum {

/// The columns of a struct of columns, converted.
template <template <class> class Columns, class To, class From>
[[nodiscard]] Columns<To> convert(const Columns<From>& from) {
    Columns<To> to;
    for (std::size_t i = 0; i < n_columns<Columns>; ++i) {
        using Scalar = scalar_of<To>;
        column(to, i) = To(static_cast<Scalar>(column(from, i)));
    }
    return to;
}

/// What one synapse draws at one spike.
[[nodiscard]] inline rule::Draws synapse_draws(const Ars& random, std::uint32_t source,
                                               std::uint32_t target, std::uint32_t step,
                                               std::uint32_t occurrence) {
    const auto words = random(source, target, step, occurrence);
    return {unit_interval(words[0], words[1]), unit_interval(words[2], words[3])};
}

/// One look at the synapses of a source that have the same delay: at a spike of the source, or without
/// one, only to apply what has piled up. Stamps are those of postsynaptic spikes.
template <class R>
struct Look {
    std::uint32_t after = 0, until = 0;  ///< postsynaptic spikes after < s <= until are new
    std::int64_t anchor = 0;  ///< s - anchor: since the last presynaptic spike, at the synapse
    bool spike = true;
    std::int64_t begin = 0, end = 0;     ///< of modulated rules: from and to, at the synapse
    const double* level = nullptr;       ///< the integral at begin, begin + 1, ..., end
    std::int64_t dendrite = 0;           ///< a stamp plus this is a time at the synapse
    std::uint32_t step = 0, source = 0;  ///< stamp of the spike and index of who sent it
    typename R::template Source<double> before;  ///< as the last spike left it
    typename R::template Source<double> now;     ///< aged to this spike, not counted
};

/// Takes synapses through a Look, in batches of 256: first each synapse's new postsynaptic spikes are
/// found in its target's history, then they are applied in waves (the first of all synapses, the second
/// of those that have two, ...) 16 at a time, then the presynaptic spike.
template <PlasticRule R, class T>
class PlasticKernel {
  public:
    static constexpr std::uint32_t batch = 256;
    static constexpr std::size_t n_state = n_columns<R::template State>;
    using Columns = std::array<T*, n_state>;

    /// n <= batch synapses onto the neurons index[i] of a chunk that begins with neuron `first` of the
    /// history.
    struct Targets {
        const std::uint16_t* index;
        std::uint32_t n;
        const PostHistory<T>* history;
        std::uint64_t first;
        [[nodiscard]] std::uint64_t neuron(std::uint32_t i) const { return first + index[i]; }
        [[nodiscard]] const typename PostHistory<T>::Line& line(std::uint32_t i) const {
            return history->line(neuron(i));
        }
    };

    PlasticKernel(const typename R::template Coeffs<double>& coeffs, double limit, double scale,
                  const Ars& random)
        : k_(convert<R::template Coeffs, V>(coeffs)),
          random_(random),
          exact_(coeffs),
          scale_(scale),
          one_(convert<R::template Coeffs, T>(coeffs)),
          limit_(static_cast<T>(limit)) {}

    /// Index in the population of the neuron that histories call 0.
    void count_targets_from(std::uint64_t first) { first_target_ = first; }

    /// Takes synapses through a look, their state in place, and adds what they deliver to `rows`, by target
    /// of the chunk. Returns false where a weight is beyond the limit.
    [[nodiscard]] bool look(const Look<R>& look, const Targets& targets, Columns columns,
                            std::int64_t* rows) {
        load(columns, targets.n);
        if constexpr (R::info.uses_history) {
            find(look, targets);
            apply_waves(look, targets);
        }
        if (!look.spike) {
            store(columns, targets.n);
            return true;
        }
        bool within = true;
        if constexpr (draws_at_spikes<R>) {
            release(look, targets);
        } else {
            within = apply_spike(look, targets.n);
        }
        store(columns, targets.n);
        for (std::uint32_t i = 0; i < targets.n; ++i) { rows[targets.index[i]] += sent_[i]; }
        return within;
    }

  private:
    using V = Pack<T>;
    static constexpr std::uint32_t lanes = 16;
    static constexpr std::uint32_t near = PostHistory<T>::near;
    template <class X>
    using Source = typename R::template Source<X>;
    template <class X>
    using State = typename R::template State<X>;

    void load(const Columns& columns, std::uint32_t n) {
        for (std::size_t c = 0; c < n_state; ++c) {
            std::copy_n(columns[c], n, state_[c].data());
            std::fill(state_[c].begin() + n, state_[c].begin() + (n + lanes - 1) / lanes * lanes,
                      T(0));
        }
    }
    void store(const Columns& columns, std::uint32_t n) const {
        for (std::size_t c = 0; c < n_state; ++c) { std::copy_n(state_[c].data(), n, columns[c]); }
    }

    [[nodiscard]] static State<V> load_lanes(const std::array<std::array<T, batch>, n_state>& from,
                                             std::uint32_t i) {
        State<V> s;
        for (std::size_t c = 0; c < n_state; ++c) { column(s, c) = V::load(from[c].data() + i); }
        return s;
    }
    static void store_lanes(const State<V>& s, std::array<std::array<T, batch>, n_state>& to,
                            std::uint32_t i) {
        for (std::size_t c = 0; c < n_state; ++c) { column(s, c).store(to[c].data() + i); }
    }

    /// Marks, bit by bit, which spikes of each target's line are later than three stamps: the first ones.
    void compare(const Look<R>& look, const Targets& targets) {
        const std::uint32_t n = targets.n;
        const std::uint32_t below = look.until == 0 ? 0 : look.until - 1;
#if defined(__AVX512F__)
        // Two targets at a time; the second of the last pair may be its first again.
        const auto all = [](std::uint32_t stamp) {
            return _mm512_set1_epi32(static_cast<int>(stamp));
        };
        const auto steps = [&](std::uint32_t i) {
            return _mm256_load_si256(
                reinterpret_cast<const __m256i*>(targets.line(std::min(i, n - 1)).step.data()));
        };
        const __m512i after = all(look.after);
        const __m512i until = all(look.until);
        const __m512i at = all(below);
        for (std::uint32_t i = 0; i < n; i += 2) {
            const __m512i both =
                _mm512_inserti64x4(_mm512_castsi256_si512(steps(i)), steps(i + 1), 1);
            const auto put = [i](std::array<std::uint8_t, batch>& to, __mmask16 bits) {
                std::memcpy(to.data() + i, &bits, sizeof bits);
            };
            put(after_, _mm512_cmpgt_epu32_mask(both, after));
            put(until_, _mm512_cmpgt_epu32_mask(both, until));
            put(at_, _mm512_cmpgt_epu32_mask(both, at));
        }
#else
        for (std::uint32_t i = 0; i < n; ++i) {
            const auto& step = targets.line(i).step;
            const auto later = [&step](std::uint32_t stamp) {
                unsigned bits = 0;
                for (unsigned k = 0; k < near; ++k) { bits |= (step[k] > stamp ? 1U : 0U) << k; }
                return static_cast<std::uint8_t>(bits);
            };
            after_[i] = later(look.after);
            until_[i] = later(look.until);
            at_[i] = later(below);
        }
#endif
    }

    /// Fills `waiting_` (who has new spikes), how many, where the oldest is, and the last spike before
    /// the presynaptic one.
    void find(const Look<R>& look, const Targets& targets) {
        constexpr unsigned full = 1U << (near - 1);
        compare(look, targets);
        const std::uint32_t until = look.until;
        const std::uint32_t n = targets.n;
        std::uint32_t n_waiting = 0;
        for (std::uint32_t i = 0; i < n; ++i) {
            if (((after_[i] | at_[i]) & full) != 0) [[unlikely]] {
                far(look, i, targets);
                continue;
            }
            const auto end = static_cast<std::uint32_t>(std::popcount(after_[i]));
            const auto begin = static_cast<std::uint32_t>(std::popcount(until_[i]));
            const auto before = static_cast<std::uint32_t>(std::popcount(at_[i]));
            const auto& line = targets.line(i);
            age_[i] = until - line.step[before];
            trace_[i] = line.trace[before];
            oldest_[i] = static_cast<std::uint8_t>(end);
            left_[i] = static_cast<std::uint8_t>(end - begin);
            waiting_[n_waiting] = static_cast<std::uint16_t>(i);
            n_waiting += end > begin ? 1U : 0U;
        }
        n_waiting_ = n_waiting;
        for (std::uint32_t i = n; i % lanes != 0; ++i) {
            age_[i] = 0;
            trace_[i] = 0;
        }
    }

    /// A target whose line may not reach back far enough: its log does, one spike after the other.
    void far(const Look<R>& look, std::uint32_t i, const Targets& targets) {
        const auto& log = targets.history->log(targets.neuron(i));
        const auto source = convert<R::template Source, T>(look.before);
        State<T> s;
        for (std::size_t c = 0; c < n_state; ++c) { column(s, c) = state_[c][i]; }
        age_[i] = 0;
        trace_[i] = 0;
        for (const auto& spike : log) {
            if (spike.step > look.until) { break; }
            if (spike.step < look.until) {
                age_[i] = look.until - spike.step;
                trace_[i] = spike.trace;
            }
            if (spike.step <= look.after) { continue; }
            const T slow = spike.slow[R::slow == SlowTrace::nearest ? 1 : 0];
            R::on_post(s, one_, source, static_cast<T>(since(look, spike.step)),
                       PostSpike<T>{spike.trace, slow, level_at(look, spike.step)});
        }
        for (std::size_t c = 0; c < n_state; ++c) { state_[c][i] = column(s, c); }
    }
    /// Steps since the last presynaptic spike; stamps wrap around alike.
    [[nodiscard, gnu::always_inline]] static std::uint32_t since(const Look<R>& look,
                                                                 std::uint32_t step) {
        return step - static_cast<std::uint32_t>(look.anchor);
    }

    [[nodiscard]] static T level_at(const Look<R>& look, std::uint32_t step) {
        if constexpr (!is_modulated<R>) { return 0; }
        return static_cast<T>(look.level[step + look.dendrite - look.begin]);
    }
    [[nodiscard]] static T level_at_end(const Look<R>& look) {
        if constexpr (!is_modulated<R>) { return 0; }
        return static_cast<T>(look.level[look.end - look.begin]);
    }

    void apply_waves(const Look<R>& look, const Targets& targets) {
        const auto source =
            convert<R::template Source, V>(convert<R::template Source, T>(look.before));
        while (n_waiting_ > 0) {
            gather(look, targets);
            for (std::uint32_t i = 0; i < n_waiting_; i += lanes) {
                auto s = load_lanes(wave_, i);
                const PostSpike<V> post{V::load(wave_trace_.data() + i),
                                        V::load(wave_slow_.data() + i),
                                        V::load(wave_level_.data() + i)};
                R::on_post(s, k_, source, V::from_uint32(wave_since_.data() + i), post);
                store_lanes(s, wave_, i);
            }
            scatter();
        }
    }

    /// The oldest new spike of everyone who waits, side by side.
    void gather(const Look<R>& look, const Targets& targets) {
        const auto anchor = static_cast<std::uint32_t>(look.anchor);
        const std::uint32_t n = n_waiting_;
        for (std::uint32_t m = 0; m < n; ++m) {
            const std::uint32_t i = waiting_[m];
            const std::uint32_t place = oldest_[i] - 1U;
            oldest_[i] = static_cast<std::uint8_t>(place);
            const std::uint32_t step = targets.line(i).step[place];
            wave_since_[m] = step - anchor;
            if constexpr (R::slow != SlowTrace::none) {
                wave_slow_[m] = targets.history->slow(targets.neuron(i), place, R::slow);
            }
            if constexpr (is_modulated<R>) { wave_level_[m] = level_at(look, step); }
            for (std::size_t c = 0; c < n_state; ++c) { wave_[c][m] = state_[c][i]; }
        }
    }
    /// Puts states back, and keeps those who have a further spike.
    void scatter() {
        const std::uint32_t n = n_waiting_;
        std::uint32_t still = 0;
        for (std::uint32_t m = 0; m < n; ++m) {
            const std::uint32_t i = waiting_[m];
            for (std::size_t c = 0; c < n_state; ++c) { state_[c][i] = wave_[c][m]; }
            const auto left = static_cast<std::uint8_t>(left_[i] - 1U);
            left_[i] = left;
            waiting_[still] = static_cast<std::uint16_t>(i);
            still += left > 0 ? 1U : 0U;
        }
        n_waiting_ = still;
    }

    /// One after the other. The key of a draw is the synapse and the step.
    void release(const Look<R>& look, const Targets& targets) {
        for (std::uint32_t i = 0; i < targets.n; ++i) {
            State<T> s;
            for (std::size_t c = 0; c < n_state; ++c) { column(s, c) = state_[c][i]; }
            const auto target = static_cast<std::uint32_t>(first_target_ + targets.neuron(i));
            const auto draws = synapse_draws(random_, look.source, target, look.step,
                                             static_cast<std::uint32_t>(s.which));
            const T sent = R::release(s, exact_, look.now, draws);
            for (std::size_t c = 0; c < n_state; ++c) { state_[c][i] = column(s, c); }
            sent_[i] = nearest_integer(static_cast<double>(sent) * scale_);
        }
    }

    [[nodiscard]] bool apply_spike(const Look<R>& look, std::uint32_t n) {
        const auto source =
            convert<R::template Source, V>(convert<R::template Source, T>(look.now));
        bool within = true;
        for (std::uint32_t i = 0; i < n; i += lanes) {
            auto s = load_lanes(state_, i);
            if constexpr (R::info.uses_history) {
                const PostSpike<V> post{V::load(trace_.data() + i), V(T(0)), V(level_at_end(look))};
                R::on_pre(s, k_, source, V::from_uint32(age_.data() + i), post);
                store_lanes(s, state_, i);
                within = within && none(!(s.w <= V(limit_)));
            }
            R::sent(s, k_, source).store(out_.data() + i);
        }
        for (std::uint32_t i = 0; i < n; ++i) {
            sent_[i] = nearest_integer(static_cast<double>(out_[i]) * scale_);
        }
        return within;
    }

    typename R::template Coeffs<V> k_;
    alignas(64) std::array<std::array<T, batch>, n_state> state_{};
    alignas(64) std::array<std::array<T, batch>, n_state> wave_{};
    alignas(64) std::array<T, batch> trace_{}, wave_trace_{}, wave_slow_{}, wave_level_{}, out_{};
    alignas(64) std::array<std::uint32_t, batch> age_{}, wave_since_{};
    alignas(64) std::array<std::int64_t, batch> sent_{};
    std::array<std::uint16_t, batch> waiting_{};
    std::array<std::uint8_t, batch> oldest_{}, left_{};
    std::array<std::uint8_t, batch> after_{}, until_{}, at_{};  ///< a bit for each spike of a line
    Ars random_;
    typename R::template Coeffs<double> exact_;
    std::uint64_t first_target_ = 0;  ///< of the range that histories count from
    double scale_;                    ///< to row units, with the sign of the weights
    typename R::template Coeffs<T> one_;
    T limit_;
    std::uint32_t n_waiting_ = 0;
};

}  // namespace callosum
