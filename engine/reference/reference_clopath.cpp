#include "engine/reference/reference_clopath.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "engine/base/rounding.hpp"
#include "network/draw/sampler.hpp"

namespace callosum {
namespace {

/// The rule as it is written: all potentials of all steps are kept, and amounts are computed when a
/// synapse needs them.
template <class T>
class PlainClopath final : public ReferencePlastic {
  public:
    PlainClopath(const Description& description, const FixedPointPlan& plan, std::size_t index)
        : projection_(description.projections[index]),
          neuron_(followed_neuron(description, projection_.target)),
          n_targets_(description.populations[projection_.target].size),
          outgoing_(description.populations[projection_.source].size),
          sources_(outgoing_.size()) {
        ClopathSynapse::Params params;
        std::ranges::copy(rule_params(projection_), params.begin());
        k_ = ClopathSynapse::prepare(params, description.dt_ms);
        w_min_ = static_cast<T>(params[ClopathSynapse::Wmin]);
        w_max_ = static_cast<T>(params[ClopathSynapse::Wmax]);
        scale_ = std::ldexp(1.0, -plan.projections[index].exponent);
        auto sampler = make_sampler(description, index, projection_.target_slice);
        sampler->draw({0, outgoing_.size()}, [&](const SynapseBatch& batch) {
            for (std::uint32_t i = 0; i < batch.n; ++i) {
                max_delay_ = std::max(max_delay_, std::int64_t{batch.delay[i]});
                outgoing_[batch.source[i]].push_back(
                    {batch.target[i], batch.delay[i], static_cast<T>(batch.weight[i])});
            }
        });
    }

    void source_spike(std::uint64_t source, std::int64_t step) override {
        auto& sender = sources_[source];
        events_.push_back({source, step, sender});
        ClopathSynapse::count(sender.state, k_, static_cast<double>(step - sender.last));
        sender.last = step;
    }
    void transmitter_spike(std::int64_t /*step*/) override {}
    void target_spike(std::uint64_t /*target*/, std::int64_t /*step*/) override {}
    [[nodiscard]] std::vector<std::size_t> voltages() const override { return neuron_.variables; }
    void target_voltages(const std::vector<double>& samples) override {
        samples_.push_back(samples);
    }

    void deliver(std::int64_t step,
                 const std::function<void(std::uint64_t, std::int64_t)>& take) override {
        for (const auto& event : events_) {
            for (auto& synapse : outgoing_[event.source]) {
                if (event.step + synapse.delay != step) { continue; }
                const std::int64_t meets = event.step - shift(synapse);
                synapse.w = risen(synapse, event.before, meets);
                if (meets > 0) {
                    const double by =
                        ClopathSynapse::depression(at(synapse.target, meets), neuron_.rule);
                    synapse.w = ClopathSynapse::lowered(synapse.w, by, w_min_);
                } else {
                    synapse.w = ClopathSynapse::lowered(synapse.w, 0, w_min_);
                }
                take(synapse.target, nearest_integer(static_cast<double>(synapse.w) * scale_));
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
            std::vector<PlasticSynapse> list;
            for (const auto& synapse : outgoing_[source]) {
                const std::int64_t until = step - synapse.delay - shift(synapse);
                const T w = risen(synapse, last_met(source, step, synapse), until);
                list.push_back({source, synapse.target, static_cast<std::uint32_t>(synapse.delay),
                                0, static_cast<double>(w)});
            }
            order_synapses(list);
            for (const auto& synapse : list) { visitor(synapse); }
        }
    }

  private:
    struct Synapse {
        std::uint64_t target;
        std::int64_t delay;
        T w;
    };
    struct Source {
        ClopathSynapse::Source state;
        std::int64_t last = 0;  ///< step of the last spike
    };
    struct Event {
        std::uint64_t source;
        std::int64_t step;
        Source before;  ///< state that the previous spike left
    };

    [[nodiscard]] std::int64_t shift(const Synapse& synapse) const {
        return stamp_shift(projection_, static_cast<std::uint32_t>(synapse.delay));
    }
    [[nodiscard]] double sample(std::size_t variable, std::uint64_t target,
                                std::int64_t step) const {
        const auto known = static_cast<std::size_t>(std::max<std::int64_t>(0, step));
        return samples_[known][variable * n_targets_ + target];
    }
    [[nodiscard]] ClopathSynapse::Potentials at(std::uint64_t target, std::int64_t step) const {
        return {sample(0, target, step), sample(1, target, step - neuron_.late),
                sample(2, target, step - neuron_.late), sample(3, target, step)};
    }

    /// Returns the weight after the additions of its target since the last presynaptic spike, up to
    /// a stamp.
    [[nodiscard]] T risen(const Synapse& synapse, const Source& last, std::int64_t until) const {
        T w = synapse.w;
        if (last.last == 0) { return w; }
        const std::int64_t met = last.last - shift(synapse);
        for (auto step = std::max<std::int64_t>(met, 0) + 1; step <= until; ++step) {
            const double by = ClopathSynapse::potentiation(at(synapse.target, step), neuron_.rule);
            if (by == 0) { continue; }
            const double faded = rule::decay(static_cast<double>(step - met), k_.rate);
            w = ClopathSynapse::raised(w, by, last.state.x_bar * faded, w_max_);
        }
        return w;
    }

    /// Returns the source as its last spike left it that has reached the synapse by `step`.
    [[nodiscard]] Source last_met(std::uint64_t source, std::int64_t step,
                                  const Synapse& synapse) const {
        for (const auto& waiting : events_) {
            if (waiting.source == source && waiting.step + synapse.delay > step) {
                return waiting.before;
            }
        }
        return sources_[source];
    }

    const Projection& projection_;
    FollowedNeuron neuron_;
    std::uint64_t n_targets_;
    ClopathSynapse::Coeffs k_{};
    T w_min_ = 0, w_max_ = 0;
    double scale_ = 1;
    std::int64_t max_delay_ = 1;
    std::vector<std::vector<Synapse>> outgoing_;
    std::vector<Source> sources_;
    std::vector<Event> events_;
    std::vector<std::vector<double>> samples_;  ///< by step, from 0 on
};

}  // namespace

std::unique_ptr<ReferencePlastic> make_reference_clopath(const Description& description,
                                                         const FixedPointPlan& plan,
                                                         std::size_t projection) {
    if (description.precision == Precision::single) {
        return std::make_unique<PlainClopath<float>>(description, plan, projection);
    }
    return std::make_unique<PlainClopath<double>>(description, plan, projection);
}

}  // namespace callosum
