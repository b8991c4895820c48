#include "io/record/spike_writer.hpp"

#include <algorithm>
#include <set>
#include <type_traits>

#include "engine/base/error.hpp"
#include "io/record/part_heads.hpp"
#include "network/describe/phases.hpp"

namespace callosum {

static_assert(sizeof(Spike) == 16 && std::is_trivially_copyable_v<Spike>);

std::vector<RecordedPopulation> recorded_populations(const Description& description) {
    std::set<std::size_t> wanted;
    for (const auto& recording : spikes_over_time(description)) {
        wanted.insert(recording.population);
    }
    std::vector<RecordedPopulation> populations;
    for (const std::size_t index : wanted) {
        const auto& population = description.populations.at(index);
        populations.push_back({population.name, population.first_gid, population.size});
    }
    return populations;
}

PartSpikeSink::PartSpikeSink(const std::string& folder, const SpikePartHead& head)
    : file_(free_part_path(folder, spike_stem, head.rank), spike_magic, to_json(head)) {}

void PartSpikeSink::write(std::span<const Spike> spikes) {
    if (spikes.empty()) { return; }
    // A merge needs every part ordered by step, and the engine promises no order inside a block.
    if (!std::ranges::is_sorted(spikes, {}, &Spike::step)) {
        sorted_.assign(spikes.begin(), spikes.end());
        std::ranges::stable_sort(sorted_, {}, &Spike::step);
        spikes = sorted_;
    }
    if (spikes.front().step < last_step_) {
        throw IoError(file_.path(), "a spike of step " + std::to_string(spikes.front().step) +
                                        " came after one of step " + std::to_string(last_step_));
    }
    last_step_ = spikes.back().step;
    file_.write(spikes.data(), spikes.size_bytes());
}

}  // namespace callosum
