#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <set>

#include "engine/base/error.hpp"
#include "io/hdf5/file.hpp"
#include "io/record/part_file.hpp"
#include "io/record/part_heads.hpp"
#include "io/record/rate_writer.hpp"

namespace callosum {

namespace {

std::string rates_group(const std::string& population) { return "/rates/" + population; }

/// Bins of one recording in one part file, in the order of time.
class PartBins {
  public:
    PartBins(const Part& part, std::size_t bytes, std::size_t recording, std::size_t n_recordings)
        : reader_(part.path, bytes), recording_(recording), n_recordings_(n_recordings) {
        static_cast<void>(reader_.read_head(rate_magic));
        advance();
    }
    [[nodiscard]] std::uint64_t neurons() const { return neurons_; }
    /// Returns the present bin, or nullptr at the end.
    [[nodiscard]] const RateRecord* peek() const { return bin_ ? &*bin_ : nullptr; }
    void advance() {
        bin_.reset();
        RateRecord record;
        while (reader_.bytes_left() > 0) {
            const std::uint64_t left = reader_.bytes_left();
            if (!reader_.read(&record, sizeof record) || !plausible(record)) {
                dropped_ = left;
                return;
            }
            if (record.recording != recording_) { continue; }
            if (record.kind == RateRecord::share) {
                neurons_ = record.count;
            } else {
                bin_ = record;
                return;
            }
        }
    }
    /// Returns the bytes at the end that are not a whole record; known once `peek` has returned
    /// nullptr.
    [[nodiscard]] std::uint64_t dropped_bytes() const { return dropped_; }
    [[nodiscard]] const std::string& path() const { return reader_.path(); }

  private:
    [[nodiscard]] bool plausible(const RateRecord& record) const {
        return (record.kind == RateRecord::share || record.kind == RateRecord::bin) &&
               record.recording < n_recordings_;
    }

    PartReader reader_;
    std::size_t recording_, n_recordings_;
    std::uint64_t neurons_ = 0, dropped_ = 0;
    std::optional<RateRecord> bin_;
};

/// Writes the bins of one population, buffered by chunks.
class BinWriter {
  public:
    BinWriter(hdf5::File& file, const RecordedRate& rate, double dt_ms)
        : file_(&file),
          rate_(&rate),
          dt_ms_(dt_ms),
          counts_(file.create_extendable(group() + "/counts", hdf5::Type::i64, {chunk})),
          rates_(file.create_extendable(group() + "/rate", hdf5::Type::f64, {chunk})) {
        file.set_attribute(group() + "/counts", "units", "spikes");
        file.set_attribute(group() + "/rate", "units", "spikes/s");
    }
    void add(std::int64_t count) {
        const double neuron_seconds = static_cast<double>(rate_->neurons) *
                                      static_cast<double>(rate_->bin_steps) * dt_ms_ * 1e-3;
        count_buffer_.push_back(count);
        rate_buffer_.push_back(static_cast<double>(count) / neuron_seconds);
        ++n_bins_;
        if (count_buffer_.size() == chunk) { flush(); }
    }
    /// Writes the time axis: bin i lies between start + i step and start + (i + 1) step.
    void finish() {
        flush();
        const auto time = [&](std::int64_t steps) {
            return time_of_step(static_cast<double>(steps), dt_ms_);
        };
        const std::int64_t last =
            rate_->start_step + static_cast<std::int64_t>(n_bins_) * rate_->bin_steps;
        file_->write(group() + "/time", std::vector<double>{time(rate_->start_step), time(last),
                                                            time(rate_->bin_steps)});
        file_->set_attribute(group() + "/time", "units", "ms");
        file_->set_attribute(group() + "/time", "meaning", "start, stop and length of the bins");
    }
    [[nodiscard]] std::uint64_t n_bins() const { return n_bins_; }

  private:
    static constexpr std::uint64_t chunk = 4096;
    [[nodiscard]] std::string group() const { return rates_group(rate_->population); }
    void flush() {
        counts_.append(std::span<const std::int64_t>(count_buffer_));
        rates_.append(std::span<const double>(rate_buffer_));
        count_buffer_.clear();
        rate_buffer_.clear();
    }

