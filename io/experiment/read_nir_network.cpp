#include <utility>

#include "io/experiment/read_network.hpp"
#include "io/experiment/read_values.hpp"
#include "io/nir/import_nir.hpp"

namespace callosum {

namespace {

nir::ConvertOptions options_of(const Object& object, double dt_ms) {
    constexpr double ms_of_s = 1000;
    return {dt_ms, object.text("time_unit") == "ms" ? 1.0 : ms_of_s,
            object.text("scheme") == "exponential", object.maybe_number("weight_scale").value_or(0),
            object.text("reset") == "subtract"};
}

}  // namespace

void NetworkReader::read_nir_network() {
    if (!root_.has("nir")) { return; }
    const Object object(root_["nir"], "nir");
    if (!object.valid() || !object.has("file")) { return; }
    const auto path = absolute_path(object.at().context().base_dir, object.text("file"));
    NetworkPart part;
    std::vector<Problem> problems;
    try {
        part = import_nir(path, options_of(object, description_.dt_ms));
    } catch (const ConfigError& error) { problems = error.problems; } catch (const IoError& error) {
        problems.push_back({"", error.what()});
    }
    for (const auto& problem : problems) {
        const bool has_path = problem.where.rfind(path, 0) == 0;
        object["file"].problem((has_path ? "" : path + ": ") + problem.where +
                               (problem.where.empty() ? "" : ": ") + problem.what);
    }
    if (!problems.empty()) { return; }
    for (std::size_t n = 0; n < part.populations.size(); ++n) {
        populations_[part.populations[n].name] = description_.populations.size() + n;
    }
    for (const auto& projection : part.projections) { taken_names_.insert(projection.name); }
    Json settings = object.at().value();
    settings["file"] = path;
    imports_.push_back({path, "nir", settings.dump(-1, ' ', false, Json::error_handler_t::replace),
                        part.populations.size(), part.projections.size()});
    append(description_, std::move(part));
}

}  // namespace callosum
