#include "engine/stimuli/episode_input.hpp"

#include "engine/stimuli/local_values.hpp"

namespace callosum {

EpisodeInput::EpisodeInput(const Description& description, const StimulusEpisode& episode,
                           const NeuronRange& range)
    : description_(description), stimulus_(*episode.stimulus), range_(range) {
    seed = description.seed;
    index = static_cast<std::uint32_t>(episode.index);
    shared = stimulus_.shared;
    start = description.steps(stimulus_.start_ms);
    first_index = range.first;
    size = range.size();
    reached = local_part(stimulus_.target_slice, range);
    first_target = range.first + reached.first - stimulus_.target_slice.first;
}

LocalValues EpisodeInput::values(std::string_view name, std::uint32_t stream) const {
    return local_values(values_of(stimulus_, name), seed, stream, range_, stimulus_.target_slice);
}

std::vector<GivenSpike> EpisodeInput::local_trains() const {
    std::vector<GivenSpike> spikes;
    const std::uint64_t end = first_target + reached.size();
    stimulus_.trains->visit([&](const TrainSpike* some, std::size_t n, std::uint64_t /*index*/) {
        for (std::size_t k = 0; k < n; ++k) {
            if (some[k].target < first_target || some[k].target >= end) { continue; }
            spikes.push_back({description_.steps(some[k].time_ms), some[k].target});
        }
    });
    return spikes;
}

}  // namespace callosum
