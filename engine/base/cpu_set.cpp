#include "engine/base/cpu_set.hpp"

#include <algorithm>
#include <cstdlib>

#if defined(__x86_64__)
#include <cpuid.h>
#elif defined(__aarch64__) && defined(__linux__)
#include <sys/auxv.h>
#endif

#include "engine/base/error.hpp"

namespace callosum {
namespace {

#if defined(__x86_64__)
bool has_avx2() {
    return __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("fma") != 0 &&
           __builtin_cpu_supports("bmi2") != 0 && __builtin_cpu_supports("aes") != 0;
}
/// Asks the CPU itself: clang 16 has no name for this feature.
bool has_vaes() {
    unsigned a = 0, b = 0, c = 0, d = 0;
    return __get_cpuid_count(7, 0, &a, &b, &c, &d) != 0 && (c >> 9U & 1U) != 0;
}
bool has_avx512() {
    return has_avx2() && __builtin_cpu_supports("avx512f") != 0 &&
           __builtin_cpu_supports("avx512dq") != 0 && __builtin_cpu_supports("avx512bw") != 0 &&
           __builtin_cpu_supports("avx512vl") != 0 && __builtin_cpu_supports("avx512cd") != 0;
}
#endif

bool can_execute(CpuSet set) {
    switch (set) {
#if defined(__x86_64__)
        case CpuSet::avx2:
            return has_avx2();
        case CpuSet::avx512:
            return has_avx512();
        case CpuSet::vaes512:
            return has_avx512() && has_vaes();
#endif
#if defined(__aarch64__) && defined(__linux__)
        case CpuSet::neon_aes:
            return (getauxval(AT_HWCAP) & (1UL << 3U)) != 0;  // HWCAP_AES
#endif
        default:
            return true;
    }
}

CpuSet find_cpu_set() {
    const char* const wanted = std::getenv("CALLOSUM_CPU");  // NOLINT(concurrency-mt-unsafe)
    return wanted != nullptr && *wanted != '\0' ? usable_cpu_set(wanted) : usable_cpu_sets().back();
}

}  // namespace

std::string_view name_of(CpuSet set) {
    switch (set) {
        case CpuSet::baseline:
            return "baseline";
        case CpuSet::avx2:
            return "avx2";
        case CpuSet::avx512:
            return "avx512";
        case CpuSet::vaes512:
            return "avx512-vaes";
        case CpuSet::neon:
            return "neon";
        case CpuSet::neon_aes:
            return "neon-aes";
        case CpuSet::native:
            return "native";
    }
    return "";
}

std::vector<CpuSet> usable_cpu_sets() {
    std::vector<CpuSet> sets;
    std::ranges::copy_if(built_cpu_sets, std::back_inserter(sets), can_execute);
    return sets;
}

CpuSet usable_cpu_set(std::string_view name) {
    std::string names;
    for (const CpuSet set : usable_cpu_sets()) {
        if (name_of(set) == name) { return set; }
        names += (names.empty() ? "" : ", ") + std::string(name_of(set));
    }
    throw ConfigError("CALLOSUM_CPU",
                      "'" + std::string(name) +
                          "' is no instruction set that is built and that this CPU has; "
                          "it may be: " +
                          names + ". Leave it out to take the last one");
}

CpuSet cpu_set() {
    static const CpuSet set = find_cpu_set();
    return set;
}

}  // namespace callosum
