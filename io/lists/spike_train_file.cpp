#include "io/lists/spike_train_file.hpp"

#include <algorithm>
#include <span>

#include "engine/base/error.hpp"
#include "io/hdf5/file.hpp"
#include "io/lists/file_list.hpp"
#include "io/lists/text_table.hpp"

namespace callosum {

namespace {

constexpr std::size_t spikes_per_slab = std::size_t{1} << 20;  // 16 MiB

class InlineTrains : public SpikeTrains {
  public:
    explicit InlineTrains(const std::vector<std::vector<double>>& times_ms)
        : n_targets_(times_ms.size()) {
        for (std::uint64_t target = 0; target < n_targets_; ++target) {
            first_.push_back(spikes_.size());
            for (const double time : times_ms[target]) { spikes_.push_back({time, target}); }
        }
    }
    void visit(const Visitor& visitor) const override {
        if (!spikes_.empty()) { visitor(spikes_.data(), spikes_.size(), 0); }
    }
    [[nodiscard]] std::uint64_t n_targets() const override { return n_targets_; }
    [[nodiscard]] std::string place(std::uint64_t index) const override {
        const std::uint64_t target = spikes_[index].target;
        return "spike_times[" + std::to_string(target) + "][" +
               std::to_string(index - first_[target]) + "]";
    }
    [[nodiscard]] std::string caption(std::uint64_t /*index*/) const override { return {}; }

  private:
    std::uint64_t n_targets_;
    std::vector<std::uint64_t> first_;  ///< index of each target's first spike
    std::vector<TrainSpike> spikes_;
};

class FileTrains : public SpikeTrains {
  public:
    explicit FileTrains(std::string path, std::string population = {})
        : path_(std::move(path)), population_(std::move(population)) {}
    [[nodiscard]] std::uint64_t n_targets() const override { return 0; }
    [[nodiscard]] std::string place(std::uint64_t /*index*/) const override { return "file"; }
    [[nodiscard]] std::string caption(std::uint64_t index) const override {
        return "spike " + std::to_string(index) + " of '" + path_ + "' ";
    }
    [[nodiscard]] std::optional<FileReference> file() const override {
        return FileReference{absolute_name(path_), population_};
    }

  protected:
    [[nodiscard]] const std::string& path() const { return path_; }

  private:
    std::string path_, population_;
};

/// Text that is parsed anew at each visit.
class TextTrains : public FileTrains {
  public:
    explicit TextTrains(const std::string& path) : FileTrains(path) {
        TextTrains::visit([](const TrainSpike*, std::size_t, std::uint64_t) {});
    }
    void visit(const Visitor& visitor) const override {
        TextFile file(path());
        std::vector<TrainSpike> slab;
        std::uint64_t first_index = 0;
        bool may_be_header = true;
        std::string_view line;
        while (file.next(line)) {
            if (line.empty() || line.front() == '#') { continue; }
            const auto spike = parse(line);
            if (!spike && !may_be_header) {
                file.fail("'" + std::string(line) + "' is not a time (ms) and an index from 0");
            }
            may_be_header = false;
            if (!spike) { continue; }
            slab.push_back(*spike);
            if (slab.size() == spikes_per_slab) {
                visitor(slab.data(), slab.size(), first_index);
                first_index += slab.size();
                slab.clear();
            }
        }
        if (!slab.empty()) { visitor(slab.data(), slab.size(), first_index); }
    }

  private:
    static std::optional<TrainSpike> parse(std::string_view line) {
        const auto gap = line.find_first_of(", \t");
        if (gap == std::string_view::npos) { return std::nullopt; }
        std::string_view rest = trimmed(line.substr(gap));
        if (rest.starts_with(',')) { rest.remove_prefix(1); }
        const auto time = parse_real(line.substr(0, gap));
        const auto target = parse_number<std::uint64_t>(rest);
        if (!time || !target) { return std::nullopt; }
        return TrainSpike{*time, *target};
    }
};

/// Spikes of one population of a SONATA file.
class SonataTrains : public FileTrains {
  public:
    SonataTrains(const std::string& path, const std::string& population)
        : SonataTrains(path, hdf5::File::open(path), population) {}

