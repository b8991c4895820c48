#include "network/describe/edge_bounds.hpp"

#include <array>
#include <limits>
#include <utility>

namespace callosum {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr std::uint64_t no_index = std::numeric_limits<std::uint64_t>::max();

void include(Slice& range, std::uint64_t index) {
    range.first = std::min(range.first, index);
    range.last = std::max(range.last, index + 1);
}

}  // namespace

void EdgeBoundsFinder::add(std::span<const Edge> edges) {
    if (edges.empty()) { return; }
    EdgeBounds found{edges.size(), {no_index, 0}, {no_index, 0}, infinity,
                     -infinity,    infinity,      -infinity,     0,
                     true};
    for (const auto& edge : edges) {
        include(found.sources, edge.source);
        include(found.targets, edge.target);
        found.min_weight = std::min(found.min_weight, edge.weight);
        found.max_weight = std::max(found.max_weight, edge.weight);
        found.min_delay_ms = std::min(found.min_delay_ms, edge.delay_ms);
        found.max_delay_ms = std::max(found.max_delay_ms, edge.delay_ms);
        found.finite = found.finite && std::isfinite(edge.weight) && std::isfinite(edge.delay_ms);
    }
    make_room(found.targets);
    for (const auto& edge : edges) { ++indegrees_[edge.target - first_counted_]; }
    if (found_.n > 0) {
        found.n += found_.n;
        found.finite = found.finite && found_.finite;
        found.sources = {std::min(found.sources.first, found_.sources.first),
                         std::max(found.sources.last, found_.sources.last)};
        found.targets = {std::min(found.targets.first, found_.targets.first),
                         std::max(found.targets.last, found_.targets.last)};
        found.min_weight = std::min(found.min_weight, found_.min_weight);
        found.max_weight = std::max(found.max_weight, found_.max_weight);
        found.min_delay_ms = std::min(found.min_delay_ms, found_.min_delay_ms);
        found.max_delay_ms = std::max(found.max_delay_ms, found_.max_delay_ms);
    }
    found_ = found;
}

void EdgeBoundsFinder::make_room(Slice targets) {
    if (indegrees_.empty()) { first_counted_ = targets.first; }
    if (targets.first < first_counted_) {
        indegrees_.insert(indegrees_.begin(), first_counted_ - targets.first, 0);
        first_counted_ = targets.first;
    }
    const std::uint64_t n = targets.last - first_counted_;
    if (n <= indegrees_.size()) { return; }
    if (n > indegrees_.capacity()) {
        indegrees_.reserve(std::max<std::size_t>(n, 2 * indegrees_.capacity()));
    }
    indegrees_.resize(n, 0);
}

EdgeBounds EdgeBoundsFinder::combine(const Ranks& ranks) {
    const bool any = found_.n > 0;
    std::array<double, 2> least{infinity, infinity}, most{-infinity, -infinity};
    std::array<std::uint64_t, 3> first{no_index, no_index, found_.finite ? 1U : 0U};
    std::array<std::uint64_t, 2> last{0, 0};
    if (any) {
        least = {found_.min_weight, found_.min_delay_ms};
        most = {found_.max_weight, found_.max_delay_ms};
        first = {found_.sources.first, found_.targets.first, first[2]};
        last = {found_.sources.last, found_.targets.last};
    }
    std::uint64_t n = found_.n;
    ranks.reduce(std::span<double>(least), Ranks::Reduce::min);
    ranks.reduce(std::span<double>(most), Ranks::Reduce::max);
    ranks.reduce(std::span<std::uint64_t>(first), Ranks::Reduce::min);
    ranks.reduce(std::span<std::uint64_t>(last), Ranks::Reduce::max);
    ranks.reduce(std::span(&n, 1), Ranks::Reduce::sum);
    if (n == 0) { return {}; }
    const Slice targets{first[1], last[1]};
    return {n,
            {first[0], last[0]},
            targets,
            least[0],
            most[0],
            least[1],
            most[1],
            largest_indegree(ranks, targets),
            first[2] == 1};
}

/// Each rank adds up the counts of an equal part of the targets.
std::uint64_t EdgeBoundsFinder::largest_indegree(const Ranks& ranks, Slice all_targets) {
    const auto n_ranks = static_cast<std::uint64_t>(ranks.size());
    const std::uint64_t width = (all_targets.size() + n_ranks - 1) / n_ranks;
    const auto part_of = [&](RankId rank) {
        const std::uint64_t first =
            all_targets.first + width * static_cast<std::uint64_t>(rank.value());
        return Slice{std::min(first, all_targets.last), std::min(first + width, all_targets.last)};
    };
    const Slice counted{first_counted_, first_counted_ + indegrees_.size()};
    const auto common = [&](RankId rank) {
        const Slice part = part_of(rank);
        const std::uint64_t first = std::max(part.first, counted.first);
        return Slice{first, std::max(first, std::min(part.last, counted.last))};
    };
    std::vector<SetupMessage> letters;  // the first target, then counts, two to a word
    for (RankId rank; rank.value() < ranks.size(); ++rank) {
        const Slice some = common(rank);
        if (rank == ranks.rank() || some.size() == 0) { continue; }
        SetupMessage letter{rank, std::vector<std::uint64_t>(1 + (some.size() + 1) / 2, 0)};
        letter.words[0] = some.first;
        for (std::uint64_t i = 0; i < some.size(); ++i) {
            letter.words[1 + i / 2] |= std::uint64_t{indegrees_[some.first + i - counted.first]}
                                       << 32 * (i % 2);
        }
        letters.push_back(std::move(letter));
    }
    const Slice part = part_of(ranks.rank());
    std::vector<std::uint64_t> sums(part.size(), 0);
    const Slice here = common(ranks.rank());
    for (std::uint64_t i = here.first; i < here.last; ++i) {
        sums[i - part.first] = indegrees_[i - counted.first];
    }
    for (const auto& letter : ranks.exchange(std::move(letters))) {
        const std::uint64_t first = letter.words[0] - part.first;
        const std::uint64_t n = std::min(part.size() - first, 2 * (letter.words.size() - 1));
        for (std::uint64_t i = 0; i < n; ++i) {
            sums[first + i] += letter.words[1 + i / 2] >> 32 * (i % 2) & 0xFFFFFFFFU;
        }
    }
    std::uint64_t most = sums.empty() ? 0 : *std::ranges::max_element(sums);
    ranks.reduce(std::span(&most, 1), Ranks::Reduce::max);
    return most;
}

}  // namespace callosum
