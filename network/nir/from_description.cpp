#include "network/nir/from_description.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "engine/base/math.hpp"
#include "models/info.hpp"
#include "network/describe/parameters.hpp"
#include "network/describe/plasticity.hpp"
#include "network/draw/sampler.hpp"
#include "network/nir/counterparts.hpp"

namespace callosum::nir {
namespace {

/// Returns one parameter or initial value of a neuron.
double value_of(const Population& population, std::string_view name, std::uint64_t i) {
    const auto& model = *find_neuron_model(population.model);
    const ParameterReader read(population, model);
    const bool is_param = std::any_of(model.params.begin(), model.params.end(),
                                      [name](const Field& field) { return field.name == name; });
    return is_param ? read.param(name, i) : read.initial(name, i);
}

/// Builds a graph population by population.
class GraphBuilder {
  public:
    GraphBuilder(const Description& description, double unit_ms, std::vector<Problem>& problems)
        : description_(description), unit_ms_(unit_ms), problems_(problems) {}

    Written build() {
        written_.graph.version = "1.0.4";
        check_whole();
        for (std::size_t p = 0; p < description_.populations.size(); ++p) { add_population(p); }
        for (std::size_t p = 0; p < description_.projections.size(); ++p) { add_projection(p); }
        for (std::size_t p = 0; p < description_.populations.size(); ++p) {
            if (!sends(p)) { add_output(p); }
        }
        // Where all populations send to others, the recorded ones get an Output.
        if (!has_output_) {
            for (const auto& record : description_.spikes) { add_output(record.population); }
        }
        for (const char* type : {"Input", "Output"}) {
            const auto& nodes = written_.graph.nodes;
            if (std::none_of(nodes.begin(), nodes.end(),
                             [type](const Node& node) { return node.type == type; })) {
                fault("the network", std::string("would be a graph without ") + type +
                                         "; NIR needs a population of parrot_neuron as input and "
                                         "neurons behind it");
            }
        }
        for (const auto& [name, bias] : biases_) {
            fault("population " + name,
                  "has a current at the start and no projection to put it into");
        }
        if (written_.scheme.empty()) { written_.scheme = "forward_euler"; }
        if (written_.reset.empty()) { written_.reset = "to_v_reset"; }
        return std::move(written_);
    }

  private:
    void fault(const std::string& where, const std::string& what) {
        problems_.push_back({where, what});
    }

    void check_whole() {
        if (!description_.phases.empty()) {
            fault("phases", "NIR has no parameters that change in time");
        }
        for (const auto& stimulus : description_.stimuli) {
            const auto& target = description_.populations[stimulus.target];
            if (!is_input(target.model)) {
                fault("stimulus " + stimulus.name, "acts on neurons of " + target.name +
                                                       "; NIR has input through Input nodes alone: "
                                                       "let it act on a population of " +
                                                       model_for(Steps::input, false) +
                                                       " that projects to them");
            }
        }
    }

    [[nodiscard]] bool hears(std::size_t population) const {
        const auto& all = description_.projections;
        return std::any_of(all.begin(), all.end(),
                           [population](const Projection& p) { return p.target == population; });
    }

    /// Stores the values of all neurons as an array of the node.
    template <class F>
    void put(Node& node, const char* field, std::uint64_t size, F&& value) {
        Array array{{size}, {}};
        for (std::uint64_t i = 0; i < size; ++i) { array.values.push_back(value(i)); }
        node.fields[field] = std::move(array);
    }

    /// Notes a property that all populations of a file must share, and reports a second value of
    /// it.
    void require(const std::string& where, std::string& now, const std::string& wanted,
                 const char* what) {
        if (now.empty()) { now = wanted; }
        if (now != wanted) {
            fault(where, std::string("needs the ") + what + " " + wanted + ", others need " + now +
                             "; a file is computed with one");
        }
    }

    void add_population(std::size_t index) {
        const auto& population = description_.populations[index];
        const std::string where = "population " + population.name;
        Node node;
        node.name = population.name;
        const auto size = population.size;
        const auto* counterpart = counterpart_of(population.model);
        if (counterpart == nullptr) {
            fault(where, "the model " + population.model + " has no counterpart in NIR; " +
                             counterpart_names() + " have");
        } else if (counterpart->steps == Steps::input) {
            if (hears(index)) {
                fault(where, "is a " + population.model + " that hears others: NIR has none");
            }
            node.type = "Input";
            node.fields["shape"] = {{1}, {static_cast<double>(size)}};
        } else if (counterpart->steps == Steps::euler) {
            add_discrete(population, where, node);
        } else {
            add_exact(population, where, node);
        }
        note_start(population, node);
        written_.graph.nodes.push_back(std::move(node));
    }

