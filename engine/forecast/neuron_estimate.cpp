#include "engine/forecast/neuron_estimate.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "engine/neurons/coefficients.hpp"
#include "engine/plastic/plastic_synapses.hpp"
#include "engine/run/share.hpp"
#include "models/compensated.hpp"
#include "models/registry.hpp"
#include "models/synapse/synapse_registry.hpp"
#include "network/describe/phases.hpp"
#include "network/describe/stimulus_numbers.hpp"

namespace callosum {
namespace {

constexpr double allocation = 16;  // overhead of the allocator for a block

/// Returns the bytes of a vector that has grown by doubling to hold n elements.
double grown_bytes(double n, double element) {
    if (n <= 0) { return 0; }
    const auto size = std::bit_ceil(static_cast<std::uint64_t>(std::ceil(n)));
    return static_cast<double>(size) * element + allocation;
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

/// Requirements of the rules of the projections onto a population on the histories of its neurons.
struct HistoryNeeds {
    bool spikes = false, slow = false, potentials = false;
    double max_delay = 1;  ///< steps
};

HistoryNeeds history_needs(const Description& description, const FixedPointPlan& plan,
                           std::size_t population) {
    HistoryNeeds needs;
    for (std::size_t p = 0; p < plan.projections.size(); ++p) {
        const auto& projection = description.projections[p];
        if (projection.target != population) { continue; }
        needs.max_delay = std::max<double>(needs.max_delay, plan.projections[p].bounds.max_delay);
        const auto* model = find_synapse_model(projection.synapse_model);
        if (model != nullptr && model->follows_voltage) { needs.potentials = true; }
        visit_rules(PlasticRules{}, [&]<class R>() {
            if (R::info.name != projection.synapse_model) { return false; }
            needs.spikes = needs.spikes || R::info.uses_history;
            needs.slow = needs.slow || R::slow != TripletTrace::none;
            return true;
        });
    }
    return needs;
}

template <class T>
double spike_history_bytes(const HistoryNeeds& needs, double spikes_kept) {
    using Kept = PostHistory<T>;
    return sizeof(typename Kept::Line) + (needs.slow ? 2 * Kept::near * sizeof(T) : 0) +
           2 * sizeof(double) + sizeof(std::vector<int>) +
           grown_bytes(spikes_kept, sizeof(typename Kept::Spike));
}

double history_bytes(const Description& description, const FixedPointPlan& plan,
                     const NeuronRange& range, double rate_hz) {
    const HistoryNeeds needs = history_needs(description, plan, range.population);
    const auto total =
        static_cast<double>(description.steps(description.warmup_ms + description.duration_ms));
    const double rate = rate_hz * description.dt_ms * 1e-3;
    double each = 0;
    if (needs.spikes) {
        const double keep = static_cast<double>(refresh_after + 2 * refresh_every);
        // Logs keep the room that their busiest time took, and networks often start busy.
        constexpr double busiest = 2;
        const double spikes = busiest * rate * std::min(total, keep + 3 * needs.max_delay);
        each += description.precision == Precision::single
                    ? spike_history_bytes<float>(needs, spikes)
                    : spike_history_bytes<double>(needs, spikes);
    }
    if (needs.potentials) {
        const auto neuron = followed_neuron(description, range.population);
        const double rings = 2.0 * (neuron.late + 1) + 2 * needs.max_delay + 1;
        const double keep = static_cast<double>(take_in_after + 2 * take_in_every);
        // The potential is above theta_plus for a few steps around each spike.
        constexpr double steps_of_spike = 25;
        const double kept =
            std::min(1.0, rate * steps_of_spike) * std::min(total, keep + 3 * needs.max_delay);
        each += rings * sizeof(double) +
                static_cast<double>(neuron.variables.size()) * sizeof(double) +
                sizeof(std::vector<int>) + grown_bytes(2 * kept, sizeof(VoltageHistory::Addition));
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
    constexpr double epoch = 512;  // steps; two of them are held
    double bytes = 0;
    for (const auto& spikes : spikes_over_time(description)) {
        if (spikes.population != range.population) { continue; }
        const auto n = static_cast<double>(range.size());
        bytes += n + grown_bytes(n * rate_hz * description.dt_ms * 1e-3 * epoch, sizeof(Spike));
    }
    for (const auto& traces : traces_over_time(description)) {
        if (traces.population != range.population) { continue; }
        double n = 0;
        for (const auto& slice : traces.neurons) {
            n += static_cast<double>(local_part(slice, range).size());
        }
        const double every = std::max(1.0, traces.interval_ms / description.dt_ms);
        bytes += n * (16 + static_cast<double>(traces.variables.size()) * sizeof(double) *
                               (2 + epoch / every));
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
