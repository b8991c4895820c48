#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace callosum {

/// Instruction sets for which kernels are compiled, each one more than those before it on its kind of CPU.
enum class CpuSet {
    baseline,  ///< x86-64 as it was in 2003: SSE2
    avx2,      ///< AVX2, FMA, BMI2 and AES instructions
    avx512,    ///< AVX-512 (F, DQ, BW, VL, CD) and AES instructions
    vaes512,   ///< the same with AES on whole registers (VAES)
    neon,      ///< aarch64
    neon_aes,  ///< aarch64 with AES instructions
    native     ///< whatever CALLOSUM_ARCH names, chosen when the program was built
};

/// The sets that are in this program, least first.
inline constexpr std::array built_cpu_sets{CALLOSUM_CPU_SETS};

[[nodiscard]] std::string_view name_of(CpuSet set);
/// Those that this CPU can execute, least first.
[[nodiscard]] std::vector<CpuSet> usable_cpu_sets();
/// Set with a name. Throws ConfigError if none is built or the CPU cannot execute it.
[[nodiscard]] CpuSet usable_cpu_set(std::string_view name);
/// The set of this process: the last of the usable ones, or the one that the variable CALLOSUM_CPU names. Throws as
/// usable_cpu_set does.
[[nodiscard]] CpuSet cpu_set();

/// Kernels of one kind for one instruction set. A source that is compiled once for each set, with
/// its instructions, defines the specialisations (scripts/cmake/kernels.cmake).
///
/// `Kernels` is a struct of function pointers with a constant `uses_aes`: whether its functions draw random words
/// themselves. Others are not compiled again where only AES differs.
template <CpuSet set, class Kernels>
[[nodiscard]] const Kernels& kernels_of();

namespace detail {
/// The set whose kernels serve another one.
template <class Kernels>
constexpr CpuSet compiled_for(CpuSet set) {
    if (Kernels::uses_aes) { return set; }
    if (set == CpuSet::vaes512) { return CpuSet::avx512; }
    return set == CpuSet::neon_aes ? CpuSet::neon : set;
}
}  // namespace detail

/// Kernels of one kind for a set that is built.
template <class Kernels>
[[nodiscard]] const Kernels& kernels(CpuSet set) {
    using Get = const Kernels& (*)();
    constexpr auto all = []<std::size_t... I>(std::index_sequence<I...>) {
        return std::array<Get, sizeof...(I)>{
            &kernels_of<detail::compiled_for<Kernels>(built_cpu_sets[I]), Kernels>...};
    }(std::make_index_sequence<built_cpu_sets.size()>{});
    std::size_t i = 0;
    while (built_cpu_sets[i] != set) { ++i; }
    return all[i]();
}

}  // namespace callosum
