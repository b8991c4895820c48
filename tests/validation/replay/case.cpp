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

#include "models/info.hpp"
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
    auto made = test::stimulus(StimulusKind::step_current_generator, 0);
    for (const double time_ms : changes) {
        double amplitude = 0;
        for (const auto& step : steps) {
            const bool acts = step.at("start_ms").get<double>() <= time_ms &&
                              time_ms < step.at("stop_ms").get<double>();
            if (acts) { amplitude += step.at("amplitude").get<double>(); }
        }
        made.times_ms.push_back(time_ms);
        made.amplitudes_pA.push_back(amplitude);
    }
    return made;
}

Stimulus spikes(const Json& input) {
    auto made = test::stimulus(StimulusKind::spike_generator, 0);
    made.times_ms = input.at("times_ms").get<std::vector<double>>();
    made.weight = Distribution::constant(input.at("weight").get<double>());
    made.delay_ms = input.at("delay_ms").get<double>();
    return made;
}

/// What all formats have: grid, duration, one population with its parameters and a record of its
/// spikes. Says in `unsupported` what our model lacks.
void read_population(const Json& file, std::uint64_t size, Case& made) {
    auto& description = made.description;
    description.dt_ms = file.at("dt_ms").get<double>();
    description.duration_ms = file.at("t_stop_ms").get<double>();
    description.weights = WeightStorage::exact;
    const auto model_name = file.at("model").get<std::string>();
    made.tolerance = tolerance_of(model_name, description.precision);
    auto population = test::neurons("replayed", size, model_name);
    const ModelInfo* model = find_neuron_model(model_name);
    if (model == nullptr) {
        made.unsupported = "there is no model " + model_name;
        return;
    }
    auto missing = take_over(file.at("parameters"), model->params, population.params);
    if (missing.empty() && file.contains("initial_state")) {
        missing = take_over(file.at("initial_state"), model->state, population.initial);
    }
    if (!missing.empty()) { made.unsupported = model_name + " has no '" + missing + "'"; }
    description.populations.push_back(std::move(population));
    test::record_all(description);
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
    TraceRecording trace;
    trace.neurons = {{0, 1}};
    trace.variables = {"V_m"};
    trace.interval_ms = file.at("V_m_interval_ms").get<double>();
    // The first sample of a record is one interval after its start.
    trace.start_ms = file.at("V_m_first_sample_ms").get<double>() - trace.interval_ms;
    description.traces.push_back(trace);
    made.v_m_mV = file.at("V_m_mV").get<std::vector<double>>();
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
    if (made.description.precision == Precision::single) {
        made.unsupported =
            "a network is chaotic: one rounding to single precision moves its spikes";
    }
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

Json read_json(const std::filesystem::path& path) {
    std::ifstream stream(path);
    if (!stream) { throw IoError(path.string(), "cannot be opened"); }
    return Json::parse(stream);
}

}  // namespace

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
        made.unsupported = "there is no synapse model " + file.at("synapse").get<std::string>();
    } else if (format == "nest-reference-v1") {
        read_neuron(file, made);
    } else {
        return std::nullopt;
    }
    if (made.unsupported.empty()) { made.description = test::complete(made.description); }
    return made;
}

}  // namespace callosum::replay
