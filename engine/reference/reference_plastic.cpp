#include "engine/reference/reference_plastic.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include "engine/base/rounding.hpp"
#include "engine/plastic/homeostasis.hpp"
#include "engine/plastic/modulation.hpp"
#include "engine/plastic/visit.hpp"
#include "engine/reference/plain_rule.hpp"
#include "engine/reference/reference_clopath.hpp"
#include "models/synapse/clopath_synapse.hpp"
#include "network/describe/plasticity.hpp"
#include "network/draw/sampler.hpp"

namespace callosum {
namespace {

class PlainPlastic final : public ReferencePlastic {
  public:
    PlainPlastic(const Description& description, const FixedPointPlan& plan, std::size_t index)
        : projection_(description.projections[index]),
          outgoing_(description.populations[projection_.source].size),
          sources_(outgoing_.size()),
          targets_(description.populations[projection_.target].size) {
        const auto& projection_plan = plan.projections[index];
        sign_ = projection_plan.bounds.negative ? -1 : 1;
        scale_ = std::ldexp(projection_plan.magnitude ? 1.0 : sign_, -projection_plan.exponent);
        rates_ = history_rates(description, projection_.target);
        rule_ = make_plain_rule(description, index, sign_, projection_plan.bounds.max_abs_weight);
        for (auto& source : sources_) { source.state = rule_->silent_source(); }
        if (rule_->is_modulated()) {
            modulation_ = std::make_unique<Modulation>(projection_, description.dt_ms);
        }
        if (rule_->draws_at_spikes()) {
            random_.emplace(description.seed, Purpose::release, static_cast<std::uint32_t>(index));
        }
        auto sampler = make_sampler(description, index, projection_.target_slice);
        sampler->draw({0, outgoing_.size()}, [&](const SynapseBatch& batch) {
            for (std::uint32_t i = 0; i < batch.n; ++i) { add(batch, i); }
        });
        for (auto& list : outgoing_) { sort(list); }
    }

    void source_spike(std::uint64_t source, std::int64_t step) override {
        auto& sender = sources_[source];
        Event event{source, step, sender.last, sender.visited_at, sender.state, sender.state};
        rule_->age(event.now, static_cast<double>(step - sender.last));
        sender.state = event.now;
        rule_->count(sender.state);
        sender.last = sender.visited_at = step;
        events_.push_back(event);
    }
    void transmitter_spike(std::int64_t step) override {
        if (modulation_) { modulation_->spike(step); }
    }
    void target_spike(std::uint64_t target, std::int64_t step) override {
        auto& receiver = targets_[target];
        const bool first = receiver.spikes.empty();
        const double gap = first ? 0 : static_cast<double>(step - receiver.spikes.back().step);
        const double slow = first ? 0 : receiver.slow * rule::decay(gap, rates_.slow);
        const double nearest = first ? 0 : rule::decay(gap, rates_.slow);
        receiver.trace = (first ? 0 : receiver.trace * rule::decay(gap, rates_.minus)) + 1;
        receiver.slow = slow + 1;
        receiver.spikes.push_back(
            {step, receiver.trace, rule_->slow() == TripletTrace::nearest ? nearest : slow});
    }

    void scale(std::int64_t step, const Homeostasis& factors) override {
        if (!takes_scaling(projection_)) { return; }
        factors_ = &factors;
        for (std::uint64_t source = 0; source < sources_.size(); ++source) {
            auto& sender = sources_[source];
            events_.push_back(
                {source, step, sender.last, sender.visited_at, sender.state, sender.state, true});
            sender.visited_at = step;
        }
    }

    void deliver(std::int64_t step,
                 const std::function<void(std::uint64_t, std::int64_t)>& take) override {
        if (modulation_) { modulation_->advance(step); }
        for (const auto& event : events_) {
            for (auto& synapse : outgoing_[event.source]) {
                if (event.step + synapse.delay != step) { continue; }
                if (event.scales) {
                    multiply(event, synapse);
                } else {
                    take(synapse.target, arrive(event, synapse));
                }
            }
        }
        std::erase_if(events_, [&](const Event& e) { return e.step + max_delay_ <= step; });
    }

    [[nodiscard]] std::uint64_t size() const override {
        std::uint64_t n = 0;
        for (const auto& list : outgoing_) { n += list.size(); }
        return n;
    }
    void visit(std::int64_t step,
               const std::function<void(const PlasticSynapse&)>& visitor) const override {
        for (std::uint64_t source = 0; source < outgoing_.size(); ++source) {
            auto list = outgoing_[source];
            for (auto& synapse : list) { settle(source, step, synapse); }
            for (const auto& synapse : list) {
                visitor({source, synapse.target, static_cast<std::uint32_t>(synapse.delay),
                         synapse.occurrence, sign_ * synapse.state[0]});
            }
        }
    }

  private:
    struct Synapse {
        std::uint64_t target;
        std::int64_t delay;
        RuleNumbers state;  ///< the weight first
        std::uint32_t occurrence = 0;
    };
    struct Source {
        RuleNumbers state{};
        std::int64_t last = 0;        ///< spike
        std::int64_t visited_at = 0;  ///< spike or scaling
    };
    struct Spike {
        std::int64_t step;
        double trace, slow;
    };
    struct Target {
        std::vector<Spike> spikes;
        double trace = 0, slow = 0;
    };
    struct Event {
        std::uint64_t source;
        std::int64_t step, before, visited_at;
        RuleNumbers last, now;
        bool scales = false;  ///< no spike
    };

    void add(const SynapseBatch& batch, std::uint32_t i) {
        const Synapse synapse{batch.target[i], batch.delay[i],
                              rule_->initial(std::abs(batch.weight[i]))};
        max_delay_ = std::max<std::int64_t>(max_delay_, synapse.delay);
        outgoing_[batch.source[i]].push_back(synapse);
    }

