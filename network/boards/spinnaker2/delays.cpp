#include "network/boards/spinnaker2/delays.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <vector>

#include "network/draw/delay_table.hpp"

namespace callosum::spinnaker2 {
namespace {

std::string percent_text(double part) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.3g %%", 100 * part);
    return text.data();
}

/// Delays of a projection, ms: evenly spaced quantiles, or those of a list.
std::vector<double> delay_samples(const Projection& projection) {
    std::vector<double> delays;
    if (projection.rule.kind == RuleKind::explicit_list && projection.rule.edges) {
        const auto& edges = *projection.rule.edges;
        const std::uint64_t every = edges.size() / 65536 + 1;
        edges.visit([&](const Edge* some, std::size_t n, std::uint64_t first) {
            for (std::size_t i = (every - first % every) % every; i < n; i += every) {
                delays.push_back(some[i].delay_ms);
            }
        });
        if (!delays.empty()) {
            delays.push_back(edges.min_delay_ms());
            delays.push_back(edges.max_delay_ms());
        }
        return delays;
    }
    constexpr std::size_t n = 1024;
    for (std::size_t i = 0; i < n; ++i) {
        const double p = (static_cast<double>(i) + 0.5) / n;
        delays.push_back(projection.delay.quantile(static_cast<std::uint32_t>(p * 4294967296.0)));
    }
    return delays;
}

}  // namespace

DelayForm delays_of(const TranslateRequest& request, const Projection& projection,
                    Findings& findings) {
    const double h = request.board_dt_ms;
    const auto most = static_cast<std::uint32_t>(request.board.limit("delay_max")) + 1;
    const bool listed = projection.rule.kind == RuleKind::explicit_list && projection.rule.edges;
    const double shortest_ms =
        listed ? projection.rule.edges->min_delay_ms() : projection.delay.smallest();
    const double longest_ms =
        listed ? projection.rule.edges->max_delay_ms() : projection.delay.largest();
    DelayForm form{delay_steps(shortest_ms, h), delay_steps(longest_ms, h), false, 0, 0};
    form.dropped = request.allowed.count("delay_drop") > 0 && (form.longest > 1 || shortest_ms != h);
    if (form.dropped) { form.shortest = form.longest = 1; }
    double beyond = 0, rounded = 0;
    const auto samples = delay_samples(projection);
    for (const double delay : samples) {
        // As the simulation draws it: on the grid of dt.
        const double drawn = delay_steps(delay, request.description.dt_ms) *
                             request.description.dt_ms;
        const auto ticks = delay_steps(drawn, h);
        const double on_board = (form.dropped ? 1 : std::min(ticks, most)) * h;
        beyond += ticks > most ? 1 : 0;
        rounded += std::abs(drawn - ticks * h) > 1e-6 * h ? 1 : 0;
        form.mean_ms += drawn;
        form.mean_error_ms += on_board - drawn;
    }
    const auto n = static_cast<double>(std::max<std::size_t>(samples.size(), 1));
    form.mean_ms /= n;
    form.mean_error_ms /= n;
    const std::string where = "projection " + projection.name;
    const std::string mean = std::to_string(form.mean_ms) + " ms on average";
    if (form.dropped) {
        ask(findings, request.allowed, "delay_drop", where,
            "delays (" + mean + ") are one tick of " + std::to_string(h) + " ms");
        return form;
    }
    if (rounded > 0) {
        ask(findings, request.allowed, "delay_quantise", where,
            percent_text(rounded / n) + " of the delays (" + mean + ") are no whole ticks of " +
                std::to_string(h) + " ms; rounding them changes the mean by " +
                std::to_string(form.mean_error_ms) + " ms");
    }
    if (form.longest > most) {
        ask(findings, request.allowed, "delay_clip", where,
            percent_text(beyond / n) + " of the delays exceed " + std::to_string(most) +
                " ticks (the longest are " + std::to_string(form.longest) +
                "); cut them, take a longer --board-dt, or allow delay_drop");
        form.longest = most;
    }
    return form;
}

}  // namespace callosum::spinnaker2
