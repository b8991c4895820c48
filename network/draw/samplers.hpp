#pragma once

#include <cstdint>
#include <memory>

#include "network/draw/batch_writer.hpp"
#include "network/draw/draft_kernels.hpp"
#include "network/draw/index_drawer.hpp"
#include "network/draw/sampler.hpp"
#include "network/draw/tiles.hpp"

namespace callosum {

/// Base of all rules that draw: cells, local targets, keys and writer.
class DrawingSampler : public Sampler {
  public:
    DrawingSampler(const Description& description, std::size_t projection, Slice targets);
    [[nodiscard]] bool cheap_by_source() const final { return cheap_; }

  protected:
    const Area area_;
    const Slice local_;  ///< counted from the start of the target slice
    const Rule rule_;
    const Ars synapse_ars_;
    const Ars tile_ars_;
    const DraftKernels& kernels_ = draft_kernels();
    BatchWriter writer_;
    IndexDrawer indices_;

  private:
    bool cheap_;
};

/// Rules fixed_total_number, pairwise_bernoulli and pairwise_poisson. A row of tiles (one block of
/// targets) has a count of synapses: a leaf of the tree that splits the total, or a binomial or
/// Poisson number of its own. A second tree splits rows over source blocks. The synapses of a tile
/// are then drawn uniformly from its cells, with or without replacement.
class TileSampler final : public DrawingSampler {
  public:
    TileSampler(const Description& description, std::size_t projection, Slice targets);
    void draw(Slice sources, const Sink& sink) override;

  private:
    struct Tile {
        std::uint32_t source_block, target_block;
        Slice sources, targets;  ///< counted from the start of the slices
        std::uint64_t count;
        bool cut;  ///< some of its cells are not wanted
    };
    void draw_free(const Tile& tile, Slice sources, Slice targets);
    void draw_cut(const DraftCells& cells, Ars::Words counter, std::uint64_t count, Slice sources,
                  Slice targets);
    void draw_chosen(const Tile& tile, Slice sources, Slice targets);

    bool multapses_;
    SourceTree tree_;
};

/// Rule symmetric_pairwise_bernoulli: unordered pairs, drawn in tiles keyed by (lower, higher)
/// block. Both directions exist or neither does, each with its own weight and delay.
class SymmetricSampler final : public DrawingSampler {
  public:
    using DrawingSampler::DrawingSampler;
    void draw(Slice sources, const Sink& sink) override;

  private:
    void draw_tile(std::uint32_t source_block, std::uint32_t target_block, Slice sources);
};

/// Rule fixed_indegree: the draws of a target are keyed by (target, draw).
class IndegreeSampler final : public DrawingSampler {
  public:
    using DrawingSampler::DrawingSampler;
    void draw(Slice sources, const Sink& sink) override;

  private:
    /// Draws the sources of a target, each any number of times, as far as they lie in `kept`.
    void draw_free(std::uint32_t target, const DraftSources& from);
    void draw_chosen(std::uint32_t target, const DraftSources& from, Slice kept);
};

/// Rule fixed_outdegree: the synapses of a source are split over runs of targets by a keyed tree,
/// then drawn within the runs that hold local targets.
class OutdegreeSampler final : public DrawingSampler {
  public:
    OutdegreeSampler(const Description& description, std::size_t projection, Slice targets);
    void draw(Slice sources, const Sink& sink) override;

  private:
    /// Splits `count` synapses of a source over runs [first, last), entering only those that hold
    /// local targets.
    void descend(std::uint32_t source, std::uint32_t first, std::uint32_t last,
                 std::uint64_t count);
    void draw_run(std::uint32_t source, std::uint32_t run, std::uint64_t count);
    [[nodiscard]] Slice run_targets(std::uint32_t first, std::uint32_t last) const;

    std::uint64_t run_size_;
};

/// Rule one_to_one: connects the i-th neuron of the source slice to the i-th of the target slice.
class OneToOneSampler final : public DrawingSampler {
  public:
    using DrawingSampler::DrawingSampler;
    void draw(Slice sources, const Sink& sink) override;
};

/// Rule all_to_all, source by source.
class AllToAllSampler final : public DrawingSampler {
  public:
    using DrawingSampler::DrawingSampler;
    void draw(Slice sources, const Sink& sink) override;
};

}  // namespace callosum
