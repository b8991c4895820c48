#pragma once

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "engine/exchange/communicator.hpp"
#include "engine/reference/reference_run.hpp"
#include "engine/run/simulation.hpp"
#include "network/describe/check_and_number.hpp"
#include "network/describe/edge_lists.hpp"

/// Small networks, and the two ways to run them, for tests of the engine.
namespace callosum::test {

inline Population neurons(const std::string& name, std::uint64_t size,
                          const std::string& model = "iaf_psc_exp",
                          std::map<std::string, Values> params = {}) {
    Population population;
    population.name = name;
    population.size = size;
    population.model = model;
    population.params = std::move(params);
    return population;
}

inline Rule rule(RuleKind kind, std::uint64_t degree = 0) {
    Rule made;
    made.kind = kind;
    made.degree = degree;
    return made;
}

inline Projection projection(std::size_t source, std::size_t target, Rule how, Distribution weight,
                             Distribution delay_ms = Distribution::constant(1.0)) {
    Projection made;
    made.source = source;
    made.target = target;
    made.rule = std::move(how);
    made.weight = weight;
    made.delay = delay_ms;
    return made;
}

inline Stimulus stimulus(const std::string& model, std::size_t target) {
    Stimulus made;
    made.model = model;
    made.target = target;
    return made;
}

/// Fills in names and slices that were left empty, and checks the description; throws ConfigError.
inline Description complete(Description description) {
    const auto fill = [&](Slice& slice, std::size_t population) {
        if (slice.size() == 0) { slice = {0, description.populations[population].size}; }
    };
    for (std::size_t i = 0; i < description.projections.size(); ++i) {
        auto& projection = description.projections[i];
        fill(projection.source_slice, projection.source);
        fill(projection.target_slice, projection.target);
        if (projection.name.empty()) { projection.name = "p" + std::to_string(i); }
    }
    for (std::size_t i = 0; i < description.stimuli.size(); ++i) {
        auto& stimulus = description.stimuli[i];
        fill(stimulus.target_slice, stimulus.target);
        if (stimulus.name.empty()) { stimulus.name = "s" + std::to_string(i); }
    }
    auto problems = check_and_number(description);
    if (!problems.empty()) { throw ConfigError(std::move(problems)); }
    return description;
}

/// A list of synapses that can lie about its largest in-degree.
class ListedEdges final : public EdgeList {
  public:
    explicit ListedEdges(std::vector<Edge> edges, std::uint64_t max_indegree)
        : edges_(std::move(edges), "inline"), bounds_(edges_.bounds()) {
        bounds_.max_indegree = max_indegree;
    }
    void visit_part(std::uint64_t part, std::uint64_t n_parts,
                    const Visitor& visitor) const override {
        edges_.visit_part(part, n_parts, visitor);
    }
    void visit_onto(Slice targets, const TargetVisitor& visitor) const override {
        edges_.visit_onto(targets, visitor);
    }
    [[nodiscard]] const EdgeBounds& bounds() const override { return bounds_; }
    [[nodiscard]] bool in_memory() const override { return true; }
    [[nodiscard]] std::string origin() const override { return "inline"; }

  private:
    MemoryEdges edges_;
    EdgeBounds bounds_;
};

inline Rule listed(std::vector<Edge> edges, std::uint64_t max_indegree) {
    Rule made = rule(RuleKind::explicit_list);
    made.edges = std::make_shared<ListedEdges>(std::move(edges), max_indegree);
    return made;
}

struct SpikeList final : SpikeSink {
    std::vector<Spike> spikes;
    void write(std::span<const Spike> block) override {
        spikes.insert(spikes.end(), block.begin(), block.end());
    }
};

struct Ran {
    RunResult result;
    std::vector<Spike> spikes;  ///< in the order in which they were handed out
};

/// Runs a network on the fast path, on one rank.
inline Ran simulate(const Description& description, int threads = 1, TraceSink* traces = nullptr) {
    const auto communicator = make_solo_communicator();
    SpikeList list;
    RunOptions options;
    options.threads = threads;
    options.sinks.spikes = &list;
    options.sinks.traces = traces;
    RankSimulation simulation(description, *communicator, options);
    RunResult result = simulation.run();
    return {std::move(result), std::move(list.spikes)};
}

/// Runs a network on the plain path.
inline Ran simulate_plainly(const Description& description) {
    SpikeList list;
    RunResult result = run_reference(description, &list);
    return {std::move(result), std::move(list.spikes)};
}

/// Orders spikes by step, then gid.
inline std::vector<Spike> sorted(std::vector<Spike> spikes) {
    std::sort(spikes.begin(), spikes.end(), [](const Spike& a, const Spike& b) {
        return std::pair{a.step, a.gid} < std::pair{b.step, b.gid};
    });
    return spikes;
}

/// Records every spike of every population.
inline void record_all(Description& description) {
    for (std::size_t i = 0; i < description.populations.size(); ++i) {
        description.spikes.push_back({i, {{0, description.populations[i].size}}});
    }
}

}  // namespace callosum::test
