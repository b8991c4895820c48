#include "network/boards/board_common.hpp"

#include <algorithm>
#include <string>

namespace callosum {

void drop_what_boards_lack(Description& description, Findings& findings) {
    if (!description.phases.empty()) {
        findings.push_back({Finding::Kind::refused, "phases",
                            "parameters cannot change in mid-run on a board", ""});
    }
    for (const auto& population : description.populations) {
        if (!population.homeostasis) { continue; }
        findings.push_back({Finding::Kind::refused, "population " + population.name,
                            "homeostasis does not exist on boards", ""});
    }
    const auto leave_out = [&findings](bool there, const char* where, const char* what) {
        if (there) { findings.push_back({Finding::Kind::note, where, what, ""}); }
    };
    leave_out(!description.traces.empty(), "record.traces",
              "is left out: potentials are not recorded");
    leave_out(!description.weight_records.empty(), "record.weights",
              "is left out: weights do not change");
    leave_out(!description.rates.empty(), "record.rates", "is left out: spikes say it all");
    description.traces.clear();
    description.weight_records.clear();
    description.rates.clear();
    description.phases.clear();
}

bool is_input(const Description& description, std::size_t population) {
    const auto& all = description.projections;
    return description.populations[population].model == relay_model &&
           std::none_of(all.begin(), all.end(), [population](const Projection& projection) {
               return projection.target == population;
           });
}

bool is_recorded(const Description& description, std::size_t population) {
    return std::any_of(
        description.spikes.begin(), description.spikes.end(),
        [population](const SpikeRecording& record) { return record.population == population; });
}

bool lasts(const Description& description, const Stimulus& stimulus) {
    return stimulus.start_ms <= 0 &&
           stimulus.stop_ms >= description.warmup_ms + description.duration_ms;
}

void number_neurons(Description& description) {
    std::uint64_t gid = 0;
    for (auto& population : description.populations) {
        population.first_gid = gid;
        gid += population.size;
    }
}

}  // namespace callosum
