#include <utility>

#include "io/experiment/read_network.hpp"
#include "io/experiment/read_values.hpp"
#include "io/nir/read_nir.hpp"
#include "network/nir/convert.hpp"
#include "network/nir/flatten.hpp"

namespace callosum {

void NetworkReader::read_nir_network() {
    if (!root_.has("nir")) { return; }
    const Object object(root_["nir"], "nir");
    if (!object.valid() || !object.has("file")) { return; }
    const auto path = absolute_path(object.at().context().base_dir, object.text("file"));
    std::vector<Problem> problems;
    nir::Converted converted;
    try {
        const auto flat = nir::flatten(read_nir(path), problems);
        if (problems.empty()) {
            constexpr double ms_of_s = 1000;
            converted =
                nir::convert(flat,
                             {description_.dt_ms, object.text("time_unit") == "ms" ? 1.0 : ms_of_s,
                              object.text("scheme") == "exponential",
                              object.maybe_number("weight_scale").value_or(0),
                              object.text("reset") == "subtract"},
                             problems);
        }
    } catch (const ConfigError& error) { problems = error.problems; } catch (const IoError& error) {
        problems.push_back({"", error.what()});
    }
    for (const auto& problem : problems) {
        const bool has_path = problem.where.rfind(path, 0) == 0;
        object["file"].problem((has_path ? "" : path + ": ") + problem.where +
                               (problem.where.empty() ? "" : ": ") + problem.what);
    }
    if (!problems.empty()) { return; }
    for (auto& population : converted.populations) {
        populations_[population.name] = description_.populations.size();
        description_.populations.push_back(std::move(population));
    }
    for (auto& projection : converted.projections) {
        taken_names_.insert(projection.name);
        description_.projections.push_back(std::move(projection));
    }
    description_.imported = {description_.populations.size(), description_.projections.size()};
}

}  // namespace callosum
