#include "engine/stimuli/stimuli.hpp"

#include <algorithm>

#include "engine/layout/port_rows.hpp"
#include "engine/stimuli/episode_input.hpp"
#include "models/info.hpp"

namespace callosum {
namespace {

SpikingStimulus spiking(const Description& description, const StimulusEpisode& episode,
                        const NeuronRange& range) {
    const auto& stimulus = *episode.stimulus;
    SpikingStimulus own;
    own.source = make_spike_source(stimulus.model, EpisodeInput(description, episode, range));
    const PortRows rows = port_rows(description, stimulus.target);
    own.row = rows.row(stimulus.receptor.value_or(0));
    own.row_negative = rows.row(stimulus.receptor.value_or(1));
    own.magnitude = find_neuron_model(description.populations[stimulus.target].model)->conductances;
    own.delay = description.steps(stimulus.delay_ms);
    own.weight =
        local_values(stimulus.weight, description.seed,
                     static_cast<std::uint32_t>(2 * episode.index), range, stimulus.target_slice);
    return own;
}

/// What both kinds have: where the stimulus acts, and when within its episode.
template <class Own>
Own placed(const Description& description, const StimulusEpisode& episode, const NeuronRange& range,
           Own own) {
    const auto& stimulus = *episode.stimulus;
    const Slice reached = local_part(stimulus.target_slice, range);
    own.first = reached.first;
    own.last = reached.last;
    own.start = description.steps(std::max(stimulus.start_ms, episode.from_ms));
    own.stop = description.steps(std::min(stimulus.stop_ms, episode.until_ms));
    return own;
}

}  // namespace

RangeStimuli stimuli_of(const Description& description, const NeuronRange& range) {
    RangeStimuli stimuli;
    for (const auto& episode : stimuli_over_time(description)) {
        if (episode.stimulus->target != range.population) { continue; }
        const auto where = placed(description, episode, range, CurrentStimulus{});
        if (where.first >= where.last || where.start >= where.stop) { continue; }
        if (is_spiking(*episode.stimulus)) {
            stimuli.spiking.push_back(
                placed(description, episode, range, spiking(description, episode, range)));
        } else {
            stimuli.currents.push_back(where);
            stimuli.currents.back().source = make_current_source(
                episode.stimulus->model, EpisodeInput(description, episode, range));
        }
    }
    return stimuli;
}

}  // namespace callosum
