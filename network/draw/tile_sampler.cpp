#include <algorithm>

#include "engine/base/discrete.hpp"
#include "engine/base/uniforms.hpp"
#include "network/draw/samplers.hpp"

namespace callosum {

namespace {

/// Returns the rows of tiles that hold local targets, with the number of synapses of each.
std::vector<BlockCount> count_rows(const Area& area, const Rule& rule, const Ars& ars,
                                   Slice local) {
    const Slice blocks = blocks_of(local);
    if (rule.kind == RuleKind::fixed_total_number) {
        return split_over_targets(area, ars, rule.degree, rule.allow_multapses, blocks);
    }
    std::vector<BlockCount> rows;
    for (std::uint32_t block = narrow(blocks.first); block < blocks.last; ++block) {
        const std::uint64_t cells =
            area.cells(area.all_sources(), block_slice(block, block + 1, area.n_targets()));
        Uniforms uniforms(ars, use::row_count, block, 0, 0);
        const std::uint64_t count =
            rule.kind == RuleKind::pairwise_poisson
                ? draw_poisson(uniforms, rule.p * static_cast<double>(cells))
                : draw_binomial(uniforms, cells, rule.p);
        if (count > 0) { rows.push_back({block, count}); }
    }
    return rows;
}

bool covers(Slice outer, Slice inner) {
    return outer.first <= inner.first && inner.last <= outer.last;
}

}  // namespace

TileSampler::TileSampler(const Description& description, std::size_t projection, Slice targets)
    : DrawingSampler(description, projection, targets),
      multapses_(rule_.kind == RuleKind::pairwise_poisson ||
                 (rule_.kind == RuleKind::fixed_total_number && rule_.allow_multapses)),
      tree_(area_, tile_ars_, multapses_, count_rows(area_, rule_, tile_ars_, local_)) {}

void TileSampler::draw(Slice sources, const Sink& sink) {
    const Slice wanted = inside(sources, area_.sources);
    const Slice blocks = blocks_of(wanted);
    writer_.begin(sink);
    for (std::uint64_t next = blocks.first; next < blocks.last;) {
        const SourceTree::Leaf leaf = tree_.seek(narrow(next));
        if (leaf.targets == nullptr || leaf.source_block >= blocks.last) { break; }
        next = leaf.source_block + std::uint64_t{1};
        const Slice s = block_slice(leaf.source_block, narrow(next), area_.n_sources());
        for (const BlockCount& row : *leaf.targets) {
            const Slice t = block_slice(row.block, row.block + 1, area_.n_targets());
            // A tile at the edge is drawn whole and cut afterwards, as on the ranks that own its
            // rest.
            const bool cut = !covers(wanted, s) || !covers(local_, t);
            const Tile tile{leaf.source_block, row.block, s, t, row.count, cut};
            const bool all_valid = area_.cells(s, t) == s.size() * t.size();
            if (multapses_ && all_valid) {
                draw_free(tile, wanted, local_);
            } else {
                draw_chosen(tile, wanted, local_);
            }
        }
    }
    writer_.end();
}

/// Draws a tile in which every cell is allowed, any number of times: the hot path of construction.
void TileSampler::draw_free(const Tile& tile, Slice sources, Slice targets) {
    const DraftCells cells{
        narrow(tile.sources.first + area_.sources.first), narrow(tile.sources.size()),
        narrow(tile.targets.first + area_.targets.first), narrow(tile.targets.size())};
    Ars::Words counter{0, tile.target_block, tile.source_block, use::synapse << 24U};
    if (tile.cut) {
        draw_cut(cells, counter, tile.count, sources, targets);
        return;
    }
    for (std::uint64_t left = tile.count; left > 0;) {
        const DraftColumns to = writer_.columns();
        const auto n = narrow(std::min<std::uint64_t>(left, to.room));
        kernels_.cells(synapse_ars_, counter, (n + Draft::size - 1) / Draft::size, cells, to);
        writer_.added(n);
        counter[0] += n;
        left -= n;
    }
}

/// Draws the cells of such a tile of which some are not wanted.
void TileSampler::draw_cut(const DraftCells& cells, Ars::Words counter, std::uint64_t count,
                           Slice sources, Slice targets) {
    const Slice kept_sources{sources.first + area_.sources.first,
                             sources.last + area_.sources.first};
    const Slice kept_targets{targets.first + area_.targets.first,
                             targets.last + area_.targets.first};
    Draft draft;
    const DraftColumns columns{draft.source.data(), draft.target.data(), draft.delay_word.data(),
                               draft.weight_word.data(), Draft::size};
    for (std::uint64_t j = 0; j < count; j += Draft::size, counter[0] += Draft::size) {
        kernels_.cells(synapse_ars_, counter, 1, cells, columns);
        const std::uint32_t n = narrow(std::min<std::uint64_t>(Draft::size, count - j));
        writer_.put_inside(draft, n, kept_sources, kept_targets);
    }
}

/// Draws a tile in which some cells are forbidden or each may be taken once.
void TileSampler::draw_chosen(const Tile& tile, Slice sources, Slice targets) {
    const CellDivider divide(narrow(tile.targets.size()));
    const std::uint32_t first_source = narrow(tile.sources.first + area_.sources.first);
    const std::uint32_t first_target = narrow(tile.targets.first + area_.targets.first);
    const Slice kept_sources{sources.first + area_.sources.first,
                             sources.last + area_.sources.first};
    const Slice kept_targets{targets.first + area_.targets.first,
                             targets.last + area_.targets.first};
    const std::uint64_t cells = tile.sources.size() * tile.targets.size();
    const std::uint64_t valid = area_.cells(tile.sources, tile.targets);
    const bool all_valid = cells == valid;
    const auto chosen = indices_.draw(
        synapse_ars_, {cells, valid, tile.count, tile.target_block, tile.source_block}, multapses_,
        [&](std::uint32_t cell) {
            return all_valid ||
                   first_source + divide.row(cell) != first_target + divide.column(cell);
        });
    Draft draft;
    for (std::size_t j = 0; j < chosen.size(); j += Draft::size) {
        const std::uint32_t n = narrow(std::min<std::size_t>(Draft::size, chosen.size() - j));
        const Words16 words(synapse_ars_, narrow(j), tile.target_block, tile.source_block,
                            use::synapse);
        for (std::uint32_t i = 0; i < n; ++i) {
            draft.source[i] = first_source + divide.row(chosen[j + i]);
            draft.target[i] = first_target + divide.column(chosen[j + i]);
        }
        draft.delay_word = words.word[2];
        draft.weight_word = words.word[3];
        if (tile.cut) {
            writer_.put_inside(draft, n, kept_sources, kept_targets);
        } else {
            writer_.put(draft, n);
        }
    }
}

void SymmetricSampler::draw(Slice sources, const Sink& sink) {
    const Slice wanted = inside(sources, area_.sources);
    const Slice source_blocks = blocks_of(wanted);
    const Slice target_blocks = blocks_of(local_);
    writer_.begin(sink);
    for (std::uint64_t s = source_blocks.first; s < source_blocks.last; ++s) {
        for (std::uint64_t t = target_blocks.first; t < target_blocks.last; ++t) {
            draw_tile(narrow(s), narrow(t), wanted);
        }
    }
    writer_.end();
}

void SymmetricSampler::draw_tile(std::uint32_t source_block, std::uint32_t target_block,
                                 Slice sources) {
    const std::uint32_t low = std::min(source_block, target_block);
    const std::uint32_t high = std::max(source_block, target_block);
    const bool diagonal = low == high;
    const Slice rows = block_slice(low, low + 1, area_.n_sources());
    const Slice columns = block_slice(high, high + 1, area_.n_sources());
    const std::uint64_t cells = rows.size() * columns.size();
    const std::uint64_t valid = diagonal ? rows.size() * (rows.size() - 1) / 2 : cells;
    Uniforms uniforms(tile_ars_, use::pair_count, low, high, 0);
    const std::uint64_t count = draw_binomial(uniforms, valid, rule_.p);
    const CellDivider divide(narrow(columns.size()));
    const auto chosen = indices_.draw(
        synapse_ars_, {cells, valid, count, low, high}, false,
        [&](std::uint32_t cell) { return !diagonal || divide.row(cell) < divide.column(cell); });

    const std::uint64_t origin = area_.sources.first;
    const Slice kept_sources{sources.first + origin, sources.last + origin};
    const Slice kept_targets{local_.first + origin, local_.last + origin};
    Draft upward;    // from the lower block to the higher
    Draft downward;  // from the higher block to the lower
    for (std::size_t j = 0; j < chosen.size(); j += Draft::size) {
        const std::uint32_t n = narrow(std::min<std::size_t>(Draft::size, chosen.size() - j));
        const Words16 words(synapse_ars_, narrow(j), low, high, use::synapse);
        for (std::uint32_t i = 0; i < n; ++i) {
            upward.source[i] = narrow(origin + rows.first) + divide.row(chosen[j + i]);
            upward.target[i] = narrow(origin + columns.first) + divide.column(chosen[j + i]);
        }
        downward.source = upward.target;
        downward.target = upward.source;
        upward.delay_word = words.word[0];
        upward.weight_word = words.word[1];
        downward.delay_word = words.word[2];
        downward.weight_word = words.word[3];
        if (source_block == low) { writer_.put_inside(upward, n, kept_sources, kept_targets); }
        if (source_block == high) { writer_.put_inside(downward, n, kept_sources, kept_targets); }
    }
}

}  // namespace callosum
