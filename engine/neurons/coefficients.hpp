#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/base/column.hpp"
#include "engine/layout/parameter_values.hpp"
#include "engine/neurons/refractory.hpp"
#include "models/model.hpp"
#include "network/partition/partition.hpp"

namespace callosum {

/// Number of neurons in a tile, whose columns are adjacent. The last tile of a range is padded.
inline constexpr std::size_t tile = 16;

/// Returns the position of a field of neuron i among the columns of all tiles.
[[nodiscard]] constexpr std::size_t place_in_tiles(std::uint64_t i, std::size_t field,
                                                   std::size_t n_fields) {
    return (i / tile * n_fields + field) * tile + i % tile;
}

/// Returns the neuron of the population that place i stands for; padding repeats the last one.
[[nodiscard]] inline std::uint64_t index_at(const NeuronRange& range, std::uint64_t i) {
    return range.first + std::min(i, range.size() - 1);
}

/// Parameters of a range of neurons in the form that its kernel reads: one set for all where all
/// are alike, else columns in tiles. Made anew when a phase changes parameters.
template <NeuronModel M, class T>
struct Coefficients {
    static constexpr std::size_t n = n_columns<M::template Coeffs>;

    bool shared = true;
    typename M::template Coeffs<double> of_all{};
    std::uint16_t refractory_of_all = 0;
    Column<T> each;                    ///< empty where shared
    Column<std::uint16_t> refractory;  ///< empty where shared
    Column<T> extra;                   ///< of models with lists; one tile where shared
    std::size_t n_extra = 0;

    Coefficients(const PopulationValues& values, const NeuronRange& range, double dt_ms)
        : shared(values.all_shared()) {
        const auto lists = values.lists();
        const std::uint64_t n_places = (range.size() + tile - 1) / tile * tile;
        if (!shared) {
            each = Column<T>(n_places * n);
            refractory = Column<std::uint16_t>(n_places);
        }
        if constexpr (ListedModel<M>) {
            n_extra = M::extra_coeffs(lists);
            extra = Column<T>((shared ? tile : n_places) * n_extra);
        }
        for (std::uint64_t i = 0; i < (shared ? tile : n_places); ++i) {
            const auto params = values.template params_of<M>(index_at(range, i));
            of_all = M::prepare(params, dt_ms);
            refractory_of_all =
                refractory_counter(M::refractory_steps(params, dt_ms), values.population().name);
            for (std::size_t c = 0; c < n && !shared; ++c) {
                each[place_in_tiles(i, c, n)] = static_cast<T>(column(of_all, c));
            }
            if (!shared) { refractory[i] = refractory_of_all; }
            if constexpr (ListedModel<M>) {
                std::vector<double> out(n_extra);
                M::prepare_extra(params, lists, dt_ms, out);
                for (std::size_t f = 0; f < n_extra; ++f) {
                    extra[place_in_tiles(i, f, n_extra)] = static_cast<T>(out[f]);
                }
            }
        }
    }
};

}  // namespace callosum
