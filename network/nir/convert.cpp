#include "network/nir/convert.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <set>
#include <string>

#include "engine/base/math.hpp"
#include "network/describe/edge_lists.hpp"
#include "network/describe/parameters.hpp"
#include "network/nir/counterparts.hpp"
#include "network/nir/incoming.hpp"

namespace callosum::nir {
namespace {

/// Threshold that no potential reaches, for integrators, which never spike. Finite in single
/// precision as well.
constexpr double never_reached = 1e30;

std::string population_name(std::string name) {
    std::replace(name.begin(), name.end(), '.', '_');
    std::replace(name.begin(), name.end(), '/', '_');
    return name;
}

/// Converts a graph node by node.
class Converter {
  public:
    Converter(const Graph& graph, const ConvertOptions& options, std::vector<Problem>& problems)
        : graph_(graph), options_(options), problems_(problems), finder_(graph, problems) {}

    NetworkPart convert() {
        for (std::size_t i = 0; i < graph_.nodes.size(); ++i) {
            if (!is_sender(graph_.nodes[i])) { continue; }
            number_[i] = converted_.populations.size();
            converted_.populations.emplace_back();
        }
        for (std::size_t i = 0; i < graph_.nodes.size(); ++i) {
            const Node& node = graph_.nodes[i];
            if (node.type == "Output") { check_output(i); }
            if (is_sender(node)) { add_neurons(i); }
        }
        return std::move(converted_);
    }

  private:
    void fault(const Node& node, const std::string& what) {
        problems_.push_back({"node \"" + node.name + "\" (" + node.type + ")", what});
    }

    /// Reports Output nodes that get weighted values, because there is no neuron that could be
    /// recorded.
    void check_output(std::size_t index) {
        const Node& node = graph_.nodes[index];
        for (const auto& [from, to] : graph_.edges) {
            if (to != node.name) { continue; }
            for (const auto& other : graph_.nodes) {
                if (other.name == from && !is_sender(other)) {
                    fault(node, "gets the output of \"" + from + "\" (" + other.type +
                                    "), which are weighted values; only spikes and potentials of "
                                    "neurons can be recorded");
                }
            }
        }
    }

    [[nodiscard]] double field(const Node& node, const char* name, std::uint64_t i) const {
        const auto found = node.fields.find(name);
        if (found == node.fields.end() || found->second.values.empty()) { return 0; }
        const auto& values = found->second.values;
        return values[values.size() == 1 ? 0 : i];
    }

    void add_neurons(std::size_t index) {
        const Node& node = graph_.nodes[index];
        Population& population = converted_.populations[number_.at(index)];
        population.name = population_name(node.name);
        if (!names_.insert(population.name).second) {
            fault(node, "would be the population \"" + population.name +
                            "\", as another node is: dots become _; rename it");
        }
        population.size = size_of(finder_.shape_of(index));
        if (population.size == 0) { fault(node, "has no neurons"); }
        if (node.type == "Input") {
            population.model = model_for(Steps::input, false);
            return;
        }
        Incoming in = finder_.of(index);
        if (!in.shape.empty() && size_of(in.shape) != population.size) {
            fault(node, "has " + std::to_string(population.size) +
                            " neurons for an input of shape " + shape_text(in.shape));
            return;
        }
        in.bias.resize(population.size, 0);
        if (!fields_fit(node, population.size)) { return; }
        std::vector<double> gain;
        const bool cuba = node.type == "CubaLIF" || node.type == "CubaLI";
        if (cuba) {
            fill_cuba(node, in.bias, population, gain);
        } else {
            fill_lif(node, in.bias, population, gain);
        }
        if (options_.weight_scale > 0) { rescale(population, gain); }
        for (const auto& [sender, map] : in.paths) { add_projection(index, sender, map, gain); }
    }

    /// Changes the unit of the potential, neuron by neuron, so that a weight of 1 adds
    /// `weight_scale` to it.
    void rescale(Population& population, std::vector<double>& gain) {
        const auto times = [&](Values& values) {
            std::vector<double> scaled(population.size);
            for (std::uint64_t i = 0; i < population.size; ++i) {
                scaled[i] = value_at(values, i) * options_.weight_scale / gain[i];
            }
            values = as_values(std::move(scaled));
        };
        for (const char* name : {"threshold", "v_reset", "i_offset"}) {
            times(population.params.at(name));
        }
        for (auto& [name, values] : population.initial) { times(values); }
        std::fill(gain.begin(), gain.end(), options_.weight_scale);
    }

    bool fields_fit(const Node& node, std::uint64_t size) {
        for (const auto& [name, array] : node.fields) {
            if (array.size() != 1 && array.size() != size) {
                fault(node, name + " has " + std::to_string(array.size()) + " values for " +
                                std::to_string(size) + " neurons");
                return false;
            }
        }
        return true;
    }

    /// Update of a quantity in one step: v <- decay v + drive x.
    struct Step {
        double decay = 1, drive = 0;
    };
    [[nodiscard]] Step step_of(const Node& node, double tau) {
        const double ratio = options_.dt_ms / (tau * options_.unit_ms);
        if (!(tau > 0)) {
            fault(node, "has a time constant of " + std::to_string(tau) + "; it must be above 0");
            return {};
        }
        if (options_.exponential) { return {math::exp(-ratio), -math::expm1(-ratio)}; }
        if (ratio > 1) {
            fault(node, "has a time constant of " + std::to_string(tau * options_.unit_ms) +
                            " ms, below dt: forward Euler is unstable; take a smaller dt, the "
                            "exponential scheme, or another time_unit");
        }
        return {1 - ratio, ratio};
    }

