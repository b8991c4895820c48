#include "engine/layout/input_rows.hpp"

namespace callosum {

RowLayout lay_out_rows(const FixedPointPlan& plan, const std::vector<NeuronRange>& ranges) {
    RowLayout layout;
    for (const auto& range : ranges) {
        const std::uint64_t slots =
            (range.size() + Partition::grain - 1) / Partition::grain * Partition::grain;
        auto& places = layout.places.emplace_back();
        for (const auto& row : plan.rows[range.population]) {
            auto& next = row.wide ? layout.n_wide : layout.n_narrow;
            places.push_back({row.wide, next});
            next += slots;
        }
    }
    return layout;
}

}  // namespace callosum
