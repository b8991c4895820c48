#include "engine/exchange/launcher.hpp"

#include <algorithm>
#include <cstdlib>
#include <span>

namespace callosum {
namespace {

/// The first of some variables that is set, as a number; `otherwise` where none is.
int number_of(std::span<const char* const> names, int otherwise) {
    for (const char* name : names) {
        const char* text = std::getenv(name);
        if (text != nullptr) { return static_cast<int>(std::strtol(text, nullptr, 10)); }
    }
    return otherwise;
}

}  // namespace

Launched launched() {
    static constexpr const char* ranks[] = {"OMPI_COMM_WORLD_RANK", "PMIX_RANK", "PMI_RANK",
                                            "MV2_COMM_WORLD_RANK", "SLURM_PROCID"};
    // Slurm's SLURM_NTASKS is that of the job: a batch script has it, too, where srun has started nothing.
    static constexpr const char* sizes[] = {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE",
                                            "MV2_COMM_WORLD_SIZE", "SLURM_STEP_NUM_TASKS"};
    const int rank = number_of(ranks, 0);
    return {rank, std::max(number_of(sizes, 1), rank + 1)};
}

}  // namespace callosum
