#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "engine/state/synapses.hpp"
#include "network/draw/sampler.hpp"

namespace callosum {

/// SynapseStore::pad for a worker: 4 where segments are long enough for padding to cost little.
[[nodiscard]] std::uint32_t choose_padding(const Description& description, const InputPlan& plan,
                                           const std::vector<NeuronRange>& ranges,
                                           const RowLayout& layout);

/// Builds a SynapseStore source by source: a slab of sources is drawn into a small buffer, counted per
/// (source, block, delay) and placed. Peak memory is the final memory plus one slab.
class SynapseBuilder {
  public:
    SynapseBuilder(const Description& description, const InputPlan& plan,
                   const std::vector<NeuronRange>& ranges, const RowLayout& layout);
    /// Draws everything whose source is in the population; call in order of populations.
    void add_sources_of(std::size_t population);
    /// Checks every row against what was drawn and hands the store out.
    [[nodiscard]] SynapseStore finish();

  private:
    /// One sampler with what its synapses need to become entries.
    struct Feed {
        std::size_t projection = 0;
        std::unique_ptr<Sampler> sampler;
        std::uint64_t row[2] = {0,
                                0};  ///< entry of target 0 of the population, by sign of the weight
        std::uint64_t first = 0, last = 0;  ///< targets
        double scale = 1;                   ///< 1 / unit of the stored integer
        std::uint32_t table_index = 0;
        std::uint32_t delay_base = 0;  ///< delay + delay_base = its position in delays_ (mod 2^32)
        int shift = 0;                 ///< stored integer << shift = row units
        std::int64_t magnitude = 0;    ///< -1: weights are stored without their sign
        std::size_t block_class = 0;
        SynapseFormat format = SynapseFormat::compact;
        bool one_block = false;  ///< all its rows lie in one chunk and do not depend on sign
    };
    template <class Entry>
    struct Drawn {
        std::vector<std::uint32_t> keys;  ///< (source in slab, block, delay)
        std::vector<Entry> entries;
        std::size_t n = 0;
        void make_room(std::size_t more);
    };

    void find_delays();
    void make_blocks();
    void reserve();
    [[nodiscard]] std::uint32_t next_table_index() const;
    [[nodiscard]] std::vector<Feed> feeds_from(std::size_t population);
    [[nodiscard]] std::uint64_t slab_size(const std::vector<Feed>& feeds,
                                          std::uint64_t sources) const;
    [[nodiscard]] std::uint32_t block_of(const Feed& feed, std::uint64_t row) const {
        return block_index_[feed.block_class][row >> RowLayout::chunk_bits];
    }
    void take(const Feed& feed, const SynapseBatch& batch);
    template <class Entry, class Pack>
    void take_as(const Feed& feed, const SynapseBatch& batch, Drawn<Entry>& drawn, Pack&& pack);
    void place(std::uint64_t first_gid, std::uint64_t n_sources);
    std::uint64_t place_run(std::uint32_t count, std::uint16_t delay);
    template <class Entry>
    void scatter(const Drawn<Entry>& drawn, Entry* out);
    template <class Entry>
    void pad_segments(Entry* out, bool full);
    /// Throws LimitError that names the neuron if a row could overflow.
    void check_sums(bool wide) const;

    const Description& description_;
    const InputPlan& plan_;
    const std::vector<NeuronRange>& ranges_;
    const RowLayout& layout_;
    SynapseStore store_;
    std::vector<std::pair<SynapseFormat, int>>
        classes_;  ///< (format, shift): one block per chunk each
    std::vector<std::vector<std::uint32_t>> block_index_;  ///< [class][chunk]
    std::vector<std::uint16_t> delays_;                    ///< that occur, ascending
    std::uint32_t n_delays_ = 0;
    std::uint64_t slab_first_ = 0;
    std::uint64_t narrow_used_ = 0, full_used_ = 0;  ///< entries
    Drawn<std::uint32_t> narrow_;
    Drawn<std::uint64_t> full_;
    std::vector<std::uint32_t> counts_;  ///< by key; afterwards the write cursor
    std::vector<std::uint64_t> sum_narrow_,
        sum_wide_;  ///< sum of |weight| per row entry, row units
};

}  // namespace callosum
