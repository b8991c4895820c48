#pragma once

#include <cstdio>
#include <cstdlib>

/// Ends the process with the broken condition and its place if `condition` is false. On in builds that define
/// CALLOSUM_ASSERTIONS (presets `debug`, `audit` and `asan`); elsewhere the condition is not even evaluated. It is for
/// invariants that only a fault of ours can break; what a user can cause is an Error.
#ifdef CALLOSUM_ASSERTIONS
#define CALLOSUM_ASSERT(condition)      \
    ((condition) ? static_cast<void>(0) \
                 : callosum::assertion_failed(#condition, __FILE__, __LINE__))
#else
#define CALLOSUM_ASSERT(condition) static_cast<void>(sizeof((condition) ? 1 : 0))
#endif

namespace callosum {

[[noreturn]] inline void assertion_failed(const char* condition, const char* file, int line) {
    std::fprintf(stderr, "%s:%d: broken invariant: %s\n", file, line, condition);
    std::abort();
}

}  // namespace callosum
