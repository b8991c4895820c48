#pragma once

#include <utility>
#include <vector>

#include "bench.hpp"
#include "engine/synapses/delivery.hpp"
#include "rounds.hpp"

namespace callosum::bench {

/// Neurons that receive, as many as fill a row of 154 KB: those of the microcircuit on two threads.
inline constexpr std::uint64_t row_neurons = 38656;

/// Sources with 2000 synapses each, as many for each (source, delay) as the microcircuit has on two threads.
inline Description static_network(WeightStorage storage, double weight_std,
                                  std::uint64_t n_sources) {
    Description description;
    description.duration_ms = 100;
    description.weights = storage;
    description.populations.push_back(neurons("s", n_sources, "iaf_psc_exp"));
    description.populations.push_back(neurons("t", row_neurons, "iaf_psc_exp"));
    Rule rule;
    rule.kind = RuleKind::fixed_total_number;
    rule.degree = 2000 * n_sources;
    auto synapses = projection(0, 1, rule);
    synapses.weight = {Distribution::Kind::normal, 87.8, weight_std, 0};
    if (weight_std == 0) { synapses.weight = Distribution::constant(87.8); }
    synapses.delay = {Distribution::Kind::normal, 1.5, 0.75, 0.05};
    description.projections.push_back(synapses);
    complete(description);
    return description;
}

/// Delivery to the second population, without its neurons: 25 random sources spike in each step.
class StaticEvents {
  public:
    explicit StaticEvents(Description given)
        : description_(std::move(given)),
          plan_(plan_fixed_point(description_)),
          ranges_{{1, 0, description_.populations[1].size}},
          layout_(lay_out_rows(plan_, ranges_)),
          store_(build_synapses(description_, plan_, ranges_, layout_)),
          delivery_(store_, sources(), plan_.max_delay + 1),
          rows_{Column<std::int32_t>(layout_.n_narrow), Column<std::int64_t>(layout_.n_wide)} {}
    StaticEvents(const StaticEvents&) = delete;
    StaticEvents& operator=(const StaticEvents&) = delete;

    /// Seconds of some steps with about 50 000 events each.
    double seconds(int steps) {
        return seconds_of([&] {
            for (int i = 0; i < steps; ++i) { take_step(); }
        });
    }
    [[nodiscard]] static constexpr double events_per_step() { return 2000.0 * spikes; }
    [[nodiscard]] SynapseFormat format() const { return plan_.projections[0].format; }
    [[nodiscard]] double bytes_per_synapse() const {
        return static_cast<double>(store_.bytes()) / static_cast<double>(store_.n_synapses);
    }

  private:
    static constexpr std::size_t spikes = 25;

    [[nodiscard]] SourceList sources() const {
        SourceList known;
        for (std::uint64_t gid = 0; gid < n_sources(); ++gid) { known.add(Gid(gid)); }
        return known;
    }
    [[nodiscard]] std::uint64_t n_sources() const { return description_.populations[0].size; }
    void take_step() {
        ++step_;
        delivery_.drain(step_, rows_);
        HeardId heard[spikes];
        for (auto& source : heard) {
            state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
            source = HeardId((state_ >> 33U) % n_sources());
            delivery_.prefetch_index(source);
        }
        for (const auto source : heard) { delivery_.prefetch_runs(source); }
        for (const auto source : heard) { delivery_.enter(source, step_); }
    }

    Description description_;
    FixedPointPlan plan_;
    std::vector<NeuronRange> ranges_;
    RowLayout layout_;
    SynapseStore store_;
    Delivery delivery_;
    InputRows rows_;
    std::uint64_t state_ = 7;
    std::int64_t step_ = 0;
};

}  // namespace callosum::bench
