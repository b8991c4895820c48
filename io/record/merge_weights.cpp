#include <algorithm>
#include <filesystem>
#include <optional>

#include "engine/base/error.hpp"
#include "io/hdf5/file.hpp"
#include "io/record/part_heads.hpp"
#include "io/record/weight_order.hpp"
#include "io/record/weight_parts.hpp"
#include "io/record/weight_tables.hpp"
#include "io/record/weight_writer.hpp"

namespace callosum {

namespace {

std::string weights_group(const std::string& name) { return "/weights/" + name; }

/// State that all recordings of one merge share.
struct WeightMerge {
    const std::string& folder;
    const std::vector<Part>& parts;
    const std::vector<PartContent>& contents;  ///< by part
    const WeightPartHead& head;
    MergeMode mode;
    MergeReport& report;
    hdf5::File& file;
};

/// One recording: what its streams hold and all have whole.
class WeightRecording {
  public:
    WeightRecording(const WeightMerge& merge, std::size_t index)
        : merge_(merge),
          recorded_(merge.head.recordings[index]),
          group_(weights_group(recorded_.name)),
          earlier_(EarlierWeights::find(merge.folder + "/weights.h5", group_, merge.head.dt_ms)) {
        collect(index);
        for (const auto& stream : streams_) { n_synapses_ += stream.content.n_synapses; }
        if (n_rows_ == 0) {
            streams_.clear();
            n_synapses_ = earlier_ ? earlier_->n_synapses() : 0;
        }
        if (!earlier_) { return; }
        if (earlier_->n_synapses() != n_synapses_ && !earlier_->steps().empty()) {
            throw IoError(earlier_->path(),
                          group_ + ": has " + std::to_string(earlier_->n_synapses()) +
                              " synapses, the parts have " + std::to_string(n_synapses_) +
                              "; move it away to merge them",
                          1);
        }
        // Steps that the parts hold again come from the parts, which are newer.
        for (const auto step : earlier_->steps()) {
            if (n_rows_ == 0 || step < first_) { steps_.push_back(step); }
        }
    }

    template <hdf5::Element T>
    void write() {
        const std::uint64_t n_kept = steps_.size();
        std::int64_t step = first_;
        for (std::uint64_t row = 0; row < n_rows_; ++row, step = recorded_.schedule.after(step)) {
            steps_.push_back(step);
        }
        describe();
        const std::size_t bytes = std::min(buffer_bytes(streams_.size()), largest_buffer);
        StreamOrder order(merge_.folder);
        write_synapses(bytes, order);
        const std::string name = group_ + "/weights";
        if (steps_.empty() || n_synapses_ == 0) {
            merge_.file.create_dataset(name, hdf5::type_of<T>(), {steps_.size(), n_synapses_});
        } else {
            SnapshotTable<T> table(merge_.file, name, steps_.size(), n_synapses_);
            if (n_kept > 0) { earlier_->copy_rows(n_kept, table); }
            write_rows(bytes, order, table);
            table.flush();
        }
        merge_.file.set_attribute(name, "units", recorded_.unit);
        merge_.report.snapshots += steps_.size();
    }

  private:
    // Records of other streams lie in between, so reading far ahead would read them many times.
    static constexpr std::size_t largest_buffer = std::size_t{128} << 10;

    /// Collects the streams, and counts the snapshots that all of them have whole.
    void collect(std::size_t index) {
        bool open = true;
        for (std::size_t p = 0; p < merge_.parts.size(); ++p) {
            const auto& content = merge_.contents[p].recordings[index];
            open = open && content.open;
            for (std::uint32_t s = 0; s < content.streams.size(); ++s) {
                streams_.push_back({&merge_.parts[p], {index, s}, content.streams[s]});
            }
        }
        if (streams_.empty()) { return; }
        const auto whole = [](const MergedStream& s) { return s.content.n_whole; };
        const auto [fewest, most] = std::ranges::minmax_element(streams_, {}, whole);
        n_rows_ = open ? whole(*fewest) : 0;
        first_ = fewest->content.first;
        const bool same_start = std::ranges::all_of(
            streams_, [&](const auto& s) { return n_rows_ == 0 || s.content.first == first_; });
        const bool pending =
            std::ranges::any_of(streams_, [](const auto& s) { return s.content.pending > 0; });
        const bool ended =
            n_rows_ == 0 || recorded_.schedule.after(fewest->content.last) == Description::never;
        if (open && same_start && !pending && whole(*most) == n_rows_ && ended) { return; }
        if (!same_start) { n_rows_ = 0; }
        complain(merge_.folder,
                 "weights of " + recorded_.name + ": snapshots after the first " +
                     std::to_string(n_rows_) + " are missing for some synapses",
                 merge_.mode, merge_.report);
    }