    hdf5::File* file_;
    const RecordedRate* rate_;
    double dt_ms_;
    hdf5::Dataset counts_, rates_;
    std::vector<std::int64_t> count_buffer_;
    std::vector<double> rate_buffer_;
    std::uint64_t n_bins_ = 0;
};

/// State that all recordings of one merge share.
struct RateMerge {
    const std::string& folder;
    const std::vector<Part>& parts;
    const RatePartHead& head;
    MergeMode mode;
    MergeReport& report;
    std::optional<hdf5::File> earlier;
};

/// Copies the first n bins of an earlier file; returns false if it has fewer.
bool copy_earlier(const RateMerge& merge, const RecordedRate& rate, std::uint64_t n,
                  BinWriter& writer) {
    if (n == 0) { return true; }
    const std::string name = rates_group(rate.population) + "/counts";
    if (!merge.earlier || !merge.earlier->exists(name)) { return false; }
    const auto counts = merge.earlier->dataset(name);
    if (counts.rows() < n) { return false; }
    for (std::uint64_t row = 0; row < n;) {
        std::vector<std::int64_t> some(std::min<std::uint64_t>(n - row, 1U << 16));
        counts.read_rows(row, std::span(some));
        for (const auto count : some) { writer.add(count); }
        row += some.size();
    }
    return true;
}

using BinSources = std::vector<std::unique_ptr<PartBins>>;

/// Adds up the bins that all parts hold. Returns the reason if it ended before them, else an empty
/// text.
std::string add_up(const RateMerge& merge, const RecordedRate& rate, const BinSources& sources,
                   BinWriter& writer) {
    const RateRecord* first = sources.front()->peek();
    if (first == nullptr) { return {}; }
    const std::int64_t before = (first->step - rate.start_step) / rate.bin_steps - 1;
    if (before < 0 || !copy_earlier(merge, rate, static_cast<std::uint64_t>(before), writer)) {
        return "the bins before step " + std::to_string(first->step) + " are missing";
    }
    // A bin counts only if every rank has it: a sum over some of them would look like a low rate.
    for (std::int64_t step = first->step;; step += rate.bin_steps) {
        std::uint64_t count = 0;
        std::size_t n_here = 0;
        for (const auto& source : sources) {
            const RateRecord* bin = source->peek();
            if (bin == nullptr || bin->step != step) { continue; }
            count += bin->count;
            ++n_here;
            source->advance();
        }
        const bool all_ended = std::all_of(sources.begin(), sources.end(), [](const auto& source) {
            return source->peek() == nullptr;
        });
        if (n_here < sources.size()) {
            return n_here == 0 && all_ended
                       ? ""
                       : "the bin that ends with step " + std::to_string(step) +
                             " was not counted by all ranks";
        }
        writer.add(static_cast<std::int64_t>(count));
    }
}

void merge_recording(RateMerge& merge, std::size_t index, hdf5::File& file) {
    const RecordedRate& rate = merge.head.recordings[index];
    BinSources sources;
    std::uint64_t neurons = 0;
    for (const auto& part : merge.parts) {
        auto source = std::make_unique<PartBins>(part, buffer_bytes(merge.parts.size()), index,
                                                 merge.head.recordings.size());
        neurons += source->neurons();
        // A rank without neurons of this population counts nothing, but the end of its part may
        // still be torn.
        if (source->neurons() > 0 || source->dropped_bytes() > 0) {
            sources.push_back(std::move(source));
        }
    }
    BinWriter writer(file, rate, merge.head.dt_ms);
    std::string problem;
    if (neurons != rate.neurons) {
        problem = "only " + std::to_string(neurons) + " of " + std::to_string(rate.neurons) +
                  " neurons are in the parts that are there";
    } else {
        std::erase_if(sources, [](const auto& source) { return source->neurons() == 0; });
        problem = add_up(merge, rate, sources, writer);
    }
    if (!problem.empty()) {
        complain(merge.folder, "rates of " + rate.population + ": " + problem, merge.mode,
                 merge.report);
    }
    for (const auto& source : sources) {
        if (source->dropped_bytes() == 0 || !problem.empty()) { continue; }
        complain(source->path(),
                 std::to_string(source->dropped_bytes()) + " bytes at the end are no whole counts",
                 merge.mode, merge.report);
    }
    writer.finish();
    merge.report.rate_bins += writer.n_bins();
}

/// Refuses two parts of one rank, whose counts would be added twice.
void refuse_two_parts_of_a_rank(const std::vector<Part>& parts) {
    std::set<int> ranks;
    for (const auto& part : parts) {
        if (!ranks.insert(part.head.value("rank", 0)).second) {
            throw IoError(part.path,
                          "is the second part of its rank; merge the parts of the first stretch of "
                          "a run before it goes on",
                          1);
        }
    }
}

}  // namespace

MergeReport merge_rates(const std::string& folder, MergeMode mode) {
    MergeReport report;
    const auto parts = find_parts(folder, rate_stem, rate_magic, mode, report);
    if (parts.empty()) { return report; }
    refuse_two_parts_of_a_rank(parts);
    const RatePartHead head = rate_head(parts.front().head, parts.front().path);
    const std::string path = folder + "/rates.h5";
    const std::string temporary = path + ".tmp";
    RateMerge merge{folder, parts, head, mode, report, {}};
    if (std::filesystem::exists(path)) { merge.earlier.emplace(hdf5::File::open(path)); }
    try {
        auto file = hdf5::File::create(temporary);
        file.create_group("/rates");
        for (std::size_t index = 0; index < head.recordings.size(); ++index) {
            merge_recording(merge, index, file);
        }
        file.close();
    } catch (...) {
        std::error_code ignored;
        std::filesystem::remove(temporary, ignored);
        throw;
    }
    merge.earlier.reset();
    // The new file takes its place only when it is complete, and parts go last: a crash in between
    // loses nothing.
    rename_file(temporary, path);
    remove_parts(parts);
    report.files.emplace_back("rates.h5");
    return report;
}

}  // namespace callosum
