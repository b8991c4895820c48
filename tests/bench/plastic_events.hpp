#pragma once

#include <cmath>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "bench.hpp"
#include "engine/plastic/plastic_synapses.hpp"
#include "rounds.hpp"

namespace callosum::bench {

/// A rule and its parameters.
struct PlasticRule {
    std::string model;
    std::map<std::string, double, std::less<>> params;
};
/// The rule of hpc_benchmark.
inline PlasticRule hpc_rule() {
    return {"stdp_pl_synapse_hom",
            {{"tau_plus", 15}, {"lambda", 0.1}, {"alpha", 0.0513}, {"mu", 0.4}}};
}
/// Weights grow by a constant and shrink in proportion to themselves where mu is 1, by powers where it is not.
inline PlasticRule stdp_rule(double mu) {
    return {"stdp_synapse",
            {{"tau_plus", 20},
             {"lambda", 0.001},
             {"alpha", 1.05},
             {"mu_plus", mu},
             {"mu_minus", mu},
             {"Wmax", 100}}};
}

/// Plastic synapses onto 4500 neurons that fire at 10 spikes/s, as their sources do, so that about one postsynaptic spike
/// is new to a synapse when its source spikes. Weights are far larger than the caches.
class PlasticEvents {
  public:
    static constexpr std::uint64_t n_targets = 4500;

    PlasticEvents(const PlasticRule& rule, Precision precision, std::uint64_t out_degree,
                  std::uint64_t n_synapses)
        : description_(network(rule, precision, out_degree, n_synapses / out_degree)),
          plan_(plan_fixed_point(description_)),
          out_degree_(out_degree),
          n_sources_(description_.populations[0].size) {
        const NeuronRange range{1, 0, n_targets};
        history_ = make_history(description_, plan_, range);
        synapses_ = make_plastic_synapses({description_, plan_, 0, range, 0, history_.get()});
        rows_.wide = Column<std::int64_t>(n_targets);
        SourceList known;
        for (std::uint64_t gid = 0; gid < n_sources_; ++gid) { known.add(Gid(gid)); }
        synapses_->prepare({positions_in(synapses_->source_lists()[0], known)},
                           plan_.max_delay + 1);
        for (std::uint64_t i = 0; i < n_targets; ++i) { next_.push_back(interval()); }
    }
    PlasticEvents(const PlasticEvents&) = delete;
    PlasticEvents& operator=(const PlasticEvents&) = delete;

    /// Seconds that delivery takes in some steps; the spikes of the targets are not counted.
    double seconds(int steps) {
        double spent = 0;
        for (int i = 0; i < steps; ++i) { spent += take_step(); }
        return spent;
    }
    [[nodiscard]] double events_per_step() const {
        return rate * dt_ms * static_cast<double>(n_sources_ * out_degree_);
    }

  private:
    static constexpr double dt_ms = 0.1, rate = 10e-3;  // spikes per ms

    static Description network(const PlasticRule& rule, Precision precision,
                               std::uint64_t out_degree, std::uint64_t n_sources) {
        Description description;
        description.duration_ms = 1e6;
        description.precision = precision;
        description.populations.push_back(neurons("s", n_sources, "iaf_psc_alpha"));
        description.populations.push_back(neurons("t", n_targets, "iaf_psc_alpha"));
        Rule fixed;
        fixed.kind = RuleKind::fixed_outdegree;
        fixed.degree = out_degree;
        auto synapses = projection(0, 1, fixed);
        synapses.weight = Distribution::constant(45);
        synapses.delay = Distribution::constant(1.5);
        synapses.synapse_model = rule.model;
        synapses.synapse_params = rule.params;
        description.projections.push_back(synapses);
        complete(description);
        return description;
    }

    double uniform() {
        state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
        return static_cast<double>(state_ >> 11U) * 0x1p-53;
    }
    std::int64_t interval() {
        return 1 + static_cast<std::int64_t>(-std::log(1 - uniform()) / (rate * dt_ms));
    }

    double take_step() {
        ++step_;
        // As many sources as spike in a step on average; the rest is carried over.
        due_ += rate * dt_ms * static_cast<double>(n_sources_);
        std::vector<HeardId> spikes;
        for (; due_ >= 1; --due_) {
            spikes.emplace_back(
                static_cast<std::uint64_t>(uniform() * static_cast<double>(n_sources_)));
        }
        double spent = seconds_of([&] { synapses_->drain(step_, rows_); });
        for (std::uint64_t i = 0; i < n_targets; ++i) {
            if (next_[i] != step_) { continue; }
            history_->add(i, step_);
            next_[i] += interval();
        }
        spent += seconds_of([&] {
            for (const auto source : spikes) { synapses_->enter(source, step_); }
        });
        synapses_->refresh(step_);
        return spent;
    }

    Description description_;
    FixedPointPlan plan_;
    std::uint64_t out_degree_, n_sources_;
    std::unique_ptr<History> history_;
    std::unique_ptr<PlasticSynapses> synapses_;
    InputRows rows_;
    std::vector<std::int64_t> next_;  ///< step of each target's next spike
    double due_ = 0;
    std::uint64_t state_ = 11;
    std::int64_t step_ = 0;
};

}  // namespace callosum::bench
