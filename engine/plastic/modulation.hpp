#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/base/math.hpp"
#include "engine/base/state_visitor.hpp"
#include "network/describe/plasticity.hpp"

namespace callosum {

/// Dopamine of one projection, which all its synapses share: its level, and the integral of exp(-(s
/// - a) / tau_c) (n(s) - b) from a on, step by step, which moves their weights.
class Modulation {
  public:
    /// Reads the parameters of the projection's rule: tau_c, tau_n (ms) and b (1/ms).
    Modulation(const Projection& projection, double dt_ms);

    /// Returns the delay of the transmitter, steps.
    [[nodiscard]] std::uint32_t delay() const { return static_cast<std::uint32_t>(delay_); }
    /// Records a spike of the transmitter, stamped `step`.
    void spike(std::int64_t step);
    /// Computes the levels of all steps below `step`; later spikes must arrive at `step` or after.
    void advance(std::int64_t step);
    /// Frees the levels of steps below `step`, which must not be asked for any more.
    void forget(std::int64_t step);

    void visit_state(StateVisitor& visitor, std::size_t projection);

    /// The integral since a presynaptic spike, and exp(-age / tau_c).
    struct Integral {
        double sum = 0, weight = 1;
    };
    /// Continues `from` (the integral at the end of step `first`) to the end of step `last`; writes
    /// the integral at the end of each step first, first + 1, ..., last.
    void integrate(Integral& from, std::int64_t first, std::int64_t last,
                   std::vector<double>& out) const;

  private:
    std::int64_t delay_;         ///< of the transmitter, steps
    double keep_c_, keep_n_;     ///< decay in a step
    double of_level_, of_base_;  ///< integrals over a step of exp(-s / tau_c) n and b
    double per_spike_;
    /// All that is kept; visit_state names every member.
    struct State {
        double level = 0;
        std::int64_t first = 0;      ///< step whose level is at the front of `change`
        std::vector<double> change;  ///< of a weight with c = 1 at the start of the step after
        std::vector<std::uint32_t> arrivals;  ///< by step modulo its size
    };
    State state_;
};

}  // namespace callosum
