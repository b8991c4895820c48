#pragma once

#include <cstddef>
#include <limits>
#include <string>
#include <vector>

#include "network/describe/network.hpp"

/// A description over time: what is where between its phases. Times are ms since the start.
namespace callosum {

/// Where a phase's assignments stand in the experiment: "phases[1].set".
[[nodiscard]] inline std::string phase_path(std::size_t phase) {
    return "phases[" + std::to_string(phase) + "].set";
}

/// Puts what a phase changes into the description.
void apply(Description& description, const PhaseChange& change);

/// What differs between two states of one description that have the same populations and stimuli.
[[nodiscard]] PhaseChange difference(const Description& before, const Description& after);

/// Takes out of the phases what sets a value to what it is already.
void drop_unchanged(Description& description);

/// A population as it is at first, then as each phase that changes it makes it.
[[nodiscard]] std::vector<const Population*> population_over_time(const Description& description,
                                                                  std::size_t index);

/// A stimulus as it is for a while. It sends the spikes stamped, and is the current of the steps that
/// end, in from < t <= until; its own start and stop hold beside that.
struct StimulusEpisode {
    std::size_t index = 0;  ///< in the description: the key of what it draws
    const Stimulus* stimulus = nullptr;
    double from_ms = 0;
    double until_ms = std::numeric_limits<double>::infinity();
};
/// By index, then time: what a stimulus adds is added where the stimulus stands.
[[nodiscard]] std::vector<StimulusEpisode> stimuli_over_time(const Description& description);

/// The recordings of all phases, each with the start and stop that phases leave to it. Recordings of
/// one population do not overlap.
[[nodiscard]] std::vector<SpikeRecording> spikes_over_time(const Description& description);
/// Those of the start come first and in their order; one that a phase changes or adds is one more and
/// counts its interval from the phase, or from its own start if that is later.
[[nodiscard]] std::vector<TraceRecording> traces_over_time(const Description& description);

}  // namespace callosum
