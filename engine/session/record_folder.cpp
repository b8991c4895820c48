#include "engine/session/record_folder.hpp"

#include <filesystem>
#include <optional>
#include <utility>

#include "io/record/position_writer.hpp"
#include "io/record/rate_writer.hpp"
#include "io/record/run_json.hpp"
#include "io/record/spike_writer.hpp"
#include "io/record/trace_writer.hpp"
#include "io/record/weight_writer.hpp"

namespace callosum {

struct RecordFolder::Parts {
    std::optional<PartSpikeSink> spikes;
    std::optional<PartTraceSink> traces;
    std::optional<PartRateSink> rates;
    std::optional<PartWeightSink> weights;
};

RecordFolder::RecordFolder(std::string folder, const Description& description, const Ranks& ranks,
                           Records records)
    : folder_(std::move(folder)), parts_(std::make_unique<Parts>()) {
    const double dt_ms = description.dt_ms;
    const int rank = ranks.rank().value();
    const int n_ranks = ranks.size();
    auto populations = recorded_populations(description);
    if (!populations.empty()) {
        parts_->spikes.emplace(folder_,
                               SpikePartHead{dt_ms, rank, n_ranks, std::move(populations)});
    }
    const bool all = records == Records::all;
    auto traces = recorded_traces(description);
    if (!traces.empty() && all) {
        parts_->traces.emplace(folder_, TracePartHead{dt_ms, rank, n_ranks, std::move(traces)});
    }
    auto rates = recorded_rates(description);
    if (!rates.empty() && all) {
        parts_->rates.emplace(folder_, RatePartHead{dt_ms, rank, n_ranks, std::move(rates)});
    }
    if (!description.weight_records.empty()) {
        parts_->weights.emplace(folder_, weight_part_head(description, rank, n_ranks));
    }
}

RecordFolder::~RecordFolder() = default;
RecordFolder::RecordFolder(RecordFolder&&) noexcept = default;
RecordFolder& RecordFolder::operator=(RecordFolder&&) noexcept = default;

Sinks RecordFolder::sinks() const {
    const auto pointer = [](auto& sink) { return sink ? &*sink : nullptr; };
    return {pointer(parts_->spikes), pointer(parts_->traces), pointer(parts_->rates),
            pointer(parts_->weights)};
}

void RecordFolder::finish(const Description& description, const Ranks& ranks,
                          const std::function<std::string()>& summary) {
    if (parts_->spikes) { parts_->spikes->close(); }
    if (parts_->traces) { parts_->traces->close(); }
    if (parts_->rates) { parts_->rates->close(); }
    if (parts_->weights) { parts_->weights->close(); }
    // Rank 0 merges the parts, so all ranks must have closed theirs.
    barrier(ranks);
    run_on_first(ranks, [&] {
        if (parts_->spikes) { (void)merge_spikes(folder_); }
        if (parts_->traces) { (void)merge_traces(folder_); }
        if (parts_->rates) { (void)merge_rates(folder_); }
        if (parts_->weights) { (void)merge_weights(folder_); }
        write_positions(folder_, description);
        write_file_atomically((std::filesystem::path(folder_) / "run.json").string(), summary());
    });
}

}  // namespace callosum
