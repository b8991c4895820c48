#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

#include "engine/base/state_visitor.hpp"
#include "models/synapse/rule.hpp"
#include "network/describe/network.hpp"
#include "network/partition/partition.hpp"

namespace callosum {

/// Homeostatic scaling of the neurons of one range (van Rossum MCW, Bi GQ, Turrigiano GG (2000) J
/// Neurosci 20:8812-8821; Turrigiano GG (2008) Cell 135:422-435): their activity, and the factor of
/// their weights. Factors are computed at the end of every period. A factor reaches a synapse after
/// its delay and is kept until then, so no delay may be longer than a period.
class Homeostasis {
  public:
    Homeostasis(const HomeostasisSetting& setting, double dt_ms, std::uint64_t n);

    /// Records a spike of neuron `local` of the range; steps must not decrease.
    void spike(std::uint64_t local, std::int64_t step);
    [[nodiscard]] bool due(std::int64_t step) const { return step % period_ == 0; }
    /// Computes the factors at the end of a period, which `step` must be.
    void measure(std::int64_t step);
    [[nodiscard]] double factor(std::uint64_t local) const { return state_.factors[local]; }
    void visit_state(StateVisitor& visitor, const NeuronRange& range);

  private:
    /// Sum of spikes, each weighted by exp(-age / time_constant): a rate times the time constant.
    struct Mean {
        double sum = 0;
        std::int64_t last = 0;  ///< step of the last spike
    };
    [[nodiscard]] double mean_at(const Mean& mean, std::int64_t step) const {
        return mean.sum * rule::decay(static_cast<double>(step - mean.last), fade_);
    }

    std::int64_t period_;
    double strength_, expected_;  ///< spikes in the time that counts
    double fade_ = 0;             ///< 1/step
    /// All that is kept of the neurons; visit_state names every member.
    struct State {
        std::vector<std::uint32_t> counts;  ///< of the period; empty where there is a time constant
        std::vector<Mean> means;
        std::vector<double> factors;
    };
    State state_;
};

/// Returns the first step after `step` at which a period of some population ends, or
/// Description::never.
[[nodiscard]] std::int64_t next_scaling(const Description& description, std::int64_t step);

/// Bounds within which a scaled weight is kept.
template <class T>
struct ScalingBounds {
    T low = 0, high = 0;
};
/// Returns the bounds: Wmin, and the smaller of the rule's bound and the largest weight of the
/// projection.
template <PlasticRule R, class T>
[[nodiscard]] ScalingBounds<T> scaling_bounds(const typename R::Params& params, double limit) {
    double low = 0;
    double high = limit;
    for (std::size_t i = 0; i < R::info.params.size(); ++i) {
        const auto name = R::info.params[i].name;
        if (name == R::info.bound) { high = std::min(high, std::abs(params[i])); }
        if (name == "Wmin") { low = params[i]; }
    }
    return {static_cast<T>(low), static_cast<T>(high)};
}

/// Multiplies the weight of one synapse. For a modulated rule that is the weight at `level`; the
/// eligibility stays.
template <PlasticRule R, class T>
void scale_weight(typename R::template State<T>& s, const typename R::template Coeffs<T>& k,
                  T level, double factor, const ScalingBounds<T>& bounds) {
    const auto scaled = [&](T w) {
        return std::min(std::max(w * static_cast<T>(factor), bounds.low), bounds.high);
    };
    if constexpr (is_modulated<R>) {
        s.w = std::fma(-s.c, level, scaled(R::now(s, k, level)));
    } else {
        s.w = scaled(s.w);
    }
}

}  // namespace callosum
