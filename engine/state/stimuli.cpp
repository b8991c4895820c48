#include "engine/state/stimuli.hpp"

#include <algorithm>
#include <cmath>

#include "engine/state/values.hpp"
#include "models/registry.hpp"

namespace callosum {
namespace {

LocalValues local_values(const Values& values, std::uint64_t seed, std::uint32_t stream,
                         const NeuronRange& range, const Slice& slice) {
    LocalValues local;
    if (const auto shared = shared_value(values)) {
        local.shared = *shared;
        return local;
    }
    local.each.assign(range.size(), 0);
    const bool list = std::holds_alternative<std::vector<double>>(values);
    for (std::uint64_t i = std::max(range.first, slice.first); i < std::min(range.last, slice.last);
         ++i) {
        // A list has one number per target of the slice; draws are keyed by the neuron.
        const std::uint64_t index = list ? i - slice.first : i;
        local.each[i - range.first] = value_of(values, seed, Purpose::stimulus, stream, index);
    }
    return local;
}

void choose_rows(const Description& description, const Stimulus& stimulus, SpikingStimulus& own) {
    const PopulationValues values(description, stimulus.target);
    visit_models(NeuronModels{}, [&]<class M>() {
        if (M::info.name != values.model().name || !M::applies(values.query())) { return false; }
        const auto last = (ListedModel<M> ? values.n_rows<M>() : M::info.receptors.size()) - 1;
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
    const auto stream = static_cast<std::uint32_t>(2 * index);
    SpikingStimulus own;
    own.kind = stimulus.kind;
    choose_rows(description, stimulus, own);
    own.start = description.steps(stimulus.start_ms);
    own.stop = description.steps(stimulus.stop_ms);
    own.delay = description.steps(stimulus.delay_ms);
    own.weight =
        local_values(stimulus.weight, description.seed, stream, range, stimulus.target_slice);
    if (stimulus.kind == StimulusKind::poisson_generator) {
        own.random.emplace(description.seed, Purpose::poisson, static_cast<std::uint32_t>(index));
        own.mean =
            local_values(stimulus.rate, description.seed, stream + 1, range, stimulus.target_slice);
        const double per_step = description.dt_ms * 1e-3;
        own.mean.shared *= per_step;
        for (auto& mean : own.mean.each) { mean *= per_step; }
        if (own.mean.is_shared()) { own.table = make_poisson_table(own.mean.shared); }
        return own;
    }
    std::vector<std::int64_t> steps;
    for (const double time : stimulus.times_ms) {
        const auto step = description.steps(time);
        if (step > own.start && step <= own.stop) { steps.push_back(step); }
    }
    std::sort(steps.begin(), steps.end());
    for (const auto step : steps) {
        if (own.spikes.empty() || own.spikes.back().first != step) {
            own.spikes.emplace_back(step, 0);
        }
        ++own.spikes.back().second;
    }
    return own;
}

CurrentStimulus current(const Description& description, std::size_t index,
                        const NeuronRange& range) {
    const auto& stimulus = description.stimuli[index];
    CurrentStimulus own;
    const auto start = description.steps(stimulus.start_ms);
    const auto stop = description.steps(stimulus.stop_ms);
    const auto add = [&](std::int64_t from, double factor) {
        // The step that starts at grid point `from` is step from + 1.
        own.changes.push_back(from + 1);
        own.factors.push_back(factor);
    };
    if (stimulus.kind == StimulusKind::dc_generator) {
        own.amplitude =
            local_values(stimulus.amplitude_pA, description.seed,
                         static_cast<std::uint32_t>(2 * index), range, stimulus.target_slice);
        add(start, 1);
    } else {
        own.amplitude.shared = 1;
        double at_start = 0;
        for (std::size_t i = 0; i < stimulus.times_ms.size(); ++i) {
            if (description.steps(stimulus.times_ms[i]) <= start) {
                at_start = stimulus.amplitudes_pA[i];
            }
        }
        add(start, at_start);
        for (std::size_t i = 0; i < stimulus.times_ms.size(); ++i) {
            const auto from = description.steps(stimulus.times_ms[i]);
            if (from > start && from < stop) { add(from, stimulus.amplitudes_pA[i]); }
        }
    }
    if (stop < Description::never) { add(stop, 0); }
    return own;
}

}  // namespace

std::int32_t SpikingStimulus::spikes_at(std::int64_t step) const {
    const auto found =
        std::lower_bound(spikes.begin(), spikes.end(), std::pair{step, std::int32_t{0}});
    return found != spikes.end() && found->first == step ? found->second : 0;
}

bool SpikingStimulus::active(std::int64_t arrival_step) const {
    const std::int64_t step = arrival_step - delay;
    if (step <= start || step > stop) { return false; }
    return kind == StimulusKind::poisson_generator || spikes_at(step) > 0;
}

std::int64_t SpikingStimulus::poisson_count(std::uint64_t index, std::uint64_t local,
                                            std::int64_t step) const {
    const auto c = poisson_counter(index, step);
    if (mean.is_shared()) {
        return table((*random)(c.block, c.step, c.step_high, c.draw)[index % 4]);
    }
    // Neurons with rates of their own draw exactly, each from its own counters (draw >= 1).
    return draw_poisson(mean[local], [&](std::uint32_t i) {
        return (*random)(static_cast<std::uint32_t>(index), c.step, c.step_high, 1 + i / 4)[i % 4];
    });
}

double CurrentStimulus::factor_at(std::int64_t step) const {
    const auto next = std::upper_bound(changes.begin(), changes.end(), step);
    return next == changes.begin() ? 0.0
                                   : factors[static_cast<std::size_t>(next - changes.begin()) - 1];
}

RangeStimuli stimuli_of(const Description& description, const NeuronRange& range) {
    RangeStimuli stimuli;
    for (std::size_t i = 0; i < description.stimuli.size(); ++i) {
        const auto& stimulus = description.stimuli[i];
        if (stimulus.target != range.population) { continue; }
        const auto first =
            std::clamp(stimulus.target_slice.first, range.first, range.last) - range.first;
        const auto last =
            std::clamp(stimulus.target_slice.last, range.first, range.last) - range.first;
        if (first >= last) { continue; }
        if (is_spiking(stimulus.kind)) {
            stimuli.spiking.push_back(spiking(description, i, range));
            stimuli.spiking.back().first = first;
            stimuli.spiking.back().last = last;
        } else {
            stimuli.currents.push_back(current(description, i, range));
            stimuli.currents.back().first = first;
            stimuli.currents.back().last = last;
            const auto& changes = stimuli.currents.back().changes;
            stimuli.current_changes.insert(stimuli.current_changes.end(), changes.begin(),
                                           changes.end());
        }
    }
    std::sort(stimuli.current_changes.begin(), stimuli.current_changes.end());
    return stimuli;
}

}  // namespace callosum
