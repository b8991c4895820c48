#include "network/boards/synapse_samples.hpp"

#include <algorithm>

#include "network/draw/delay_table.hpp"
#include "network/draw/sampler.hpp"

namespace callosum {
namespace {

std::vector<double> quantiles(const Distribution& distribution) {
    if (distribution.is_constant()) { return {distribution.a}; }
    constexpr std::size_t n = 1024;
    std::vector<double> values;
    for (std::size_t i = 0; i < n; ++i) {
        const double p = (static_cast<double>(i) + 0.5) / n;
        values.push_back(distribution.quantile(static_cast<std::uint32_t>(p * 4294967296.0)));
    }
    return values;
}

/// Draws the synapses onto a few blocks of targets.
SynapseSamples draw_some(const Description& description, std::size_t index) {
    constexpr std::uint64_t blocks = 8, targets_of_block = 8;
    SynapseSamples samples;
    const auto& projection = description.projections[index];
    const Slice all = projection.target_slice;
    for (std::uint64_t b = 0; b < blocks; ++b) {
        const auto first = all.first + all.size() * b / blocks;
        const Slice some{first, std::min(all.last, first + targets_of_block)};
        make_sampler(description, index, some)
            ->draw(projection.source_slice, [&](const SynapseBatch& batch) {
                for (std::uint32_t i = 0; i < batch.n; ++i) {
                    samples.weights.push_back(batch.weight[i]);
                    samples.delays_ms.push_back(batch.delay[i] * description.dt_ms);
                }
            });
    }
    return samples;
}

}  // namespace

bool SynapseSamples::excite() const {
    return std::any_of(weights.begin(), weights.end(), [](double w) { return w > 0; });
}

bool SynapseSamples::inhibit() const {
    return std::any_of(weights.begin(), weights.end(), [](double w) { return w < 0; });
}

SynapseSamples sample_synapses(const Description& description, std::size_t index) {
    const auto& projection = description.projections[index];
    SynapseSamples samples;
    if (projection.rule.kind == RuleKind::explicit_list && projection.rule.edges) {
        const auto& edges = *projection.rule.edges;
        // At most 65536 entries, evenly spread over the list, stand for all.
        const std::uint64_t every = edges.size() / 65536 + 1;
        edges.visit([&](const Edge* some, std::size_t n, std::uint64_t first) {
            for (std::size_t i = (every - first % every) % every; i < n; i += every) {
                samples.weights.push_back(some[i].weight);
                samples.delays_ms.push_back(some[i].delay_ms);
            }
        });
    } else if (projection.weight_by_distance || projection.delay_by_distance) {
        return draw_some(description, index);
    } else {
        samples = {quantiles(projection.weight), quantiles(projection.delay)};
    }
    for (auto& delay : samples.delays_ms) {
        delay = delay_steps(delay, description.dt_ms) * description.dt_ms;
    }
    return samples;
}

}  // namespace callosum
