#include "engine/state/stimuli.hpp"

#include "engine/state/port_rows.hpp"
#include "models/info.hpp"

namespace callosum {
namespace {

SpikingStimulus spiking(const Description& description, std::size_t index,
                        const NeuronRange& range) {
    const auto& stimulus = description.stimuli[index];
    SpikingStimulus own;
    own.source = make_spike_source(description, index, range);
    const PortRows rows = port_rows(description, stimulus.target);
    own.row = rows.row(stimulus.receptor.value_or(0));
    own.row_negative = rows.row(stimulus.receptor.value_or(1));
    own.magnitude = find_neuron_model(description.populations[stimulus.target].model)->conductances;
    own.delay = description.steps(stimulus.delay_ms);
    own.weight = local_values(stimulus.weight, description.seed,
                              static_cast<std::uint32_t>(2 * index), range, stimulus.target_slice);
    return own;
}

/// What both kinds have: where and when the stimulus acts.
template <class Own>
Own placed(const Description& description, const Stimulus& stimulus, const NeuronRange& range,
           Own own) {
    const Slice reached = local_part(stimulus.target_slice, range);
    own.first = reached.first;
    own.last = reached.last;
    own.start = description.steps(stimulus.start_ms);
    own.stop = description.steps(stimulus.stop_ms);
    return own;
}

}  // namespace

std::shared_ptr<const SpikeSource> make_spike_source(const Description& description,
                                                     std::size_t index, const NeuronRange& range) {
    const auto kind = description.stimuli[index].kind;
    if (info_of(kind).encodes) { return sources::encoder(description, index, range); }
    if (kind == StimulusKind::mip_generator) { return sources::mip(description, index, range); }
    if (kind == StimulusKind::spike_generator || kind == StimulusKind::pulsepacket_generator) {
        return sources::listed(description, index, range);
    }
    return sources::poisson(description, index, range);
}

RangeStimuli stimuli_of(const Description& description, const NeuronRange& range) {
    RangeStimuli stimuli;
    for (std::size_t i = 0; i < description.stimuli.size(); ++i) {
        const auto& stimulus = description.stimuli[i];
        if (stimulus.target != range.population) { continue; }
        const auto where = placed(description, stimulus, range, CurrentStimulus{});
        if (where.first >= where.last) { continue; }
        if (is_spiking(stimulus.kind)) {
            stimuli.spiking.push_back(
                placed(description, stimulus, range, spiking(description, i, range)));
        } else {
            stimuli.currents.push_back(where);
            stimuli.currents.back().source = make_current_source(description, i, range);
        }
    }
    return stimuli;
}

}  // namespace callosum
