#include "engine/forecast/neuron_estimate.hpp"

#include <algorithm>

#include "engine/base/capacity.hpp"
#include "engine/neurons/coefficients.hpp"
#include "engine/plastic/plastic_synapses.hpp"
#include "engine/run/share.hpp"
#include "engine/run/trace_recorder.hpp"
#include "engine/run/window_plan.hpp"
#include "models/compensated.hpp"
#include "models/registry.hpp"
#include "network/describe/phases.hpp"
#include "network/describe/stimulus_numbers.hpp"

namespace callosum {
namespace {

constexpr double allocation = 16;  // glibc: size of a block and rounding, per block

/// Returns the bytes of a vector that has grown by doubling to hold n elements.
double grown_bytes(double n, double element) {
    if (n <= 0) { return 0; }
    return doubled_capacity(n) * element + allocation;
}

/// Sizes of a neuron that depend on its model.
struct ModelSizes {
    double real = 0;          ///< bytes of a number
    double columns = 0;       ///< numbers in state and input
    double coefficients = 0;  ///< number of coefficients, where neurons differ
};

ModelSizes model_sizes(const Description& description, std::size_t population, std::size_t n_rows) {
    ModelSizes sizes;
    const auto lists = PopulationValues(description, population).lists();
    visit_models(NeuronModels{}, [&]<class M>() {
        if (!serves<M>(description, population)) { return false; }
        const bool reads_rows = is_light<M>;  // others first bring rows into a column
        const bool single = description.precision == Precision::single;
        sizes.real = single ? sizeof(SingleOf<M>) : sizeof(double);
        sizes.columns =
            static_cast<double>(single ? n_stored<M, SingleOf<M>> : n_stored<M, double>) +
            (reads_rows ? 0.0 : static_cast<double>(n_rows));
        sizes.coefficients = static_cast<double>(n_columns<M::template Coeffs>);
        if constexpr (ListedModel<M>) {
            sizes.columns += static_cast<double>(M::extra_state(lists));
            sizes.coefficients += static_cast<double>(M::extra_coeffs(lists));
        }
        return true;
    });
    return sizes;
}

double state_bytes(const Description& description, const FixedPointPlan& plan,
                   const NeuronRange& range) {
    const auto over_time = population_over_time(description, range.population);
    const bool shared = std::all_of(over_time.begin(), over_time.end(), [&](const auto* one) {
        return PopulationValues(*one, range.population, description.seed).all_shared();
    });
    const auto sizes =
        model_sizes(description, range.population, plan.rows[range.population].size());
    const double real = sizes.real;
    double each = real * sizes.columns + sizeof(std::uint16_t) + sizeof(SpikeStatistics);
    if (!shared) { each += real * sizes.coefficients + sizeof(std::uint16_t); }
    const bool has_current = std::any_of(
        description.stimuli.begin(), description.stimuli.end(), [&](const auto& stimulus) {
            return stimulus.target == range.population && !is_spiking(stimulus);
        });
    if (has_current) { each += real + sizeof(double); }
    return each * static_cast<double>(range.size());
}

template <class T>
double spike_history_bytes(const HistoryNeeds& needs, double spikes_kept) {
    using Kept = PostHistory<T>;
    return static_cast<double>(Kept::neuron_bytes(needs.slow)) +
           grown_bytes(spikes_kept, sizeof(typename Kept::Spike));
}

double history_bytes(const Description& description, const FixedPointPlan& plan,
                     const NeuronRange& range, double rate_hz) {
    const auto needs = history_needs(description, plan, range.population);
    const auto total =
        static_cast<double>(description.steps(description.warmup_ms + description.duration_ms));
    const double rate = rate_hz * description.dt_ms * 1e-3;
    double each = 0;
    if (needs.spikes) {
        // Logs keep the room that their busiest time took, and networks often start busy.
        constexpr double busiest = 2;
        const double spikes =
            busiest * rate * std::min(total, static_cast<double>(needs.spikes_kept()));
        each += description.precision == Precision::single
                    ? spike_history_bytes<float>(needs, spikes)
                    : spike_history_bytes<double>(needs, spikes);
    }
    if (needs.followed_delay > 0) {
        const auto neuron = followed_neuron(description, range.population);
        // Guess: the potential is above theta_plus for a few ms around each spike.
        constexpr double steps_of_spike = 25;
        const double kept =
            std::min(1.0, rate * steps_of_spike) *
            std::min(total, static_cast<double>(VoltageHistory::steps_kept(needs.followed_delay)));
        each += static_cast<double>(VoltageHistory::neuron_bytes(neuron, needs.followed_delay)) +
                static_cast<double>(neuron.variables.size()) * sizeof(double) +
                grown_bytes(2 * kept, sizeof(VoltageHistory::Addition));
    }
    return each * static_cast<double>(range.size());
}

/// Returns the bytes of values that differ between neurons, and of trains and samples, of the
/// range's targets.
double stimulus_bytes(const Description& description, const NeuronRange& range) {
    double bytes = 0;
    bool counted = false;
    for (const auto& episode : stimuli_over_time(description)) {
        const auto& stimulus = *episode.stimulus;
        if (stimulus.target != range.population) { continue; }
        const auto n = static_cast<double>(local_part(stimulus.target_slice, range).size());
        const auto add_values = [&](const Values& values) {
            if (!shared_value(values)) { bytes += n * sizeof(double); }
        };
        add_values(stimulus.weight);
        for (const auto& [name, values] : stimulus.values) { add_values(values); }
        counted = counted || is_spiking(stimulus);
        const double part =
            n / static_cast<double>(std::max<std::uint64_t>(1, stimulus.target_slice.size()));
        if (stimulus.samples) {
            bytes += part * static_cast<double>(stimulus.samples->n_samples()) *
                     static_cast<double>(stimulus.samples->n_features()) * sizeof(double);
        }
        for (const auto& [name, list] : stimulus.lists) {
            bytes += static_cast<double>(list.size()) * sizeof(double);
        }
    }
    return bytes + (counted ? static_cast<double>(range.size()) * sizeof(std::int32_t) : 0);
}

double record_bytes(const Description& description, const NeuronRange& range, double rate_hz) {
    constexpr auto epoch = static_cast<double>(WindowPlan::epoch_steps);
    constexpr double held = 2 * epoch;  // in two buffers in turn
    double bytes = 0;
    for (const auto& spikes : spikes_over_time(description)) {
        if (spikes.population != range.population) { continue; }
        const auto n = static_cast<double>(range.size());
        bytes += n + grown_bytes(n * rate_hz * description.dt_ms * 1e-3 * held, sizeof(Spike));
    }
    for (const auto& traces : traces_over_time(description)) {
        if (traces.population != range.population) { continue; }
        double n = 0;
        for (const auto& slice : traces.neurons) {
            n += static_cast<double>(local_part(slice, range).size());
        }
        const double every = std::max(1.0, traces.interval_ms / description.dt_ms);
        bytes += n * TraceRecorder::neuron_bytes(static_cast<double>(traces.variables.size()),
                                                 every, epoch);
    }
    return bytes;
}

}  // namespace

NeuronEstimate estimate_neurons(const Description& description, const FixedPointPlan& plan,
                                const NeuronRange& range, double rate_hz) {
    return {state_bytes(description, plan, range), history_bytes(description, plan, range, rate_hz),
            stimulus_bytes(description, range), record_bytes(description, range, rate_hz)};
}

}  // namespace callosum
