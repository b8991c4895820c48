#include "engine/exchange/launcher.hpp"

#include <algorithm>
#include <cstdlib>
#include <span>

namespace callosum {
namespace {

/// The first of some variables that is set; nothing where none is.
const char* first_set(std::span<const char* const> names) {
    for (const char* name : names) {
        const char* text = std::getenv(name);
        if (text != nullptr) { return text; }
    }
    return nullptr;
}

int number_of(std::span<const char* const> names, int otherwise) {
    const char* text = first_set(names);
    return text == nullptr ? otherwise : static_cast<int>(std::strtol(text, nullptr, 10));
}

}  // namespace

Launched launched() {
    static constexpr const char* ranks[] = {"OMPI_COMM_WORLD_RANK", "PMIX_RANK", "PMI_RANK",
                                            "MV2_COMM_WORLD_RANK", "SLURM_PROCID"};
    static constexpr const char* sizes[] = {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE",
                                            "MV2_COMM_WORLD_SIZE", "SLURM_STEP_NUM_TASKS"};
    static constexpr const char* mpi[] = {"OMPI_COMM_WORLD_RANK",
                                          "OMPI_COMM_WORLD_SIZE",
                                          "PMIX_RANK",
                                          "PMIX_NAMESPACE",
                                          "PMI_RANK",
                                          "PMI_SIZE",
                                          "PMI_FD",
                                          "PMI_PORT",
                                          "MV2_COMM_WORLD_RANK"};
    static constexpr const char* step[] = {"SLURM_STEP_ID", "SLURM_STEPID", "SLURM_STEP_NUM_TASKS"};
    static constexpr const char* tasks[] = {"SLURM_NTASKS", "SLURM_NPROCS"};
    Launched found;
    found.by_mpi = first_set(mpi) != nullptr;
    found.by_scheduler = first_set(step) != nullptr;
    found.rank = std::max(0, number_of(ranks, 0));
    // Slurm's SLURM_NTASKS is that of the job: a batch script has it, too, where srun has started nothing.
    const int otherwise = found.by_scheduler && !found.by_mpi ? number_of(tasks, 1) : 1;
    found.size = std::max({1, number_of(sizes, otherwise), found.rank + 1});
    return found;
}

}  // namespace callosum
