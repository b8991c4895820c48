#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "engine/base/lane_twin.hpp"
#include "engine/neurons/coefficients.hpp"
#include "engine/neurons/refractory.hpp"
#include "models/compensated.hpp"
#include "models/model.hpp"

namespace callosum {

/// Columns of a population in tiles; those of one tile are adjacent. Input is ordered by row: all
/// tiles of row 0, then all of row 1.
template <class T>
struct TileColumns {
    T* state;
    const T* input;
    const T* current;  ///< null: no current flows
    const T* coeffs;   ///< null: one set for all
    std::uint16_t* hold;
    std::uint64_t n_tiles;
};

/// Takes all tiles through one step, two at a time; calls emit(tile, bits, count) for tiles with
/// spikes. If the last pair has only one tile, its second half repeats the first, and the result is
/// dropped.
template <NeuronModel M, class T, class Emit>
void step_pairs(const TileColumns<T>& columns, const typename M::template Coeffs<double>& of_all,
                int substeps, const Emit& emit) {
    static_assert(!is_stochastic<M> && !is_repeating<M> && !ListedModel<M>);
    using V = Twin<Pack<T>>;
    constexpr std::size_t n_state = n_columns<M::template State>;
    constexpr std::size_t rests = n_rests<M, T>;
    constexpr std::size_t stored = n_stored<M, T>;
    constexpr std::size_t n_coeffs = n_columns<M::template Coeffs>;
    typename M::template Coeffs<V> k;
    for (std::size_t c = 0; c < n_coeffs; ++c) {
        column(k, c) = V(static_cast<T>(column(of_all, c)));
    }
    V input[M::n_rows];
    V count(T(1));
    V rest[rests > 0 ? rests : 1];
    StepInput<V> drive{.current = V(T(0)),
                       .uniform = V(T(0)),
                       .input = input,
                       .count = &count,
                       .rest = rests > 0 ? rest : nullptr,
                       .substeps = substeps};
    for (std::uint64_t t = 0; t < columns.n_tiles; t += 2) {
        const std::uint64_t next = std::min(t + 1, columns.n_tiles - 1);
        const auto load = [t, next](const T* from, std::size_t n, std::size_t field) {
            return V(Pack<T>::load(from + (t * n + field) * tile),
                     Pack<T>::load(from + (next * n + field) * tile));
        };
        typename M::template State<V> s;
        for (std::size_t f = 0; f < n_state; ++f) { column(s, f) = load(columns.state, stored, f); }
        for (std::size_t r = 0; r < rests; ++r) {
            rest[r] = load(columns.state, stored, n_state + r);
        }
        for (std::size_t r = 0; r < M::n_rows; ++r) {
            input[r] = load(columns.input + r * columns.n_tiles * tile, 1, 0);
        }
        if (columns.current != nullptr) { drive.current = load(columns.current, 1, 0); }
        if (columns.coeffs != nullptr) {
            for (std::size_t c = 0; c < n_coeffs; ++c) {
                column(k, c) = load(columns.coeffs, n_coeffs, c);
            }
        }
        drive.held.first.bits = count_down(columns.hold + t * tile);
        if (next > t) { drive.held.second.bits = count_down(columns.hold + next * tile); }
        const TwinMask spiked = M::step(s, k, drive);
        const auto store = [&](const V& x, std::size_t field) {
            x.first.store(columns.state + (t * stored + field) * tile);
            if (next > t) { x.second.store(columns.state + (next * stored + field) * tile); }
        };
        for (std::size_t f = 0; f < n_state; ++f) { store(column(s, f), f); }
        for (std::size_t r = 0; r < rests; ++r) { store(rest[r], n_state + r); }
        if (spiked.first.bits != 0) { emit(t, spiked.first.bits, count.first); }
        if (next > t && spiked.second.bits != 0) { emit(next, spiked.second.bits, count.second); }
    }
}

}  // namespace callosum
