#include <algorithm>
#include <bit>
#include <cmath>
#include <compare>
#include <filesystem>
#include <functional>
#include <iterator>
#include <memory>
#include <optional>
#include <queue>

#include "engine/base/error.hpp"
#include "io/hdf5/file.hpp"
#include "io/record/part_file.hpp"
#include "io/record/part_heads.hpp"
#include "io/record/sonata.hpp"
#include "io/record/spike_writer.hpp"

namespace callosum {

namespace {

/// Spikes ordered by step that are read block by block, so that memory stays bounded.
class SpikeSource {
  public:
    virtual ~SpikeSource() = default;
    /// Returns the next spike, or nullptr at the end.
    [[nodiscard]] const Spike* peek() {
        if (next_ == block_.size()) {
            next_ = 0;
            block_.clear();
            refill(block_);
        }
        return next_ < block_.size() ? &block_[next_] : nullptr;
    }
    void pop() { ++next_; }

  private:
    virtual void refill(std::vector<Spike>& block) = 0;
    std::vector<Spike> block_;
    std::size_t next_ = 0;
};

/// Spikes of one part file. It ends at the first record that cannot be a spike: a killed job may
/// leave half a record, and a node that went down may leave zeros.
class PartSource : public SpikeSource {
  public:
    PartSource(const Part& part, std::size_t bytes, const SpikePartHead& head)
        : reader_(part.path, bytes), records_(bytes / sizeof(Spike)), head_(head) {
        static_cast<void>(reader_.read_head(spike_magic));
    }
    [[nodiscard]] std::uint64_t dropped_bytes() const { return dropped_; }
    [[nodiscard]] const std::string& path() const { return reader_.path(); }

  private:
    void refill(std::vector<Spike>& block) override {
        Spike spike;
        while (!ended_ && block.size() < records_) {
            const std::uint64_t left = reader_.bytes_left();
            if (!reader_.read(&spike, sizeof spike) || !plausible(spike)) {
                dropped_ = left;
                ended_ = true;
                return;
            }
            last_step_ = spike.step;
            block.push_back(spike);
        }
    }
    [[nodiscard]] bool plausible(const Spike& spike) const {
        const auto after = std::ranges::upper_bound(head_.populations, spike.gid, {},
                                                    &RecordedPopulation::first_gid);
        return spike.step >= last_step_ && after != head_.populations.begin() &&
               spike.gid - std::prev(after)->first_gid < std::prev(after)->size;
    }

    PartReader reader_;
    std::size_t records_;
    const SpikePartHead& head_;
    std::int64_t last_step_ = 1;  // the first step ends at 1
    std::uint64_t dropped_ = 0;
    bool ended_ = false;
};

/// Spikes of one population in a spikes.h5 that an earlier stretch of the run left.
class EarlierSource : public SpikeSource {
  public:
    EarlierSource(const hdf5::File& file, const RecordedPopulation& population, double dt_ms)
        : times_(file.dataset(spikes_group(population.name) + "/timestamps")),
          nodes_(file.dataset(spikes_group(population.name) + "/node_ids")),
          first_gid_(population.first_gid),
          dt_ms_(dt_ms) {}

  private:
    void refill(std::vector<Spike>& block) override {
        const std::uint64_t n = std::min<std::uint64_t>(times_.rows() - row_, 1U << 16);
        std::vector<double> times(n);
        std::vector<std::uint64_t> nodes(n);
        times_.read_rows(row_, std::span(times));
        nodes_.read_rows(row_, std::span(nodes));
        for (std::size_t k = 0; k < n; ++k) {
            block.push_back({std::llround(times[k] / dt_ms_), first_gid_ + nodes[k]});
        }
        row_ += n;
    }

    hdf5::Dataset times_, nodes_;
    std::uint64_t first_gid_;
    double dt_ms_;
    std::uint64_t row_ = 0;
};

/// Writes the spikes of one population, buffered by chunks.
class PopulationWriter {
  public:
    PopulationWriter(hdf5::File& file, const RecordedPopulation& population, std::uint64_t chunk)
        : population_(population),
          times_(file.create_extendable(spikes_group(population.name) + "/timestamps",
                                        hdf5::Type::f64, {chunk})),
          nodes_(file.create_extendable(spikes_group(population.name) + "/node_ids",
                                        hdf5::Type::u64, {chunk})),
          chunk_(chunk) {
        const std::string group = spikes_group(population.name);
        file.set_attribute(group + "/timestamps", "units", "ms");
        file.set_enum_attribute(group, "sorting", sorting_members, sorting_by_time);
    }
    [[nodiscard]] bool holds(std::uint64_t gid) const {
        return gid - population_.first_gid < population_.size;
    }
    void add(double time_ms, std::uint64_t gid) {
        time_buffer_.push_back(time_ms);
        node_buffer_.push_back(gid - population_.first_gid);
        if (time_buffer_.size() == chunk_) { flush(); }
    }
    void flush() {
        times_.append(std::span<const double>(time_buffer_));
        nodes_.append(std::span<const std::uint64_t>(node_buffer_));
        time_buffer_.clear();
        node_buffer_.clear();
    }

