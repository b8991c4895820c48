#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "network/draw/samplers.hpp"
#include "network/space/blocks.hpp"
#include "network/space/displacement.hpp"
#include "network/space/mask.hpp"

namespace callosum {

/// Levels of the cells by which a spatial projection is drawn.
struct DrawingLevels {
    int sources = 0;
    int targets = 0;
};
/// Chooses the levels by an estimate of the cost: large cells waste candidates where the kernel
/// falls off inside them, small ones are numerous. Depends on the description alone, because the
/// levels decide which random numbers are used.
[[nodiscard]] DrawingLevels drawing_levels(const Rule& rule, const Places& sources,
                                           const Places& targets);

/// Base of all rules in space.
class SpatialSampler : public DrawingSampler {
  public:
    SpatialSampler(const Description& description, std::size_t projection, Slice targets);
    [[nodiscard]] std::uint64_t next_source(std::uint64_t first) const override;

  protected:
    /// Displacements of sixteen pairs of chooser and partner.
    struct Pairs {
        Expression::Variables variables;
        /// Sets the positions of partner and chooser i on one axis.
        void set(std::uint32_t i, std::size_t axis, double partner, double chooser) {
            variables.d[axis][i] = partner - chooser;
        }
        /// Takes displacements the short way round and computes distances, after all pairs are set.
        void finish(const Extent& extent);
    };
    /// Returns a box around all blocks; where edges meet it may cover the whole extent.
    [[nodiscard]] Box around(const std::vector<PlacedBlock>& blocks) const;
    /// Evaluates the kernel of 16 pairs, 0 outside the mask.
    void evaluate(Pairs& pairs, Expression::Lanes& out) const;
    [[nodiscard]] bool in_reach(const Box& chooser, const Box& partner) const {
        return !space_.mask || space_.mask->touches(gap(extent_, chooser, partner));
    }
    [[nodiscard]] Blocks source_blocks() const { return {*sources_, levels_.sources}; }
    [[nodiscard]] Blocks target_blocks() const { return {*targets_, levels_.targets}; }
    /// Returns the blocks of choosers that reach into a box, or of partners that a chooser in the
    /// box may have.
    [[nodiscard]] std::vector<PlacedBlock> near(const Blocks& blocks, Slice indices, const Box& box,
                                                bool choosers) const;
    /// Whether a source in the box could have a local target.
    [[nodiscard]] bool reaches_here(const Box& source) const {
        return targets_choose_ ? in_reach(local_box_, source) : in_reach(source, local_box_);
    }
    /// Mean number of sources in a cell, rounded up.
    [[nodiscard]] std::uint64_t sources_per_cell() const;
    /// Returns the local targets as indices in the population.
    [[nodiscard]] Slice local_targets() const {
        return {local_.first + area_.targets.first, local_.last + area_.targets.first};
    }
    [[nodiscard]] std::vector<PlacedBlock> local_blocks() const;

    const SpatialRule space_;
    const Extent extent_;
    const std::shared_ptr<const Places> sources_, targets_;
    const DrawingLevels levels_;
    const MaskTest mask_;
    const bool recurrent_;  ///< source and target are one population
    const bool targets_choose_;
    const Box local_box_;  ///< around the local targets
};

/// Rules pairwise_bernoulli and pairwise_poisson with a kernel. For each pair of a block of sources
/// and a block of targets the number of candidates is drawn with the largest p between them.
/// Candidates are uniform among the pairs, and one is kept with probability p(its displacement) /
/// largest p.
class PairSampler final : public SpatialSampler {
  public:
    PairSampler(const Description& description, std::size_t projection, Slice targets);
    void draw(Slice sources, const Sink& sink) override;
    [[nodiscard]] std::uint64_t slab() const override;

  private:
    /// Keys of one pass over all pairs.
    struct Pass {
        Ars synapses, tiles;
    };
    struct Tile {
        const PlacedBlock& source;
        const PlacedBlock& target;
        double most;  ///< largest probability between the blocks
    };
    void draw_tile(const Tile& tile, const Pass& pass, Slice sources);
    void emit(const Tile& tile, const Pass& pass, std::span<const std::uint32_t> chosen,
              Slice sources);

    std::vector<Pass> passes_;
    std::vector<PlacedBlock> local_blocks_;
};

/// Rules fixed_indegree and fixed_outdegree with a mask or kernel. Every chooser (target or source)
/// takes its partners from its own keyed sequence of candidates. The block of a candidate is drawn
/// by its size times the kernel's bound there, the neuron in it uniformly; it is accepted with
/// probability kernel / bound.
class ChoiceSampler final : public SpatialSampler {
  public:
    ChoiceSampler(const Description& description, std::size_t projection, Slice targets);
    void draw(Slice sources, const Sink& sink) override;
    [[nodiscard]] std::uint64_t slab() const override;

  private:
    /// Blocks from which candidates are drawn, for all choosers of one box.
    struct Pool {
        std::vector<PlacedBlock> blocks;
        std::vector<double> bounds;        ///< bound of the kernel in each block
        std::vector<double> cumulative;    ///< running sum of size times bound
        std::vector<std::uint32_t> guide;  ///< block at each 1024th of the sum
    };
    struct Chooser {
        std::uint32_t index;
        Point at;
    };
    void make_pool(const Box& box);
    /// Returns the block at a point of the cumulative sum, given as a fraction 0 < part < 1.
    [[nodiscard]] std::size_t block_at(double part) const;
    void choose(const Chooser& chooser);
    std::uint32_t candidates(const Chooser& chooser, std::uint32_t first);
    /// Draws the remaining partners by weight from all that are left, where candidates are rarely
    /// accepted.
    void choose_from_all(const Chooser& chooser);
    [[nodiscard]] bool take(std::uint32_t partner, double distance);
    void emit(const Chooser& chooser, Slice sources);

    std::string name_;
    bool incoming_;  ///< targets choose
    Slice choosers_;
    Slice partners_;
    Pool pool_;
    IndexSet taken_;
    std::vector<std::uint32_t> chosen_;
    std::vector<double> distances_;  ///< of the chosen partners
};

}  // namespace callosum
