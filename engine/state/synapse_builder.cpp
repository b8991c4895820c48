#include "engine/state/synapse_builder.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string>

#include "engine/base/error.hpp"
#include "engine/base/rounding.hpp"

namespace callosum {
namespace {

Slice common(const NeuronRange& range, const Slice& slice) {
    const auto first = std::max(range.first, slice.first);
    return {first, std::max(first, std::min(range.last, slice.last))};
}

constexpr std::uint64_t slab_sources = 128;        // a tile: what tile samplers draw at once
constexpr std::uint64_t slab_part = 8;             // other samplers: an eighth of the sources
constexpr std::uint64_t count_cells = 1U << 21U;   // largest table of counts per slab
constexpr std::uint64_t most_starts = 0xFFFFFFFF;  // runs and segments are counted in 32 bits
constexpr std::uint64_t most_cells = 1U << 28U;    // the same where smaller slabs are drawn in vain

/// The most segments, one per (source, block, delay), that a projection can have onto a range.
double most_segments(const Projection& projection, const ProjectionPlan& own,
                     const NeuronRange& range, const std::vector<RowLayout::Place>& places) {
    const Slice targets = common(range, projection.target_slice);
    if (targets.size() == 0) { return 0; }
    const auto chunks = [&](std::uint32_t row) {
        const auto first = places[row].first - range.first + targets.first;
        return ((first + targets.size() - 1) >> RowLayout::chunk_bits) -
               (first >> RowLayout::chunk_bits) + 1;
    };
    const auto blocks = chunks(own.row) + (own.by_sign ? chunks(own.row_negative) : 0);
    return static_cast<double>(projection.source_slice.size()) * static_cast<double>(blocks) *
           (own.bounds.max_delay - own.bounds.min_delay + 1);
}

}  // namespace

std::uint32_t choose_padding(const Description& description, const InputPlan& plan,
                             const std::vector<NeuronRange>& ranges, const RowLayout& layout) {
    double synapses = 0;
    double segments = 0;
    for (std::size_t p = 0; p < plan.projections.size(); ++p) {
        const auto& projection = description.projections[p];
        const auto& own = plan.projections[p];
        if (own.format == SynapseFormat::plastic) { continue; }
        double part = 0;
        for (std::size_t r = 0; r < ranges.size(); ++r) {
            if (ranges[r].population != projection.target) { continue; }
            part += static_cast<double>(common(ranges[r], projection.target_slice).size());
            segments += most_segments(projection, own, ranges[r], layout.places[r]);
        }
        if (part == 0) { continue; }
        synapses += own.bounds.expected_synapses * part /
                    static_cast<double>(projection.target_slice.size());
    }
    return synapses >= 4 * segments ? SynapseStore::group : 1;
}

template <class Entry>
void SynapseBuilder::Drawn<Entry>::make_room(std::size_t more) {
    if (n + more > keys.size()) {
        const std::size_t size = std::max(n + more, keys.size() * 2);
        keys.resize(size);
        entries.resize(size);
    }
}

SynapseBuilder::SynapseBuilder(const Description& description, const InputPlan& plan,
                               const std::vector<NeuronRange>& ranges, const RowLayout& layout)
    : description_(description),
      plan_(plan),
      ranges_(ranges),
      layout_(layout),
      sum_narrow_(layout.n_narrow, 0),
      sum_wide_(layout.n_wide, 0) {
    store_.table.push_back(0);  // what padding points at
    store_.per_projection.assign(description.projections.size(), 0);
    store_.runs_begin.push_back(0);
    find_delays();
    make_blocks();
    store_.pad = choose_padding(description, plan, ranges, layout);
    reserve();
}

/// Delays that occur, ascending: one long one must not make the counts of all sources long.
void SynapseBuilder::find_delays() {
    std::vector<bool> occurs(std::size_t{plan_.max_delay} + 1, false);
    for (const auto& own : plan_.projections) {
        if (own.format == SynapseFormat::plastic) { continue; }
        for (auto d = own.bounds.min_delay; d <= own.bounds.max_delay; ++d) { occurs[d] = true; }
    }
    for (std::uint32_t d = 1; d < occurs.size(); ++d) {
        if (occurs[d]) { delays_.push_back(static_cast<std::uint16_t>(d)); }
    }
    n_delays_ = static_cast<std::uint32_t>(delays_.size());
}

void SynapseBuilder::make_blocks() {
    for (std::size_t p = 0; p < plan_.projections.size(); ++p) {
        const auto& own = plan_.projections[p];
        if (own.format == SynapseFormat::plastic) { continue; }
        const std::pair<SynapseFormat, int> key{own.format, own.shift};
        const auto target = description_.projections[p].target;
        const bool here = std::any_of(ranges_.begin(), ranges_.end(), [&](const auto& range) {
            return range.population == target;
        });
        if (here && std::find(classes_.begin(), classes_.end(), key) == classes_.end()) {
            classes_.push_back(key);
        }
    }
    constexpr std::uint64_t chunk = std::uint64_t{1} << RowLayout::chunk_bits;
    for (const auto& [format, shift] : classes_) {
        auto& index = block_index_.emplace_back();
        const bool narrow = format == SynapseFormat::compact;
        const auto rows = narrow ? layout_.n_narrow : layout_.n_wide;
        for (std::uint64_t first = 0; first < rows; first += chunk) {
            index.push_back(static_cast<std::uint32_t>(store_.blocks.size()));
            store_.blocks.push_back({format, first, shift});
        }
    }
}

void SynapseBuilder::reserve() {
    double narrow = 0;
    double full = 0;
    for (std::size_t p = 0; p < plan_.projections.size(); ++p) {
        const auto& projection = description_.projections[p];
        const auto& own = plan_.projections[p];
        if (own.format == SynapseFormat::plastic) { continue; }
        for (std::size_t r = 0; r < ranges_.size(); ++r) {
            const auto& range = ranges_[r];
            if (range.population != projection.target) { continue; }
            // A list may pile its synapses up on a few targets.
            const bool listed = projection.rule.kind == RuleKind::explicit_list;
            const double expected =
                listed ? own.bounds.expected_synapses
                       : own.bounds.room_for(
                             static_cast<double>(common(range, projection.target_slice).size()),
                             static_cast<double>(projection.target_slice.size()));
            const double padding =
                (store_.pad - 1) *
                std::min(most_segments(projection, own, range, layout_.places[r]), expected);
            (own.format == SynapseFormat::exact ? full : narrow) +=
                expected + 10 * std::sqrt(expected) + 1024 + padding;
        }
    }
    // Untouched pages cost nothing; `finish` gives them back.
    store_.narrow = Column<std::uint32_t>(static_cast<std::size_t>(narrow) + 64);
    store_.full = Column<std::uint64_t>(static_cast<std::size_t>(full) + 64);
}

/// An entry has 16 bits for it.
std::uint32_t SynapseBuilder::next_table_index() const {
    constexpr std::size_t most = 0xFFFF;
    if (store_.table.size() > most) {
        throw LimitError("more than " + std::to_string(most) +
                         " projections with one exact weight each onto one thread; set "
                         "\"weights\": \"compact\" or use fewer projections");
    }
    return static_cast<std::uint32_t>(store_.table.size());
}

std::vector<SynapseBuilder::Feed> SynapseBuilder::feeds_from(std::size_t population) {
    std::vector<Feed> feeds;
    for (std::size_t p = 0; p < description_.projections.size(); ++p) {
        const auto& projection = description_.projections[p];
        const bool plastic = plan_.projections[p].format == SynapseFormat::plastic;
        if (projection.source != population || plastic) { continue; }
        for (std::size_t r = 0; r < ranges_.size(); ++r) {
            if (ranges_[r].population != projection.target) { continue; }
            const Slice targets = common(ranges_[r], projection.target_slice);
            if (targets.size() == 0) { continue; }
            const auto& own = plan_.projections[p];
            Feed feed;
            feed.projection = p;
            feed.sampler = make_sampler(description_, p, targets);
            feed.row[0] = layout_.places[r][own.row].first - ranges_[r].first;
            feed.row[1] = layout_.places[r][own.row_negative].first - ranges_[r].first;
            feed.first = targets.first;
            feed.last = targets.last;
            feed.scale = std::ldexp(1.0, -own.exponent);
            feed.shift = own.shift;
            feed.magnitude = own.magnitude ? -1 : 0;
            feed.delay_base = static_cast<std::uint32_t>(
                std::lower_bound(delays_.begin(), delays_.end(), own.bounds.min_delay) -
                delays_.begin() - own.bounds.min_delay);
            feed.format = own.format;
            if (own.format == SynapseFormat::table) {
                feed.table_index = next_table_index();
                store_.table.push_back(own.constant);
            }
            const auto key = std::pair{own.format, own.shift};
            feed.block_class = static_cast<std::size_t>(
                std::find(classes_.begin(), classes_.end(), key) - classes_.begin());
            feed.one_block =
                !own.by_sign && (feed.row[0] + feed.first) >> RowLayout::chunk_bits ==
                                    (feed.row[0] + feed.last - 1) >> RowLayout::chunk_bits;
            feeds.push_back(std::move(feed));
        }
    }
    return feeds;
}

std::uint64_t SynapseBuilder::slab_size(const std::vector<Feed>& feeds,
                                        std::uint64_t sources) const {
    const bool cheap = std::all_of(feeds.begin(), feeds.end(), [](const Feed& feed) {
        return feed.sampler->cheap_by_source();
    });
    std::uint64_t wanted =
        cheap ? slab_sources : std::max(slab_sources, (sources + slab_part - 1) / slab_part);
    for (const auto& feed : feeds) { wanted = std::max(wanted, feed.sampler->slab()); }
    const std::uint64_t cells = static_cast<std::uint64_t>(store_.blocks.size()) * n_delays_;
    const std::uint64_t tiles = (wanted + slab_sources - 1) / slab_sources;
    const std::uint64_t most =
        std::max<std::uint64_t>(1, (cheap ? count_cells : most_cells) / (cells * slab_sources));
    return std::min(tiles, most) * slab_sources;
}

void SynapseBuilder::add_sources_of(std::size_t population) {
    auto feeds = feeds_from(population);
    if (feeds.empty()) { return; }
    const auto& source = description_.populations[population];
    const std::uint64_t size = slab_size(feeds, source.size);
    // Where sources have places, most of a large population are out of reach.
    const auto next = [&](std::uint64_t first) {
        std::uint64_t least = source.size;
        for (const auto& feed : feeds) {
            if (least <= first) { break; }
            least = std::min(least, feed.sampler->next_source(first));
        }
        return least >= source.size ? source.size : least / size * size;
    };
    for (std::uint64_t first = next(0); first < source.size; first = next(first + size)) {
        const Slice slab{first, std::min(source.size, first + size)};
        slab_first_ = first;
        counts_.assign(slab.size() * store_.blocks.size() * n_delays_, 0);
        narrow_.n = full_.n = 0;
        for (auto& feed : feeds) {
            feed.sampler->draw(slab, [&](const SynapseBatch& batch) { take(feed, batch); });
        }
        place(source.first_gid + first, slab.size());
    }
}

template <class Entry, class Pack>
void SynapseBuilder::take_as(const Feed& feed, const SynapseBatch& batch, Drawn<Entry>& drawn,
                             Pack&& pack) {
    drawn.make_room(batch.n);
    const auto n_blocks = static_cast<std::uint32_t>(store_.blocks.size());
    const auto slab_first = static_cast<std::uint32_t>(slab_first_);
    auto& sums = feed.format == SynapseFormat::compact ? sum_narrow_ : sum_wide_;
    Entry* entries = drawn.entries.data() + drawn.n;
    std::uint32_t* keys = drawn.keys.data() + drawn.n;
    const std::uint32_t only = feed.one_block ? block_of(feed, feed.row[0] + feed.first) : 0;
    for (std::uint32_t i = 0; i < batch.n; ++i) {
        const std::int64_t signed_weight = nearest_integer(batch.weight[i] * feed.scale);
        const std::int64_t sign =
            (signed_weight >> 63) & feed.magnitude;  // -1: to be turned around
        const std::int64_t weight = (signed_weight ^ sign) - sign;
        const std::uint64_t row = feed.row[batch.weight[i] < 0 ? 1 : 0] + batch.target[i];
        const std::uint32_t block = feed.one_block ? only : block_of(feed, row);
        entries[i] = pack(row & 0xFFFFU, weight);
        const std::uint32_t key = ((batch.source[i] - slab_first) * n_blocks + block) * n_delays_ +
                                  batch.delay[i] + feed.delay_base;
        keys[i] = key;
        ++counts_[key];
        sums[row] += static_cast<std::uint64_t>(weight < 0 ? -weight : weight) << feed.shift;
    }
    drawn.n += batch.n;
}

void SynapseBuilder::take(const Feed& feed, const SynapseBatch& batch) {
    store_.per_projection[feed.projection] += batch.n;
    store_.n_synapses += batch.n;
    switch (feed.format) {
        case SynapseFormat::compact:
        case SynapseFormat::compact_wide:
            take_as(feed, batch, narrow_, [](std::uint64_t row, std::int64_t weight) {
                return static_cast<std::uint32_t>(row) |
                       static_cast<std::uint32_t>(static_cast<std::uint64_t>(weight) << 16U);
            });
            break;
        case SynapseFormat::table:
            take_as(feed, batch, narrow_, [&feed](std::uint64_t row, std::int64_t) {
                return static_cast<std::uint32_t>(row) | feed.table_index << 16U;
            });
            break;
        case SynapseFormat::exact:
            take_as(feed, batch, full_, [](std::uint64_t row, std::int64_t weight) {
                return row | static_cast<std::uint64_t>(weight) << 16U;
            });
            break;
        case SynapseFormat::plastic:
            break;
    }
}

/// Appends the runs of one segment and returns its padded length.
std::uint64_t SynapseBuilder::place_run(std::uint32_t count, std::uint16_t delay) {
    constexpr std::uint64_t longest = 65535;
    const std::uint64_t pads = (count + store_.pad - 1) / store_.pad;
    for (std::uint64_t left = pads; left > 0;) {
        const auto n = std::min(left, longest);
        store_.runs.push_back({delay, static_cast<std::uint16_t>(n)});
        left -= n;
    }
    return pads * store_.pad;
}

void SynapseBuilder::place(std::uint64_t first_gid, std::uint64_t n_sources) {
    const std::uint64_t n_blocks = store_.blocks.size();
    std::uint64_t narrow = narrow_used_;
    std::uint64_t full = full_used_;
    for (std::uint64_t s = 0; s < n_sources; ++s) {
        std::uint32_t* of_source = counts_.data() + s * n_blocks * n_delays_;
        if (std::all_of(of_source, of_source + n_blocks * n_delays_,
                        [](auto c) { return c == 0; })) {
            continue;
        }
        store_.sources.push_back(first_gid + s);
        store_.degrees.push_back(
            std::accumulate(of_source, of_source + n_blocks * n_delays_, std::uint32_t{0}));
        for (std::uint64_t b = 0; b < n_blocks; ++b) {
            const bool is_full = store_.blocks[b].format == SynapseFormat::exact;
            std::uint64_t& next = is_full ? full : narrow;
            const std::uint64_t base = is_full ? full_used_ : narrow_used_;
            store_.entries_begin.push_back(next / store_.pad);
            std::uint32_t* counts = of_source + b * n_delays_;
            for (std::uint32_t d = 0; d < n_delays_; ++d) {
                const std::uint32_t count = counts[d];
                counts[d] = static_cast<std::uint32_t>(next - base);
                if (count > 0) { next += place_run(count, delays_[d]); }
            }
            store_.runs_begin.push_back(static_cast<std::uint32_t>(store_.runs.size()));
        }
    }
    if (narrow > store_.narrow.size() || full > store_.full.size() ||
        store_.runs.size() > most_starts || std::max(narrow, full) / store_.pad > most_starts) {
        throw LimitError("more synapses than were planned for on one thread: " +
                         std::to_string(narrow + full) + "; use more ranks or threads");
    }
    scatter(narrow_, store_.narrow.data() + narrow_used_);
    scatter(full_, store_.full.data() + full_used_);
    if (store_.pad > 1) {
        pad_segments(store_.narrow.data() + narrow_used_, false);
        pad_segments(store_.full.data() + full_used_, true);
    }
    narrow_used_ = narrow;
    full_used_ = full;
}

template <class Entry>
void SynapseBuilder::scatter(const Drawn<Entry>& drawn, Entry* out) {
    for (std::size_t i = 0; i < drawn.n; ++i) { out[counts_[drawn.keys[i]]++] = drawn.entries[i]; }
}

/// Padding has weight 0 and the row of its neighbour, which is in the cache already.
template <class Entry>
void SynapseBuilder::pad_segments(Entry* out, bool full) {
    const std::uint64_t n_blocks = store_.blocks.size();
    for (std::uint64_t segment = 0; segment < counts_.size() / n_delays_; ++segment) {
        const auto format = store_.blocks[segment % n_blocks].format;
        if ((format == SynapseFormat::exact) != full) { continue; }
        for (std::uint32_t d = 0; d < n_delays_; ++d) {
            std::uint32_t cursor = counts_[segment * n_delays_ + d];
            for (; cursor % store_.pad != 0; ++cursor) {
                out[cursor] = out[cursor - 1] & Entry{0xFFFFU};
            }
        }
    }
}

void SynapseBuilder::check_sums(bool wide) const {
    const auto& sums = wide ? sum_wide_ : sum_narrow_;
    const std::uint64_t most = wide ? 0x7FFFFFFFFFFFFFFFULL : 0x7FFFFFFFULL;
    const auto worst = std::max_element(sums.begin(), sums.end());
    if (worst == sums.end() || *worst <= most) { return; }
    const auto row = static_cast<std::uint64_t>(worst - sums.begin());
    std::string who;
    for (std::size_t r = 0; r < ranges_.size(); ++r) {
        for (const auto& place : layout_.places[r]) {
            if (place.wide != wide || row - place.first >= ranges_[r].size()) { continue; }
            who = "population '" + description_.populations[ranges_[r].population].name +
                  "', neuron " + std::to_string(ranges_[r].first + row - place.first);
        }
    }
    throw LimitError(who + ": its input could overflow its " + (wide ? "64" : "32") +
                     "-bit row: sum of weights " + std::to_string(*worst) + " units, allowed " +
                     std::to_string(most) +
                     (wide ? "; lower its in-degree or weights" : "; set \"weights\": \"exact\""));
}

SynapseStore SynapseBuilder::finish() {
    check_sums(false);
    check_sums(true);
    store_.narrow.release_tail(narrow_used_);
    store_.full.release_tail(full_used_);
    store_.runs.shrink_to_fit();
    store_.sources.shrink_to_fit();
    store_.runs_begin.shrink_to_fit();
    store_.entries_begin.shrink_to_fit();
    return std::move(store_);
}

}  // namespace callosum