  private:
    RecordedPopulation population_;
    hdf5::Dataset times_, nodes_;
    std::uint64_t chunk_;
    std::vector<double> time_buffer_;
    std::vector<std::uint64_t> node_buffer_;
};

/// A neuron that spiked in the present step, and the source that says so.
struct Heard {
    std::uint64_t gid = 0;
    std::size_t source = 0;
    friend auto operator<=>(const Heard&, const Heard&) = default;
};

/// Joins the spikes of several sources in one step. A neuron may spike several times in a step (a
/// parrot does), and one source then lists it as often; a repetition by another source is a step
/// that was run again after a restart from a checkpoint.
std::vector<Spike> joined(std::int64_t step, std::vector<Heard>& heard) {
    std::ranges::sort(heard);
    std::vector<Spike> spikes;
    for (std::size_t first = 0; first < heard.size();) {
        std::size_t most = 0;
        std::size_t next = first;
        while (next < heard.size() && heard[next].gid == heard[first].gid) {
            const std::size_t begin = next;
            while (next < heard.size() && heard[next] == heard[begin]) { ++next; }
            most = std::max(most, next - begin);
        }
        spikes.insert(spikes.end(), most, Spike{step, heard[first].gid});
        first = next;
    }
    return spikes;
}

/// Passes on the spikes of each step in turn, ordered by gid within the step.
void merge_by_step(std::span<const std::unique_ptr<SpikeSource>> sources,
                   const std::function<void(std::span<const Spike>)>& take) {
    using Entry = std::pair<std::int64_t, std::size_t>;
    std::priority_queue<Entry, std::vector<Entry>, std::greater<>> queue;
    for (std::size_t source = 0; source < sources.size(); ++source) {
        if (const Spike* spike = sources[source]->peek()) { queue.emplace(spike->step, source); }
    }
    std::vector<Heard> heard;
    while (!queue.empty()) {
        const std::int64_t step = queue.top().first;
        heard.clear();
        while (!queue.empty() && queue.top().first == step) {
            const std::size_t index = queue.top().second;
            auto& source = *sources[index];
            queue.pop();
            const Spike* spike = source.peek();
            for (; spike != nullptr && spike->step == step; spike = source.peek()) {
                heard.push_back({spike->gid, index});
                source.pop();
            }
            if (spike != nullptr) { queue.emplace(spike->step, index); }
        }
        take(joined(step, heard));
    }
}

struct SpikeSources {
    std::vector<std::unique_ptr<SpikeSource>> all;
    std::vector<const PartSource*> parts;
    std::uint64_t bytes = 0;  ///< approximate bytes of all sources, to choose the size of chunks
};

SpikeSources open_sources(const std::vector<Part>& parts, const SpikePartHead& head,
                          const std::string& earlier) {
    SpikeSources sources;
    for (const auto& part : parts) {
        sources.bytes += std::filesystem::file_size(part.path);
        auto source = std::make_unique<PartSource>(part, buffer_bytes(parts.size()), head);
        sources.parts.push_back(source.get());
        sources.all.push_back(std::move(source));
    }
    if (std::filesystem::exists(earlier)) {
        sources.bytes += std::filesystem::file_size(earlier);
        const auto file = hdf5::File::open(earlier);
        for (const auto& population : head.populations) {
            if (!file.exists(spikes_group(population.name) + "/timestamps")) { continue; }
            sources.all.push_back(std::make_unique<EarlierSource>(file, population, head.dt_ms));
        }
    }
    return sources;
}

std::uint64_t write_spikes(const std::string& path, const SpikePartHead& head,
                           SpikeSources& sources) {
    auto file = hdf5::File::create(path);
    write_sonata_root(file);
    file.create_group("/spikes");
    // Chunks of 8 KiB to 512 KiB keep the cost of many silent populations low.
    const std::uint64_t records =
        sources.bytes / sizeof(Spike) / std::max<std::size_t>(head.populations.size(), 1);
    const std::uint64_t chunk = std::clamp<std::uint64_t>(std::bit_ceil(records), 1024, 65536);
    std::uint64_t n_spikes = 0;
    {
        std::vector<PopulationWriter> writers;
        for (const auto& population : head.populations) {
            writers.emplace_back(file, population, chunk);
        }
        merge_by_step(sources.all, [&](std::span<const Spike> spikes) {
            const double time = time_of_step(static_cast<double>(spikes.front().step), head.dt_ms);
            auto writer = writers.begin();
            // Spikes and populations both ascend by gid, so one pass suffices.
            for (const Spike& spike : spikes) {
                while (!writer->holds(spike.gid)) { ++writer; }
                writer->add(time, spike.gid);
            }
            n_spikes += spikes.size();
        });
        for (auto& writer : writers) { writer.flush(); }
    }
    file.close();
    return n_spikes;
}

}  // namespace

MergeReport merge_spikes(const std::string& folder, MergeMode mode) {
    MergeReport report;
    const auto parts = find_parts(folder, spike_stem, spike_magic, mode, report);
    if (parts.empty()) { return report; }
    SpikePartHead head = spike_head(parts.front().head, parts.front().path);
    std::ranges::sort(head.populations, {}, &RecordedPopulation::first_gid);
    const std::string path = folder + "/spikes.h5";
    const std::string temporary = path + ".tmp";
    try {
        SpikeSources sources = open_sources(parts, head, path);
        report.spikes = write_spikes(temporary, head, sources);
        for (const auto* part : sources.parts) {
            if (part->dropped_bytes() == 0) { continue; }
            complain(
                part->path(),
                std::to_string(part->dropped_bytes()) + " bytes at the end are no whole spikes",
                mode, report);
        }
    } catch (...) {
        std::error_code ignored;
        std::filesystem::remove(temporary, ignored);
        throw;
    }
    // The new file takes its place only when it is complete, and parts go last: a crash in between
    // loses nothing.
    rename_file(temporary, path);
    remove_parts(parts);
    report.files.emplace_back("spikes.h5");
    return report;
}

}  // namespace callosum
