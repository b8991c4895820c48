// Compiled once for each instruction set (cpu_set.hpp).
#include <algorithm>
#include <array>

#include "engine/base/cpu_set.hpp"
#include "network/describe/quantile_lanes.hpp"

namespace callosum {
namespace {

void many(const QuantileFunction& of, const std::uint32_t* u, double* out, std::size_t n) {
    constexpr std::size_t width = 16;
    const std::uint32_t flip = of.mirror() ? ~std::uint32_t{0} : 0;
    alignas(64) std::array<std::uint32_t, width> words{};
    alignas(64) std::array<double, width> values{};
    for (std::size_t first = 0; first < n; first += width) {
        const std::size_t live = std::min(width, n - first);
        for (std::size_t i = 0; i < live; ++i) { words[i] = u[first + i] ^ flip; }
        // unit_interval, sixteen at a time; both operations are exact.
        const auto unit =
            (Pack<double>::from_uint32(words.data()) + Pack<double>(0.5)) * Pack<double>(0x1p-32);
        of.at(unit).store(values.data());
        std::copy_n(values.data(), live, out + first);
    }
}

}  // namespace

template <>
const QuantileKernels& kernels_of<CpuSet::CALLOSUM_CPU_SET, QuantileKernels>() {
    static constexpr QuantileKernels of_this_set{many};
    return of_this_set;
}

}  // namespace callosum
