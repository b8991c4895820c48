#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "engine/synapses/drawn_slab.hpp"
#include "engine/synapses/slab_plan.hpp"
#include "engine/synapses/synapse_store.hpp"
#include "network/draw/sampler.hpp"

namespace callosum {

/// Builds a SynapseStore source by source: a slab of sources is drawn into a small buffer, brought
/// into the order of (source, block, delay) and placed. Peak memory is the final memory plus one
/// slab.
class SynapseBuilder {
  public:
    using RowSum = std::uint64_t;  ///< kept for each entry of the rows while building

    SynapseBuilder(const Description& description, const FixedPointPlan& plan,
                   const std::vector<NeuronRange>& ranges, const RowLayout& layout);
    /// Draws all synapses whose source is in the population. Call in the order of populations.
    void add_sources_of(std::size_t population);
    /// Checks every row against the weights that were drawn, and returns the store.
    [[nodiscard]] SynapseStore finish();

  private:
    /// A sampler, with everything needed to turn its synapses into entries.
    struct ProjectionFeed {
        std::size_t projection = 0;
        std::unique_ptr<Sampler> sampler;
        std::uint64_t row[2] = {0,
                                0};  ///< entry of target 0 of the population, by sign of the weight
        std::uint64_t first = 0, last = 0;  ///< targets
        double expected = 0;                ///< number of synapses
        double scale = 1;                   ///< 1 / unit of the stored integer
        std::uint32_t table_index = 0;
        std::uint32_t delay_base = 0;  ///< delay + delay_base = position in delays_ (mod 2^32)
        int shift = 0;                 ///< stored integer << shift is in row units
        std::int64_t magnitude = 0;    ///< -1: weights are stored without their sign
        std::size_t block_class = 0;
        SynapseFormat format = SynapseFormat::compact;
        bool one_block = false;  ///< all its rows lie in one chunk and do not depend on sign
    };
    /// Source whose runs are being placed.
    struct OpenSource {
        Gid gid;
        std::uint32_t block = 0, degree = 0, shortest = 0;
        std::uint64_t first_run = 0;
        bool any = false;
    };

    void find_delays();
    void make_blocks();
    void reserve();
    void push_run(std::uint16_t delay, std::uint64_t n);
    [[nodiscard]] std::uint32_t next_table_index() const;
    [[nodiscard]] std::vector<ProjectionFeed> feeds_from(std::size_t population);
    [[nodiscard]] SlabPlan cut(const std::vector<ProjectionFeed>& feeds,
                               std::uint64_t sources) const;
    [[nodiscard]] std::uint32_t block_of(const ProjectionFeed& feed, std::uint64_t row) const {
        return block_index_[feed.block_class][row >> RowLayout::chunk_bits];
    }
    void take(const ProjectionFeed& feed, const SynapseBatch& batch);
    template <class Entry, class Pack>
    void take_as(const ProjectionFeed& feed, const SynapseBatch& batch, Pack&& pack);
    void place(Gid first_gid);
    void open_source(Gid gid);
    void go_to_block(std::uint32_t block);
    void close_source();
    void place_run(std::uint64_t groups, std::uint16_t delay);
    /// Returns the number of entries placed so far in the array that a block uses.
    [[nodiscard]] std::uint64_t& used(std::uint32_t block) {
        return SynapseStore::is_full(store_.blocks[block].format) ? full_used_ : narrow_used_;
    }
    template <class Entry>
    void pad_segments(Entry* out, bool full);
    /// Throws LimitError that names the neuron if a row could overflow.
    void check_sums(bool wide) const;

    const Description& description_;
    const FixedPointPlan& plan_;
    const std::vector<NeuronRange>& ranges_;
    const RowLayout& layout_;
    SynapseStore store_;
    std::vector<std::pair<SynapseFormat, int>>
        classes_;  ///< (format, shift): one block per chunk each
    std::vector<std::vector<std::uint32_t>> block_index_;  ///< [class][chunk]
    std::vector<std::uint16_t> delays_;                    ///< delays that occur, ascending
    std::uint32_t n_delays_ = 0;
    std::uint64_t slab_first_ = 0;
    std::uint64_t narrow_used_ = 0, full_used_ = 0;  ///< entries
    std::uint64_t runs_used_ = 0;
    DrawnSlab slab_;
    OpenSource open_;
    std::vector<RowSum> sum_narrow_,
        sum_wide_;  ///< sum of |weight| per row entry, row units
};

}  // namespace callosum