    void describe() {
        auto& file = merge_.file;
        file.create_group(group_);
        file.set_attribute(group_, "projection", recorded_.projection);
        file.set_attribute(group_, "source", recorded_.source);
        file.set_attribute(group_, "target", recorded_.target);
        file.set_attribute(group_, "synapse_model", recorded_.synapse_model);
        std::vector<double> times;
        for (const auto step : steps_) {
            times.push_back(time_of_step(static_cast<double>(step), merge_.head.dt_ms));
        }
        file.write(group_ + "/time", times);
        file.set_attribute(group_ + "/time", "units", "ms");
    }

    void write_synapses(std::size_t bytes, StreamOrder& order) {
        SynapseWriter writer(merge_.file, group_, n_synapses_, merge_.head.dt_ms);
        const auto take = [&](const RecordedSynapse& synapse) { writer.add(synapse); };
        if (n_rows_ > 0) {
            merge_synapses(streams_, bytes, merge_.head.single, order, take);
        } else if (earlier_) {
            earlier_->visit(take);
        }
        writer.flush();
    }

    template <hdf5::Element T>
    void write_rows(std::size_t bytes, StreamOrder& order, SnapshotTable<T>& table) {
        std::vector<StreamReader> readers;
        readers.reserve(streams_.size());
        for (const auto& stream : streams_) {
            readers.emplace_back(*stream.part, bytes, stream.stream, StreamReader::Payload::weights,
                                 merge_.head.single);
        }
        // Every stream is read in parallel through a buffer, in the order that merge_synapses
        // recorded.
        for (std::uint64_t row = 0; row < n_rows_; ++row) {
            order.rewind();
            for (StreamOrder::Run run; order.next(run);) {
                while (run.n > 0) {
                    const auto n =
                        static_cast<std::uint32_t>(std::min<std::uint64_t>(run.n, table.room()));
                    readers[run.stream].read(table.end(), n);
                    table.advance(n);
                    run.n -= n;
                }
            }
        }
    }

    const WeightMerge& merge_;
    const RecordedWeights& recorded_;
    std::string group_;
    std::optional<EarlierWeights> earlier_;
    std::vector<MergedStream> streams_;
    std::uint64_t n_rows_ = 0, n_synapses_ = 0;
    std::int64_t first_ = 0;
    std::vector<std::int64_t> steps_;
};

void write_file(const WeightMerge& merge) {
    merge.file.create_group("/weights");
    merge.file.set_attribute("/", "format", "callosum weights");
    merge.file.set_attribute("/", "version", std::uint32_t{1});
    for (std::size_t index = 0; index < merge.head.recordings.size(); ++index) {
        WeightRecording recording(merge, index);
        if (merge.head.single) {
            recording.write<float>();
        } else {
            recording.write<double>();
        }
    }
}

}  // namespace

MergeReport merge_weights(const std::string& folder, MergeMode mode) {
    MergeReport report;
    const auto parts = find_parts(folder, weight_stem, weight_magic, mode, report);
    if (parts.empty()) { return report; }
    const WeightPartHead head = weight_head(parts.front().head, parts.front().path);
    std::vector<PartContent> contents;
    for (const auto& part : parts) {
        contents.push_back(scan_part(part, buffer_bytes(parts.size()), head));
        if (contents.back().dropped_bytes == 0) { continue; }
        complain(part.path,
                 std::to_string(contents.back().dropped_bytes) +
                     " bytes at the end are no whole records of weights",
                 mode, report);
    }
    const std::string path = folder + "/weights.h5";
    const std::string temporary = path + ".tmp";
    try {
        auto file = hdf5::File::create(temporary);
        write_file({folder, parts, contents, head, mode, report, file});
        file.close();
    } catch (...) {
        std::error_code ignored;
        std::filesystem::remove(temporary, ignored);
        throw;
    }
    // The new file takes its place only when it is complete, and parts go last: a crash in between
    // loses nothing.
    rename_file(temporary, path);
    remove_parts(parts);
    report.files.emplace_back("weights.h5");
    return report;
}

}  // namespace callosum
