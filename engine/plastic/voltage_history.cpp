#include "engine/plastic/voltage_history.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <string>
#include <utility>

#include "models/synapse/synapse_info.hpp"
#include "network/describe/plasticity.hpp"

namespace callosum {

FollowedNeuron followed_neuron(const Description& description, std::size_t population) {
    const auto& described = description.populations[population];
    const auto value = [&described](const Field& field) { return history_param(described, field); };
    FollowedNeuron neuron;
    neuron.variables = voltage::variables_of(*find_neuron_model(described.model));
    neuron.rule = {value(voltage::A_LTD),
                   value(voltage::A_LTP) * description.dt_ms,
                   value(voltage::theta_plus),
                   value(voltage::theta_minus),
                   value(voltage::A_LTD_const) != 0,
                   value(voltage::u_ref_squared)};
    neuron.late =
        static_cast<std::uint32_t>(std::lround(value(voltage::delay_u_bars) / description.dt_ms));
    return neuron;
}

VoltageHistory::VoltageHistory(std::uint64_t n, FollowedNeuron neuron, std::uint32_t max_delay)
    : n_(n),
      neuron_(std::move(neuron)),
      reach_(reach_of(max_delay)),
      keep_(steps_kept(max_delay)),
      state_{Column<double>(ring_size(neuron_.late) * n),
             Column<double>(ring_size(neuron_.late) * n), Column<double>(ring_size(reach_) * n),
             std::vector<std::vector<Addition>>(n)} {}

void VoltageHistory::start(std::span<const double> samples) {
    for (std::size_t s = 0; s <= neuron_.late; ++s) {
        std::ranges::copy(samples.subspan(n_, n_), state_.plus.data() + s * n_);
        std::ranges::copy(samples.subspan(2 * n_, n_), state_.minus.data() + s * n_);
    }
}

void VoltageHistory::add(std::int64_t step, std::span<const double> samples) {
    const auto now = static_cast<std::uint32_t>(step);
    // The low-passed potentials act `late` steps after they were sampled, from a ring of late + 1.
    const std::size_t newest = slot(now, neuron_.late) * n_;
    const std::size_t oldest = slot(std::uint64_t{now} + 1, neuron_.late) * n_;
    std::ranges::copy(samples.subspan(n_, n_), state_.plus.data() + newest);
    std::ranges::copy(samples.subspan(2 * n_, n_), state_.minus.data() + newest);
    double* const depressions = state_.depressions.data() + slot(now, reach_) * n_;
    for (std::uint64_t i = 0; i < n_; ++i) {
        const ClopathSynapse::Potentials at{samples[i], state_.plus[oldest + i],
                                            state_.minus[oldest + i], samples[3 * n_ + i]};
        depressions[i] = ClopathSynapse::depression(at, neuron_.rule);
        const double amount = ClopathSynapse::potentiation(at, neuron_.rule);
        if (amount > 0) { log(state_.additions[i], {now, amount}); }
    }
}

/// Forgets old additions if they are half of the log, else requests memory; so a log takes at most
/// a small multiple of what is needed.
void VoltageHistory::log(std::vector<Addition>& log, const Addition& addition) const {
    if (log.size() == log.capacity()) {
        const auto old = std::ranges::find_if(log, [&](const Addition& one) {
            return one.step + std::uint64_t{keep_} >= addition.step;
        });
        if (2 * (old - log.begin()) >= std::ssize(log)) { log.erase(log.begin(), old); }
    }
    log.push_back(addition);
}

void VoltageHistory::visit_state(StateVisitor& visitor, const NeuronRange& range) {
    auto& [plus, minus, depressions, additions] = state_;
    const Slice indices{range.first, range.last};
    const auto visit_ring = [&](const std::string& name, Column<double>& ring) {
        for (std::size_t slot = 0; slot * n_ < ring.size(); ++slot) {
            visitor.neurons(range.population, indices, name + '[' + std::to_string(slot) + ']',
                            state_column(ring.data() + slot * n_, n_));
        }
    };
    visit_ring("u_bar_plus", plus);
    visit_ring("u_bar_minus", minus);
    visit_ring("depression", depressions);
    static constexpr std::array fields{
        StateField{"step", StateType::u32, offsetof(Addition, step)},
        StateField{"amount", StateType::f64, offsetof(Addition, amount)}};
    VectorLists<Addition> lists(additions, fields);
    visitor.neuron_lists(range.population, indices, "potentiation_log", lists);
}

}  // namespace callosum
