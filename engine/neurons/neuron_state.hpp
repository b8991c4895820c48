#pragma once

#include <cstdint>
#include <string>

#include "engine/base/column.hpp"
#include "engine/base/state_visitor.hpp"
#include "engine/neurons/coefficients.hpp"
#include "engine/neurons/negligible.hpp"
#include "network/partition/partition.hpp"

namespace callosum {

/// All that the neurons of a range need to go on, in tiles of 16. A member that `visit` does not name does not compile.
template <class T>
struct NeuronState {
    Column<T> columns;                      ///< state that every neuron of the model has
    Column<T> extra;                        ///< state whose size depends on lists of the population
    Column<std::uint16_t> refractory_left;  ///< steps

    void visit(StateVisitor& visitor, const NeuronRange& range, std::size_t n_columns,
               std::size_t n_extra) {
        auto& [columns_here, extra_here, refractory_here] = *this;
        visit_tiles(visitor, range, "state_", columns_here, n_columns);
        visit_tiles(visitor, range, "extra_", extra_here, n_extra);
        visitor.neurons(range.population, {range.first, range.last}, "refractory_left",
                        state_column(refractory_here.data(), range.size()));
    }

    void drop_negligible() {
        callosum::drop_negligible(columns);
        callosum::drop_negligible(extra);
    }

  private:
    static void visit_tiles(StateVisitor& visitor, const NeuronRange& range, const char* name,
                            Column<T>& in_tiles, std::size_t n_fields) {
        for (std::size_t f = 0; f < n_fields; ++f) {
            auto column = state_column(in_tiles.data() + f * tile, range.size());
            column.block = tile;
            column.block_stride = n_fields * tile * sizeof(T);
            visitor.neurons(range.population, {range.first, range.last}, name + std::to_string(f),
                            column);
        }
    }
};

}  // namespace callosum
