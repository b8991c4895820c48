#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

#include "engine/layout/parameter_values.hpp"
#include "engine/neurons/coefficients.hpp"
#include "engine/neurons/fused_poisson.hpp"
#include "engine/neurons/local_neurons.hpp"
#include "engine/neurons/neuron_state.hpp"
#include "engine/neurons/refractory.hpp"
#include "engine/neurons/sampled_params.hpp"
#include "engine/neurons/spiking_input.hpp"
#include "engine/neurons/tile_pairs.hpp"
#include "models/compensated.hpp"

namespace callosum {

/// Neurons of one model and precision in tiles of 16. All columns of a tile lie together, so that a
/// tile is a few consecutive cache lines.
template <NeuronModel M, class T>
class TiledNeurons final : public LocalNeurons {
  public:
    explicit TiledNeurons(const RangeSetup& setup)
        : range_(setup.range),
          n_(setup.range.size()),
          n_tiles_((n_ + tile - 1) / tile),
          places_(setup.places),
          values_(setup.description, setup.range.population),
          stimuli_(stimuli_of(setup.description, setup.range)),
          lists_(values_.lists()),
          n_rows_(values_.template n_rows<M>()),
          substeps_(values_.substeps()),
          dt_ms_(setup.description.dt_ms),
          seed_(setup.description.seed),
          coeffs_(values_, range_, dt_ms_),
          state_{Column<T>(n_tiles_ * tile * stored), {}, Column<std::uint16_t>(n_tiles_ * tile)} {
        for (std::size_t r = 0; r < n_rows_; ++r) {
            units_.push_back(static_cast<T>(setup.plan.rows[range_.population][r].unit()));
        }
        for (const auto& list : lists_) { sizes_.push_back(list.size()); }
        input_of_tile_.resize(n_rows_);
        if constexpr (is_stochastic<M>) {
            escape_.emplace(setup.description.seed, Purpose::escape,
                            static_cast<std::uint32_t>(range_.population));
        }
        initialise();
        if (!stimuli_.currents.empty()) { current_ = Column<T>(n_tiles_ * tile); }
        find_fused();
    }

    void update(std::int64_t step, InputRows& rows, std::vector<std::uint32_t>& fired) override {
        take_step(step, rows, fired);
        if (drops_negligible(step)) { state_.drop_negligible(); }
    }

    void change(const Population& next) override {
        const PopulationValues before = values_;
        values_ = {next, range_.population, seed_};
        sampled_.forget();
        lists_ = values_.lists();
        if constexpr (is_carrying<M>) { carry(before); }
        coeffs_ = {values_, range_, dt_ms_};
        substeps_ = values_.substeps();
        find_fused();
    }

    using LocalNeurons::sample;
    /// Looks parameters up once, because records and plasticity may sample in every step.
    void sample(std::span<const std::size_t> variables, Slice neurons, double* out) const override {
        const bool keeps = !coeffs_.shared && neurons.size() > 1;
        const auto* known = keeps ? sampled_.of(values_, range_, neurons) : nullptr;
        auto params = values_.template params_of<M>(range_.first + neurons.first);
        std::vector<double> extra(n_extra_);
        for (auto i = neurons.first; i < neurons.last; ++i, ++out) {
            if (known != nullptr) { params = known[i - neurons.first]; }
            const auto s = exact_state(i);
            for (std::size_t f = 0; f < n_extra_; ++f) {
                extra[f] = state_.extra[at(i, f, n_extra_)];
            }
            for (std::size_t k = 0; k < variables.size(); ++k) {
                double& value = out[k * neurons.size()];
                if constexpr (ListedModel<M>) {
                    value = M::recorded(variables[k], s, params, lists_, extra);
                } else {
                    value = M::recorded(variables[k], s, params);
                }
            }
        }
    }

    void visit_state(StateVisitor& visitor) override {
        state_.visit(visitor, range_, stored, n_extra_);
    }

  private:
    template <class V>
    using State = typename M::template State<V>;
    template <class V>
    using Coeffs = typename M::template Coeffs<V>;
    static constexpr std::size_t n_state = sizeof(State<double>) / sizeof(double);
    static constexpr std::size_t rests = n_rests<M, T>;
    static constexpr std::size_t stored = n_stored<M, T>;
    static constexpr std::size_t n_coeffs = Coefficients<M, T>::n;
    using V = Pack<T>;
    /// Origin of a kernel's input: rows of either width, or the column of fill_input.
    enum class Source { narrow, wide, column };

