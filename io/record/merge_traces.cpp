#include <algorithm>
#include <cmath>
#include <filesystem>
#include <limits>
#include <map>
#include <memory>
#include <numeric>
#include <optional>
#include <set>
#include <utility>

#include "engine/base/error.hpp"
#include "io/hdf5/file.hpp"
#include "io/record/part_file.hpp"
#include "io/record/part_heads.hpp"
#include "io/record/sonata.hpp"
#include "io/record/trace_sources.hpp"
#include "io/record/trace_writer.hpp"
#include "io/record/weight_writer.hpp"

namespace callosum {

namespace {

/// Names of report files in the folder, by recording and variable.
using ReportNames = std::vector<std::vector<std::string>>;

ReportNames report_names(const TracePartHead& head) {
    std::set<std::string> all;
    for (const auto& recording : head.recordings) {
        all.insert(recording.variables.begin(), recording.variables.end());
    }
    std::map<std::pair<std::string, std::string>, int> seen;
    ReportNames names;
    for (const auto& recording : head.recordings) {
        auto& of_recording = names.emplace_back();
        for (const auto& variable : recording.variables) {
            std::string name = all.size() == 1 ? "traces" : "traces_" + variable;
            const int nth = ++seen[{recording.population, variable}];
            if (nth > 1) { name += "." + std::to_string(nth); }
            of_recording.push_back(name + ".h5");
        }
    }
    return names;
}

/// Writes /report/POPULATION of one variable, row by row in time.
class ReportWriter {
  public:
    ReportWriter(hdf5::File& file, const RecordedTrace& recording, std::size_t variable,
                 std::span<const std::uint64_t> neurons)
        : file_(&file), group_(report_group(recording.population)), width_(neurons.size()) {
        // Chunks and buffers take about 1 MiB each.
        constexpr std::uint64_t elements = std::uint64_t{1} << 18;
        const std::uint64_t columns = std::clamp<std::uint64_t>(width_, 1, elements);
        rows_ = std::clamp<std::uint64_t>(elements / columns, 1, 4096);
        data_.emplace(width_ == 0 ? file.create_dataset(group_ + "/data", hdf5::Type::f32, {0, 0})
                                  : file.create_extendable(group_ + "/data", hdf5::Type::f32,
                                                           {rows_, columns}, width_));
        file.set_attribute(group_ + "/data", "units", recording.units.at(variable));
        file.set_attribute(group_ + "/data", "variable", recording.variables.at(variable));
        const std::string mapping = group_ + "/mapping";
        file.write(mapping + "/node_ids", neurons);
        file.set_attribute(mapping + "/node_ids", "sorted", std::uint8_t{1});
        std::vector<std::uint64_t> pointers(width_ + 1);
        std::iota(pointers.begin(), pointers.end(), std::uint64_t{0});
        file.write(mapping + "/index_pointers", pointers);
        file.hard_link(mapping + "/index_pointers", mapping + "/index_pointer");
        file.write(mapping + "/element_ids", std::vector<std::uint32_t>(width_, 0));
        file.write(mapping + "/element_pos", std::vector<float>(width_, 0));
    }
    void add(std::span<const float> row) {
        buffer_.insert(buffer_.end(), row.begin(), row.end());
        if (buffer_.size() >= rows_ * width_) { flush(); }
    }
    /// Writes the time axis: `start_ms` is the time of the first row, `stop_ms` that of the row
    /// after the last.
    void finish(double start_ms, double stop_ms, double interval_ms) {
        flush();
        file_->write(group_ + "/mapping/time", std::vector<double>{start_ms, stop_ms, interval_ms});
        file_->set_attribute(group_ + "/mapping/time", "units", "ms");
    }

  private:
    void flush() {
        data_->append(std::span<const float>(buffer_));
        buffer_.clear();
    }

    hdf5::File* file_;
    std::string group_;
    std::uint64_t width_, rows_ = 1;
    std::optional<hdf5::Dataset> data_;
    std::vector<float> buffer_;
};

/// Puts the rows of one recording together from what each source holds of them.
class TraceRecording {
  public:
    TraceRecording(const RecordedTrace& trace, double dt_ms) : trace_(&trace), dt_ms_(dt_ms) {}

