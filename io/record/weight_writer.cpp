#include "io/record/weight_writer.hpp"

#include <type_traits>

#include "io/record/part_heads.hpp"
#include "io/record/weight_parts.hpp"
#include "models/info.hpp"

namespace callosum {

static_assert(sizeof(WeightRecord) == 24 && std::is_trivially_copyable_v<WeightRecord>);
static_assert(sizeof(RecordedSynapse) == 24 && std::is_trivially_copyable_v<RecordedSynapse>);

WeightPartHead weight_part_head(const Description& description, int rank, int n_ranks) {
    WeightPartHead head{
        description.dt_ms, rank, n_ranks, description.precision == Precision::single, {}};
    const auto names = weight_record_names(description);
    for (std::size_t r = 0; r < names.size(); ++r) {
        const auto& record = description.weight_records[r];
        const auto& projection = description.projections[record.projection];
        const auto& target = description.populations[projection.target];
        const ModelInfo* model = find_neuron_model(target.model);
        head.recordings.push_back({names[r], projection.name,
                                   description.populations[projection.source].name, target.name,
                                   projection.synapse_model, std::string(model->weight_unit),
                                   schedule_of(description, record)});
    }
    return head;
}

PartWeightSink::PartWeightSink(const std::string& folder, const WeightPartHead& head)
    : single_(head.single),
      file_(free_part_path(folder, weight_stem, head.rank), weight_magic, to_json(head)) {}

void PartWeightSink::open(std::size_t recording, std::uint32_t n_streams) {
    const std::lock_guard lock(mutex_);
    const WeightRecord record{WeightRecord::streams, static_cast<std::uint32_t>(recording), 0,
                              n_streams, 0};
    file_.write(&record, sizeof record);
    // Nothing in a part can be understood without this record, so it must not be lost.
    file_.flush();
}

void PartWeightSink::list(WeightStream stream, std::span<const RecordedSynapse> synapses) {
    const std::lock_guard lock(mutex_);
    const WeightRecord record{WeightRecord::list, static_cast<std::uint32_t>(stream.recording),
                              stream.number, static_cast<std::uint32_t>(synapses.size()), 0};
    file_.write(&record, sizeof record);
    file_.write(synapses.data(), synapses.size_bytes());
}

void PartWeightSink::write(WeightStream stream, std::int64_t step, std::span<const double> weights,
                           bool last) {
    const WeightRecord record{last ? WeightRecord::last_weights : WeightRecord::weights,
                              static_cast<std::uint32_t>(stream.recording), stream.number,
                              static_cast<std::uint32_t>(weights.size()), step};
    std::vector<float> rounded;
    if (single_) { rounded.assign(weights.begin(), weights.end()); }
    const std::lock_guard lock(mutex_);
    file_.write(&record, sizeof record);
    if (single_) {
        file_.write(rounded.data(), rounded.size() * sizeof(float));
    } else {
        file_.write(weights.data(), weights.size_bytes());
    }
}

void PartWeightSink::flush() {
    const std::lock_guard lock(mutex_);
    file_.flush();
}

void PartWeightSink::close() {
    const std::lock_guard lock(mutex_);
    file_.close();
}

}  // namespace callosum