    /// Notes that initial potentials are lost where they differ from v_leak, at which readers
    /// start.
    void note_start(const Population& population, const Node& node) {
        const auto leak = node.fields.find("v_leak");
        if (node.type == "Input" || node.type.empty()) { return; }
        const bool iaf = population.model.rfind("iaf_", 0) == 0;
        for (std::uint64_t i = 0; i < population.size; ++i) {
            const double start = value_of(population, iaf ? "V_m" : "v", i);
            const double expected = leak == node.fields.end() ? 0 : leak->second.values[i];
            if (std::abs(start - expected) <= 1e-9 * std::max(1.0, std::abs(expected))) {
                continue;
            }
            written_.notes.push_back(
                "population " + population.name +
                ": initial potentials are lost; NIR has none, and readers begin at "
                "v_leak");
            return;
        }
    }

    void add_discrete(const Population& population, const std::string& where, Node& node) {
        require(where, written_.scheme, "forward_euler", "scheme");
        const auto get = [&population](const char* name) {
            return [&population, name](std::uint64_t i) { return value_of(population, name, i); };
        };
        const bool subtracts = value_of(population, "reset_by_subtraction", 0) != 0;
        require(where, written_.reset, subtracts ? "subtract" : "to_v_reset", "reset");
        const double steps = description_.dt_ms / unit_ms_;
        const bool current = counterpart_of(population.model)->has_current;
        bool leaks = current, keeps = false, split = false;
        for (std::uint64_t i = 0; i < population.size; ++i) {
            const double alpha = value_of(population, "alpha_decay", i);
            leaks = leaks || alpha != 1;
            keeps = keeps || alpha == 1 || alpha < 0;
            split = split || (current && value_of(population, "exc_decay", i) !=
                                             value_of(population, "inh_decay", i));
            if (current && value_of(population, "t_refrac", i) != 0) {
                fault(where, "has a refractory period; NIR has none");
                return;
            }
        }
        if (split) { fault(where, "has two synaptic time constants; NIR's CubaLIF has one"); }
        if (leaks && keeps) {
            fault(where, "has an alpha_decay of 1 or below 0 beside others; NIR has no such leak");
            return;
        }
        node.type = current ? "CubaLIF" : leaks ? "LIF" : "IF";
        put(node, "v_threshold", population.size, get("threshold"));
        put(node, "v_reset", population.size, get("v_reset"));
        const auto left = [&population](std::uint64_t i) {
            return 1 - value_of(population, "alpha_decay", i);
        };
        put(node, "r", population.size,
            [&](std::uint64_t i) { return leaks ? 1 / left(i) : 1 / steps; });
        if (!leaks) {
            check_no_offset(population, where);
            return;
        }
        put(node, current ? "tau_mem" : "tau", population.size,
            [&](std::uint64_t i) { return steps / left(i); });
        // An initial current is the start of a constant input (convert.cpp): a bias stands for
        // both.
        const auto start = [&](std::uint64_t i) {
            return current ? value_of(population, "i_exc", i) : 0;
        };
        put(node, "v_leak", population.size, [&](std::uint64_t i) {
            return (value_of(population, "i_offset", i) + start(i)) / left(i);
        });
        if (!current) { return; }
        const auto lost = [&population](std::uint64_t i) {
            return 1 - value_of(population, "exc_decay", i);
        };
        std::vector<double> bias;
        for (std::uint64_t i = 0; i < population.size; ++i) { bias.push_back(-start(i) * lost(i)); }
        if (std::any_of(bias.begin(), bias.end(), [](double b) { return b != 0; })) {
            biases_[population.name] = std::move(bias);
        }
        put(node, "tau_syn", population.size, [&](std::uint64_t i) { return steps / lost(i); });
        put(node, "w_in", population.size, [&](std::uint64_t i) { return 1 / lost(i); });
    }

    void check_no_offset(const Population& population, const std::string& where) {
        for (std::uint64_t i = 0; i < population.size; ++i) {
            if (value_of(population, "i_offset", i) != 0) {
                fault(where, "has an i_offset without a leak; NIR's IF has no constant input");
                return;
            }
        }
    }

