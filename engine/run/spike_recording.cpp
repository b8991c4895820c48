#include "engine/run/spike_recording.hpp"

#include <algorithm>

#include "network/describe/phases.hpp"

namespace callosum {

std::vector<RangeRecording> recordings_of(const Description& description,
                                          const NeuronRange& range) {
    std::vector<RangeRecording> recordings;
    for (const auto& spikes : spikes_over_time(description)) {
        if (spikes.population != range.population) { continue; }
        auto& recording = recordings.emplace_back();
        recording.recorded.assign(range.size(), 0);
        recording.start = description.steps(spikes.start_ms);
        recording.stop = description.steps(spikes.stop_ms);
        for (const auto& slice : spikes.neurons) {
            for (std::uint64_t i = std::max(slice.first, range.first);
                 i < std::min(slice.last, range.last); ++i) {
                recording.recorded[i - range.first] = 1;
            }
        }
    }
    return recordings;
}

const RangeRecording* recording_at(const std::vector<RangeRecording>& recordings,
                                   std::int64_t step) {
    for (const auto& recording : recordings) {
        if (recording.at(step)) { return &recording; }
    }
    return nullptr;
}

}  // namespace callosum
