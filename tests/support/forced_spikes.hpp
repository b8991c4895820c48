#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>
#include <utility>
#include <vector>

#include "engine/base/state_checks.hpp"
#include "engine/layout/fixed_point_plan.hpp"
#include "engine/plastic/plastic_synapses.hpp"
#include "engine/reference/reference_plastic.hpp"

/// The first projection of a description, fed with given spikes instead of those of its neurons,
/// and with given potentials where its rule follows them, on both paths. A volume transmitter, if
/// there is one, is the source population itself. A step first delivers everything that arrives in
/// it, then takes the spikes stamped with it and the potentials at its end. The description must
/// outlive the object.
namespace callosum::test {

/// Potentials of all targets, [k * n + target], in the order of voltage::names.
using Potentials = std::vector<double>;

/// Neurons, by index, that spike in a step; one that is listed twice spikes twice.
using Firing = std::vector<std::uint64_t>;

class FastProjection {
  public:
    explicit FastProjection(const Description& description)
        : plan_(plan_fixed_point(description)),
          first_gid_(description.populations[description.projections[0].source].first_gid) {
        const auto target = description.projections[0].target;
        const std::uint64_t n = description.populations[target].size;
        const NeuronRange range{target, 0, n};
        history_ = make_history(description, plan_, range);
        voltages_ = make_voltage_history(description, plan_, range);
        synapses_ = make_plastic_synapses(
            {description, plan_, 0, range, 0, history_.get(), voltages_.get()});
        rows_.wide = Column<std::int64_t>(n);
        SourceList known;  // all neurons, so heard ids are gids
        for (std::uint64_t gid = 0; gid < description.n_neurons(); ++gid) { known.add(Gid(gid)); }
        std::vector<Indexed<HeardId, std::uint32_t>> positions;
        for (const auto& list : synapses_->source_lists()) {
            positions.push_back(positions_in(list, known));
        }
        synapses_->prepare(std::move(positions), plan_.max_delay);
    }
    void start(const Potentials& potentials) { voltages_->start(potentials); }
    void step(std::int64_t step, const Firing& sources, const Firing& targets,
              const Potentials& potentials = {}) {
        std::ranges::fill(rows_.wide, 0);
        synapses_->drain(step, rows_);
        if (voltages_) { voltages_->add(step, potentials); }
        if (history_) {
            for (const auto target : targets) { history_->add(target, step); }
        }
        for (const auto source : sources) { synapses_->enter(HeardId(first_gid_ + source), step); }
        synapses_->refresh(step);
    }
    /// Must be called after `step`.
    void scale(std::int64_t step, const Homeostasis& factors) { synapses_->scale(step, factors); }
    /// Returns the input of a target in the last step, in the weight's unit.
    [[nodiscard]] double delivered(std::uint64_t target) const {
        return std::ldexp(static_cast<double>(rows_.wide[target]), plan_.projections[0].exponent);
    }
    [[nodiscard]] const Column<std::int64_t>& rows() const { return rows_.wide; }
    [[nodiscard]] std::uint64_t history_bytes() const {
        StateBytes counter;
        const NeuronRange range{0, 0, rows_.wide.size()};
        if (voltages_) {
            voltages_->visit_state(counter, range);
        } else {
            history_->visit_state(counter, range);
        }
        return counter.bytes();
    }
    [[nodiscard]] std::vector<PlasticSynapse> synapses(std::int64_t step) const {
        std::vector<PlasticSynapse> all;
        synapses_->visit(step, [&](const PlasticSynapse& synapse) { all.push_back(synapse); });
        return all;
    }

  private:
    FixedPointPlan plan_;
    std::uint64_t first_gid_;
    std::unique_ptr<History> history_;
    std::unique_ptr<VoltageHistory> voltages_;
    std::unique_ptr<PlasticSynapses> synapses_;
    InputRows rows_;
};

class PlainProjection {
  public:
    explicit PlainProjection(const Description& description)
        : plan_(plan_fixed_point(description)),
          synapses_(make_reference_plastic(description, plan_, 0)),
          rows_(description.populations[description.projections[0].target].size),
          modulated_(description.projections[0].volume_transmitter.has_value()) {}
    void start(const Potentials& potentials) { synapses_->target_voltages(potentials); }
    void step(std::int64_t step, const Firing& sources, const Firing& targets,
              const Potentials& potentials = {}) {
        std::ranges::fill(rows_, 0);
        synapses_->deliver(
            step, [&](std::uint64_t target, std::int64_t weight) { rows_[target] += weight; });
        if (!potentials.empty()) { synapses_->target_voltages(potentials); }
        for (const auto target : targets) { synapses_->target_spike(target, step); }
        for (const auto source : sources) {
            if (modulated_) { synapses_->transmitter_spike(step); }
            synapses_->source_spike(source, step);
        }
    }
    void scale(std::int64_t step, const Homeostasis& factors) { synapses_->scale(step, factors); }
    [[nodiscard]] double delivered(std::uint64_t target) const {
        return std::ldexp(static_cast<double>(rows_[target]), plan_.projections[0].exponent);
    }
    [[nodiscard]] const Column<std::int64_t>& rows() const { return rows_; }
    [[nodiscard]] std::vector<PlasticSynapse> synapses(std::int64_t step) const {
        std::vector<PlasticSynapse> all;
        synapses_->visit(step, [&](const PlasticSynapse& synapse) { all.push_back(synapse); });
        return all;
    }

  private:
    FixedPointPlan plan_;
    std::unique_ptr<ReferencePlastic> synapses_;
    Column<std::int64_t> rows_;
    bool modulated_;
};

}  // namespace callosum::test