    [[nodiscard]] static std::size_t at(std::uint64_t i, std::size_t field,
                                        std::size_t n_fields = stored) {
        return place_in_tiles(i, field, n_fields);
    }

    [[nodiscard]] State<double> exact_state(std::uint64_t i) const {
        return join_state<M, T>([&](std::size_t f) { return state_.columns[at(i, f)]; });
    }
    void store_state(std::uint64_t i, const State<double>& s) {
        split_state<M, T>(s, [&](std::size_t f, T x) { state_.columns[at(i, f)] = x; });
    }

    void take_step(std::int64_t step, InputRows& rows, std::vector<std::uint32_t>& fired) {
        if (!stimuli_.currents.empty()) { change_currents(step); }
        bool fused = false;
        bool other = false;
        for (std::size_t i = 0; i < stimuli_.spiking.size(); ++i) {
            if (!stimuli_.spiking[i].active(step)) { continue; }
            other = other || fused || fusable_[i] == nullptr;
            fused = true;
            fused_at_ = i;
        }
        if constexpr (is_light<M>) {
            if (!other && coeffs_.shared && !mixed_) {
                run_light(step, fused, rows, fired);
                return;
            }
        }
        fill_input(step, rows);
        coeffs_.shared ? run<true, Source::column>(step, rows, fired)
                       : run<false, Source::column>(step, rows, fired);
    }

    void run_light(std::int64_t step, bool fused, InputRows& rows,
                   std::vector<std::uint32_t>& fired) {
        places_[0].wide ? run<true, Source::wide>(step, rows, fired, fused)
                        : run<true, Source::narrow>(step, rows, fired, fused);
    }

    void initialise() {
        if constexpr (ListedModel<M>) {
            n_extra_ = M::extra_state(lists_);
            state_.extra = Column<T>(n_tiles_ * tile * n_extra_);
            extra_of_tile_.resize(n_extra_);
            extra_coeffs_of_tile_.resize(coeffs_.n_extra);
        }
        std::array<double, M::info.state.size()> initial;
        std::vector<double> extra(n_extra_);
        for (std::uint64_t i = 0; i < n_tiles_ * tile; ++i) {
            const auto params = values_.template params_of<M>(index_at(range_, i));
            for (std::size_t v = 0; v < initial.size(); ++v) {
                initial[v] = values_.initial(v, index_at(range_, i));
            }
            store_state(i, M::initial(initial, params));
            if constexpr (ListedModel<M>) { M::initial_extra(params, lists_, extra); }
            for (std::size_t f = 0; f < n_extra_; ++f) {
                state_.extra[at(i, f, n_extra_)] = static_cast<T>(extra[f]);
            }
        }
    }

    /// Converts the state from the parameters `before`; its recorded values stay.
    void carry(const PopulationValues& before) {
        for (std::uint64_t i = 0; i < n_tiles_ * tile; ++i) {
            auto s = exact_state(i);
            M::carry(s, before.template params_of<M>(index_at(range_, i)),
                     values_.template params_of<M>(index_at(range_, i)));
            store_state(i, s);
        }
    }

    /// Finds the stimuli that a kernel can draw itself where one of them is alone.
    void find_fused() {
        mixed_ = std::any_of(places_.begin(), places_.end(),
                             [&](const auto& place) { return place.wide != places_[0].wide; });
        fusable_.assign(stimuli_.spiking.size(), nullptr);
        if (!coeffs_.shared || !is_light<M>) { return; }
        for (std::size_t i = 0; i < fusable_.size(); ++i) {
            fusable_[i] = fusable(stimuli_.spiking[i], n_);
        }
    }

    /// Sums all currents in the order of their declaration, in steps in which one of them changes.
    void change_currents(std::int64_t step) {
        const bool change =
            !currents_known_ || std::any_of(stimuli_.currents.begin(), stimuli_.currents.end(),
                                            [&](const auto& one) { return one.changes(step); });
        if (!change) { return; }
        currents_known_ = true;
        values_of_current_.resize(n_);
        std::fill_n(current_.data(), n_tiles_ * tile, T(0));
        for (const auto& stimulus : stimuli_.currents) {
            if (!stimulus.active(step)) { continue; }
            stimulus.source->values(step, stimulus.first, stimulus.last, values_of_current_.data());
            for (std::uint64_t i = stimulus.first; i < stimulus.last; ++i) {
                current_[i] += static_cast<T>(values_of_current_[i]);
            }
        }
    }

