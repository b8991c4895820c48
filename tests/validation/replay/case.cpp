#include "tests/validation/replay/case.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <map>
#include <set>
#include <span>
#include <string_view>
#include <tuple>
#include <utility>

#include <nlohmann/json.hpp>

#include "models/synapse/synapse_info.hpp"
#include "tests/support/small_networks.hpp"

namespace callosum::replay {
namespace {

using Json = nlohmann::json;

/// Steers the other simulator's solver, or asks for what we do in any case: nothing to hand on.
constexpr std::array<std::string_view, 2> not_ours{"gsl_error_tol", "consistent_integration"};

/// Names in the files end in their unit; ours do not.
std::string without_unit(const std::string& name) {
    for (const std::string_view unit : {"_mV", "_ms", "_pF", "_nS", "_pA"}) {
        if (name.ends_with(unit)) { return name.substr(0, name.size() - unit.size()); }
    }
    return name;
}

double number(const Json& value) {
    return value.is_boolean() ? (value.get<bool>() ? 1.0 : 0.0) : value.get<double>();
}

bool has(std::span<const Field> fields, const std::string& name) {
    return std::any_of(fields.begin(), fields.end(),
                       [&](const Field& field) { return field.name == name; });
}

/// Takes over an object of parameters or of state; returns the first name that the model lacks.
std::string take_over(const Json& object, std::span<const Field> fields,
                      std::map<std::string, Values>& values) {
    for (const auto& [key, value] : object.items()) {
        const std::string name = without_unit(key);
        if (has(fields, name)) {
            values[name] = Distribution::constant(number(value));
        } else if (std::find(not_ours.begin(), not_ours.end(), name) == not_ours.end()) {
            return name;
        }
    }
    return "";
}

/// The amplitudes of all intervals added up, as one piecewise constant current.
Stimulus current(const Json& steps) {
    std::set<double> changes;
    for (const auto& step : steps) {
        changes.insert(step.at("start_ms").get<double>());
        changes.insert(step.at("stop_ms").get<double>());
    }
    auto made = test::stimulus("step_current_generator", 0);
    for (const double time_ms : changes) {
        double amplitude = 0;
        for (const auto& step : steps) {
            const bool acts = step.at("start_ms").get<double>() <= time_ms &&
                              time_ms < step.at("stop_ms").get<double>();
            if (acts) { amplitude += step.at("amplitude").get<double>(); }
        }
        made.lists["amplitude_times"].push_back(time_ms);
        made.lists["amplitude_values"].push_back(amplitude);
    }
    return made;
}

Stimulus spikes(const Json& input) {
    auto made = test::stimulus("spike_generator", 0);
    made.lists["spike_times"] = input.at("times_ms").get<std::vector<double>>();
    made.weight = Distribution::constant(input.at("weight").get<double>());
    made.delay_ms = input.at("delay_ms").get<double>();
    return made;
}

void read_grid(const Json& file, Description& description) {
    description.dt_ms = file.at("dt_ms").get<double>();
    description.duration_ms = file.at("t_stop_ms").get<double>();
    description.weights = WeightStorage::exact;
}

/// One population with its parameters. Says in `unsupported` what our model lacks.
void add_population(const Json& file, std::uint64_t size, Case& made) {
    auto& description = made.description;
    const auto model_name = file.at("model").get<std::string>();
    made.tolerance = tolerance_of(model_name, description.precision);
    auto population = test::neurons("replayed", size, model_name);
    const ModelInfo* model = find_neuron_model(model_name);
    if (model == nullptr) {
        made.unsupported = "there is no model " + model_name;
        return;
    }
    std::vector<Field> params(model->params.begin(), model->params.end());
    const auto read_by_rules = history_fields(*model);
    params.insert(params.end(), read_by_rules.begin(), read_by_rules.end());
    auto missing = take_over(file.at("parameters"), params, population.params);
    if (missing.empty() && file.contains("initial_state")) {
        missing = take_over(file.at("initial_state"), model->state, population.initial);
    }
    if (!missing.empty()) { made.unsupported = model_name + " has no '" + missing + "'"; }
    description.populations.push_back(std::move(population));
}

/// What files of neurons have: grid, one population, a record of its spikes.
void read_population(const Json& file, std::uint64_t size, Case& made) {
    read_grid(file, made.description);
    add_population(file, size, made);
    test::record_all(made.description);
}

/// V_m of the one neuron of a population.
void read_potential(const Json& file, std::size_t population, Case& made) {
    TraceRecording trace;
    trace.population = population;
    trace.neurons = {{0, 1}};
    trace.variables = {"V_m"};
    trace.interval_ms = file.at("V_m_interval_ms").get<double>();
    // The first sample of a record is one interval after its start.
    trace.start_ms = file.at("V_m_first_sample_ms").get<double>() - trace.interval_ms;
    made.description.traces.push_back(trace);
    made.v_m_mV = file.at("V_m_mV").get<std::vector<double>>();
}

void read_neuron(const Json& file, Case& made) {
    read_population(file, 1, made);
    if (!made.unsupported.empty()) { return; }
    auto& description = made.description;
    const auto& stimulus = file.at("stimulus");
    description.populations[0].params["I_e"] =
        Distribution::constant(stimulus.at("I_e_base").get<double>());
    if (const auto& steps = stimulus.at("dc_steps"); !steps.empty()) {
        description.stimuli.push_back(current(steps));
    }
    for (const auto& input : stimulus.at("spike_inputs")) {
        description.stimuli.push_back(spikes(input));
    }
    read_potential(file, 0, made);
    for (const auto& time_ms : file.at("spike_times_ms")) {
        made.spikes.push_back({description.steps(time_ms.get<double>()), 0});
    }
}

Rule connections(const Json& list, std::uint64_t n_neurons) {
    std::vector<Edge> edges;
    std::vector<std::uint64_t> indegree(n_neurons);
    for (const auto& [source, target, weight, delay_ms] :
         list.get<std::vector<std::tuple<std::uint64_t, std::uint64_t, double, double>>>()) {
        edges.push_back({source, target, weight, delay_ms});
        ++indegree.at(target);
    }
    const auto most = *std::max_element(indegree.begin(), indegree.end());
    return test::listed(std::move(edges), most);
}

void read_network(const Json& file, Case& made) {
    const auto size = file.at("n").get<std::uint64_t>();
    read_population(file, size, made);
    if (!made.unsupported.empty()) { return; }
    auto& description = made.description;
    auto& population = description.populations[0];
    population.params["I_e"] = file.at("I_e_pA").get<std::vector<double>>();
    population.initial["V_m"] = file.at("V_m0_mV").get<std::vector<double>>();
    auto rule = connections(file.at("connections_src_tgt_weight_pA_delay_ms"), size);
    description.projections.push_back(
        test::projection(0, 0, std::move(rule), Distribution::constant(1)));
    for (const auto& [time_ms, neuron] :
         file.at("spikes_time_ms_neuron").get<std::vector<std::pair<double, std::uint64_t>>>()) {
        made.spikes.push_back({description.steps(time_ms), neuron});
    }
}

/// A parrot that is made to spike at these times (ms, rounded to the grid).
std::vector<std::int64_t> force(const Json& times, std::size_t population, Case& made) {
    auto& description = made.description;
    auto train = test::stimulus("spike_generator", population);
    train.delay_ms = description.dt_ms;
    std::vector<std::int64_t> steps;
    for (const auto& time_ms : times) {
        steps.push_back(description.steps(time_ms.get<double>()));
        train.lists["spike_times"].push_back(static_cast<double>(steps.back() - 1) *
                                             description.dt_ms);
        made.spikes.push_back({steps.back(), population});
    }
    if (!steps.empty()) { description.stimuli.push_back(std::move(train)); }
    return steps;
}

/// The synapse between neuron 0 and neuron 1. Says in `unsupported` what our rule lacks.
void read_rule(const Json& file, const SynapseInfo& model, Case& made) {
    const auto& given = file.at("synapse_parameters");
    auto own = test::projection(0, 1, test::rule(RuleKind::one_to_one),
                                Distribution::constant(file.at("initial_weight").get<double>()),
                                Distribution::constant(given.at("delay_ms").get<double>()));
    own.synapse_model = model.name;
    std::map<std::string, Values> params;
    const auto missing = [&] {
        Json others = given;
        others.erase("delay_ms");
        return take_over(others, model.params, params);
    }();
    if (!missing.empty()) { made.unsupported = own.synapse_model + " has no '" + missing + "'"; }
    for (const auto& [name, value] : params) {
        own.synapse_params[name] = std::get<Distribution>(value).a;
    }
    made.description.projections.push_back(std::move(own));
}

/// A neuron behind the synapse: it may have inputs besides, and its spikes are its answer.
void read_target(const Json& file, Case& made) {
    for (const auto& input : file.at("post").value("spike_inputs", Json::array())) {
        auto train = spikes(input);
        train.target = 1;
        made.description.stimuli.push_back(std::move(train));
    }
    for (const auto& time_ms : file.at("post_spike_times_ms")) {
        made.spikes.push_back({made.description.steps(time_ms.get<double>()), 1});
    }
}

/// The potentials that a rule follows.
void read_followed(const Json& file, Case& made) {
    auto& trace = made.description.traces.front();
    trace.variables.assign(voltage::names.begin(), voltage::names.end());
    auto& potentials = made.forced->potentials;
    potentials.resize(made.v_m_mV.size());
    for (const auto& name : voltage::names) {
        const auto samples = file.at(std::string(name) + "_mV").get<std::vector<double>>();
        for (std::size_t k = 0; k < potentials.size(); ++k) {
            potentials[k].push_back(samples.at(k));
        }
    }
}

/// A parrot, a plastic synapse, and a neuron, or a second parrot whose spikes are given too.
void read_synapse(const Json& file, Case& made) {
    const auto name = file.at("synapse").get<std::string>();
    const SynapseInfo* model = find_synapse_model(name);
    if (model == nullptr) {
        made.unsupported = "there is no synapse model " + name;
        return;
    }
    auto& description = made.description;
    read_grid(file, description);
    description.populations.push_back(test::neurons("before", 1, "parrot_neuron"));
    const auto& post = file.at("post");
    const bool forced = !post.contains("parameters");
    if (forced) {
        description.populations.push_back(test::neurons("after", 1, "parrot_neuron"));
    } else {
        add_population(post, 1, made);
        read_potential(file, 1, made);
    }
    if (!made.unsupported.empty()) { return; }
    description.populations[1].name = "after";
    for (const auto& field : history_fields()) {
        const auto value = post.value(std::string(field.name) + "_ms", Json());
        if (value.is_number()) {
            description.populations[1].params[std::string(field.name)] =
                Distribution::constant(value.get<double>());
        }
    }
    read_rule(file, *model, made);
    auto& own = made.forced.emplace();
    own.delivered = file.at("delivered_weights").get<std::vector<double>>();
    own.pre = force(file.at("pre_spike_times_ms"), 0, made);
    if (forced) {
        description.projections[0].receptor = 1;  // which a parrot does not repeat
        own.post = force(file.at("post_spike_times_ms"), 1, made);
    } else {
        read_target(file, made);
        if (!model->follows_voltage) { own.post = steps_of(made.spikes, 1); }
    }
    if (model->follows_voltage) { read_followed(file, made); }
    made.tolerance.weight = weight_tolerance_of(name, description.precision);
    test::record_all(description);
}

Json read_json(const std::filesystem::path& path) {
    std::ifstream stream(path);
    if (!stream) { throw IoError(path.string(), "cannot be opened"); }
    return Json::parse(stream);
}

}  // namespace

std::vector<std::int64_t> steps_of(const std::vector<Spike>& spikes, std::uint64_t gid) {
    std::vector<std::int64_t> steps;
    for (const auto& spike : spikes) {
        if (spike.gid == gid) { steps.push_back(spike.step); }
    }
    std::sort(steps.begin(), steps.end());
    return steps;
}

std::optional<Case> read_case(const std::filesystem::path& path, Precision precision) {
    const Json file = read_json(path);
    if (!file.is_object()) { return std::nullopt; }
    const auto format = file.value("format", "");
    Case made;
    made.name = path.stem().string();
    made.description.precision = precision;
    if (format == "nest-reference-net-v1") {
        read_network(file, made);
    } else if (format == "nest-reference-v1" && file.contains("synapse")) {
        read_synapse(file, made);
    } else if (format == "nest-reference-v1") {
        read_neuron(file, made);
    } else {
        return std::nullopt;
    }
    if (made.unsupported.empty()) { made.description = test::complete(made.description); }
    return made;
}

}  // namespace callosum::replay