    void visit(const Visitor& visitor) const override {
        std::vector<TrainSpike> slab;
        std::vector<double> times;
        std::vector<std::int64_t> nodes;
        for (std::uint64_t first = 0; first < times_.rows(); first += slab.size()) {
            const auto n = static_cast<std::size_t>(
                std::min<std::uint64_t>(spikes_per_slab, times_.rows() - first));
            slab.resize(n);
            times.resize(n);
            nodes.resize(n);
            times_.read_rows(first, std::span(times));
            nodes_.read_rows(first, std::span(nodes));
            for (std::size_t k = 0; k < n; ++k) {
                if (nodes[k] < 0) {
                    throw IoError(path(),
                                  caption(first + k) + "has node " + std::to_string(nodes[k]) +
                                      ", must not be negative",
                                  1);
                }
                slab[k] = {times[k], static_cast<std::uint64_t>(nodes[k])};
            }
            visitor(slab.data(), n, first);
        }
    }

  private:
    SonataTrains(const std::string& path, const hdf5::File& file, const std::string& population)
        : FileTrains(path, population),
          group_(group_of(file, population)),
          times_(column(file, "timestamps", false)),
          nodes_(column(file, "node_ids", true)) {
        if (times_.rows() != nodes_.rows()) {
            throw IoError(path,
                          "'" + group_ + "' has " + std::to_string(times_.rows()) +
                              " timestamps and " + std::to_string(nodes_.rows()) + " node_ids",
                          1);
        }
        if (file.has_attribute(times_.name(), "units")) {
            const auto units = file.text_attribute(times_.name(), "units");
            if (units != "ms" && units != "milliseconds") {
                throw IoError(path, "'" + times_.name() + "' is in '" + units + "', must be in ms",
                              1);
            }
        }
    }

    static std::string group_of(const hdf5::File& file, const std::string& population) {
        if (!file.exists("/spikes")) {
            throw IoError(file.path(), "has no group '/spikes'; a SONATA file of spikes is needed",
                          1);
        }
        const auto names = file.children("/spikes");
        std::string listed;
        for (const auto& name : names) { listed += (listed.empty() ? "" : ", ") + name; }
        if (population.empty() && names.size() == 1) { return "/spikes/" + names[0]; }
        if (std::find(names.begin(), names.end(), population) == names.end()) {
            throw IoError(file.path(),
                          (population.empty() ? "say which population's spikes to read"
                                              : "has no spikes of '" + population + "'") +
                              "; there are: " + listed,
                          1);
        }
        return "/spikes/" + population;
    }

    [[nodiscard]] hdf5::Dataset column(const hdf5::File& file, const char* name,
                                       bool integer) const {
        const std::string full = group_ + "/" + name;
        if (!file.exists(full)) { throw IoError(path(), "has no dataset '" + full + "'", 1); }
        auto dataset = file.dataset(full);
        const auto content = dataset.content();
        const bool suits =
            content == hdf5::Content::integer || (!integer && content == hdf5::Content::real);
        if (!suits || dataset.shape().size() != 1) {
            throw IoError(path(),
                          "'" + full + "' must be one-dimensional and hold " +
                              (integer ? "integers" : "numbers"),
                          1);
        }
        return dataset;
    }

    std::string group_;
    hdf5::Dataset times_, nodes_;
};

}  // namespace

std::shared_ptr<const SpikeTrains> make_spike_trains(
    const std::vector<std::vector<double>>& times_ms) {
    return std::make_shared<InlineTrains>(times_ms);
}

std::shared_ptr<const SpikeTrains> open_spike_trains(const std::string& path,
                                                     const std::string& population) {
    if (hdf5::File::is_hdf5(path)) { return std::make_shared<SonataTrains>(path, population); }
    return std::make_shared<TextTrains>(path);
}

}  // namespace callosum