    void sort(std::vector<Synapse>& list) const {
        std::stable_sort(list.begin(), list.end(), [](const auto& a, const auto& b) {
            return a.target != b.target ? a.target < b.target : a.delay < b.delay;
        });
        for (std::size_t i = 0; i < list.size(); ++i) {
            const bool again = i > 0 && list[i - 1].target == list[i].target;
            list[i].occurrence = again ? list[i - 1].occurrence + 1 : 0;
            if (rule_->draws_at_spikes()) { list[i].state[1] = list[i].occurrence; }
        }
    }

    [[nodiscard]] std::int64_t shift(const Synapse& synapse) const {
        return stamp_shift(projection_, static_cast<std::uint32_t>(synapse.delay));
    }

    /// Applies the postsynaptic spikes since the event before `event`, up to stamp `until`. Sets
    /// `last` to the last spike strictly before `until` and returns its age.
    std::int64_t take_post_spikes(const Event& event, std::int64_t until, Synapse& synapse,
                                  PostSpike<double>& last) const {
        const std::int64_t first = event.before - shift(synapse);
        const std::int64_t after = event.visited_at == 0 ? 0 : event.visited_at - shift(synapse);
        std::int64_t age = 0;
        const auto levels = levels_of(event, synapse, until);
        for (const auto& spike : targets_[synapse.target].spikes) {
            if (spike.step > until) { break; }
            if (spike.step < until) {
                last.trace = spike.trace;
                age = until - spike.step;
            }
            if (spike.step <= after) { continue; }
            rule_->on_post(synapse.state, event.last, static_cast<double>(spike.step - first),
                           {spike.trace, spike.slow, levels.at(spike.step)});
        }
        last.level = levels.at(until);
        return age;
    }

    /// Integral of a modulator at stamps of postsynaptic spikes since the spike before `event`.
    struct Levels {
        std::int64_t first;  ///< stamp of the first entry
        std::vector<double> of;
        [[nodiscard]] double at(std::int64_t stamp) const {
            return of.empty() ? 0 : of[static_cast<std::size_t>(stamp - first)];
        }
    };
    [[nodiscard]] Levels levels_of(const Event& event, const Synapse& synapse,
                                   std::int64_t until) const {
        Levels levels{0, {}};
        if (!modulation_) { return levels; }
        const auto dendrite = static_cast<std::int64_t>(
            dendritic_steps(projection_, static_cast<std::uint32_t>(synapse.delay)));
        const std::int64_t axon = synapse.delay - dendrite;
        const std::int64_t begin = event.before == 0 ? 0 : event.before + axon;
        Modulation::Integral integral;
        modulation_->integrate(integral, begin, std::max(begin, until + dendrite), levels.of);
        levels.first = begin - dendrite;
        return levels;
    }

    void settle(std::uint64_t source, std::int64_t step, Synapse& synapse) const {
        const auto& sender = sources_[source];
        Event event{source, step, sender.last, sender.visited_at, sender.state, sender.state};
        for (const auto& waiting : events_) {
            if (waiting.source != source || waiting.step + synapse.delay <= step) { continue; }
            event = waiting;
            break;
        }
        PostSpike<double> last{0, 0, 0};
        const std::int64_t until = step - synapse.delay - shift(synapse);
        // Without an earlier spike the interval reaches back to the start, where a postsynaptic
        // spike of step -dendrite would be met.
        const auto dendrite = static_cast<std::int64_t>(
            dendritic_steps(projection_, static_cast<std::uint32_t>(synapse.delay)));
        const std::int64_t first =
            event.visited_at == 0 ? -dendrite : event.visited_at - shift(synapse);
        (void)take_post_spikes(event, std::max(first, until), synapse, last);
        rule_->settle(synapse.state, last.level);
    }

    void multiply(const Event& event, Synapse& synapse) const {
        PostSpike<double> last{0, 0, 0};
        (void)take_post_spikes(event, event.step - shift(synapse), synapse, last);
        rule_->scale(synapse.state, last.level, factors_->factor(synapse.target));
    }

    std::int64_t arrive(const Event& event, Synapse& synapse) const {
        if (rule_->draws_at_spikes()) {
            const auto draws =
                synapse_draws(*random_, static_cast<std::uint32_t>(event.source),
                              static_cast<std::uint32_t>(synapse.target),
                              static_cast<std::uint32_t>(event.step), synapse.occurrence);
            return nearest_integer(rule_->release(synapse.state, event.now, draws) * scale_);
        }
        PostSpike<double> last{0, 0, 0};
        const auto age = take_post_spikes(event, event.step - shift(synapse), synapse, last);
        const double sent = rule_->on_pre(synapse.state, event.now, last, static_cast<double>(age));
        return nearest_integer(sent * scale_);
    }

    const Projection& projection_;
    double sign_ = 1, scale_ = 1;
    const Homeostasis* factors_ = nullptr;  ///< of the last period
    HistoryRates rates_;
    std::unique_ptr<PlainRule> rule_;
    std::optional<Ars> random_;
    std::unique_ptr<Modulation> modulation_;
    std::int64_t max_delay_ = 1;
    std::vector<std::vector<Synapse>> outgoing_;
    std::vector<Source> sources_;
    std::vector<Target> targets_;
    std::vector<Event> events_;
};

}  // namespace

std::unique_ptr<ReferencePlastic> make_reference_plastic(const Description& description,
                                                         const FixedPointPlan& plan,
                                                         std::size_t projection) {
    if (description.projections[projection].synapse_model == ClopathSynapse::info.name) {
        return make_reference_clopath(description, plan, projection);
    }
    return std::make_unique<PlainPlastic>(description, plan, projection);
}

}  // namespace callosum