    /// Sums the input: rows in floating point, then all spiking stimuli in the order of their
    /// declaration.
    void fill_input(std::int64_t step, InputRows& rows) {
        if (input_.size() == 0) { input_ = Column<T>(n_rows_ * n_tiles_ * tile); }
        for (std::size_t r = 0; r < n_rows_; ++r) {
            T* out = input_.data() + r * n_tiles_ * tile;
            for (std::uint64_t t = 0; t < n_tiles_; ++t) {
                (take_row(rows, r, t) * V(units_[r])).store(out + t * tile);
            }
        }
        counts_.resize(n_);
        for (const auto& stimulus : stimuli_.spiking) {
            if (!stimulus.active(step)) { continue; }
            add_spikes(stimulus, step, input_.data(), n_tiles_ * tile, counts_);
        }
    }

    /// Returns row r of tile t, and clears it for the next step.
    [[gnu::always_inline]] V take_row(InputRows& rows, std::size_t r, std::uint64_t t) {
        if (places_[r].wide) { return take(rows.wide.data() + places_[r].first + t * tile); }
        return take(rows.narrow.data() + places_[r].first + t * tile);
    }
    [[gnu::always_inline]] static V take(std::int32_t* row) {
        const V x = V::from_int32(row);
        std::fill_n(row, tile, 0);
        return x;
    }
    [[gnu::always_inline]] static V take(std::int64_t* row) {
        const V x = V::from_int64(row);
        std::fill_n(row, tile, 0);
        return x;
    }

    /// Loads the input that arrives at tile t in this step, by row.
    template <Source From>
    [[gnu::always_inline]] void load_input(std::uint64_t t, InputRows& rows, V* input) {
        for (std::size_t r = 0; r < (ListedModel<M> ? n_rows_ : M::n_rows); ++r) {
            if constexpr (From == Source::column) {
                input[r] = V::load(input_.data() + (r * n_tiles_ + t) * tile);
            } else if constexpr (From == Source::wide) {
                input[r] = take(rows.wide.data() + places_[r].first + t * tile) * V(units_[r]);
            } else {
                input[r] = take(rows.narrow.data() + places_[r].first + t * tile) * V(units_[r]);
            }
        }
    }

    template <bool Shared>
    void run_pairs(std::vector<std::uint32_t>& fired) {
        step_pairs<M, T>(
            {state_.columns.data(), input_.data(), current_.size() == 0 ? nullptr : current_.data(),
             Shared ? nullptr : coeffs_.each.data(), state_.refractory_left.data(), n_tiles_},
            coeffs_.of_all, substeps_, [&](std::uint64_t t, std::uint16_t bits, const V& count) {
                emit<Shared>(t, bits, count, fired);
            });
    }

    /// `with_poisson`: takes the counts of the fusable stimulus, too.
    template <bool Shared, Source From>
    void run(std::int64_t step, InputRows& rows, std::vector<std::uint32_t>& fired,
             bool with_poisson = false) {
        if constexpr (is_paired<M, T>) {
            run_pairs<Shared>(fired);
            return;
        }
        Coeffs<V> k;
        if constexpr (Shared) {
            for (std::size_t c = 0; c < n_coeffs; ++c) {
                column(k, c) = V(static_cast<T>(column(coeffs_.of_all, c)));
            }
        }
        FusedPoisson poisson(with_poisson ? &stimuli_.spiking[fused_at_] : nullptr, range_.first,
                             step, n_tiles_);
        T* state = state_.columns.data();
        const T* current = current_.size() == 0 ? nullptr : current_.data();
        V static_input[M::n_rows > 0 ? M::n_rows : 1];
        V* const input = ListedModel<M> ? input_of_tile_.data() : static_input;
        V count(T(1));
        V rest[rests > 0 ? rests : 1];
        StepInput<V> drive{.current = V(T(0)),
                           .uniform = V(T(0)),
                           .input = input,
                           .count = &count,
                           .rest = rests > 0 ? rest : nullptr,
                           .extra = extra_of_tile_.data(),
                           .extra_coeffs = extra_coeffs_of_tile_.data(),
                           .size = sizes_.data(),
                           .substeps = substeps_};
        for (std::uint64_t t = 0; t < n_tiles_; ++t, state += stored * tile) {
            load_input<From>(t, rows, input);
            if constexpr (From != Source::column) {
                if (with_poisson) { poisson.template add<M::n_rows>(t, input); }
            }
            if constexpr (!Shared) {
                for (std::size_t c = 0; c < n_coeffs; ++c) {
                    column(k, c) = V::load(coeffs_.each.data() + (t * n_coeffs + c) * tile);
                }
            }
            State<V> s;
            for (std::size_t f = 0; f < n_state; ++f) { column(s, f) = V::load(state + f * tile); }
            for (std::size_t r = 0; r < rests; ++r) {
                rest[r] = V::load(state + (n_state + r) * tile);
            }
            drive.held.bits = count_down(state_.refractory_left.data() + t * tile);
            if (current != nullptr) { drive.current = V::load(current + t * tile); }
            if constexpr (is_stochastic<M>) { drive.uniform = draw_uniforms(t, step); }
            if constexpr (ListedModel<M>) { load_extra(t); }
            const Mask spiked = M::step(s, k, drive);
            if constexpr (ListedModel<M>) { store_extra(t); }
            for (std::size_t f = 0; f < n_state; ++f) { column(s, f).store(state + f * tile); }
            for (std::size_t r = 0; r < rests; ++r) { rest[r].store(state + (n_state + r) * tile); }
            if (spiked.bits != 0) [[unlikely]] { emit<Shared>(t, spiked.bits, count, fired); }
        }
    }

