#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "io/hdf5/file.hpp"

/// Common parts of SONATA's spike and report files (SONATA developer guide, version 0.1).
namespace callosum {

inline constexpr std::uint8_t sorting_by_time = 2;
inline const std::array<hdf5::EnumMember, 3> sorting_members{
    hdf5::EnumMember{"none", 0}, hdf5::EnumMember{"by_id", 1},
    hdf5::EnumMember{"by_time", sorting_by_time}};

inline void write_sonata_root(hdf5::File& file) {
    file.set_attribute("/", "magic", std::uint32_t{0x0A7A});
    file.set_attribute("/", "version", std::vector<std::uint32_t>{0, 1});
}

[[nodiscard]] inline std::string spikes_group(const std::string& population) {
    return "/spikes/" + population;
}
[[nodiscard]] inline std::string report_group(const std::string& population) {
    return "/report/" + population;
}

}  // namespace callosum
