#pragma once

#include <algorithm>
#include <compare>
#include <cstdint>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include "network/draw/sampler.hpp"

namespace callosum::test {

struct DrawnSynapse {
    std::uint32_t source = 0, target = 0, delay = 0;
    double weight = 0;
    friend auto operator<=>(const DrawnSynapse&, const DrawnSynapse&) = default;
};
using Drawn = std::vector<DrawnSynapse>;

/// Two populations and one projection between them (or from the first to itself), every synapse
/// with its own weight and delay.
inline Description one_projection(const Rule& rule, std::uint64_t n_sources,
                                  std::uint64_t n_targets, bool recurrent = false) {
    Description description;
    description.seed = 42;
    description.populations.resize(2);
    description.populations[0].size = n_sources;
    description.populations[1].size = recurrent ? 1 : n_targets;
    Projection projection;
    projection.name = "tested";
    projection.source = 0;
    projection.target = recurrent ? 0 : 1;
    projection.source_slice = {0, n_sources};
    projection.target_slice = {0, recurrent ? n_sources : n_targets};
    projection.rule = rule;
    projection.weight = {Distribution::Kind::normal, 10, 1};
    projection.delay = {Distribution::Kind::normal, 1.5, 0.75, 0.05};
    description.projections.push_back(projection);
    return description;
}

/// What a sampler emits for these targets and this source slice, in order.
inline Drawn emitted(const Description& description, Slice targets, Slice sources) {
    Drawn drawn;
    const auto sampler = make_sampler(description, 0, targets);
    sampler->draw(sources, [&](const SynapseBatch& batch) {
        for (std::uint32_t i = 0; i < batch.n; ++i) {
            drawn.push_back({batch.source[i], batch.target[i], batch.delay[i], batch.weight[i]});
        }
    });
    return drawn;
}

/// The union over parts of the targets, each asked for slice after slice of the sources; sorted.
inline Drawn drawn_in_parts(const Description& description, const std::vector<Slice>& targets,
                            const std::vector<Slice>& sources) {
    Drawn drawn;
    for (const Slice& part : targets) {
        const auto sampler = make_sampler(description, 0, part);
        for (const Slice& slice : sources) {
            sampler->draw(slice, [&](const SynapseBatch& batch) {
                for (std::uint32_t i = 0; i < batch.n; ++i) {
                    drawn.push_back(
                        {batch.source[i], batch.target[i], batch.delay[i], batch.weight[i]});
                }
            });
        }
    }
    std::sort(drawn.begin(), drawn.end());
    return drawn;
}

inline Drawn whole(const Description& description) {
    const Projection& projection = description.projections[0];
    return drawn_in_parts(description, {projection.target_slice}, {projection.source_slice});
}

inline std::vector<std::uint64_t> indegrees(const Drawn& drawn, std::uint64_t n) {
    std::vector<std::uint64_t> degrees(n, 0);
    for (const auto& synapse : drawn) { ++degrees.at(synapse.target); }
    return degrees;
}

inline std::vector<std::uint64_t> outdegrees(const Drawn& drawn, std::uint64_t n) {
    std::vector<std::uint64_t> degrees(n, 0);
    for (const auto& synapse : drawn) { ++degrees.at(synapse.source); }
    return degrees;
}

inline bool has_multapses(const Drawn& drawn) {
    std::set<std::pair<std::uint32_t, std::uint32_t>> pairs;
    for (const auto& synapse : drawn) { pairs.insert({synapse.source, synapse.target}); }
    return pairs.size() != drawn.size();
}

inline bool has_autapses(const Drawn& drawn) {
    return std::any_of(drawn.begin(), drawn.end(),
                       [](const DrawnSynapse& s) { return s.source == s.target; });
}

struct Statistics {
    double mean = 0, variance = 0;
};

template <class Values>
Statistics statistics(const Values& values) {
    double sum = 0;
    double squares = 0;
    for (const auto& value : values) { sum += static_cast<double>(value); }
    const double mean = sum / static_cast<double>(values.size());
    for (const auto& value : values) {
        const double x = static_cast<double>(value) - mean;
        squares += x * x;
    }
    return {mean, squares / static_cast<double>(values.size() - 1)};
}

}  // namespace callosum::test