    [[nodiscard]] V draw_uniforms(std::uint64_t t, std::int64_t step) const {
        alignas(64) std::array<std::uint32_t, tile> words;
        const auto c = poisson_counter(range_.first + t * tile, step);
        draws().words(*escape_, {c.block, c.step, c.step_high, c.draw}, 1, words.data());
        return uniform_of(V::from_uint32(words.data()));
    }

    void load_extra(std::uint64_t t) {
        for (std::size_t f = 0; f < n_extra_; ++f) {
            extra_of_tile_[f] = V::load(state_.extra.data() + (t * n_extra_ + f) * tile);
        }
        const std::size_t n = extra_coeffs_of_tile_.size();
        if (coeffs_.shared && t > 0) { return; }
        for (std::size_t f = 0; f < n; ++f) {
            extra_coeffs_of_tile_[f] = V::load(coeffs_.extra.data() + (t * n + f) * tile);
        }
    }
    void store_extra(std::uint64_t t) {
        for (std::size_t f = 0; f < n_extra_; ++f) {
            extra_of_tile_[f].store(state_.extra.data() + (t * n_extra_ + f) * tile);
        }
    }

    template <bool Shared>
    void emit(std::uint64_t t, std::uint16_t bits, const V& count,
              std::vector<std::uint32_t>& fired) {
        alignas(64) std::array<T, tile> times;
        if constexpr (is_repeating<M>) { count.store(times.data()); }
        for (unsigned left = bits; left != 0; left &= left - 1) {
            const std::uint64_t i = t * tile + static_cast<unsigned>(std::countr_zero(left));
            if (i >= n_) { return; }
            state_.refractory_left[i] = Shared ? coeffs_.refractory_of_all : coeffs_.refractory[i];
            fired.push_back(static_cast<std::uint32_t>(i));
            if constexpr (is_repeating<M>) {
                for (T n = 2; n <= times[i % tile]; n += 1) {
                    fired.push_back(static_cast<std::uint32_t>(i));
                }
            }
        }
    }

    NeuronRange range_;
    std::uint64_t n_, n_tiles_;
    std::vector<RowLayout::Place> places_;
    PopulationValues values_;
    RangeStimuli stimuli_;
    std::vector<std::vector<double>> lists_;
    std::vector<std::size_t> sizes_;  ///< lengths of lists_
    std::size_t n_rows_;
    int substeps_;
    double dt_ms_;
    std::uint64_t seed_;
    std::vector<T> units_;
    Coefficients<M, T> coeffs_;
    bool mixed_ = false;                              ///< narrow and wide rows side by side
    std::vector<const HomogeneousPoisson*> fusable_;  ///< by spiking stimulus; null: not fusable
    std::size_t fused_at_ = 0;                        ///< stimulus drawn inside the kernel
    bool currents_known_ = false;
    std::vector<double> values_of_current_;  ///< of one stimulus
    std::vector<std::int32_t> counts_;       ///< of one stimulus
    std::optional<Ars> escape_;
    std::size_t n_extra_ = 0;
    mutable SampledParams<M> sampled_;
    std::vector<V> extra_of_tile_, extra_coeffs_of_tile_, input_of_tile_;
    Column<T> current_, input_;
    NeuronState<T> state_;
};

}  // namespace callosum