    void add(std::unique_ptr<TraceSource> source) {
        neurons_.insert(neurons_.end(), source->neurons.begin(), source->neurons.end());
        sources_.push_back(std::move(source));
    }
    [[nodiscard]] std::vector<std::uint64_t>& neurons() {
        std::ranges::sort(neurons_);
        const auto rest = std::ranges::unique(neurons_);
        neurons_.erase(rest.begin(), rest.end());
        return neurons_;
    }

    /// Writes all rows and returns their number. `problem` says why it stopped before the end, if
    /// it did.
    std::uint64_t write(std::vector<ReportWriter>& writers, std::string& problem) {
        prepare();
        const std::int64_t interval =
            std::max<std::int64_t>(1, std::llround(trace_->interval_ms / dt_ms_));
        std::int64_t first = 0;
        std::uint64_t n_rows = 0;
        for (std::int64_t step = fill_row(); step >= 0; step = fill_row()) {
            if (n_rows == 0) { first = step; }
            const auto expected = first + static_cast<std::int64_t>(n_rows) * interval;
            if (step != expected || n_filled_ != neurons_.size()) {
                problem = trace_->population + ": the sample of step " + std::to_string(expected) +
                          " is missing for some neurons";
                break;
            }
            for (std::size_t variable = 0; variable < writers.size(); ++variable) {
                writers[variable].add(
                    std::span(row_).subspan(variable * neurons_.size(), neurons_.size()));
            }
            ++n_rows;
        }
        const auto time = [&](std::uint64_t row) {
            return time_of_step(
                static_cast<double>(first + static_cast<std::int64_t>(row) * interval), dt_ms_);
        };
        for (auto& writer : writers) {
            writer.finish(time(0), time(n_rows),
                          time_of_step(static_cast<double>(interval), dt_ms_));
        }
        return n_rows;
    }

  private:
    void prepare() {
        for (const auto& source : sources_) {
            auto& columns = columns_.emplace_back();
            for (const std::uint64_t neuron : source->neurons) {
                columns.push_back(static_cast<std::size_t>(
                    std::ranges::lower_bound(neurons_, neuron) - neurons_.begin()));
            }
            live_.push_back(source->next());
        }
        if (sources_.size() == 1 && std::ranges::equal(sources_[0]->neurons, neurons_)) {
            whole_ = &columns_[0];
        }
        row_.resize(neurons_.size() * trace_->variables.size());
        filled_.resize(neurons_.size());
    }

    /// Fills one row from all sources that hold the earliest step; returns -1 if none is left.
    std::int64_t fill_row() {
        constexpr auto none = std::numeric_limits<std::int64_t>::max();
        std::int64_t step = none;
        for (std::size_t k = 0; k < sources_.size(); ++k) {
            if (live_[k]) { step = std::min(step, sources_[k]->step); }
        }
        if (step == none) { return -1; }
        filled_.assign(neurons_.size(), false);
        n_filled_ = 0;
        for (std::size_t k = 0; k < sources_.size(); ++k) {
            auto& source = *sources_[k];
            if (!live_[k] || source.step != step) { continue; }
            scatter(source, columns_[k]);
            // A source whose steps do not ascend is damaged from there on and is not read further.
            live_[k] = source.next() && source.step > step;
        }
        return step;
    }

    void scatter(const TraceSource& source, const std::vector<std::size_t>& columns) {
        const std::size_t n_variables = trace_->variables.size();
        if (&columns == whole_) {
            for (std::size_t variable = 0; variable < n_variables; ++variable) {
                float* const to = row_.data() + variable * columns.size();
                for (std::size_t k = 0; k < columns.size(); ++k) {
                    to[k] = source.values[k * n_variables + variable];
                }
            }
            filled_.assign(columns.size(), true);
            n_filled_ = columns.size();
            return;
        }
        for (std::size_t k = 0; k < columns.size(); ++k) {
            n_filled_ += filled_[columns[k]] ? 0 : 1;
            filled_[columns[k]] = true;
            for (std::size_t variable = 0; variable < n_variables; ++variable) {
                row_[variable * neurons_.size() + columns[k]] =
                    source.values[k * n_variables + variable];
            }
        }
    }

