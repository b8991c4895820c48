#include "engine/forecast/delay_shares.hpp"

#include "network/draw/delay_table.hpp"

namespace callosum {

std::vector<DelayShare> delay_shares(const Description& description, const FixedPointPlan& plan,
                                     std::size_t projection) {
    const auto& described = description.projections[projection];
    const auto& bounds = plan.projections[projection].bounds;
    std::vector<DelayShare> shares;
    if (bounds.min_delay == bounds.max_delay) { return {{bounds.min_delay, 1}}; }
    if (described.rule.kind == RuleKind::explicit_list) {
        const double n = bounds.max_delay - bounds.min_delay + 1;
        for (auto d = bounds.min_delay; d <= bounds.max_delay; ++d) {
            shares.push_back({d, 1 / n});
        }
        return shares;
    }
    constexpr std::uint32_t n = 2048;
    constexpr std::uint32_t width = (1U << 31U) / (n / 2);
    for (std::uint32_t i = 0; i < n; ++i) {
        const double ms = described.delay.quantile(i * width + width / 2);
        const std::uint32_t steps = delay_steps(ms, description.dt_ms);
        if (shares.empty() || shares.back().steps != steps) { shares.push_back({steps, 0}); }
        shares.back().share += 1.0 / n;
    }
    return shares;
}

}  // namespace callosum