    void add_exact(const Population& population, const std::string& where, Node& node) {
        require(where, written_.scheme, "exponential", "scheme");
        require(where, written_.reset, "to_v_reset", "reset");
        const bool current = counterpart_of(population.model)->has_current;
        const auto get = [&population](const char* name, std::uint64_t i) {
            return value_of(population, name, i);
        };
        for (std::uint64_t i = 0; i < population.size; ++i) {
            if (get("t_ref", i) > 0) {
                fault(where, "has a refractory period (t_ref); NIR has none");
                return;
            }
            if (current && get("tau_syn_ex", i) != get("tau_syn_in", i)) {
                fault(where, "has two synaptic time constants; NIR's CubaLIF has one");
                return;
            }
        }
        const double h = description_.dt_ms;
        node.type = current ? "CubaLIF" : "LIF";
        const auto left = [&](std::uint64_t i) { return -math::expm1(-h / get("tau_m", i)); };
        put(node, current ? "tau_mem" : "tau", population.size,
            [&](std::uint64_t i) { return get("tau_m", i) / unit_ms_; });
        put(node, "v_threshold", population.size, [&](std::uint64_t i) { return get("V_th", i); });
        put(node, "v_reset", population.size, [&](std::uint64_t i) { return get("V_reset", i); });
        put(node, "v_leak", population.size, [&](std::uint64_t i) {
            return get("E_L", i) + get("tau_m", i) / get("C_m", i) * get("I_e", i);
        });
        // A weight (mV or pA) acts in full in the step in which it arrives.
        put(node, "r", population.size, [&](std::uint64_t i) {
            if (!current) { return 1 / left(i); }
            const double tau_m = get("tau_m", i), tau_s = get("tau_syn_ex", i);
            const double gain = std::abs(tau_m - tau_s) < 1e-9 * tau_m
                                    ? h / get("C_m", i) * math::exp(-h / tau_m)
                                    : tau_s * tau_m / (get("C_m", i) * (tau_m - tau_s)) *
                                          (math::exp(-h / tau_m) - math::exp(-h / tau_s));
            return gain / left(i);
        });
        if (!current) { return; }
        put(node, "tau_syn", population.size,
            [&](std::uint64_t i) { return get("tau_syn_ex", i) / unit_ms_; });
        put(node, "w_in", population.size,
            [&](std::uint64_t i) { return -1 / math::expm1(-h / get("tau_syn_ex", i)); });
    }

    void add_projection(std::size_t index) {
        const auto& projection = description_.projections[index];
        const std::string where = "projection " + projection.name;
        if (is_plastic(projection)) {
            fault(where, projection.synapse_model + " does not exist in NIR; synapses are static");
            return;
        }
        const auto& from = description_.populations[projection.source];
        const auto& to = description_.populations[projection.target];
        constexpr double max_entries = 1 << 28;
        if (static_cast<double>(from.size) * static_cast<double>(to.size) > max_entries) {
            fault(where, "would be a matrix of " + std::to_string(to.size) + " x " +
                             std::to_string(from.size) +
                             " numbers; NIR has no sparse ones, and 2^28 are allowed here");
            return;
        }
        const auto limits = bounds(description_, index);
        if (limits.min_delay != limits.max_delay) {
            fault(where, "has delays that differ; a Delay node has one for each neuron");
            return;
        }
        Node linear;
        linear.name = from.name + "_to_" + to.name + (index > 0 ? "_" + std::to_string(index) : "");
        linear.type = "Linear";
        linear.fields["weight"] = {{to.size, from.size}, std::vector<double>(to.size * from.size)};
        auto& weights = linear.fields["weight"].values;
        make_sampler(description_, index, projection.target_slice)
            ->draw(projection.source_slice, [&](const SynapseBatch& batch) {
                for (std::uint32_t i = 0; i < batch.n; ++i) {
                    weights[batch.target[i] * from.size + batch.source[i]] += batch.weight[i];
                }
            });
        if (const auto bias = biases_.find(to.name); bias != biases_.end()) {
            linear.type = "Affine";
            linear.fields["bias"] = {{to.size}, std::move(bias->second)};
            biases_.erase(bias);
        }
        std::string before = from.name;
        if (limits.min_delay > 1) {
            Node delay;
            delay.name = linear.name + "_delay";
            delay.type = "Delay";
            // An edge that leaves a neuron takes one step already; the node adds the rest.
            const double more = (limits.min_delay - 1) * description_.dt_ms / unit_ms_;
            delay.fields["delay"] = {{from.size}, std::vector<double>(from.size, more)};
            written_.graph.edges.emplace_back(before, delay.name);
            before = delay.name;
            written_.graph.nodes.push_back(std::move(delay));
        }
        written_.graph.edges.emplace_back(before, linear.name);
        written_.graph.edges.emplace_back(linear.name, to.name);
        written_.graph.nodes.push_back(std::move(linear));
    }

    [[nodiscard]] bool sends(std::size_t index) const {
        const auto& all = description_.projections;
        return std::any_of(all.begin(), all.end(),
                           [index](const Projection& p) { return p.source == index; });
    }

    void add_output(std::size_t index) {
        const auto& population = description_.populations[index];
        if (is_input(population.model)) { return; }
        has_output_ = true;
        Node output;
        output.name = "output_" + population.name;
        output.type = "Output";
        output.fields["shape"] = {{1}, {static_cast<double>(population.size)}};
        written_.graph.edges.emplace_back(population.name, output.name);
        written_.graph.nodes.push_back(std::move(output));
    }

    const Description& description_;
    double unit_ms_;
    std::vector<Problem>& problems_;
    Written written_;
    bool has_output_ = false;
    std::map<std::string, std::vector<double>>
        biases_;  ///< by population, for its first projection
};

}  // namespace

Written from_description(const Description& description, double unit_ms,
                         std::vector<Problem>& problems) {
    return GraphBuilder(description, unit_ms, problems).build();
}

}  // namespace callosum::nir
