#include "network/describe/check_and_number.hpp"

#include <algorithm>
#include <cmath>

#include "network/describe/by_distance.hpp"
#include "network/describe/check.hpp"
#include "network/describe/partition_kinds.hpp"

namespace callosum {

namespace check {

namespace {

/// A length of time that must be whole steps; `least` is in steps.
void whole_steps(const Findings& findings, const std::string& where, double ms, double least) {
    const double dt_ms = findings.description.dt_ms;
    if (!std::isfinite(ms) || ms < least * dt_ms * (1 - grid_tolerance)) {
        findings.add(where,
                     "is " + to_text(ms) + " ms, must be " +
                         (least > 0 ? "at least dt (" + to_text(dt_ms) + " ms)" : ">= 0 ms"));
    } else if (!on_grid(ms, dt_ms)) {
        findings.add(where,
                     to_text(ms) + " ms is not a multiple of dt (" + to_text(dt_ms) + " ms)");
    }
}

void partition(const Findings& findings) {
    const auto& description = findings.description;
    const auto& kind = description.partition;
    if (std::find(partition_kinds.begin(), partition_kinds.end(), kind) == partition_kinds.end()) {
        std::string kinds;
        for (const auto& one : partition_kinds) {
            kinds += (kinds.empty() ? "\"" : ", \"") + std::string(one) + "\"";
        }
        findings.add("partition", "'" + kind + "' is not known; one of " + kinds);
    }
    const auto has_places = [](const Population& population) {
        return population.positions.has_value();
    };
    if (kind == "spatial" &&
        std::none_of(description.populations.begin(), description.populations.end(), has_places)) {
        findings.add("partition",
                     "\"spatial\" needs populations with \"positions\", and none has them; use "
                     "\"auto\" or give positions");
    }
}

}  // namespace

void experiment(const Findings& findings) {
    const auto& description = findings.description;
    if (!std::isfinite(description.dt_ms) || description.dt_ms <= 0) {
        findings.add("dt", "is " + to_text(description.dt_ms) + " ms, must be > 0 ms");
        return;
    }
    whole_steps(findings, "warmup", description.warmup_ms, 0);
    whole_steps(findings, "duration", description.duration_ms, 1);
    const double steps = (description.warmup_ms + description.duration_ms) / description.dt_ms;
    if (std::isfinite(steps) && steps > most_steps) {
        findings.add("duration", "warmup and duration are " + to_text(steps) +
                                     " steps of dt; at most " + to_text(most_steps) +
                                     " can be counted");
    }
    partition(findings);
}

}  // namespace check

std::vector<Problem> check_and_number(Description& description) {
    std::uint64_t next = 0;
    for (auto& population : description.populations) {
        population.first_gid = next;
        // Stops counting where the sum could wrap; the size itself is refused below.
        next += std::min(population.size, check::most_neurons);
    }
    for (auto& phase : description.phases) {
        for (auto& [index, population] : phase.populations) {
            if (index >= description.populations.size()) { continue; }
            population.first_gid = description.populations[index].first_gid;
        }
    }

    set_ranges(description);

    std::vector<Problem> problems;
    const check::Findings findings{description, problems};
    check::experiment(findings);
    check::populations(findings);
    // Without a grid no delay or time can be judged.
    if (!(description.dt_ms > 0) || !std::isfinite(description.dt_ms)) { return problems; }
    check::projections(findings);
    check::homeostasis(findings);
    check::stimuli(findings);
    check::records(findings);
    check::weight_records(findings);
    check::phases(findings);
    return problems;
}

}  // namespace callosum