    void fill_lif(const Node& node, const std::vector<double>& bias, Population& population,
                  std::vector<double>& gain) {
        population.model = model_for(Steps::euler, false);
        const bool leaks = node.type == "LIF" || node.type == "LI";
        std::vector<double> alpha, offset, threshold, reset, initial;
        for (std::uint64_t i = 0; i < population.size; ++i) {
            Step step{1, options_.dt_ms / options_.unit_ms};  // IF, I: v' = R I
            if (node.type == "Threshold") { step = {0, 1}; }
            if (leaks) { step = step_of(node, field(node, "tau", i)); }
            const double r = node.type == "Threshold" ? 1 : field(node, "r", i);
            gain.push_back(step.drive * r);
            alpha.push_back(step.decay);
            const double leak = leaks ? field(node, "v_leak", i) : 0;
            offset.push_back(step.drive * (leak + r * bias[i]));
            threshold.push_back(threshold_of(node, i));
            reset.push_back(field(node, "v_reset", i));
            initial.push_back(leak);
        }
        fill(population, {{"alpha_decay", alpha},
                          {"i_offset", offset},
                          {"threshold", threshold},
                          {"v_reset", reset}});
        population.initial["v"] = as_values(initial);
    }

    void fill_cuba(const Node& node, const std::vector<double>& bias, Population& population,
                   std::vector<double>& gain) {
        population.model = model_for(Steps::euler, true);
        std::vector<double> alpha, syn, offset, threshold, reset, initial, current;
        for (std::uint64_t i = 0; i < population.size; ++i) {
            const Step mem = step_of(node, field(node, "tau_mem", i));
            const Step synaptic = step_of(node, field(node, "tau_syn", i));
            const double r = field(node, "r", i), leak = field(node, "v_leak", i);
            gain.push_back(mem.drive * r * synaptic.drive * field(node, "w_in", i));
            alpha.push_back(mem.decay);
            syn.push_back(synaptic.decay);
            // A constant input c makes the current rise to c / (1 - decay). The offset has that
            // final value, and an initial current that decays makes up for what is missing at
            // first.
            const double constant = gain.back() * bias[i] / (1 - synaptic.decay);
            offset.push_back(mem.drive * leak + constant);
            current.push_back(-constant);
            threshold.push_back(threshold_of(node, i));
            reset.push_back(field(node, "v_reset", i));
            initial.push_back(leak);
        }
        fill(population, {{"alpha_decay", alpha},
                          {"exc_decay", syn},
                          {"inh_decay", syn},
                          {"i_offset", offset},
                          {"threshold", threshold},
                          {"v_reset", reset}});
        population.params["t_refrac"] = Distribution::constant(0);
        population.initial["v"] = as_values(initial);
        population.initial["i_exc"] = as_values(current);
    }

    [[nodiscard]] double threshold_of(const Node& node, std::uint64_t i) const {
        if (is_integrator(node.type)) { return never_reached; }
        return field(node, node.type == "Threshold" ? "threshold" : "v_threshold", i);
    }

    void fill(Population& population,
              const std::map<std::string, std::vector<double>>& params) const {
        for (const auto& [name, values] : params) { population.params[name] = as_values(values); }
        population.params["reset_by_subtraction"] =
            Distribution::constant(options_.subtracts ? 1 : 0);
    }

    void add_projection(std::size_t target, std::size_t sender, const LinearMap& map,
                        const std::vector<double>& gain) {
        const Node& node = graph_.nodes[target];
        const Node& from = graph_.nodes[sender];
        if (is_integrator(from.type)) {
            fault(node, "gets the potential of \"" + from.name + "\" (" + from.type +
                            "); only spikes can be sent");
            return;
        }
        std::vector<Edge> edges;
        for (const auto& entry : map.entries) {
            const double steps = entry.delay * options_.unit_ms / options_.dt_ms;
            if (steps < 0 || std::abs(steps - std::round(steps)) > 1e-6) {
                fault(node, "gets spikes after a delay of " +
                                std::to_string(entry.delay * options_.unit_ms) +
                                " ms, which is not a whole number of steps of dt");
                return;
            }
            const double delay_ms = (1 + std::round(steps)) * options_.dt_ms;
            const double weight = entry.weight * gain[entry.out];
            edges.push_back({entry.in, entry.out,
                             options_.weight_scale > 0 ? std::round(weight) : weight, delay_ms});
        }
        Projection projection;
        projection.source = number_.at(sender);
        projection.target = number_.at(target);
        projection.name = population_name(from.name) + "->" + population_name(node.name);
        projection.source_slice = {0, map.n_in()};
        projection.target_slice = {0, map.n_out()};
        projection.rule.kind = RuleKind::explicit_list;
        projection.rule.edges = std::make_shared<MemoryEdges>(std::move(edges), from.name);
        projection.delay = Distribution::constant(options_.dt_ms);
        projection.storage = WeightStorage::exact;
        converted_.projections.push_back(std::move(projection));
    }

    const Graph& graph_;
    const ConvertOptions& options_;
    std::vector<Problem>& problems_;
    IncomingFinder finder_;
    std::map<std::size_t, std::size_t> number_;  ///< population of a node
    std::set<std::string> names_;
    NetworkPart converted_;
};

}  // namespace

NetworkPart convert(const Graph& flat, const ConvertOptions& options,
                    std::vector<Problem>& problems) {
    return Converter(flat, options, problems).convert();
}

}  // namespace callosum::nir
