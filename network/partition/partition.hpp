#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "engine/base/ranks.hpp"
#include "network/describe/edge_blocks.hpp"
#include "network/partition/cut.hpp"

namespace callosum {

/// Which worker (thread of a rank) owns which neurons; equal on all ranks. Share w is thread
/// w % n_threads of rank w / n_threads. Nothing is kept by worker: shares are found when asked for.
/// One object per thread.
class Partition {
  public:
    static constexpr std::uint64_t grain = neuron_grain;

    Partition() = default;
    Partition(std::shared_ptr<const Cut> cut, int ranks, int threads)
        : n_ranks(ranks), n_threads(threads), cut_(std::move(cut)) {}

    int n_ranks = 1;
    int n_threads = 1;  ///< per rank
    std::string kind;   ///< what it is called in an experiment
    std::string why;    ///< why this kind, in words

    [[nodiscard]] int n_workers() const { return n_ranks * n_threads; }
    /// The neurons of a worker, by population, ascending; empty ranges left out.
    [[nodiscard]] std::vector<NeuronRange> ranges(int worker) const {
        return cut_->ranges(static_cast<std::uint64_t>(worker));
    }
    /// Those of all threads of a rank, thread after thread.
    [[nodiscard]] std::vector<NeuronRange> rank_ranges(int rank) const;
    /// The run of neurons of one worker that neuron `index` of a population lies in.
    [[nodiscard]] OwnedRun run_of(std::size_t population, std::uint64_t index) const {
        return cut_->run_of(population, index);
    }

  private:
    std::shared_ptr<const Cut> cut_;
};

struct PartitionQuestion {
    const Description& description;
    /// Synapses of each projection, as expected.
    const std::vector<double>& synapses;
    int n_ranks = 1;
    int n_threads = 1;
    /// Ranks that count the edges of lists together, each a part; null: this one reads them all.
    const Ranks* ranks = nullptr;
    const HeldEdges* held = nullptr;  ///< parts that this rank has read already
};
/// The partition that the description asks for. "auto": `spatial` where neurons that are connected by
/// distance have places; `graph` where it promises clearly less traffic than equal parts and balances as
/// well; else `even`. Throws ConfigError where the kind does not fit the network.
[[nodiscard]] Partition make_partition(const PartitionQuestion& question);

/// Every population is cut into as many contiguous parts as there are workers, so that each worker
/// has the same mix; the remainders rotate from population to population.
[[nodiscard]] Partition partition_evenly(const Description& description, int n_ranks,
                                         int n_threads);

}  // namespace callosum
