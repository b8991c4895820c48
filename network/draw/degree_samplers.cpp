#include <algorithm>
#include <bit>

#include "engine/base/uniforms.hpp"
#include "network/draw/samplers.hpp"

namespace callosum {

namespace {

/// Maps indices 0, 1, ... to those below `n` other than `self`, without a gap.
struct WithoutSelf {
    std::uint32_t self = ~std::uint32_t{0};  ///< the largest value leaves nothing out
    [[nodiscard]] std::uint32_t operator()(std::uint32_t i) const {
        return i + (i >= self ? 1U : 0U);
    }
};

constexpr auto any = [](std::uint32_t) { return true; };

}  // namespace

void IndegreeSampler::draw(Slice sources, const Sink& sink) {
    const bool whole = inside(sources, area_.sources) == area_.all_sources();
    const Slice kept = whole ? Slice{0, DraftSources::all} : sources;
    const std::uint32_t first_source = narrow(area_.sources.first);
    writer_.begin(sink);
    // All sources of a target are drawn, and those outside `sources` dropped: draws without
    // replacement depend on each other, and a slab must not change them.
    for (std::uint32_t target = narrow(local_.first); target < local_.last; ++target) {
        const std::uint64_t valid =
            area_.cells(area_.all_sources(), {target, target + std::uint64_t{1}});
        const std::uint32_t id = target + narrow(area_.targets.first);
        const DraftSources from{id,
                                first_source,
                                narrow(valid),
                                valid < area_.n_sources() ? id - first_source : DraftSources::none,
                                narrow(kept.first),
                                narrow(std::min<std::uint64_t>(kept.size(), DraftSources::all))};
        rule_.allow_multapses ? draw_free(target, from) : draw_chosen(target, from, kept);
    }
    writer_.end();
}

void IndegreeSampler::draw_free(std::uint32_t target, const DraftSources& from) {
    Ars::Words counter{0, target, 0, use::synapse << 24U};
    for (std::uint64_t left = rule_.degree; left > 0;) {
        const auto n = kernels_.sources(synapse_ars_, counter, left, from, writer_.columns());
        writer_.added(n.kept);
        counter[0] += narrow(n.drawn);
        left -= n.drawn;
    }
}

void IndegreeSampler::draw_chosen(std::uint32_t target, const DraftSources& from, Slice kept) {
    const auto chosen = indices_.draw(
        synapse_ars_, {from.n_sources, from.n_sources, rule_.degree, target, 0}, false, any);
    const WithoutSelf skip{from.left_out};
    const Slice everything{0, ~std::uint64_t{0}};
    Draft draft;
    draft.target.fill(from.target);
    for (std::uint64_t j = 0; j < rule_.degree; j += Draft::size) {
        const std::uint32_t n = narrow(std::min<std::uint64_t>(Draft::size, rule_.degree - j));
        const Words16 words(synapse_ars_, narrow(j), target, 0, use::synapse);
        for (std::uint32_t i = 0; i < n; ++i) {
            draft.source[i] = from.first_source + skip(chosen[j + i]);
        }
        draft.delay_word = words.word[2];
        draft.weight_word = words.word[3];
        if (from.n_kept == DraftSources::all) {
            writer_.put(draft, n);
        } else {
            writer_.put_inside(draft, n, kept, everything);
        }
    }
}

OutdegreeSampler::OutdegreeSampler(const Description& description, std::size_t projection,
                                   Slice targets)
    : DrawingSampler(description, projection, targets) {
    // Runs hold about one draft of synapses each. Their size depends on the description alone, so
    // every rank splits alike.
    const std::uint64_t wanted =
        Draft::size * area_.n_targets() / std::max<std::uint64_t>(rule_.degree, 1);
    run_size_ = std::clamp<std::uint64_t>(std::bit_floor(wanted), tile_size, 32 * tile_size);
}

Slice OutdegreeSampler::run_targets(std::uint32_t first, std::uint32_t last) const {
    return {std::min(first * run_size_, area_.n_targets()),
            std::min(last * run_size_, area_.n_targets())};
}

void OutdegreeSampler::draw(Slice sources, const Sink& sink) {
    const Slice wanted = inside(sources, area_.sources);
    const std::uint32_t n_runs = narrow((area_.n_targets() + run_size_ - 1) / run_size_);
    writer_.begin(sink);
    for (std::uint32_t source = narrow(wanted.first); source < wanted.last; ++source) {
        descend(source, 0, n_runs, rule_.degree);
    }
    writer_.end();
}

void OutdegreeSampler::descend(std::uint32_t source, std::uint32_t first, std::uint32_t last,
                               std::uint64_t count) {
    const Slice targets = run_targets(first, last);
    if (count == 0 || targets.last <= local_.first || targets.first >= local_.last) { return; }
    if (last - first == 1) {
        draw_run(source, first, count);
        return;
    }
    const std::uint32_t cut = middle(first, last);
    const Slice row{source, source + std::uint64_t{1}};
    Uniforms uniforms(tile_ars_, use::outdegree_tree, first, last, source);
    const std::uint64_t left =
        split_count(uniforms, count, area_.cells(row, run_targets(first, cut)),
                    area_.cells(row, run_targets(cut, last)), rule_.allow_multapses);
    descend(source, first, cut, left);
    descend(source, cut, last, count - left);
}

void OutdegreeSampler::draw_run(std::uint32_t source, std::uint32_t run, std::uint64_t count) {
    const Slice targets = run_targets(run, run + 1);
    const std::uint64_t valid = area_.cells({source, source + std::uint64_t{1}}, targets);
    const std::uint32_t first_target = narrow(targets.first + area_.targets.first);
    WithoutSelf skip;
    if (valid < targets.size()) { skip.self = source + narrow(area_.sources.first) - first_target; }
    std::span<const std::uint32_t> chosen;
    if (!rule_.allow_multapses) {
        chosen = indices_.draw(synapse_ars_, {valid, valid, count, source, run}, false, any);
    }
    // A run that reaches beyond the local targets is drawn whole and cut afterwards, as on the
    // ranks that own its other targets.
    const bool cut = targets.first < local_.first || targets.last > local_.last;
    const Slice everything{0, ~std::uint64_t{0}};
    const Slice kept{local_.first + area_.targets.first, local_.last + area_.targets.first};
    Draft draft;
    draft.source.fill(source + narrow(area_.sources.first));
    for (std::uint64_t j = 0; j < count; j += Draft::size) {
        const std::uint32_t n = narrow(std::min<std::uint64_t>(Draft::size, count - j));
        const Words16 words(synapse_ars_, narrow(j), source, run, use::synapse);
        for (std::uint32_t i = 0; i < n; ++i) {
            const std::uint32_t index =
                rule_.allow_multapses ? below(words.word[0][i], narrow(valid)) : chosen[j + i];
            draft.target[i] = first_target + skip(index);
        }
        draft.delay_word = words.word[2];
        draft.weight_word = words.word[3];
        if (cut) {
            writer_.put_inside(draft, n, everything, kept);
        } else {
            writer_.put(draft, n);
        }
    }
}

}  // namespace callosum
