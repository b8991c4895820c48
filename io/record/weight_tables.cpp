#include "io/record/weight_tables.hpp"

#include <cmath>
#include <filesystem>
#include <utility>

#include "io/record/part_heads.hpp"

namespace callosum {

SynapseWriter::SynapseWriter(hdf5::File& file, const std::string& group, std::uint64_t size,
                             double dt_ms)
    : dt_ms_(dt_ms),
      sources_(file, group + "/source_ids", size),
      targets_(file, group + "/target_ids", size),
      occurrences_(file, group + "/occurrence", size),
      delays_(file, group + "/delay", size) {
    file.set_attribute(group + "/delay", "units", "ms");
}

void SynapseWriter::add(const RecordedSynapse& synapse) {
    sources_.add(synapse.source);
    targets_.add(synapse.target);
    occurrences_.add(synapse.occurrence);
    delays_.add(time_of_step(static_cast<double>(synapse.delay), dt_ms_));
}

void SynapseWriter::flush() {
    sources_.flush();
    targets_.flush();
    occurrences_.flush();
    delays_.flush();
}

std::optional<EarlierWeights> EarlierWeights::find(const std::string& path,
                                                   const std::string& group, double dt_ms) {
    if (!std::filesystem::exists(path)) { return std::nullopt; }
    auto file = hdf5::File::open(path);
    if (!file.exists(group + "/weights")) { return std::nullopt; }
    return EarlierWeights(std::move(file), group, dt_ms);
}

EarlierWeights::EarlierWeights(hdf5::File file, std::string group, double dt_ms)
    : file_(std::move(file)), group_(std::move(group)), dt_ms_(dt_ms) {
    for (const double time : file_.dataset(group_ + "/time").read<double>()) {
        steps_.push_back(std::llround(time / dt_ms));
    }
    n_synapses_ = file_.dataset(group_ + "/source_ids").rows();
}

void EarlierWeights::visit(const std::function<void(const RecordedSynapse&)>& take) const {
    const auto sources = file_.dataset(group_ + "/source_ids");
    const auto targets = file_.dataset(group_ + "/target_ids");
    const auto occurrences = file_.dataset(group_ + "/occurrence");
    const auto delays = file_.dataset(group_ + "/delay");
    std::vector<std::uint64_t> source, target;
    std::vector<std::uint32_t> occurrence;
    std::vector<double> delay;
    for (std::uint64_t first = 0; first < n_synapses_; first += source.size()) {
        const auto n = static_cast<std::size_t>(std::min(weight_chunk, n_synapses_ - first));
        source.resize(n);
        target.resize(n);
        occurrence.resize(n);
        delay.resize(n);
        sources.read_rows(first, std::span(source));
        targets.read_rows(first, std::span(target));
        occurrences.read_rows(first, std::span(occurrence));
        delays.read_rows(first, std::span(delay));
        for (std::size_t k = 0; k < n; ++k) {
            const auto steps = static_cast<std::uint32_t>(std::llround(delay[k] / dt_ms_));
            take({source[k], target[k], occurrence[k], steps});
        }
    }
}

}  // namespace callosum
