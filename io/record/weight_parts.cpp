#include "io/record/weight_parts.hpp"

#include <algorithm>

#include "engine/base/error.hpp"

namespace callosum {

using Json = nlohmann::ordered_json;

Json to_json(const WeightPartHead& head) {
    Json recordings = Json::array();
    for (const auto& recording : head.recordings) {
        recordings.push_back({{"name", recording.name},
                              {"projection", recording.projection},
                              {"source", recording.source},
                              {"target", recording.target},
                              {"synapse_model", recording.synapse_model},
                              {"unit", recording.unit},
                              {"steps", recording.schedule.listed},
                              {"start", recording.schedule.start},
                              {"stop", recording.schedule.stop},
                              {"every", recording.schedule.every}});
    }
    return {{"dt_ms", head.dt_ms},
            {"rank", head.rank},
            {"n_ranks", head.n_ranks},
            {"single", head.single},
            {"recordings", std::move(recordings)}};
}

WeightPartHead weight_head(const Json& head, const std::string& path) {
    try {
        WeightPartHead result{
            head.at("dt_ms"), head.at("rank"), head.at("n_ranks"), head.at("single"), {}};
        for (const auto& entry : head.at("recordings")) {
            RecordedWeights recording{entry.at("name"),
                                      entry.at("projection"),
                                      entry.at("source"),
                                      entry.at("target"),
                                      entry.at("synapse_model"),
                                      entry.at("unit"),
                                      {}};
            auto& schedule = recording.schedule;
            schedule.listed = entry.at("steps").get<std::vector<std::int64_t>>();
            schedule.start = entry.at("start");
            schedule.stop = entry.at("stop");
            schedule.every = entry.at("every");
            result.recordings.push_back(std::move(recording));
        }
        return result;
    } catch (const Json::exception& error) {
        throw IoError(path, std::string("has a head that cannot be read: ") + error.what(), 1);
    }
}

namespace {

std::size_t value_bytes(bool single) { return single ? sizeof(float) : sizeof(double); }

std::uint64_t payload_bytes(const WeightRecord& record, std::size_t value_bytes) {
    switch (record.kind) {
        case WeightRecord::list:
            return std::uint64_t{record.n} * sizeof(RecordedSynapse);
        case WeightRecord::weights:
        case WeightRecord::last_weights:
            return std::uint64_t{record.n} * value_bytes;
        default:
            return 0;
    }
}

/// Counts a record of weights; false if it is not the one that has to come.
bool count_weights(StreamContent& stream, const WeightRecord& record,
                   const SnapshotSchedule& schedule) {
    const bool expected = stream.n_whole == 0 ? schedule.due(record.value)
                                              : record.value == schedule.after(stream.last);
    stream.pending += record.n;
    if (!expected || stream.pending > stream.n_synapses) { return false; }
    if (record.kind != WeightRecord::last_weights) { return true; }
    if (stream.pending != stream.n_synapses) { return false; }
    if (stream.n_whole == 0) { stream.first = record.value; }
    stream.last = record.value;
    ++stream.n_whole;
    stream.pending = 0;
    return true;
}

/// Takes a record into account; false if it cannot be one of this file: a node that went down may
/// leave zeros.
bool count(PartContent& content, const WeightRecord& record, const WeightPartHead& head) {
    if (record.recording >= content.recordings.size()) { return false; }
    auto& [open, streams] = content.recordings[record.recording];
    if (record.kind == WeightRecord::streams) {
        if (open) { return false; }
        open = true;
        streams.resize(record.n);
        return true;
    }
    if (record.stream >= streams.size()) { return false; }
    auto& stream = streams[record.stream];
    if (record.kind == WeightRecord::list) {
        stream.n_synapses += record.n;
        return stream.n_whole == 0;
    }
    const bool weights =
        record.kind == WeightRecord::weights || record.kind == WeightRecord::last_weights;
    return weights && count_weights(stream, record, head.recordings[record.recording].schedule);
}

}  // namespace

PartContent scan_part(const Part& part, std::size_t bytes, const WeightPartHead& head) {
    PartReader reader(part.path, bytes);
    static_cast<void>(reader.read_head(weight_magic));
    PartContent content;
    content.recordings.resize(head.recordings.size());
    WeightRecord record;
    for (;;) {
        const std::uint64_t left = reader.bytes_left();
        if (left == 0) { return content; }
        content.dropped_bytes = left;
        if (!reader.read(&record, sizeof record)) { return content; }
        if (!reader.skip(payload_bytes(record, value_bytes(head.single)))) { return content; }
        if (!count(content, record, head)) { return content; }
        content.dropped_bytes = 0;
    }
}

StreamReader::StreamReader(const Part& part, std::size_t bytes, WeightStream stream,
                           Payload payload, bool single)
    : reader_(part.path, bytes),
      stream_(stream),
      payload_(payload),
      value_bytes_(value_bytes(single)) {
    static_cast<void>(reader_.read_head(weight_magic));
}

void StreamReader::next_record() {
    WeightRecord record;
    for (;;) {
        if (!reader_.read(&record, sizeof record)) {
            throw IoError(reader_.path(),
                          "is shorter than when it was first read; is another "
                          "program writing to it?");
        }
        const bool synapses = record.kind == WeightRecord::list;
        const bool wanted =
            record.kind != WeightRecord::streams && synapses == (payload_ == Payload::synapses) &&
            record.recording == stream_.recording && record.stream == stream_.number;
        if (wanted && record.n > 0) {
            left_ = record.n;
            return;
        }
        (void)reader_.skip(payload_bytes(record, value_bytes_));
    }
}

void StreamReader::read(void* out, std::uint64_t n) {
    const std::size_t size = payload_ == Payload::synapses ? sizeof(RecordedSynapse) : value_bytes_;
    auto* bytes = static_cast<char*>(out);
    while (n > 0) {
        if (left_ == 0) { next_record(); }
        const std::uint64_t there = std::min(n, left_);
        if (!reader_.read(bytes, there * size)) {
            throw IoError(reader_.path(), "ends within a record that was whole before");
        }
        bytes += there * size;
        left_ -= there;
        n -= there;
    }
}

}  // namespace callosum
