#include "engine/session/stated_experiment.hpp"

#include <nlohmann/json.hpp>

namespace callosum {

std::string stated_experiment(const std::string& json, const Output& output, Precision precision) {
    auto experiment = nlohmann::ordered_json::parse(json);
    experiment["precision"] = precision == Precision::single ? "single" : "double";
    experiment["output"] = {{"folder", output.folder}, {"overwrite", output.overwrite}};
    return experiment.dump(2);
}

}  // namespace callosum