    const RecordedTrace* trace_;
    double dt_ms_;
    std::vector<std::uint64_t> neurons_;
    std::vector<std::unique_ptr<TraceSource>> sources_;
    std::vector<std::vector<std::size_t>> columns_;
    /// Columns of a source that has all neurons in their order; null where there is none.
    const std::vector<std::size_t>* whole_ = nullptr;
    std::vector<bool> live_, filled_;
    std::size_t n_filled_ = 0;
    std::vector<float> row_;  ///< variable by variable
};

/// State that all recordings of one merge share.
struct TraceMerge {
    const std::string& folder;
    const std::vector<Part>& parts;
    const TracePartHead& head;
    MergeMode mode;
    MergeReport& report;
    std::map<std::string, hdf5::File> files;  ///< by name in the folder
};

void merge_recording(TraceMerge& merge, std::size_t index) {
    const auto& head = merge.head;
    const auto& folder = merge.folder;
    const RecordedTrace& trace = head.recordings[index];
    const auto names = report_names(head)[index];
    TraceRecording recording(trace, head.dt_ms);
    std::vector<const PartTraceSource*> part_sources;
    for (const auto& part : merge.parts) {
        auto source =
            std::make_unique<PartTraceSource>(part, buffer_bytes(merge.parts.size()), index, head);
        part_sources.push_back(source.get());
        recording.add(std::move(source));
    }
    if (EarlierTraceSource::exists(folder, names, trace.population)) {
        recording.add(
            std::make_unique<EarlierTraceSource>(folder, names, trace.population, head.dt_ms));
    }
    std::vector<ReportWriter> writers;
    for (std::size_t variable = 0; variable < names.size(); ++variable) {
        writers.emplace_back(merge.files.at(names[variable]), trace, variable, recording.neurons());
    }
    std::string problem;
    merge.report.trace_rows += recording.write(writers, problem);
    if (!problem.empty()) { complain(folder, problem, merge.mode, merge.report); }
    for (const auto* part : part_sources) {
        if (part->dropped_bytes() == 0 || !problem.empty()) { continue; }
        complain(part->path(),
                 std::to_string(part->dropped_bytes()) + " bytes at the end are no whole samples",
                 merge.mode, merge.report);
    }
}

}  // namespace

MergeReport merge_traces(const std::string& folder, MergeMode mode) {
    MergeReport report;
    const auto parts = find_parts(folder, trace_stem, trace_magic, mode, report);
    if (parts.empty()) { return report; }
    const TracePartHead head = trace_head(parts.front().head, parts.front().path);
    TraceMerge merge{folder, parts, head, mode, report, {}};
    auto& files = merge.files;
    const auto temporary = [&](const std::string& name) { return folder + "/" + name + ".tmp"; };
    try {
        for (const auto& of_recording : report_names(head)) {
            for (const auto& name : of_recording) {
                if (files.contains(name)) { continue; }
                auto file = hdf5::File::create(temporary(name));
                write_sonata_root(file);
                files.emplace(name, std::move(file));
            }
        }
        for (std::size_t index = 0; index < head.recordings.size(); ++index) {
            merge_recording(merge, index);
        }
        for (auto& [name, file] : files) { file.close(); }
    } catch (...) {
        for (const auto& [name, file] : files) {
            std::error_code ignored;
            std::filesystem::remove(temporary(name), ignored);
        }
        throw;
    }
    for (const auto& [name, file] : files) {
        // The new file takes its place only when it is complete, and parts go last: a crash in
        // between loses nothing.
        rename_file(temporary(name), folder + "/" + name);
        report.files.push_back(name);
    }
    remove_parts(parts);
    return report;
}

MergeReport merge_folder(const std::string& folder) {
    if (part_paths(folder, spike_stem).empty() && part_paths(folder, trace_stem).empty() &&
        part_paths(folder, rate_stem).empty() && part_paths(folder, weight_stem).empty()) {
        throw IoError(folder,
                      "holds no part files (spikes, traces, rates or weights.*.part) to merge", 1);
    }
    MergeReport report = merge_spikes(folder, MergeMode::salvage);
    MergeReport traces = merge_traces(folder, MergeMode::salvage);
    MergeReport weights = merge_weights(folder, MergeMode::salvage);
    report.trace_rows = traces.trace_rows;
    MergeReport rates = merge_rates(folder, MergeMode::salvage);
    report.rate_bins = rates.rate_bins;
    report.snapshots = weights.snapshots;
    for (auto* more : {&traces, &rates, &weights}) {
        std::ranges::move(more->files, std::back_inserter(report.files));
        std::ranges::move(more->notes, std::back_inserter(report.notes));
    }
    return report;
}

}  // namespace callosum
