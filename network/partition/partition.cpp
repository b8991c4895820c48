#include "network/partition/partition.hpp"

#include <algorithm>

namespace callosum {

Partition partition_evenly(const Description& description, int n_ranks, int n_threads) {
    Partition partition;
    partition.n_ranks = n_ranks;
    partition.n_threads = n_threads;
    const auto n_workers = static_cast<std::uint64_t>(partition.n_workers());
    partition.workers.resize(n_workers);
    std::uint64_t turn = 0;  // the worker that takes the next grain left over
    for (std::size_t index = 0; index < description.populations.size(); ++index) {
        const std::uint64_t size = description.populations[index].size;
        const std::uint64_t n_grains = (size + Partition::grain - 1) / Partition::grain;
        const std::uint64_t share = n_grains / n_workers;
        const std::uint64_t left_over = n_grains % n_workers;
        std::uint64_t first = 0;
        for (std::uint64_t worker = 0; worker < n_workers; ++worker) {
            const bool takes_one = (worker + n_workers - turn) % n_workers < left_over;
            const std::uint64_t last =
                std::min(size, first + (share + (takes_one ? 1 : 0)) * Partition::grain);
            if (last > first) { partition.workers[worker].push_back({index, first, last}); }
            first = last;
        }
        turn = (turn + left_over) % n_workers;
    }
    return partition;
}

}  // namespace callosum
