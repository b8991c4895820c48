#pragma once

#include <map>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "models/synapse/rule.hpp"

namespace callosum::test {

/// The time constants of the postsynaptic neuron.
struct Postsynaptic {
    double tau_minus = 20, tau_minus_triplet = 110;
};

/// One synapse of a rule and the spikes of both sides as they get there, in ms and in order; where both
/// spike at once, the postsynaptic one is to be told first. Steps are 0.1 ms.
template <PlasticRule R>
class LoneSynapse {
  public:
    LoneSynapse(const std::map<std::string, double>& params, double weight,
                const Postsynaptic& post = {})
        : rates_{dt / post.tau_minus, dt / post.tau_minus_triplet} {
        typename R::Params values;
        for (std::size_t i = 0; i < R::n_params; ++i) {
            const auto& field = R::info.params[i];
            const auto given = params.find(std::string(field.name));
            values[i] = given == params.end() ? field.default_value : given->second;
        }
        if (!R::applies(values)) { throw std::invalid_argument("another variant of the rule"); }
        k_ = R::prepare(values, weight < 0 ? -1 : 1, rates_, dt);
        state_ = R::initial(std::abs(weight));
    }

    void post(double time_ms) {
        const double now = time_ms / dt;
        const double gap = last_.empty() ? 0 : now - last_.back().step;
        Spike spike{now, 1, 0};
        if (!last_.empty()) {
            const double faded = rule::decay(gap, rates_.slow);
            spike.trace += last_.back().trace * rule::decay(gap, rates_.minus);
            spike.slow = R::slow == TripletTrace::nearest ? faded : slow_ * faded;
            slow_ *= faded;
        }
        slow_ += 1;
        last_.push_back(spike);
        R::on_post(state_, k_, source_, now - pre_, PostSpike<double>{spike.trace, spike.slow});
    }
    /// Returns what is delivered.
    double pre(double time_ms) {
        const double now = time_ms / dt;
        auto aged = source_;
        R::age(aged, k_, now - pre_);
        PostSpike<double> last{0, 0};
        double age = 0;
        for (const auto& spike : last_) {
            if (spike.step >= now) { break; }
            last = {spike.trace, spike.slow};
            age = now - spike.step;
        }
        last.trace = rule::post_trace<R>(last.trace, age, rates_.minus);
        R::on_pre(state_, k_, aged, last);
        source_ = aged;
        R::count(source_);
        pre_ = now;
        return R::sent(state_, k_, aged);
    }
    /// Magnitude.
    [[nodiscard]] double weight() const { return state_.w; }

  private:
    static constexpr double dt = 0.1;
    struct Spike {
        double step, trace, slow;
    };
    HistoryRates rates_;
    typename R::template Coeffs<double> k_{};
    typename R::template State<double> state_{};
    typename R::template Source<double> source_{};
    std::vector<Spike> last_;
    double slow_ = 0;  ///< sum over all spikes, at the last
    double pre_ = 0;
};

/// The change of the weight by one pair: postsynaptic minus presynaptic time `gap_ms`.
template <PlasticRule R>
double change_by_pair(const std::map<std::string, double>& params, double weight, double gap_ms,
                      const Postsynaptic& post = {}) {
    LoneSynapse<R> synapse(params, weight, post);
    if (gap_ms >= 0) {
        synapse.pre(100);
        synapse.post(100 + gap_ms);
    } else {
        synapse.post(100);
        synapse.pre(100 - gap_ms);
    }
    return synapse.weight() - std::abs(weight);
}

}  // namespace callosum::test
