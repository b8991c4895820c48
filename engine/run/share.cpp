#include "engine/run/share.hpp"

#include <numeric>

#include "engine/base/state_checks.hpp"

namespace callosum {

Share::Share(const Description& description, const FixedPointPlan& plan,
             const std::vector<NeuronRange>& ranges, RankLocal first_local)
    : layout_(lay_out_rows(plan, ranges)) {
    rows_.narrow = Column<std::int32_t>(layout_.n_narrow);
    rows_.wide = Column<std::int64_t>(layout_.n_wide);
    for (std::size_t r = 0; r < ranges.size(); ++r) {
        populations_.push_back(std::make_unique<LocalPopulation>(description, plan, ranges[r],
                                                                 first_local, layout_.places[r]));
        first_local = first_local + ranges[r].size();
    }
    store_ = build_synapses(description, plan, ranges, layout_);
    make_plastic(description, plan);
    for (const auto& plastic : plastic_) {
        for (auto& list : plastic->source_lists()) { plastic_lists_.push_back(std::move(list)); }
    }
}

void Share::make_plastic(const Description& description, const FixedPointPlan& plan) {
    for (std::size_t r = 0; r < populations_.size(); ++r) {
        const auto& target = *populations_[r];
        for (std::size_t p = 0; p < plan.projections.size(); ++p) {
            const auto& projection_plan = plan.projections[p];
            if (projection_plan.format != SynapseFormat::plastic ||
                description.projections[p].target != target.range().population) {
                continue;
            }
            const std::uint64_t row = layout_.places[r][projection_plan.row].first;
            plastic_.push_back(make_plastic_synapses(
                {description, plan, p, target.range(), row, target.history(), target.voltages()}));
            plastic_target_.push_back(&target);
        }
    }
}

std::vector<const SourceList*> Share::source_lists() const {
    std::vector<const SourceList*> lists{&store_.sources};
    for (const auto& list : plastic_lists_) { lists.push_back(&list); }
    return lists;
}

void Share::make_delivery(const SourceList& heard, std::uint32_t horizon) {
    delivery_ = std::make_unique<Delivery>(store_, heard, horizon);
    store_.free_listing();
    std::size_t next = 0;
    for (const auto& plastic : plastic_) {
        std::vector<Indexed<HeardId, std::uint32_t>> positions;
        for (std::size_t i = 0; i < plastic->n_source_lists(); ++i) {
            positions.push_back(positions_in(plastic_lists_[next], heard));
            plastic_lists_[next++] = {};
        }
        plastic->prepare(std::move(positions), horizon);
    }
    plastic_lists_ = {};
}

void Share::enter(std::span<const Arrival> spikes, bool from_other_rank) {
    const auto before = events_;
    // Three passes, so that the misses of one spike hide behind those of the others.
    for (const auto& spike : spikes) { delivery_->prefetch_index(spike.source); }
    for (const auto& spike : spikes) { delivery_->prefetch_runs(spike.source); }
    for (const auto& spike : spikes) { events_ += delivery_->enter(spike.source, spike.step); }
    for (const auto& plastic : plastic_) {
        for (const auto& spike : spikes) { events_ += plastic->enter(spike.source, spike.step); }
    }
    if (from_other_rank) { remote_events_ += events_ - before; }
}

// Windows end where periods of homeostasis do, so the neurons are at `step` and no later spike has been entered.
void Share::end_window(std::int64_t step) {
    CALLOSUM_ASSERT(step >= entered_);
    for (const auto& plastic : plastic_) {
        for (auto s = entered_ + 1; s <= step; ++s) { plastic->refresh(s); }
    }
    entered_ = step;
    for (const auto& population : populations_) { population->end_period(step); }
    for (std::size_t i = 0; i < plastic_.size(); ++i) {
        const auto& homeostasis = plastic_target_[i]->homeostasis();
        if (homeostasis && homeostasis->due(step)) { plastic_[i]->scale(step, *homeostasis); }
    }
}

void Share::drain(std::int64_t step) {
    delivery_->drain(step, rows_);
    for (const auto& plastic : plastic_) { plastic->drain(step, rows_); }
}

void Share::advance(std::int64_t step, WindowSpikes& spikes, std::vector<Spike>& recorded,
                    StageClock& clock) {
    drain(step);
    clock.lap(Stage::deliver);
    for (const auto& population : populations_) {
        population->update(step, rows_);
        const RankLocal first = population->first_local();
        for (const auto i : population->fired()) { spikes.add(first + i); }
        population->count_spikes(step, recorded);
    }
    spikes.end_step();
    clock.lap(Stage::update);
}

void Share::change(const PhaseChange& phase) {
    for (const auto& [index, changed] : phase.populations) {
        for (const auto& population : populations_) {
            if (population->range().population == index) { population->change(changed); }
        }
    }
}

void Share::start_counting(std::int64_t step) {
    events_ = remote_events_ = 0;
    for (const auto& population : populations_) { population->start_counting(step); }
}

void Share::check_finite(std::int64_t step) const {
    for (const auto& population : populations_) { population->check_finite(step); }
}

std::uint64_t Share::synapse_bytes() const {
    StateBytes counter;
    for (const auto& plastic : plastic_) { plastic->visit_state(counter, entered_); }
    for (const auto& population : populations_) { population->visit_histories(counter); }
    return store_.bytes() + delivery_->index_bytes() + counter.bytes();
}

void Share::visit_state(StateVisitor& visitor, std::int64_t step) {
    CALLOSUM_ASSERT(step == entered_);
    for (const auto& population : populations_) { population->visit_state(visitor, step); }
    for (const auto& plastic : plastic_) { plastic->visit_state(visitor, step); }
    visitor.total("synaptic_events", state_number(events_));
    visitor.total("layout.remote_events", state_number(remote_events_));
    visitor.derived("static synapses", store_.bytes() + delivery_->index_bytes());
}

std::uint64_t Share::n_synapses() const {
    return std::accumulate(plastic_.begin(), plastic_.end(), store_.n_synapses,
                           [](auto n, const auto& plastic) { return n + plastic->size(); });
}

std::uint64_t Share::n_neurons() const {
    std::uint64_t n = 0;
    for (const auto& population : populations_) { n += population->range().size(); }
    return n;
}

std::uint64_t Share::digest() const {
    std::uint64_t sum = 0;
    for (const auto& population : populations_) { sum += population->digest(); }
    return sum;
}

std::uint64_t Share::n_spikes(std::size_t population) const {
    std::uint64_t n = 0;
    for (const auto& local : populations_) {
        if (local->range().population == population) { n += local->n_spikes(); }
    }
    return n;
}

}  // namespace callosum
