#include "engine/state/stimuli.hpp"

#include <algorithm>
#include <cmath>

#include "engine/state/values.hpp"
#include "models/registry.hpp"

namespace callosum {
namespace {

void choose_rows(const Description& description, const Stimulus& stimulus, SpikingStimulus& own) {
    const PopulationValues values(description, stimulus.target);
    visit_models(NeuronModels{}, [&]<class M>() {
        if (M::info.name != values.model().name || !M::applies(values.query())) { return false; }
        const auto last =
            (M::info.receptor_per_list_element ? values.n_rows<M>() : M::info.receptors.size()) - 1;
        own.magnitude = M::info.conductances;
        own.row = static_cast<std::uint32_t>(M::row_of_port(stimulus.receptor.value_or(0)));
        own.row_negative = static_cast<std::uint32_t>(
            M::row_of_port(stimulus.receptor.value_or(std::min<std::size_t>(1, last))));
        return true;
    });
}

SpikingStimulus spiking(const Description& description, std::size_t index,
                        const NeuronRange& range) {
    const auto& stimulus = description.stimuli[index];
    SpikingStimulus own;
    own.source = make_spike_source(description, index, range);
    choose_rows(description, stimulus, own);
    own.delay = description.steps(stimulus.delay_ms);
    own.weight = local_values(stimulus.weight, description.seed,
                              static_cast<std::uint32_t>(2 * index), range, stimulus.target_slice);
    return own;
}

/// What both kinds have: where and when the stimulus acts.
template <class Own>
Own placed(const Description& description, const Stimulus& stimulus, const NeuronRange& range,
           Own own) {
    own.first = std::clamp(stimulus.target_slice.first, range.first, range.last) - range.first;
    own.last = std::clamp(stimulus.target_slice.last, range.first, range.last) - range.first;
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
