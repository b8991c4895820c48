#include <algorithm>

#include "engine/base/discrete.hpp"
#include "engine/base/lane.hpp"
#include "engine/base/uniforms.hpp"
#include "network/draw/spatial_samplers.hpp"
#include "network/space/displacement.hpp"
#include "network/space/means.hpp"

namespace callosum {

namespace {

/// Size of the cells of one side.
struct Side {
    double neurons = 0;  ///< mean number in a cell
    double volume = 1;   ///< of a cell
    double length = 0;   ///< longest side of a cell
};

Side side_of(const Places& places, int level) {
    const Extent& extent = places.extent();
    Side side;
    double share = 1;
    for (std::size_t axis = 0; axis < extent.dims; ++axis) {
        const double length = std::ldexp(extent.size[axis], -level);
        side.length = std::max(side.length, length);
        side.volume *= length;
        share = std::ldexp(share, -level);
    }
    side.neurons = static_cast<double>(places.size()) * share;
    return side;
}

/// Estimates the cost of one target, in units of a candidate, by summing over shells around it.
double cost_of(const SpatialRule& rule, const Extent& extent, const Side& source,
               const Side& target) {
    constexpr double tile_cost = 15;
    constexpr int n_shells = 64;
    double volume = 1;
    for (std::size_t axis = 0; axis < extent.dims; ++axis) { volume *= extent.size[axis]; }
    const double side = 0.5 * (source.length + target.length);
    const double reach = largest_distance(&rule, extent) + side;
    double cost = 0;
    for (int k = 0; k < n_shells; ++k) {
        const double r = reach * (k + 0.5) / n_shells;
        const double shell = (extent.dims == 2 ? 6.283 * r : 12.566 * r * r) * reach / n_shells;
        const double tiles = std::min(shell, volume) / source.volume;
        const Interval around{-r, r};
        const double high =
            rule.kernel.bounds({std::max(0.0, r - side), r}, {around, around, around}).high;
        const double most = std::clamp(high, 0.0, 1.0);
        cost += tiles * (source.neurons * most + tile_cost / std::max(target.neurons, 1e-6));
    }
    return cost;
}

}  // namespace

DrawingLevels drawing_levels(const Rule& all, const Places& sources, const Places& targets) {
    const SpatialRule& rule = *all.space;
    // The cost of a choice depends on the number of candidates and hardly on the number of blocks.
    if (all.kind == RuleKind::fixed_indegree || all.kind == RuleKind::fixed_outdegree) {
        return {sources.leaf_level(), targets.leaf_level()};
    }
    const auto fit = [](const Places& places, int level) {
        return std::clamp(level, places.page_level(), places.leaf_level());
    };
    DrawingLevels best;
    double least = HUGE_VAL;
    const int finest = std::max(sources.leaf_level(), targets.leaf_level());
    const int coarsest = std::min(sources.page_level(), targets.page_level());
    for (int level = finest; level >= coarsest; --level) {
        const DrawingLevels levels{fit(sources, level), fit(targets, level)};
        const double cost = cost_of(rule, sources.extent(), side_of(sources, levels.sources),
                                    side_of(targets, levels.targets));
        if (cost >= least) { continue; }
        least = cost;
        best = levels;
    }
    return best;
}

SpatialSampler::SpatialSampler(const Description& description, std::size_t projection,
                               Slice targets)
    : DrawingSampler(description, projection, targets),
      space_(*rule_.space),
      extent_(
          description.populations[description.projections[projection].source].positions->extent),
      sources_(places_of(description, description.projections[projection].source)),
      targets_(places_of(description, description.projections[projection].target)),
      levels_(drawing_levels(rule_, *sources_, *targets_)),
      mask_(space_.mask.value_or(SpatialMask{})),
      recurrent_(description.projections[projection].source ==
                 description.projections[projection].target),
      targets_choose_(rule_.kind == RuleKind::fixed_indegree),
      local_box_(around(local_blocks())) {
    writer_.expect_distances();
}

void SpatialSampler::Pairs::finish(const Extent& extent) {
    using P = Pack<double>;
    P square(0.0);
    for (std::size_t axis = 0; axis < extent.dims; ++axis) {
        P d = P::load(variables.d[axis].data());
        if (extent.periodic) {
            const P period(extent.size[axis]);
            const P half(0.5 * extent.size[axis]);
            const P below = select(d > half, d - period, d);
            d = select(d < P(0.0) - half, d + period, below);
            d.store(variables.d[axis].data());
        }
        square = square + d * d;
    }
    sqrt(square).store(variables.x.data());
}

Box SpatialSampler::around(const std::vector<PlacedBlock>& blocks) const {
    Box all;
    for (std::size_t axis = 0; axis < extent_.dims; ++axis) {
        double low = HUGE_VAL;
        double high = -HUGE_VAL;
        for (const auto& block : blocks) {
            low = std::min(low, block.box.centre[axis] - block.box.half[axis]);
            high = std::max(high, block.box.centre[axis] + block.box.half[axis]);
        }
        all.centre[axis] = 0.5 * (low + high);
        all.half[axis] = 0.5 * (high - low);
    }
    return all;
}

void SpatialSampler::evaluate(Pairs& pairs, Expression::Lanes& out) const {
    pairs.finish(extent_);
    space_.kernel.evaluate(pairs.variables, out);
    const std::uint32_t inside = space_.mask ? mask_(pairs.variables) : ~0U;
    for (std::size_t i = 0; i < out.size(); ++i) {
        out[i] = ((inside >> i) & 1U) != 0 ? out[i] : 0.0;
    }
}

std::vector<PlacedBlock> SpatialSampler::near(const Blocks& blocks, Slice indices, const Box& box,
                                              bool choosers) const {
    std::vector<PlacedBlock> found;
    blocks.collect(
        indices,
        [&](const Box& block_box) {
            return choosers ? in_reach(block_box, box) : in_reach(box, block_box);
        },
        found);
    return found;
}

std::vector<PlacedBlock> SpatialSampler::local_blocks() const {
    std::vector<PlacedBlock> blocks;
    target_blocks().collect(
        local_targets(), [](const Box&) { return true; }, blocks);
    return blocks;
}

std::uint64_t SpatialSampler::next_source(std::uint64_t first) const {
    if (local_.size() == 0) { return sources_->size(); }
    return source_blocks().next(first, [&](const Box& box) { return reaches_here(box); });
}

std::uint64_t SpatialSampler::sources_per_cell() const {
    const auto bits = extent_.dims * static_cast<std::size_t>(levels_.sources);
    return (sources_->size() >> bits) + 1;
}

PairSampler::PairSampler(const Description& description, std::size_t projection, Slice targets)
    : SpatialSampler(description, projection, targets) {
    for (std::uint32_t pass = 0; pass < space_.passes; ++pass) {
        const auto purpose = [pass](std::uint32_t which) {
            return static_cast<Purpose>(static_cast<std::uint32_t>(Purpose::pass) + 2 * pass +
                                        which);
        };
        passes_.push_back({Ars(description.seed, purpose(0), narrow(projection)),
                           Ars(description.seed, purpose(1), narrow(projection))});
    }
    local_blocks_ = local_blocks();
}

/// Slabs are long enough for few blocks to be cut at their ends.
std::uint64_t PairSampler::slab() const { return 16 * sources_per_cell(); }

void PairSampler::draw(Slice sources, const Sink& sink) {
    const Slice wanted{std::clamp(sources.first, area_.sources.first, area_.sources.last),
                       std::clamp(sources.last, area_.sources.first, area_.sources.last)};
    if (local_blocks_.empty() || wanted.first >= wanted.last) { return; }
    sources_->trim();
    const auto blocks = near(source_blocks(), wanted, local_box_, true);
    writer_.begin(sink);
    for (const auto& source : blocks) {
        for (const auto& target : local_blocks_) {
            const double most = rule_.p * most_of(space_, gap(extent_, source.box, target.box));
            if (!(most > 0)) { continue; }
            // The bound of a probability is at most 1; the bound of a Poisson mean may be larger.
            const bool sure = rule_.kind == RuleKind::pairwise_bernoulli;
            for (const auto& pass : passes_) {
                draw_tile({source, target, sure ? std::min(most, 1.0) : most}, pass, wanted);
            }
        }
    }
    writer_.end();
}

void PairSampler::draw_tile(const Tile& tile, const Pass& pass, Slice sources) {
    const std::uint64_t pairs = std::uint64_t{tile.source.run.n} * tile.target.run.n;
    Uniforms uniforms(pass.tiles, use::row_count, narrow(tile.target.run.first),
                      narrow(tile.source.run.first), 0);
    const bool repeat = rule_.kind == RuleKind::pairwise_poisson;
    // Thinning: candidates are drawn with the bound, and `emit` keeps each with its probability
    // over the bound.
    const std::uint64_t count = repeat
                                    ? draw_poisson(uniforms, tile.most * static_cast<double>(pairs))
                                    : draw_binomial(uniforms, pairs, tile.most);
    if (count == 0) { return; }
    const IndexRequest request{pairs, pairs, count, narrow(tile.target.run.first),
                               narrow(tile.source.run.first)};
    emit(tile, pass,
         indices_.draw(pass.synapses, request, repeat, [](std::uint32_t) { return true; }),
         sources);
}

void PairSampler::emit(const Tile& tile, const Pass& pass, std::span<const std::uint32_t> chosen,
                       Slice sources) {
    const CellDivider divide(tile.target.run.n);
    const PlacedRun& from = tile.source.run;
    const PlacedRun& to = tile.target.run;
    const Slice kept = local_targets();
    const bool skip_self = recurrent_ && !rule_.allow_autapses;
    const double scale = rule_.p / tile.most;
    Draft draft;
    Pairs pairs;
    Expression::Lanes p{};
    for (std::size_t j = 0; j < chosen.size(); j += Draft::size) {
        const std::uint32_t n = narrow(std::min<std::size_t>(Draft::size, chosen.size() - j));
        const Words16 words(pass.synapses, narrow(j), narrow(to.first), narrow(from.first),
                            use::synapse);
        for (std::uint32_t i = 0; i < n; ++i) {
            const std::uint32_t s = divide.row(chosen[j + i]);
            const std::uint32_t t = divide.column(chosen[j + i]);
            draft.source[i] = from.index_of(s);
            draft.target[i] = to.index_of(t);
            for (std::size_t axis = 0; axis < extent_.dims; ++axis) {
                pairs.set(i, axis, to.at[axis][t], from.at[axis][s]);
            }
        }
        evaluate(pairs, p);
        draft.distance = pairs.variables.x;
        draft.delay_word = words.word[2];
        draft.weight_word = words.word[3];
        writer_.put_if(draft, n, [&](std::uint32_t i) {
            return unit_interval(words.word[0][i]) < scale * p[i] &&
                   draft.source[i] - sources.first < sources.size() &&
                   draft.target[i] - kept.first < kept.size() &&
                   !(skip_self && draft.source[i] == draft.target[i]);
        });
    }
}

}  // namespace callosum
