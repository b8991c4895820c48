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

}  // namespace

DelayForm delays_of(const TranslateRequest& request, const Projection& projection,
                    const std::vector<double>& samples_ms, Findings& findings) {
    const double h = request.board_dt_ms;
    const auto most = static_cast<std::uint32_t>(request.board.limit("delay_max")) + 1;
    const bool listed = projection.rule.kind == RuleKind::explicit_list && projection.rule.edges;
    const double min_ms =
        listed ? projection.rule.edges->min_delay_ms() : projection.delay.smallest();
    const double max_ms =
        listed ? projection.rule.edges->max_delay_ms() : projection.delay.largest();
    DelayForm form{delay_steps(max_ms, h), false, 0, 0};
    form.dropped = request.allowed.count("delay_drop") > 0 && (form.longest > 1 || min_ms != h);
    if (form.dropped) { form.longest = 1; }
    double beyond = 0, rounded = 0;
    for (const double drawn : samples_ms) {
        const auto ticks = delay_steps(drawn, h);
        const double on_board = (form.dropped ? 1 : std::min(ticks, most)) * h;
        beyond += ticks > most ? 1 : 0;
        rounded += std::abs(drawn - ticks * h) > 1e-6 * h ? 1 : 0;
        form.mean_ms += drawn;
        form.mean_error_ms += on_board - drawn;
    }
    const auto n = static_cast<double>(std::max<std::size_t>(samples_ms.size(), 1));
    form.mean_ms /= n;
    form.mean_error_ms /= n;
    const std::string where = "projection " + projection.name;
    const std::string mean = std::to_string(form.mean_ms) + " ms on average";
    if (form.dropped) {
        permit_substitute(findings, request.allowed, "delay_drop", where,
                          "delays (" + mean + ") are one tick of " + std::to_string(h) + " ms");
        return form;
    }
    if (rounded > 0) {
        permit_substitute(findings, request.allowed, "delay_quantise", where,
                          percent_text(rounded / n) + " of the delays (" + mean +
                              ") are no whole ticks of " + std::to_string(h) +
                              " ms; rounding them changes the mean by " +
                              std::to_string(form.mean_error_ms) + " ms");
    }
    if (form.longest > most) {
        permit_substitute(findings, request.allowed, "delay_clip", where,
                          percent_text(beyond / n) + " of the delays exceed " +
                              std::to_string(most) + " ticks (the longest are " +
                              std::to_string(form.longest) +
                              "); cut them, take a longer --board-dt, or allow delay_drop");
        form.longest = most;
    }
    return form;
}

}  // namespace callosum::spinnaker2
