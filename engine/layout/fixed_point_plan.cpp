#include "engine/layout/fixed_point_plan.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "engine/base/error.hpp"
#include "engine/layout/port_rows.hpp"
#include "models/synapse/synapse_info.hpp"
#include "network/describe/plasticity.hpp"

namespace callosum {
namespace {

constexpr double compact_max = 32767;            // 16-bit signed weight
constexpr double exact_max = 140737488355327.0;  // 48-bit signed weight
constexpr double narrow_row_max = 2147483647.0;
constexpr double wide_row_max = 4611686018427387904.0;  // 2^62, one bit to spare
constexpr double rms_of_sd = 0.01;                      // `auto` takes compact below 1 %

void choose_rows(const Projection& projection, const PortRows& rows, ProjectionPlan& plan) {
    if (projection.receptor) {
        plan.row = plan.row_negative = rows.row(*projection.receptor);
        return;
    }
    plan.row = rows.row(0);
    plan.row_negative = rows.row(1);
    plan.by_sign = plan.row != plan.row_negative;
    if (!plan.bounds.positive && plan.bounds.negative) { plan.row = plan.row_negative; }
    if (!plan.bounds.negative) { plan.row_negative = plan.row; }
    plan.by_sign = plan.row != plan.row_negative;
}

bool feeds(const ProjectionPlan& plan, std::uint32_t row) {
    return plan.row == row || plan.row_negative == row;
}

/// Returns the smallest e with value / 2^e <= limit, but not so small that 2^-e would overflow.
int exponent_for(double value, double limit) {
    constexpr int least = -1000;
    if (value <= 0) { return 0; }
    if (value / limit < std::ldexp(1.0, least)) { return least; }
    int e = std::ilogb(value / limit) + 1;
    while (std::ldexp(value, -e) > limit) { ++e; }
    while (std::ldexp(value, -(e - 1)) <= limit) { --e; }
    return e;
}

/// Returns the rms error of rounding to multiples of 2^e: exact for a constant, that of a uniform
/// error otherwise.
double rounding_rms(const Distribution& weight, bool listed, int e) {
    if (!listed && weight.is_constant()) {
        const double scaled = std::ldexp(weight.a, -e);
        return std::ldexp(std::abs(scaled - std::nearbyint(scaled)), e);
    }
    return std::ldexp(1.0, e) / std::sqrt(12.0);
}

/// Projections that share a row, and are therefore planned together.
struct RowInput {
    const Description& description;
    std::vector<std::size_t> projections;
    WeightStorage storage(std::size_t p) const {
        const auto stated = description.projections[p].storage;
        return stated == WeightStorage::automatic ? description.weights : stated;
    }
    /// Name of the target, which all projections of a row share.
    const std::string& target() const {
        return description.populations[description.projections[projections.front()].target].name;
    }
    bool listed(std::size_t p) const {
        return description.projections[p].rule.kind == RuleKind::explicit_list;
    }
};

/// Returns the exponent of a compact row over the given projections, such that the sum of all their
/// synapses fits; nothing where the rounding errors of that many synapses alone could fill the row.
std::optional<int> compact_exponent(const RowInput& in, const FixedPointPlan& plan) {
    double largest = 0;
    double sum = 0;
    double synapses = 0;
    for (const auto p : in.projections) {
        const auto& bounds = plan.projections[p].bounds;
        largest = std::max(largest, bounds.max_abs_weight);
        sum += bounds.max_abs_weight * static_cast<double>(bounds.max_indegree);
        synapses += static_cast<double>(bounds.max_indegree);
    }
    // Rounding may add half a unit for each synapse.
    const double room = narrow_row_max - synapses;
    if (room <= 0) { return std::nullopt; }
    return std::max(exponent_for(largest, compact_max), exponent_for(sum, room));
}

bool compact_is_enough(const RowInput& in, std::size_t p, int e) {
    if (in.storage(p) == WeightStorage::compact) { return true; }
    if (in.storage(p) == WeightStorage::exact) { return false; }
    const auto& projection = in.description.projections[p];
    const double rms = rounding_rms(projection.weight, in.listed(p), e);
    if (rms == 0) { return true; }
    if (in.listed(p)) { return false; }
    return rms <= rms_of_sd * projection.weight.standard_deviation();
}

/// Plans a row of 64 bits. Throws LimitError where a weight would keep fewer than 40 bits.
void plan_wide_row(const RowInput& in, FixedPointPlan& plan, RowPlan& row) {
    double largest = 0;
    double sum = 0;
    for (const auto p : in.projections) {
        const auto& bounds = plan.projections[p].bounds;
        largest = std::max(largest, bounds.max_abs_weight);
        sum += (bounds.max_abs_weight) * static_cast<double>(bounds.max_indegree);
    }
    row.wide = true;
    row.exponent =
        std::max(exponent_for(largest, exact_max), exponent_for(sum, wide_row_max * 0.99));
    if (std::ldexp(largest, -row.exponent) < 0x1p39 && largest > 0) {
        throw LimitError("population '" + in.target() +
                         "': its input needs more than 64 bits: " + std::to_string(sum) +
                         " summed over one step; lower its in-degree or weights");
    }
}

/// Throws LimitError for a sum that is infinite, because no unit can hold it.
void refuse_infinite(const RowInput& in, const FixedPointPlan& plan) {
    double sum = 0;
    for (const auto p : in.projections) {
        const auto& bounds = plan.projections[p].bounds;
        sum += bounds.max_abs_weight * static_cast<double>(bounds.max_indegree);
    }
    if (std::isfinite(sum)) { return; }
    throw LimitError("population '" + in.target() +
                     "': the sum of its weights over one step is above the largest floating-point "
                     "number; lower its in-degree or weights");
}

void plan_row(const RowInput& in, FixedPointPlan& plan, RowPlan& row) {
    refuse_infinite(in, plan);
    const auto narrow = compact_exponent(in, plan);
    const bool plastic = std::any_of(in.projections.begin(), in.projections.end(), [&](auto p) {
        return plan.projections[p].format == SynapseFormat::plastic;
    });
    const bool all_compact = narrow && !plastic &&
                             std::all_of(in.projections.begin(), in.projections.end(),
                                         [&](auto p) { return compact_is_enough(in, p, *narrow); });
    // One exponent serves all projections: the row is 32 bits wide and takes entries as they are.
    if (all_compact) {
        row.exponent = *narrow;
        for (const auto p : in.projections) {
            auto& projection_plan = plan.projections[p];
            projection_plan.format = SynapseFormat::compact;
            projection_plan.exponent = *narrow;
            projection_plan.error_rms =
                rounding_rms(in.description.projections[p].weight, in.listed(p), *narrow);
        }
        return;
    }
    // A row of 64 bits has digits to spare, so each projection is stored as small as its own
    // weights allow: one value for all, 16 bits with a shift, or 64-bit entries.
    plan_wide_row(in, plan, row);
    for (const auto p : in.projections) {
        auto& projection_plan = plan.projections[p];
        if (projection_plan.format == SynapseFormat::plastic) {
            projection_plan.exponent = row.exponent;
            continue;
        }
        const auto& projection = in.description.projections[p];
        const int compact = std::max(
            row.exponent, exponent_for(projection_plan.bounds.max_abs_weight, compact_max));
        projection_plan.exponent = row.exponent;
        if (projection.weight.is_constant() && !in.listed(p)) {
            projection_plan.format = SynapseFormat::table;
            const double weight =
                projection_plan.magnitude ? std::abs(projection.weight.a) : projection.weight.a;
            projection_plan.constant = std::llrint(std::ldexp(weight, -row.exponent));
        } else if (compact_is_enough(in, p, compact)) {
            projection_plan.format = SynapseFormat::compact_wide;
            projection_plan.exponent = compact;
            projection_plan.shift = compact - row.exponent;
        } else {
            projection_plan.format = SynapseFormat::exact;
        }
        projection_plan.error_rms =
            rounding_rms(projection.weight, in.listed(p), projection_plan.exponent);
    }
}

/// Plans one projection: the rows that it feeds, and its bounds before anything is drawn.
ProjectionPlan plan_projection(const Description& description, std::size_t p,
                               const PortRows& rows) {
    ProjectionPlan plan;
    plan.bounds = bounds(description, p);
    const auto& projection = description.projections[p];
    if (find_synapse_model(projection.synapse_model) != nullptr) {
        plan.format = SynapseFormat::plastic;
        plan.bounds.max_abs_weight = largest_weight(projection, plan.bounds.max_abs_weight);
        plan.bounds.negative = inhibits(projection);
        plan.bounds.positive = !plan.bounds.negative;
    }
    choose_rows(projection, rows, plan);
    plan.magnitude =
        find_neuron_model(description.populations[projection.target].model)->conductances;
    return plan;
}

}  // namespace

double RowPlan::unit() const { return std::ldexp(1.0, exponent); }

FixedPointPlan plan_fixed_point(const Description& description) {
    FixedPointPlan plan;
    std::vector<PortRows> models;
    for (std::size_t i = 0; i < description.populations.size(); ++i) {
        models.push_back(port_rows(description, i));
        plan.rows.emplace_back(models.back().n_rows);
    }
    bool any = false;
    for (std::size_t p = 0; p < description.projections.size(); ++p) {
        const auto& projection = description.projections[p];
        const ProjectionPlan projection_plan =
            plan_projection(description, p, models[projection.target]);
        plan.min_delay = any ? std::min(plan.min_delay, projection_plan.bounds.min_delay)
                             : projection_plan.bounds.min_delay;
        plan.max_delay = std::max(plan.max_delay, projection_plan.bounds.max_delay);
        any = true;
        // The spikes of a transmitter must be known before they take effect, so its delay bounds
        // the window too.
        if (projection.volume_transmitter) {
            const auto heard = description.steps(projection.volume_delay_ms);
            plan.min_delay = std::min(plan.min_delay, static_cast<std::uint32_t>(heard));
        }
        plan.projections.push_back(projection_plan);
    }
    // A projection that feeds two rows by sign has one format for both, so rows that share a
    // projection are planned as one.
    for (std::size_t i = 0; i < description.populations.size(); ++i) {
        std::vector<bool> done(plan.rows[i].size(), false);
        for (std::uint32_t row = 0; row < plan.rows[i].size(); ++row) {
            if (done[row]) { continue; }
            RowInput in{description, {}};
            bool joined = false;
            for (std::size_t p = 0; p < plan.projections.size(); ++p) {
                const auto& projection_plan = plan.projections[p];
                if (description.projections[p].target != i || !feeds(projection_plan, row)) {
                    continue;
                }
                joined = joined || projection_plan.by_sign;
            }
            for (std::size_t p = 0; p < plan.projections.size(); ++p) {
                const auto& projection_plan = plan.projections[p];
                if (description.projections[p].target != i) { continue; }
                if (joined || feeds(projection_plan, row)) { in.projections.push_back(p); }
            }
            if (in.projections.empty()) { continue; }
            plan_row(in, plan, plan.rows[i][row]);
            if (joined) {
                for (std::uint32_t other = 0; other < plan.rows[i].size(); ++other) {
                    plan.rows[i][other] = plan.rows[i][row];
                    done[other] = true;
                }
            }
        }
    }
    return plan;
}

std::vector<double> expected_synapses(const FixedPointPlan& plan) {
    std::vector<double> synapses;
    for (const auto& projection : plan.projections) {
        synapses.push_back(projection.bounds.expected_synapses);
    }
    return synapses;
}

std::string storage_name(SynapseFormat format) {
    switch (format) {
        case SynapseFormat::compact:
            return "compact";
        case SynapseFormat::compact_wide:
            return "compact, 64-bit rows";
        case SynapseFormat::table:
            return "exact table";
        case SynapseFormat::exact:
            return "exact";
        case SynapseFormat::plastic:
            return "plastic";
    }
    return "";
}

}  // namespace callosum
