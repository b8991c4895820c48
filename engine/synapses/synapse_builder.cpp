#include "engine/synapses/synapse_builder.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <string>

#include "engine/base/error.hpp"
#include "engine/base/rounding.hpp"
#include "engine/synapses/store_form.hpp"

namespace callosum {
namespace {

constexpr std::uint64_t max_starts = 0xFFFFFFFF;  // runs and segments are counted in 32 bits
constexpr std::uint64_t max_groups = 65535;       // groups in a run

}  // namespace

SynapseBuilder::SynapseBuilder(const Description& description, const FixedPointPlan& plan,
                               const std::vector<NeuronRange>& ranges, const RowLayout& layout)
    : description_(description),
      plan_(plan),
      ranges_(ranges),
      layout_(layout),
      sum_narrow_(layout.n_narrow, 0),
      sum_wide_(layout.n_wide, 0) {
    store_.table.push_back(0);  // entry that padding points at
    store_.per_projection.assign(description.projections.size(), 0);
    find_delays();
    make_blocks();
    const auto form = choose_form(description, plan, ranges, layout);
    store_.pad = form.pad;
    // Short runs must be able to encode every delay and block.
    store_.count_bits =
        16 - static_cast<unsigned>(std::bit_width(delays_.empty() ? 1U : delays_.back()));
    store_.packed = form.packed && store_.blocks.size() <= std::size_t{1} << store_.count_bits;
    if (!store_.packed) { store_.runs_begin.push_back(0); }
    reserve();
}

/// Finds the delays that occur, so that one long delay does not lengthen all counts.
void SynapseBuilder::find_delays() {
    std::vector<bool> occurs(std::size_t{plan_.max_delay} + 1, false);
    for (const auto& plan : plan_.projections) {
        if (plan.format == SynapseFormat::plastic) { continue; }
        for (auto d = plan.bounds.min_delay; d <= plan.bounds.max_delay; ++d) { occurs[d] = true; }
    }
    for (std::uint32_t d = 1; d < occurs.size(); ++d) {
        if (occurs[d]) { delays_.push_back(static_cast<std::uint16_t>(d)); }
    }
    n_delays_ = static_cast<std::uint32_t>(delays_.size());
}

void SynapseBuilder::make_blocks() {
    for (std::size_t p = 0; p < plan_.projections.size(); ++p) {
        const auto& plan = plan_.projections[p];
        if (plan.format == SynapseFormat::plastic) { continue; }
        const std::pair<SynapseFormat, int> key{plan.format, plan.shift};
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
    const auto room =
        capacity_of(description_, plan_, ranges_, layout_, {store_.pad, store_.packed});
    // Pages that are never touched cost nothing; `finish` returns them.
    store_.narrow = Column<std::uint32_t>(static_cast<std::size_t>(room.narrow) + 64);
    store_.full = Column<std::uint64_t>(static_cast<std::size_t>(room.full) + 64);
    const auto n_runs = static_cast<std::size_t>(room.runs) + 64;
    if (store_.packed) {
        store_.short_runs = Column<std::uint16_t>(n_runs);
    } else {
        store_.runs = Column<Run>(n_runs);
    }
}

/// Returns the next index of the weight table, which must fit the 16 bits of an entry.
std::uint32_t SynapseBuilder::next_table_index() const {
    constexpr std::size_t most = 0xFFFF;
    if (store_.table.size() > most) {
        throw LimitError("more than " + std::to_string(most) +
                         " projections with one exact weight each onto one thread; set "
                         "\"weights\": \"compact\" or use fewer projections");
    }
    return static_cast<std::uint32_t>(store_.table.size());
}

std::vector<SynapseBuilder::ProjectionFeed> SynapseBuilder::feeds_from(std::size_t population) {
    std::vector<ProjectionFeed> feeds;
    for (std::size_t p = 0; p < description_.projections.size(); ++p) {
        const auto& projection = description_.projections[p];
        const bool plastic = plan_.projections[p].format == SynapseFormat::plastic;
        if (projection.source != population || plastic) { continue; }
        for (std::size_t r = 0; r < ranges_.size(); ++r) {
            if (ranges_[r].population != projection.target) { continue; }
            const Slice targets = targets_in(ranges_[r], projection.target_slice);
            if (targets.size() == 0) { continue; }
            const auto& plan = plan_.projections[p];
            ProjectionFeed feed;
            feed.projection = p;
            feed.sampler = make_sampler(description_, p, targets);
            feed.row[0] = layout_.places[r][plan.row].first - ranges_[r].first;
            feed.row[1] = layout_.places[r][plan.row_negative].first - ranges_[r].first;
            feed.first = targets.first;
            feed.last = targets.last;
            feed.expected = plan.bounds.expected_synapses * static_cast<double>(targets.size()) /
                            static_cast<double>(projection.target_slice.size());
            feed.scale = std::ldexp(1.0, -plan.exponent);
            feed.shift = plan.shift;
            feed.magnitude = plan.magnitude ? -1 : 0;
            feed.delay_base = static_cast<std::uint32_t>(
                std::lower_bound(delays_.begin(), delays_.end(), plan.bounds.min_delay) -
                delays_.begin() - plan.bounds.min_delay);
            feed.format = plan.format;
            if (plan.format == SynapseFormat::table) {
                feed.table_index = next_table_index();
                store_.table.push_back(plan.constant);
            }
            const auto key = std::pair{plan.format, plan.shift};
            feed.block_class = static_cast<std::size_t>(
                std::find(classes_.begin(), classes_.end(), key) - classes_.begin());
            feed.one_block =
                !plan.by_sign && (feed.row[0] + feed.first) >> RowLayout::chunk_bits ==
                                     (feed.row[0] + feed.last - 1) >> RowLayout::chunk_bits;
            feeds.push_back(std::move(feed));
        }
    }
    return feeds;
}

/// Cuts the sources of a population into slabs.
SlabPlan SynapseBuilder::cut(const std::vector<ProjectionFeed>& feeds,
                             std::uint64_t sources) const {
    SlabQuestion question{.sources = sources,
                          .cells = std::uint64_t{store_.blocks.size()} * n_delays_,
                          .packed = store_.packed};
    for (const auto& feed : feeds) {
        question.per_source += feed.expected / static_cast<double>(sources);
        question.cheap = question.cheap && feed.sampler->cheap_by_source();
        question.wanted = std::max(question.wanted, feed.sampler->slab());
    }
    return plan_slabs(question);
}

void SynapseBuilder::add_sources_of(std::size_t population) {
    auto feeds = feeds_from(population);
    if (feeds.empty()) { return; }
    const auto& source = description_.populations[population];
    const auto slabs = cut(feeds, source.size);
    // Most sources of a large population in space are out of reach and are skipped.
    const auto next = [&](std::uint64_t first) {
        std::uint64_t least = source.size;
        for (const auto& feed : feeds) {
            if (least <= first) { break; }
            least = std::min(least, feed.sampler->next_source(first));
        }
        return least >= source.size ? source.size : least / slabs.size * slabs.size;
    };
    for (std::uint64_t first = next(0); first < source.size; first = next(first + slabs.size)) {
        const Slice slab{first, std::min(source.size, first + slabs.size)};
        slab_first_ = first;
        slab_.start(slab.size() * store_.blocks.size() * n_delays_, slabs.expected, slabs.sorted);
        for (auto& feed : feeds) {
            feed.sampler->draw(slab, [&](const SynapseBatch& batch) { take(feed, batch); });
        }
        place(Gid(source.first_gid + first));
    }
}

template <class Entry, class Pack>
void SynapseBuilder::take_as(const ProjectionFeed& feed, const SynapseBatch& batch, Pack&& pack) {
    const auto n_blocks = static_cast<std::uint32_t>(store_.blocks.size());
    const auto slab_first = static_cast<std::uint32_t>(slab_first_);
    auto& sums = feed.format == SynapseFormat::compact ? sum_narrow_ : sum_wide_;
    std::array<Entry, SynapseBatch::capacity> entries;
    std::array<std::uint32_t, SynapseBatch::capacity> keys;
    const std::uint32_t only = feed.one_block ? block_of(feed, feed.row[0] + feed.first) : 0;
    for (std::uint32_t i = 0; i < batch.n; ++i) {
        const std::int64_t signed_weight = nearest_integer(batch.weight[i] * feed.scale);
        const std::int64_t sign =
            (signed_weight >> 63) & feed.magnitude;  // -1: turns the weight around
        const std::int64_t weight = (signed_weight ^ sign) - sign;
        const std::uint64_t row = feed.row[batch.weight[i] < 0 ? 1 : 0] + batch.target[i];
        const std::uint32_t block = feed.one_block ? only : block_of(feed, row);
        entries[i] = pack(row & 0xFFFFU, weight);
        keys[i] = ((batch.source[i] - slab_first) * n_blocks + block) * n_delays_ + batch.delay[i] +
                  feed.delay_base;
        sums[row] += static_cast<std::uint64_t>(weight < 0 ? -weight : weight) << feed.shift;
    }
    slab_.add(keys.data(), entries.data(), batch.n);
}

void SynapseBuilder::take(const ProjectionFeed& feed, const SynapseBatch& batch) {
    store_.per_projection[feed.projection] += batch.n;
    store_.n_synapses += batch.n;
    switch (feed.format) {
        case SynapseFormat::compact:
        case SynapseFormat::compact_wide:
            take_as<std::uint32_t>(feed, batch, [](std::uint64_t row, std::int64_t weight) {
                return static_cast<std::uint32_t>(row) |
                       static_cast<std::uint32_t>(static_cast<std::uint64_t>(weight) << 16U);
            });
            break;
        case SynapseFormat::table:
            take_as<std::uint32_t>(feed, batch, [&feed](std::uint64_t row, std::int64_t) {
                return static_cast<std::uint32_t>(row) | feed.table_index << 16U;
            });
            break;
        case SynapseFormat::exact:
            take_as<std::uint64_t>(feed, batch, [](std::uint64_t row, std::int64_t weight) {
                return row | static_cast<std::uint64_t>(weight) << 16U;
            });
            break;
        case SynapseFormat::plastic:
            break;
    }
}

void SynapseBuilder::push_run(std::uint16_t delay, std::uint64_t n) {
    if (runs_used_ == std::max(store_.runs.size(), store_.short_runs.size())) {
        throw LimitError("more segments of synapses than were planned for on one thread: " +
                         std::to_string(runs_used_) + "; use more ranks or threads");
    }
    if (store_.packed) {
        const std::uint64_t low = delay == 0 ? n : n - 1;
        store_.short_runs[runs_used_++] = static_cast<std::uint16_t>(
            static_cast<std::uint64_t>(delay) << store_.count_bits | low);
    } else {
        store_.runs[runs_used_++] = {delay, static_cast<std::uint16_t>(n)};
    }
}

void SynapseBuilder::place_run(std::uint64_t groups, std::uint16_t delay) {
    const std::uint64_t most = store_.packed ? std::uint64_t{1} << store_.count_bits : max_groups;
    while (groups > 0) {
        const auto n = std::min(groups, most);
        push_run(delay, n);
        groups -= n;
    }
}

void SynapseBuilder::open_source(Gid gid) {
    open_ = {gid, 0, 0, ~std::uint32_t{0}, runs_used_, true};
    if (!store_.packed) { store_.entries_begin.push_back(used(0) / store_.pad); }
}

void SynapseBuilder::go_to_block(std::uint32_t block) {
    if (store_.packed) {
        if (block != open_.block) { push_run(0, block); }
        open_.block = block;
        return;
    }
    while (open_.block < block) {
        store_.runs_begin.push_back(static_cast<std::uint32_t>(runs_used_));
        store_.entries_begin.push_back(used(++open_.block) / store_.pad);
    }
}

void SynapseBuilder::close_source() {
    if (!open_.any) { return; }
    store_.sources.add(open_.gid, open_.shortest);
    if (store_.packed) {
        append_varint(store_.run_counts, runs_used_ - open_.first_run);
    } else {
        go_to_block(static_cast<std::uint32_t>(store_.blocks.size() - 1));
        store_.runs_begin.push_back(static_cast<std::uint32_t>(runs_used_));
        store_.degrees.push_back(open_.degree);
    }
    open_.any = false;
}

void SynapseBuilder::place(Gid first_gid) {
    const auto n_blocks = static_cast<std::uint32_t>(store_.blocks.size());
    const std::uint64_t narrow = narrow_used_;
    const std::uint64_t full = full_used_;
    std::uint64_t first_key = 0;  // of the block at hand
    std::uint32_t block = 0;
    slab_.for_each_cell([&](std::uint32_t key, std::uint32_t count) {
        if (!open_.any || key - first_key >= n_delays_) {
            const std::uint32_t segment = key / n_delays_;
            const Gid gid = first_gid + segment / n_blocks;
            first_key = std::uint64_t{segment} * n_delays_;
            block = segment % n_blocks;
            if (!open_.any || gid != open_.gid) {
                close_source();
                open_source(gid);
            }
            go_to_block(block);
        }
        const std::uint16_t delay = delays_[key - first_key];
        std::uint64_t& next = used(block);
        const bool is_full = &next == &full_used_;
        const auto start = static_cast<std::uint32_t>(next - (is_full ? full : narrow));
        const std::uint64_t groups = (count + store_.pad - 1) / store_.pad;
        place_run(groups, delay);
        next += groups * store_.pad;
        open_.degree += count;
        open_.shortest = std::min<std::uint32_t>(open_.shortest, delay);
        return start;
    });
    close_source();
    if (narrow_used_ > store_.narrow.size() || full_used_ > store_.full.size() ||
        runs_used_ > max_starts || std::max(narrow_used_, full_used_) / store_.pad > max_starts) {
        throw LimitError("more synapses than were planned for on one thread: " +
                         std::to_string(narrow_used_ + full_used_) + "; use more ranks or threads");
    }
    slab_.scatter(store_.narrow.data() + narrow);
    slab_.scatter(store_.full.data() + full);
    if (store_.pad > 1) {
        pad_segments(store_.narrow.data() + narrow, false);
        pad_segments(store_.full.data() + full, true);
    }
}

/// Fills up segments. Padding has weight 0 and the row of its neighbour, which is in the cache
/// already.
template <class Entry>
void SynapseBuilder::pad_segments(Entry* out, bool full) {
    const std::uint64_t n_blocks = store_.blocks.size();
    for (std::uint64_t segment = 0; segment < slab_.n_cells() / n_delays_; ++segment) {
        const auto format = store_.blocks[segment % n_blocks].format;
        if (SynapseStore::is_full(format) != full) { continue; }
        for (std::uint64_t key = segment * n_delays_; key < (segment + 1) * n_delays_; ++key) {
            for (auto cursor = slab_.end_of(key); cursor % store_.pad != 0; ++cursor) {
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
    store_.runs.release_tail(runs_used_);
    store_.short_runs.release_tail(runs_used_);
    store_.degrees.shrink_to_fit();
    store_.runs_begin.shrink_to_fit();
    store_.entries_begin.shrink_to_fit();
    return std::move(store_);
}

}  // namespace callosum
