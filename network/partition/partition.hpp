#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "engine/base/ranks.hpp"
#include "network/describe/edge_blocks.hpp"
#include "network/partition/cut.hpp"

namespace callosum {

/// Assignment of neurons to shares, equal on all ranks. Share w belongs to thread w % n_threads of
/// rank w / n_threads. Nothing is stored for each share: its neurons are computed when asked for.
/// Not thread-safe: one object per thread.
class Partition {
  public:
    static constexpr std::uint64_t grain = neuron_grain;

    Partition() = default;
    Partition(std::shared_ptr<const Cut> cut, int ranks, int threads)
        : n_ranks(ranks), n_threads(threads), cut_(std::move(cut)) {}

    int n_ranks = 1;
    int n_threads = 1;  ///< per rank
    std::string kind;   ///< the word for it in an experiment
    std::string why;    ///< reason for this kind, in words

    [[nodiscard]] int n_shares() const { return n_ranks * n_threads; }
    /// Returns the neurons of a share, by population, ascending; empty ranges are left out.
    [[nodiscard]] std::vector<NeuronRange> ranges(int share) const {
        return cut_->ranges(static_cast<std::uint64_t>(share));
    }
    /// Returns the neurons of all threads of a rank, in the order of threads.
    [[nodiscard]] std::vector<NeuronRange> rank_ranges(int rank) const;
    /// Returns the run of neurons of one share around neuron `index` of a population.
    [[nodiscard]] OwnedRun run_of(std::size_t population, std::uint64_t index) const {
        return cut_->run_of(population, index);
    }

  private:
    std::shared_ptr<const Cut> cut_;
};

/// Facts from which the partition is chosen.
struct PartitionQuestion {
    const Description& description;
    /// Expected number of synapses of each projection.
    const std::vector<double>& synapses;
    int n_ranks = 1;
    int n_threads = 1;
    /// Ranks that count the edges of lists together, each a part; null: this one reads them all.
    const Ranks* ranks = nullptr;
    const HeldEdges* held = nullptr;  ///< parts that this rank has read already
};
/// Returns the partition that the description asks for. "auto" is `spatial` where neurons connected
/// by distance have positions, `graph` where that promises clearly less traffic than equal parts
/// and balances as well, else `even`. Throws ConfigError where the kind does not fit the network.
[[nodiscard]] Partition make_partition(const PartitionQuestion& question);

/// Cuts every population into as many contiguous parts as there are shares, so that each share has
/// the same mix; the remainders rotate from population to population.
[[nodiscard]] Partition partition_evenly(const Description& description, int n_ranks,
                                         int n_threads);

}  // namespace callosum
