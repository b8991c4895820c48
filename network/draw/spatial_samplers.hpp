#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "network/draw/samplers.hpp"
#include "network/space/blocks.hpp"
#include "network/space/mask.hpp"

namespace callosum {

/// The levels of the cells by which a spatial projection is drawn.
struct DrawingLevels {
    int sources = 0;
    int targets = 0;
};
/// By an estimate of the cost: large cells waste candidates where the kernel falls off inside them,
/// small ones are many. Depends on the description alone.
[[nodiscard]] DrawingLevels drawing_levels(const Rule& rule, const Places& sources,
                                           const Places& targets);

/// What spatial rules share.
class SpatialSampler : public DrawingSampler {
  public:
    SpatialSampler(const Description& description, std::size_t projection, Slice targets);
    [[nodiscard]] std::uint64_t next_source(std::uint64_t first) const override;

  protected:
    /// Sixteen pairs, chooser and partner.
    struct Pairs {
        Expression::Variables variables;
        /// Partner i lies at the first place, its chooser at the second, on one axis.
        void set(std::uint32_t i, std::size_t axis, double partner, double chooser) {
            variables.d[axis][i] = partner - chooser;
        }
        /// The short way round, and the distance, once all are set.
        void finish(const Extent& extent);
    };
    /// Box around all blocks; where edges meet it may cover all.
    [[nodiscard]] Box around(const std::vector<PlacedBlock>& blocks) const;
    /// Kernel times p of 16 pairs, 0 outside the mask.
    void evaluate(Pairs& pairs, Expression::Lanes& out) const;
    [[nodiscard]] bool in_reach(const Box& chooser, const Box& partner) const {
        return !space_.mask || space_.mask->touches(gap(extent_, chooser, partner));
    }
    [[nodiscard]] Blocks source_blocks() const { return {*sources_, levels_.sources}; }
    [[nodiscard]] Blocks target_blocks() const { return {*targets_, levels_.targets}; }
    /// Blocks of choosers that reach into a box, or of partners that a chooser in the box may have.
    [[nodiscard]] std::vector<PlacedBlock> near(const Blocks& blocks, Slice indices, const Box& box,
                                                bool choosers) const;
    /// Could a source in the box have a local target?
    [[nodiscard]] bool reaches_here(const Box& source) const {
        return targets_choose_ ? in_reach(local_box_, source) : in_reach(source, local_box_);
    }
    [[nodiscard]] std::uint64_t sources_per_cell() const;
    /// Local targets, as indices in the population.
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

/// pairwise_bernoulli and pairwise_poisson with a kernel. For each pair of a block of sources and a
/// block of targets the number of candidates is drawn with the largest p that occurs between them;
/// which pairs they are is uniform, and a candidate is kept with probability p(its place) / that p.
class PairSampler final : public SpatialSampler {
  public:
    PairSampler(const Description& description, std::size_t projection, Slice targets);
    void draw(Slice sources, const Sink& sink) override;
    [[nodiscard]] bool cheap_by_source() const override { return sources_->along_curve(); }
    [[nodiscard]] std::uint64_t slab() const override;

  private:
    /// One pass: numbers of its own.
    struct Pass {
        Ars synapses, tiles;
    };
    struct Tile {
        const PlacedBlock& source;
        const PlacedBlock& target;
        double most;  ///< p
    };
    void draw_tile(const Tile& tile, const Pass& pass, Slice sources);
    void emit(const Tile& tile, const Pass& pass, std::span<const std::uint32_t> chosen,
              Slice sources);

    std::vector<Pass> passes_;
    std::vector<PlacedBlock> local_blocks_;
};

/// fixed_indegree and fixed_outdegree with a mask or kernel: every chooser (target, or source) takes
/// its partners one after another from a keyed sequence of candidates. A candidate's block is drawn by
/// its size and the kernel's bound there, the neuron in it uniformly; it is accepted with probability
/// kernel / bound.
class ChoiceSampler final : public SpatialSampler {
  public:
    ChoiceSampler(const Description& description, std::size_t projection, Slice targets);
    void draw(Slice sources, const Sink& sink) override;
    [[nodiscard]] bool cheap_by_source() const override {
        return !incoming_ && sources_->along_curve();
    }
    [[nodiscard]] std::uint64_t slab() const override;

  private:
    struct Pool {
        std::vector<PlacedBlock> blocks;
        std::vector<double> bounds;        ///< of the kernel, by block
        std::vector<double> cumulative;    ///< size times bound, summed
        std::vector<std::uint32_t> guide;  ///< block at each 1024th of the sum
    };
    struct Chooser {
        std::uint32_t index;
        Point at;
    };
    void make_pool(const Box& box);
    /// Block at a place along the cumulative sum, 0 < part < 1.
    [[nodiscard]] std::size_t block_at(double part) const;
    void choose(const Chooser& chooser);
    std::uint32_t candidates(const Chooser& chooser, std::uint32_t first);
    /// What remains where candidates are rarely accepted: all partners that are left, by weight.
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
    std::vector<double> distances_;  ///< of the chosen ones
};

}  // namespace callosum
