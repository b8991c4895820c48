#include "engine/reference/reference_plastic.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include "engine/base/rounding.hpp"
#include "engine/plastic/homeostasis.hpp"
#include "engine/plastic/modulation.hpp"
#include "engine/plastic/plastic_kernel.hpp"
#include "engine/reference/reference_clopath.hpp"
#include "models/synapse/synapse_registry.hpp"
#include "network/describe/plasticity.hpp"
#include "network/draw/sampler.hpp"

namespace callosum {
namespace {

/// Plain path of a rule that follows spikes: every synapse looks through all postsynaptic spikes of
/// its target.
template <PlasticRule R, class T>
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
        typename R::Params params;
        std::ranges::copy(rule_params(projection_), params.begin());
        bounds_ = scaling_bounds<R, T>(params, projection_plan.bounds.max_abs_weight);
        rates_ = history_rates(description, projection_.target);
        k_ = R::prepare(params, sign_, rates_, description.dt_ms);
        for (std::size_t c = 0; c < n_columns<R::template Coeffs>; ++c) {
            column(one_, c) = static_cast<T>(column(k_, c));
        }
        if constexpr (is_modulated<R>) {
            modulation_ = std::make_unique<Modulation>(projection_, description.dt_ms);
        }
        if constexpr (draws_at_spikes<R>) {
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
        R::age(event.now, k_, static_cast<double>(step - sender.last));
        sender.state = event.now;
        R::count(sender.state);
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
            {step, static_cast<T>(receiver.trace),
             static_cast<T>(R::slow == TripletTrace::nearest ? nearest : slow)});
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
                         synapse.occurrence, sign_ * static_cast<double>(synapse.state.w)});
            }
        }
    }

  private:
    using SourceState = typename R::template Source<double>;
    struct Synapse {
        std::uint64_t target;
        std::int64_t delay;
        typename R::template State<T> state;
        std::uint32_t occurrence = 0;
    };
    struct Source {
        SourceState state{};
        std::int64_t last = 0;        ///< step of the last spike
        std::int64_t visited_at = 0;  ///< step of the last spike or scaling
    };
    struct Spike {
        std::int64_t step;
        T trace, slow;
    };
    struct Target {
        std::vector<Spike> spikes;
        double trace = 0, slow = 0;
    };
    struct Event {
        std::uint64_t source;
        std::int64_t step, before, visited_at;
        SourceState last, now;
        bool scales = false;  ///< a scaling instead of a spike
    };

    void add(const SynapseBatch& batch, std::uint32_t i) {
        const auto fresh = R::initial(std::abs(batch.weight[i]));
        Synapse synapse{batch.target[i], batch.delay[i], {}};
        for (std::size_t c = 0; c < n_columns<R::template State>; ++c) {
            column(synapse.state, c) = static_cast<T>(column(fresh, c));
        }
        max_delay_ = std::max(max_delay_, synapse.delay);
        outgoing_[batch.source[i]].push_back(synapse);
    }

    static void sort(std::vector<Synapse>& list) {
        std::stable_sort(list.begin(), list.end(), [](const auto& a, const auto& b) {
            return a.target != b.target ? a.target < b.target : a.delay < b.delay;
        });
        for (std::size_t i = 0; i < list.size(); ++i) {
            const bool again = i > 0 && list[i - 1].target == list[i].target;
            list[i].occurrence = again ? list[i - 1].occurrence + 1 : 0;
            if constexpr (draws_at_spikes<R>) {
                list[i].state.which = static_cast<T>(list[i].occurrence);
            }
        }
    }

    static typename R::template Source<T> single(const SourceState& from) {
        typename R::template Source<T> to;
        for (std::size_t c = 0; c < n_columns<R::template Source>; ++c) {
            column(to, c) = static_cast<T>(column(from, c));
        }
        return to;
    }

    [[nodiscard]] std::int64_t shift(const Synapse& synapse) const {
        return stamp_shift(projection_, static_cast<std::uint32_t>(synapse.delay));
    }

    /// Applies the postsynaptic spikes since the event before `event`, up to stamp `until`. Sets
    /// `last` to the last spike strictly before `until` and returns its age.
    std::int64_t take_post_spikes(const Event& event, std::int64_t until, Synapse& synapse,
                                  PostSpike<T>& last) const {
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
            const auto since = static_cast<T>(spike.step - first);
            R::on_post(synapse.state, one_, single(event.last), since,
                       PostSpike<T>{spike.trace, spike.slow, levels.at(spike.step)});
        }
        last.level = levels.at(until);
        return age;
    }

    /// Integral of a modulator at stamps of postsynaptic spikes since the spike before `event`.
    struct Levels {
        std::int64_t first;  ///< stamp of the first entry
        std::vector<double> of;
        [[nodiscard]] T at(std::int64_t stamp) const {
            return of.empty() ? T(0) : static_cast<T>(of[static_cast<std::size_t>(stamp - first)]);
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
        PostSpike<T> last{0, 0, 0};
        const std::int64_t until = step - synapse.delay - shift(synapse);
        // Without an earlier spike the interval reaches back to the start, where a postsynaptic
        // spike of step -dendrite would be met.
        const auto dendrite = static_cast<std::int64_t>(
            dendritic_steps(projection_, static_cast<std::uint32_t>(synapse.delay)));
        const std::int64_t first =
            event.visited_at == 0 ? -dendrite : event.visited_at - shift(synapse);
        (void)take_post_spikes(event, std::max(first, until), synapse, last);
        if constexpr (is_modulated<R>) {
            synapse.state.w = R::now(synapse.state, one_, last.level);
        }
    }

    void multiply(const Event& event, Synapse& synapse) const {
        PostSpike<T> last{0, 0, 0};
        (void)take_post_spikes(event, event.step - shift(synapse), synapse, last);
        scale_weight<R, T>(synapse.state, one_, last.level, factors_->factor(synapse.target),
                           bounds_);
    }

    std::int64_t arrive(const Event& event, Synapse& synapse) const {
        if constexpr (draws_at_spikes<R>) {
            const auto draws =
                synapse_draws(*random_, static_cast<std::uint32_t>(event.source),
                              static_cast<std::uint32_t>(synapse.target),
                              static_cast<std::uint32_t>(event.step), synapse.occurrence);
            const T sent = R::release(synapse.state, k_, event.now, draws);
            return nearest_integer(static_cast<double>(sent) * scale_);
        }
        PostSpike<T> last{0, 0, 0};
        const auto age = take_post_spikes(event, event.step - shift(synapse), synapse, last);
        last.trace =
            rule::post_trace<R>(last.trace, static_cast<T>(age), static_cast<T>(rates_.minus));
        R::on_pre(synapse.state, one_, single(event.now), last);
        const T sent = R::sent(synapse.state, one_, single(event.now));
        return nearest_integer(static_cast<double>(sent) * scale_);
    }

    const Projection& projection_;
    double sign_ = 1, scale_ = 1;
    ScalingBounds<T> bounds_;
    const Homeostasis* factors_ = nullptr;  ///< of the last period
    HistoryRates rates_;
    typename R::template Coeffs<double> k_{};
    typename R::template Coeffs<T> one_{};
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
    const std::vector<double> given = rule_params(description.projections[projection]);
    std::unique_ptr<ReferencePlastic> made;
    visit_rules(PlasticRules{}, [&]<class R>() {
        if (R::info.name != description.projections[projection].synapse_model) { return false; }
        typename R::Params params;
        std::ranges::copy(given, params.begin());
        if (!R::applies(params)) { return false; }
        if (description.precision == Precision::single) {
            made = std::make_unique<PlainPlastic<R, float>>(description, plan, projection);
        } else {
            made = std::make_unique<PlainPlastic<R, double>>(description, plan, projection);
        }
        return true;
    });
    return made;
}

}  // namespace callosum
