#include "io/boards/partition_parts.hpp"

namespace callosum::partition_parts {

void write_head(hdf5::File& file, const std::string& target, const Description& description) {
    file.set_attribute("/", "schema", "callosum-partition/1");
    file.set_attribute("/", "target", target);
    file.set_attribute("/", "board_dt_ms", description.dt_ms);
    file.set_attribute("/", "seed", description.seed);
}

void write_populations(hdf5::File& file, const Description& description,
                       const std::vector<PopulationLine>& lines) {
    std::vector<std::string> names, models;
    std::vector<std::uint64_t> sizes;
    std::vector<std::uint8_t> recorded;
    std::vector<double> rates;
    for (std::size_t p = 0; p < lines.size(); ++p) {
        names.push_back(description.populations[p].name);
        sizes.push_back(description.populations[p].size);
        models.push_back(lines[p].model);
        recorded.push_back(lines[p].recorded ? 1 : 0);
        rates.push_back(lines[p].rate_hz);
    }
    file.create_group("/populations");
    file.write_strings("/populations/name", names);
    file.write_strings("/populations/model", models);
    file.write("/populations/size", sizes);
    file.write("/populations/recorded", recorded);
    file.write("/populations/rate_hz", rates);
}

JoinedLists join_lists(const Description& description, const SpikeLists& lists,
                       const std::vector<bool>& listed) {
    JoinedLists joined;
    for (std::size_t p = 0; p < listed.size(); ++p) {
        if (!listed[p]) { continue; }
        const auto& population = description.populations[p];
        for (auto gid = population.first_gid; gid < population.first_gid + population.size; ++gid) {
            for (auto i = lists.begin[gid]; i < lists.begin[gid + 1]; ++i) {
                joined.tick.push_back(lists.tick[i]);
            }
            joined.begin.push_back(joined.tick.size());
        }
    }
    return joined;
}

}  // namespace callosum::partition_parts
