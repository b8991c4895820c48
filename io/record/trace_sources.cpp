#include "io/record/trace_sources.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <utility>

#include "io/record/sonata.hpp"

namespace callosum {

PartTraceSource::PartTraceSource(const Part& part, std::size_t bytes, std::size_t recording,
                                 const TracePartHead& head)
    : reader_(part.path, bytes), recording_(recording) {
    static_cast<void>(reader_.read_head(trace_magic));
    for (const auto& entry : head.recordings) { n_variables_.push_back(entry.variables.size()); }
    n_neurons_.resize(head.recordings.size(), 0);
    // Layouts come before samples, so the reader is at the first sample afterwards.
    TraceRecord record;
    for (std::size_t k = 0; k < n_neurons_.size() && read_record(record); ++k) {
        if (record.kind != TraceRecord::layout) { ended_ = true; }
        if (ended_ || !read_layout(record)) { return; }
    }
}

bool PartTraceSource::next() {
    TraceRecord record;
    while (!ended_ && read_record(record)) {
        if (record.kind != TraceRecord::sample) { return end(sizeof record); }
        const std::size_t n = n_neurons_[record.recording] * n_variables_[record.recording];
        if (record.recording != recording_) {
            if (!reader_.skip(n * sizeof(float))) { return end(sizeof record); }
            continue;
        }
        values.resize(n);
        if (!reader_.read(values.data(), n * sizeof(float))) { return end(sizeof record); }
        step = record.value;
        return true;
    }
    return false;
}

bool PartTraceSource::end(std::uint64_t consumed) {
    // A record that is not whole ends the part: a crash may have cut it off while it was written.
    dropped_ = reader_.bytes_left() + consumed;
    ended_ = true;
    return false;
}

bool PartTraceSource::read_record(TraceRecord& record) {
    if (reader_.bytes_left() == 0) { return false; }
    if (!reader_.read(&record, sizeof record)) { return end(0); }
    return record.recording < n_neurons_.size() || end(sizeof record);
}

bool PartTraceSource::read_layout(const TraceRecord& record) {
    const auto n = static_cast<std::uint64_t>(record.value);
    if (n > reader_.bytes_left() / sizeof(std::uint64_t)) { return end(sizeof record); }
    std::vector<std::uint64_t> owned(n);
    if (!reader_.read(owned.data(), n * sizeof(std::uint64_t))) { return end(sizeof record); }
    n_neurons_[record.recording] = n;
    if (record.recording == recording_) { neurons = std::move(owned); }
    return true;
}

EarlierTraceSource::EarlierTraceSource(const std::string& folder,
                                       const std::vector<std::string>& names,
                                       const std::string& population, double dt_ms)
    : dt_ms_(dt_ms) {
    const std::string group = report_group(population);
    for (const auto& name : names) {
        const auto file = hdf5::File::open(folder + "/" + name);
        data_.push_back(file.dataset(group + "/data"));
        neurons = file.dataset(group + "/mapping/node_ids").read<std::uint64_t>();
        time_ = file.dataset(group + "/mapping/time").read<double>();
    }
}

bool EarlierTraceSource::exists(const std::string& folder, const std::vector<std::string>& names,
                                const std::string& population) {
    return !names.empty() && std::ranges::all_of(names, [&](const std::string& name) {
        const std::string path = folder + "/" + name;
        return std::filesystem::exists(path) &&
               hdf5::File::open(path).exists(report_group(population) + "/data");
    });
}

bool EarlierTraceSource::next() {
    if (data_.empty() || row_ >= data_.front().rows() || neurons.empty()) { return false; }
    values.resize(neurons.size() * data_.size());
    std::vector<float> row(neurons.size());
    for (std::size_t variable = 0; variable < data_.size(); ++variable) {
        data_[variable].read_rows(row_, std::span(row));
        for (std::size_t k = 0; k < row.size(); ++k) {
            values[k * data_.size() + variable] = row[k];
        }
    }
    step = std::llround((time_.at(0) + static_cast<double>(row_) * time_.at(2)) / dt_ms_);
    ++row_;
    return true;
}

}  // namespace callosum
