#pragma once

#include <array>
#include <memory>

#include "models/synapse/random_release.hpp"
#include "models/synapse/rule.hpp"
#include "network/describe/network.hpp"

namespace callosum {

/// The members of one of a rule's structs, in order. Single precision is held in double, which changes
/// no bit.
using RuleNumbers = std::array<double, 4>;

/// A plasticity rule in a projection's precision, for the reference run: one synapse at a time. So that the
/// run itself is no template, and only these few lines are compiled for every rule.
class PlainRule {
  public:
    virtual ~PlainRule() = default;
    /// `models/synapse/rule.hpp` says what these are for.
    [[nodiscard]] virtual bool is_modulated() const = 0;
    [[nodiscard]] virtual bool draws_at_spikes() const = 0;
    [[nodiscard]] virtual TripletTrace slow() const = 0;
    [[nodiscard]] virtual RuleNumbers silent_source() const = 0;  ///< before its first spike
    virtual void age(RuleNumbers& source, double steps) const = 0;
    virtual void count(RuleNumbers& source) const = 0;
    [[nodiscard]] virtual RuleNumbers initial(double weight) const = 0;
    virtual void on_post(RuleNumbers& state, const RuleNumbers& source, double since,
                         const PostSpike<double>& post) const = 0;
    /// A presynaptic spike, `age` steps after the last postsynaptic one, whose trace `last` has. Returns
    /// the weight (magnitude) that is sent.
    [[nodiscard]] virtual double on_pre(RuleNumbers& state, const RuleNumbers& source,
                                        const PostSpike<double>& last, double age) const = 0;
    /// The same for rules that draw.
    [[nodiscard]] virtual double release(RuleNumbers& state, const RuleNumbers& source,
                                         const rule::Draws& draws) const = 0;
    /// Takes a modulated weight to `level`; others stay.
    virtual void settle(RuleNumbers& state, double level) const = 0;
    /// Multiplies the weight.
    virtual void scale(RuleNumbers& state, double level, double factor) const = 0;
};

/// `sign` and `limit`: of the projection's weights.
[[nodiscard]] std::unique_ptr<PlainRule> make_plain_rule(const Description& description,
                                                         std::size_t projection, double sign,
                                                         double limit);

}  // namespace callosum
