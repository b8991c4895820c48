#include "engine/synapses/store_form.hpp"

#include <algorithm>
#include <cmath>

namespace callosum {
namespace {

/// Returns the largest number of segments, one per (source, block, delay), that a projection can
/// have onto a range.
double max_segments(const Projection& projection, const ProjectionPlan& projection_plan,
                    const NeuronRange& range, const std::vector<RowLayout::Place>& places) {
    const Slice targets = targets_in(range, projection.target_slice);
    if (targets.size() == 0) { return 0; }
    const auto chunks = [&](std::uint32_t row) {
        const auto first = places[row].first - range.first + targets.first;
        return ((first + targets.size() - 1) >> RowLayout::chunk_bits) -
               (first >> RowLayout::chunk_bits) + 1;
    };
    const auto blocks = chunks(projection_plan.row) +
                        (projection_plan.by_sign ? chunks(projection_plan.row_negative) : 0);
    return static_cast<double>(projection.source_slice.size()) * static_cast<double>(blocks) *
           (projection_plan.bounds.max_delay - projection_plan.bounds.min_delay + 1);
}

}  // namespace

Slice targets_in(const NeuronRange& range, const Slice& target_slice) {
    const auto first = std::max(range.first, target_slice.first);
    return {first, std::max(first, std::min(range.last, target_slice.last))};
}

StoreForm choose_form(const Description& description, const FixedPointPlan& plan,
                      const std::vector<NeuronRange>& ranges, const RowLayout& layout) {
    double synapses = 0;
    double segments = 0;
    bool narrow = true;
    for (std::size_t p = 0; p < plan.projections.size(); ++p) {
        const auto& projection = description.projections[p];
        const auto& projection_plan = plan.projections[p];
        if (projection_plan.format == SynapseFormat::plastic) { continue; }
        double part = 0;
        for (std::size_t r = 0; r < ranges.size(); ++r) {
            if (ranges[r].population != projection.target) { continue; }
            part += static_cast<double>(targets_in(ranges[r], projection.target_slice).size());
            segments += max_segments(projection, projection_plan, ranges[r], layout.places[r]);
        }
        if (part == 0) { continue; }
        narrow = narrow && !SynapseStore::is_full(projection_plan.format);
        synapses += projection_plan.bounds.expected_synapses * part /
                    static_cast<double>(projection.target_slice.size());
    }
    if (synapses >= 4 * segments) { return {SynapseStore::group, false}; }
    return {1, narrow};
}

StoreCapacity capacity_of(const Description& description, const FixedPointPlan& plan,
                          const std::vector<NeuronRange>& ranges, const RowLayout& layout,
                          const StoreForm& form) {
    constexpr double max_groups = 65535;  // groups in a run
    StoreCapacity room;
    double segments = 0;
    for (std::size_t p = 0; p < plan.projections.size(); ++p) {
        const auto& projection = description.projections[p];
        const auto& projection_plan = plan.projections[p];
        if (projection_plan.format == SynapseFormat::plastic) { continue; }
        for (std::size_t r = 0; r < ranges.size(); ++r) {
            const auto& range = ranges[r];
            if (range.population != projection.target) { continue; }
            // A list may pile up its synapses on a few targets.
            const bool listed = projection.rule.kind == RuleKind::explicit_list;
            const double expected =
                listed ? projection_plan.bounds.expected_synapses
                       : projection_plan.bounds.room_for(
                             static_cast<double>(targets_in(range, projection.target_slice).size()),
                             static_cast<double>(projection.target_slice.size()));
            const double most = max_segments(projection, projection_plan, range, layout.places[r]);
            segments += most;
            (SynapseStore::is_full(projection_plan.format) ? room.full : room.narrow) +=
                expected + 10 * std::sqrt(expected) + 1024 +
                (form.pad - 1) * std::min(most, expected);
        }
    }
    const double entries = room.narrow + room.full;
    // Short runs may hold one entry each and follow a marker of their block.
    room.runs = form.packed ? 2 * entries : std::min(segments + entries / max_groups, entries);
    return room;
}

}  // namespace callosum
