#include "io/experiment/experiment.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string_view>

#include "io/experiment/cursor.hpp"
#include "io/experiment/read_network.hpp"
#include "io/experiment/read_phases.hpp"
#include "io/experiment/write_description.hpp"
#include "network/describe/phases.hpp"

namespace callosum {

namespace {

bool starts_with(std::string_view text, std::string_view start) {
    return text.substr(0, start.size()) == start;
}

/// Is one path the other, or above or below it?
bool related(const std::string& a, const std::string& b) {
    const auto& shorter = a.size() < b.size() ? a : b;
    const auto& longer = a.size() < b.size() ? b : a;
    return starts_with(longer, shorter) &&
           (longer.size() == shorter.size() || shorter.empty() || longer[shorter.size()] == '.' ||
            longer[shorter.size()] == '[');
}

/// The item that a path lies in: "projections[3]", "stimuli.drive", "record.traces[0]".
std::string item_of(const std::string& path) {
    std::size_t end = 0;
    const int parts = starts_with(path, "record.") ? 3 : 2;
    for (int part = 0; part < parts && end != std::string::npos; ++part) {
        end = path.find_first_of(".[", part == 0 ? 0 : end + 1);
    }
    return path.substr(0, end);
}

/// "populations.E.size" of "phases[1].set.populations.E.size": what a phase sets is checked as the
/// experiment's own value is.
std::string without_phase(const std::string& path) {
    constexpr std::string_view set = "].set.";
    const std::size_t end = path.find(set);
    return starts_with(path, "phases[") && end != std::string::npos ? path.substr(end + set.size())
                                                                    : path;
}

/// Checks of the whole see the stand-ins of values that could not be read; what they say about
/// these, or about things that depend on them, would only hide the cause.
bool is_consequence(const Problem& in_phase, const std::vector<std::string>& read_paths) {
    const Problem found{without_phase(in_phase.where), in_phase.what};
    const bool in_populations = starts_with(found.where, "populations");
    return std::any_of(read_paths.begin(), read_paths.end(), [&](const std::string& read) {
        const std::string path = without_phase(read);
        if (related(path, found.where)) { return true; }
        if (path == "dt" || path.empty()) { return !in_populations || path.empty(); }
        if (starts_with(path, "populations")) {
            const bool shapes_all = path.find(".params") == std::string::npos &&
                                    path.find(".initial") == std::string::npos;
            return shapes_all && !in_populations && found.where != "duration" &&
                   found.where != "warmup";
        }
        return !in_populations && found.where != "duration" &&
               item_of(path) == item_of(found.where);
    });
}

Scale read_scale(const Object& root, Scale& applied) {
    Scale scale;
    if (!root.has("scale")) { return scale; }
    const Object object(root["scale"], "scale");
    scale = {object.number("size"), object.number("indegree"), object.number("extent")};
    if (object.has("applied")) {
        const Object before(object["applied"], "applied");
        applied = {before.number("size"), before.number("indegree"), before.number("extent")};
    }
    return scale;
}

void read_general(const Object& root, ExperimentFile& experiment) {
    auto& description = experiment.description;
    description.seed = root.count("seed");
    description.dt_ms = root.number("dt");
    description.warmup_ms = root.number("warmup");
    description.duration_ms = root.number("duration");
    description.precision =
        root.text("precision") == "single" ? Precision::single : Precision::double_;
    description.weights = storage_of(root.text("weights"));
    description.partition = root.text("partition");
    if (!root.has("output")) { return; }
    const Object output(root["output"], "output");
    experiment.output = {output.text("folder"), output.flag("overwrite")};
}

/// Writes the models' defaults into the description, so that the resolved experiment states them.
void fill_defaults(Population& population) {
    const ModelInfo* model = find_neuron_model(population.model);
    const auto fill = [](std::span<const Field> fields, std::map<std::string, Values>& into) {
        for (const auto& field : fields) {
            // A default that follows another parameter is not one number, and "no bound"
            // cannot be written in JSON.
            if (!field.same_as.empty() || field.computed || !std::isfinite(field.default_value)) {
                continue;
            }
            into.try_emplace(std::string(field.name), Distribution::constant(field.default_value));
        }
    };
    fill(model->params, population.params);
    for (const auto& list : model->lists) {
        population.lists.try_emplace(std::string(list.name), list.default_value.begin(),
                                     list.default_value.end());
    }
    fill(model->state, population.initial);
}

void fill_defaults(Description& description) {
    for (auto& population : description.populations) { fill_defaults(population); }
    for (auto& phase : description.phases) {
        for (auto& [index, population] : phase.populations) { fill_defaults(population); }
    }
    drop_unchanged(description);
}

}  // namespace

ExperimentFile read_experiment(const std::string& text, const std::string& origin,
                               const std::string& base_dir, const std::vector<std::string>& sets,
                               const ReadTogether& together) {
    std::vector<Problem> problems;
    Document document(text, origin, problems);
    if (document.root().is_null() && !problems.empty()) { throw ConfigError(problems); }
    for (const auto& assignment : sets) { document.set(assignment, problems); }

    ReadContext context{document, base_dir, problems, {}, together.ranks, together.held};
    const Object root(Cursor(document.root(), "", context), "experiment");
    if (!root.valid()) { throw ConfigError(problems); }
    ExperimentFile experiment;
    Scale applied;
    read_general(root, experiment);
    experiment.scale = read_scale(root, applied);
    NetworkReader(root, experiment.description, experiment.imports).read();

    BeforePhases before{experiment.description, experiment.scale, {}, experiment.imports};
    before.found = apply_scale(experiment.description, experiment.scale);
    read_phases(root, before, experiment.description);
    auto& found = before.found;
    const auto checked = check_and_number(experiment.description);
    found.insert(found.end(), checked.begin(), checked.end());
    for (const auto& problem : found) {
        if (is_consequence(problem, context.paths)) { continue; }
        problems.push_back({document.where(problem.where), problem.what});
    }
    if (!problems.empty()) { throw ConfigError(problems); }

    fill_defaults(experiment.description);
    applied = {applied.size * experiment.scale.size, applied.indegree * experiment.scale.indegree,
               applied.extent * experiment.scale.extent};
    experiment.resolved =
        write_description(experiment.description, {experiment.output, applied, experiment.imports});
    return experiment;
}

std::string read_experiment_text(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    // Writing nothing from an empty file would count as a failure.
    if (file && file.peek() != std::ifstream::traits_type::eof()) { text << file.rdbuf(); }
    if (!file.is_open() || file.bad() || text.bad()) {
        throw IoError(path, "cannot be read; give the path of an experiment file", 1);
    }
    return text.str();
}

ExperimentFile read_experiment_file(const std::string& path, const std::vector<std::string>& sets) {
    return read_experiment(read_experiment_text(path), path,
                           std::filesystem::path(path).parent_path().string(), sets);
}

}  // namespace callosum
