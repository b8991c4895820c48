#include "network/draw/sampler.hpp"

#include <algorithm>
#include <string>

#include "engine/base/error.hpp"
#include "network/draw/board_sampler.hpp"
#include "network/draw/list_sampler.hpp"
#include "network/draw/samplers.hpp"
#include "network/draw/spatial_samplers.hpp"

namespace callosum {

namespace {

bool without_autapses(const Rule& rule) {
    return !rule.allow_autapses || rule.kind == RuleKind::symmetric_pairwise_bernoulli;
}

/// Throws NetworkError for rules that cannot be met. The check of the description reports them
/// first; this guards descriptions that did not pass through it.
void require_possible(const Projection& projection) {
    const Rule& rule = projection.rule;
    const Area area(projection, without_autapses(rule));
    const auto fail = [&](const std::string& what) { throw NetworkError(projection.name, what); };
    const auto require_partners = [&](std::uint64_t available, const std::string& what) {
        const bool too_many =
            rule.allow_multapses ? rule.degree > 0 && available == 0 : rule.degree > available;
        if (too_many) {
            fail(what + " " + std::to_string(rule.degree) + " wanted, but only " +
                 std::to_string(available) + " pairs are allowed");
        }
    };
    const bool shared = area.skip_diagonal && area.cells(area.all_sources(), area.all_targets()) <
                                                  area.n_sources() * area.n_targets();
    const std::uint64_t self = shared ? 1 : 0;
    switch (rule.kind) {
        case RuleKind::fixed_total_number:
            require_partners(area.cells(area.all_sources(), area.all_targets()), "total number");
            break;
        case RuleKind::fixed_indegree:
            require_partners(area.n_sources() - self, "in-degree");
            break;
        case RuleKind::fixed_outdegree:
            require_partners(area.n_targets() - self, "out-degree");
            break;
        case RuleKind::symmetric_pairwise_bernoulli:
            if (projection.source != projection.target ||
                projection.source_slice != projection.target_slice) {
                fail("symmetric_pairwise_bernoulli needs the same neurons on both sides");
            }
            break;
        default:
            break;
    }
}

}  // namespace

DrawingSampler::DrawingSampler(const Description& description, std::size_t projection,
                               Slice targets)
    : area_(description.projections[projection],
            without_autapses(description.projections[projection].rule)),
      local_(inside(targets, area_.targets)),
      rule_(description.projections[projection].rule),
      synapse_ars_(description.seed, Purpose::synapse, narrow(projection)),
      tile_ars_(description.seed, Purpose::tile, narrow(projection)),
      writer_(description, projection),
      cheap_(draws_cheaply_by_source(
          description.projections[projection],
          description.populations[description.projections[projection].source])) {}

void OneToOneSampler::draw(Slice sources, const Sink& sink) {
    const Slice wanted = inside(sources, area_.sources);
    const std::uint64_t first = std::max(wanted.first, local_.first);
    const std::uint64_t last = std::min(wanted.last, local_.last);
    Draft draft;
    writer_.begin(sink);
    // Lane i uses counter j + i, so a pair draws the same words wherever a slab starts.
    for (std::uint64_t j = first; j < last; j += Draft::size) {
        const Words16 words(synapse_ars_, narrow(j), 0, 0, use::synapse);
        for (std::uint32_t i = 0; i < Draft::size; ++i) {
            draft.source[i] = narrow(area_.sources.first + j) + i;
            draft.target[i] = narrow(area_.targets.first + j) + i;
        }
        draft.delay_word = words.word[2];
        draft.weight_word = words.word[3];
        const std::uint32_t n = narrow(std::min<std::uint64_t>(Draft::size, last - j));
        writer_.put_if(draft, n, [&](std::uint32_t i) {
            return !area_.skip_diagonal || draft.source[i] != draft.target[i];
        });
    }
    writer_.end();
}

void AllToAllSampler::draw(Slice sources, const Sink& sink) {
    const Slice wanted = inside(sources, area_.sources);
    Draft draft;
    writer_.begin(sink);
    for (std::uint32_t source = narrow(wanted.first); source < wanted.last; ++source) {
        draft.source.fill(narrow(area_.sources.first) + source);
        // Lane i uses counter j + i, so a pair draws the same words wherever the local targets
        // start.
        for (std::uint64_t j = local_.first; j < local_.last; j += Draft::size) {
            const Words16 words(synapse_ars_, narrow(j), source, 0, use::synapse);
            for (std::uint32_t i = 0; i < Draft::size; ++i) {
                draft.target[i] = narrow(area_.targets.first + j) + i;
            }
            draft.delay_word = words.word[2];
            draft.weight_word = words.word[3];
            const std::uint32_t n = narrow(std::min<std::uint64_t>(Draft::size, local_.last - j));
            if (area_.skip_diagonal) {
                writer_.put_if(draft, n,
                               [&](std::uint32_t i) { return draft.source[i] != draft.target[i]; });
            } else {
                writer_.put(draft, n);
            }
        }
    }
    writer_.end();
}

namespace {

std::unique_ptr<Sampler> make_drawing_sampler(const Description& description,
                                              std::size_t projection, Slice targets) {
    if (const Rule& rule = description.projections[projection].rule; rule.space) {
        if (rule.kind == RuleKind::fixed_indegree || rule.kind == RuleKind::fixed_outdegree) {
            return std::make_unique<ChoiceSampler>(description, projection, targets);
        }
        return std::make_unique<PairSampler>(description, projection, targets);
    }
    require_possible(description.projections[projection]);
    switch (description.projections[projection].rule.kind) {
        case RuleKind::one_to_one:
            return std::make_unique<OneToOneSampler>(description, projection, targets);
        case RuleKind::all_to_all:
            return std::make_unique<AllToAllSampler>(description, projection, targets);
        case RuleKind::fixed_indegree:
            return std::make_unique<IndegreeSampler>(description, projection, targets);
        case RuleKind::fixed_outdegree:
            return std::make_unique<OutdegreeSampler>(description, projection, targets);
        case RuleKind::fixed_total_number:
        case RuleKind::pairwise_bernoulli:
        case RuleKind::pairwise_poisson:
            return std::make_unique<TileSampler>(description, projection, targets);
        case RuleKind::symmetric_pairwise_bernoulli:
            return std::make_unique<SymmetricSampler>(description, projection, targets);
        case RuleKind::explicit_list:
            return std::make_unique<ListSampler>(description, projection, targets);
    }
    throw NetworkError(description.projections[projection].name, "unknown rule");
}

}  // namespace

bool draws_cheaply_by_source(const Projection& projection, const Population& source) {
    if (projection.rule.kind == RuleKind::fixed_indegree) { return false; }  // targets draw
    // Blocks of space are slices of the sources only where these follow the curve.
    return !projection.rule.space || source.positions->along_curve();
}

const DraftKernels& draft_kernels() {
    static const DraftKernels& of_this_process = kernels<DraftKernels>(cpu_set());
    return of_this_process;
}

std::unique_ptr<Sampler> make_sampler(const Description& description, std::size_t projection,
                                      Slice targets) {
    auto drawn = make_drawing_sampler(description, projection, targets);
    const auto& board = description.projections[projection].board;
    if (!board) { return drawn; }
    return std::make_unique<BoardSampler>(std::move(drawn), *board);
}

}  // namespace callosum
