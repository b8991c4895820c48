#pragma once

#include <array>
#include <set>
#include <string>
#include <string_view>

#include "network/boards/finding.hpp"

namespace callosum {

/// A documented replacement for something that a target lacks. None is used unless the user allows
/// it.
struct Substitute {
    std::string_view name;
    std::string_view targets;  ///< separated by blanks
    std::string_view doc;
};

inline constexpr std::array<Substitute, 10> substitutes{
    {{"delay_quantise", "spinnaker2", "delays are rounded to whole ticks"},
     {"delay_clip", "spinnaker2", "delays beyond the longest are cut to it"},
     {"delay_drop", "spinnaker2 brainscales2",
      "all delays are as short as the target's (a tick; on BrainScaleS-2 that of the events)"},
     {"weight_clip", "spinnaker2", "whole weights beyond the largest are cut to it"},
     {"refractory_quantise", "spinnaker2", "refractory times are rounded to whole ticks"},
     {"parameter_clip", "brainscales2", "time constants outside the range are moved to its end"},
     {"alpha_as_exp", "spinnaker2 brainscales2",
      "alpha-shaped currents become exponential ones of the same charge and mean time"},
     {"plasticity_freeze", "spinnaker2 brainscales2", "plastic synapses keep their first weights"},
     {"poisson_mean", "spinnaker2", "Poisson input becomes its mean, a constant"},
     {"poisson_predrawn", "spinnaker2 brainscales2",
      "random input is drawn beforehand and played from lists of spikes"}}};

using Allowed = std::set<std::string, std::less<>>;

/// Adds a finding about a substitute: `changed` if it is allowed, otherwise `offered`. Returns
/// whether it may be used.
inline bool permit_substitute(Findings& findings, const Allowed& allowed,
                              std::string_view substitute, std::string where, std::string what) {
    const bool may = allowed.find(substitute) != allowed.end();
    findings.push_back({may ? Finding::Kind::changed : Finding::Kind::offered, std::move(where),
                        std::move(what), std::string(substitute)});
    return may;
}

}  // namespace callosum
