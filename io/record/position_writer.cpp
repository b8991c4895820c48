#include "io/record/position_writer.hpp"

#include <algorithm>
#include <filesystem>
#include <span>
#include <vector>

#include "io/hdf5/file.hpp"
#include "network/space/places.hpp"

namespace callosum {

namespace {

void write_population(hdf5::File& file, const Population& population, const Places& places) {
    constexpr std::uint64_t most = std::uint64_t{1} << 16;  // neurons at once
    const Extent& extent = places.extent();
    const std::string name = "/positions/" + population.name;
    auto dataset = file.create_dataset(name, hdf5::Type::f64, {population.size, extent.dims});
    std::vector<double> some;
    for (std::uint64_t first = 0; first < population.size; first += most) {
        const std::uint64_t last = std::min(population.size, first + most);
        places.trim();
        some.clear();
        for (std::uint64_t index = first; index < last; ++index) {
            const Point at = places.at(index);
            some.insert(some.end(), at.begin(), at.begin() + static_cast<int>(extent.dims));
        }
        dataset.write(hdf5::Slab{{first, 0}, {last - first, extent.dims}},
                      std::span<const double>(some));
    }
    const auto axes = [&](const Point& point) {
        return std::vector<double>(point.begin(), point.begin() + static_cast<int>(extent.dims));
    };
    file.set_attribute(name, "low", axes(extent.low));
    file.set_attribute(name, "size", axes(extent.size));
    file.set_attribute(name, "periodic", std::uint32_t{extent.periodic ? 1U : 0U});
    file.set_attribute(name, "unit", "um");
}

}  // namespace

void write_positions(const std::string& folder, const Description& description) {
    const auto& populations = description.populations;
    if (std::none_of(populations.begin(), populations.end(),
                     [](const auto& one) { return one.positions.has_value(); })) {
        return;
    }
    const auto path = std::filesystem::path(folder) / "positions.h5";
    const std::string unfinished = path.string() + ".tmp";
    auto file = hdf5::File::create(unfinished);
    for (std::size_t n = 0; n < populations.size(); ++n) {
        if (!populations[n].positions) { continue; }
        write_population(
            file, populations[n],
            Places(description.seed, n, *populations[n].positions, populations[n].size));
    }
    file.close();
    std::filesystem::rename(unfinished, path);
}

}  // namespace callosum
