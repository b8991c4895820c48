#include "engine/run/weight_snapshots.hpp"

#include <algorithm>

namespace callosum {

SnapshotWriter::SnapshotWriter(WeightSink& sink, WeightStream stream, std::int64_t step,
                               bool listing)
    : sink_(sink), stream_(stream), step_(step), listing_(listing) {}

void SnapshotWriter::add(const PlasticSynapse& synapse) {
    if (weights_.size() == block) { flush(false); }
    if (listing_) {
        synapses_.push_back({synapse.source, synapse.target, synapse.occurrence, synapse.delay});
    }
    weights_.push_back(synapse.weight);
}

void SnapshotWriter::flush(bool last) {
    if (!synapses_.empty()) { sink_.list(stream_, synapses_); }
    sink_.write(stream_, step_, weights_, last);
    synapses_.clear();
    weights_.clear();
}

WeightSnapshots::WeightSnapshots(const Description& description,
                                 const std::vector<std::unique_ptr<Share>>& shares,
                                 WeightSink* sink)
    : sink_(sink) {
    if (sink == nullptr) { return; }
    for (std::size_t r = 0; r < description.weight_records.size(); ++r) {
        const auto& record = description.weight_records[r];
        Recording recording{schedule_of(description, record), {record.sources, record.targets}, {}};
        std::uint32_t n_streams = 0;
        for (const auto& share : shares) {
            auto& streams = recording.streams.emplace_back();
            for (const auto& synapses : share->plastic()) {
                if (synapses->projection() != record.projection) { continue; }
                streams.push_back({n_streams++, synapses.get(), {}, false});
            }
        }
        sink->open(r, n_streams);
        recordings_.push_back(std::move(recording));
    }
}

bool WeightSnapshots::take(std::size_t share, std::int64_t step) {
    bool any = false;
    for (std::size_t r = 0; r < recordings_.size(); ++r) {
        auto& recording = recordings_[r];
        if (!recording.schedule.due(step)) { continue; }
        any = true;
        for (auto& stream : recording.streams[share]) {
            SnapshotWriter writer(*sink_, {r, stream.number}, step, !stream.listed);
            if (!stream.picks) { stream.picks = stream.synapses->pick(recording.which); }
            stream.synapses->visit_picked(
                step, *stream.picks,
                [&writer](const PlasticSynapse& synapse) { writer.add(synapse); });
            writer.finish();
            stream.listed = true;
        }
    }
    return any;
}

}  // namespace callosum
