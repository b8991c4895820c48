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

/// Homeostatic scaling of the neurons of one range (van Rossum MCW, Bi GQ, Turrigiano GG (2000) J Neurosci
/// 20:8812-8821; Turrigiano GG (2008) Cell 135:422-435): what each spikes, and the factor of its weights.
/// A factor is found at the end of every period. It gets to a synapse after the synapse's delay, so it has
/// to be kept for that long, which is why no delay may be longer than a period.
class Homeostasis {
  public:
    Homeostasis(const HomeostasisSetting& setting, double dt_ms, std::uint64_t n);

    /// Neuron `local` of the range has spiked in `step`; steps never go back.
    void spike(std::uint64_t local, std::int64_t step);
    [[nodiscard]] bool due(std::int64_t step) const { return step % period_ == 0; }
    /// Finds the factors of a period that ends with `step`.
    void measure(std::int64_t step);
    [[nodiscard]] double factor(std::uint64_t local) const { return state_.factors[local]; }
    void visit_state(StateVisitor& visitor, const NeuronRange& range);

  private:
    /// Spikes, each worth exp(-age / time_constant): a rate times the time constant.
    struct Mean {
        double sum = 0;
        std::int64_t last = 0;  ///< step
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

/// The first step after `step` with which a period of some population ends, or Description::never.
[[nodiscard]] std::int64_t next_scaling(const Description& description, std::int64_t step);

/// What a scaled weight is kept in.
template <class T>
struct ScalingBounds {
    T low = 0, high = 0;
};
/// From the rule's parameters and the largest weight that the projection may have.
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

/// Multiplies the weight of one synapse. A modulated one is at `level`; its eligibility stays.
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
