#include "network/describe/phases.hpp"

#include <algorithm>
#include <utility>

namespace callosum {

namespace {

/// A recording and how long it is in the list of recordings.
template <class Recording>
struct Entry {
    Recording recording;
    double from_ms = 0;
    double until_ms = std::numeric_limits<double>::infinity();
};

/// All recordings that ever are in the list; one whose place in it is taken by another ends there.
template <class Recording>
class Entries {
  public:
    void become(const std::vector<Recording>& list, double at_ms) {
        for (std::size_t n = 0; n < std::max(list.size(), current_.size()); ++n) {
            const bool was = n < current_.size();
            const bool is = n < list.size();
            if (was && is && all_[current_[n]].recording == list[n]) { continue; }
            if (was) { all_[current_[n]].until_ms = at_ms; }
            if (!was) { current_.push_back(0); }
            if (!is) { continue; }
            current_[n] = all_.size();
            all_.push_back({list[n], at_ms});
        }
        current_.resize(list.size());
    }

    /// With start and stop cut to their time in the list; without those that never run.
    [[nodiscard]] std::vector<Recording> cut() const {
        std::vector<Recording> result;
        for (const auto& entry : all_) {
            Recording recording = entry.recording;
            recording.start_ms = std::max(recording.start_ms, entry.from_ms);
            recording.stop_ms = std::min(recording.stop_ms, entry.until_ms);
            if (recording.start_ms < recording.stop_ms) { result.push_back(std::move(recording)); }
        }
        return result;
    }

  private:
    std::vector<Entry<Recording>> all_;
    std::vector<std::size_t> current_;  ///< by place in the list: which of all_ it is
};

template <class Recording>
std::vector<Recording> over_time(const Description& description,
                                 const std::vector<Recording>& first,
                                 std::optional<std::vector<Recording>> PhaseChange::*changed) {
    Entries<Recording> entries;
    entries.become(first, 0);
    for (const auto& phase : description.phases) {
        if (phase.*changed) { entries.become(*(phase.*changed), phase.at_ms); }
    }
    return entries.cut();
}

template <class Item>
void note_changes(const std::vector<Item>& before, const std::vector<Item>& after,
                  std::map<std::size_t, Item>& changed) {
    for (std::size_t n = 0; n < std::min(before.size(), after.size()); ++n) {
        if (!(before[n] == after[n])) { changed.emplace(n, after[n]); }
    }
}

}  // namespace

void apply(Description& description, const PhaseChange& change) {
    for (const auto& [index, item] : change.populations) { description.populations[index] = item; }
    for (const auto& [index, item] : change.stimuli) { description.stimuli[index] = item; }
    if (change.spikes) { description.spikes = *change.spikes; }
    if (change.traces) { description.traces = *change.traces; }
}

PhaseChange difference(const Description& before, const Description& after) {
    PhaseChange change;
    note_changes(before.populations, after.populations, change.populations);
    note_changes(before.stimuli, after.stimuli, change.stimuli);
    if (before.spikes != after.spikes) { change.spikes = after.spikes; }
    if (before.traces != after.traces) { change.traces = after.traces; }
    return change;
}

void drop_unchanged(Description& description) {
    if (description.phases.empty()) { return; }
    Description before = description;
    for (auto& phase : description.phases) {
        Description after = before;
        apply(after, phase);
        const double at_ms = phase.at_ms;
        phase = difference(before, after);
        phase.at_ms = at_ms;
        before = std::move(after);
    }
}

std::vector<const Population*> population_over_time(const Description& description,
                                                    std::size_t index) {
    std::vector<const Population*> all{&description.populations[index]};
    for (const auto& phase : description.phases) {
        const auto found = phase.populations.find(index);
        if (found != phase.populations.end()) { all.push_back(&found->second); }
    }
    return all;
}

std::vector<StimulusEpisode> stimuli_over_time(const Description& description) {
    std::vector<StimulusEpisode> all;
    for (std::size_t index = 0; index < description.stimuli.size(); ++index) {
        all.push_back({index, &description.stimuli[index]});
        for (const auto& phase : description.phases) {
            const auto found = phase.stimuli.find(index);
            if (found == phase.stimuli.end()) { continue; }
            all.back().until_ms = phase.at_ms;
            all.push_back({index, &found->second, phase.at_ms});
        }
    }
    return all;
}

std::vector<SpikeRecording> spikes_over_time(const Description& description) {
    return over_time(description, description.spikes, &PhaseChange::spikes);
}

std::vector<TraceRecording> traces_over_time(const Description& description) {
    return over_time(description, description.traces, &PhaseChange::traces);
}

}  // namespace callosum
