#include "io/record/rate_writer.hpp"

#include <algorithm>
#include <type_traits>

#include "io/record/part_heads.hpp"

namespace callosum {

static_assert(sizeof(RateRecord) == 24 && std::is_trivially_copyable_v<RateRecord>);

std::vector<RecordedRate> recorded_rates(const Description& description) {
    std::vector<RecordedRate> rates;
    for (const auto& recording : description.rates) {
        const auto& population = description.populations.at(recording.population);
        rates.push_back({population.name, population.size, description.steps(recording.start_ms),
                         std::max<std::int64_t>(1, description.steps(recording.interval_ms))});
    }
    return rates;
}

PartRateSink::PartRateSink(const std::string& folder, const RatePartHead& head)
    : file_(free_part_path(folder, rate_stem, head.rank), rate_magic, to_json(head)) {}

void PartRateSink::open(std::size_t recording, std::uint64_t neurons) {
    const RateRecord record{RateRecord::share, static_cast<std::uint32_t>(recording), 0, neurons};
    file_.write(&record, sizeof record);
    // A merge needs this record to know whether a count covers the whole population.
    file_.flush();
}

void PartRateSink::write(std::size_t recording, std::int64_t step, std::uint64_t count) {
    const RateRecord record{RateRecord::bin, static_cast<std::uint32_t>(recording), step, count};
    file_.write(&record, sizeof record);
}

}  // namespace callosum
