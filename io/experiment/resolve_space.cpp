#include "io/experiment/resolve_space.hpp"

#include "io/experiment/read_values.hpp"
#include "io/experiment/resolve_stimulus.hpp"

namespace callosum {

Json resolve_positions(const Positions& positions, const Json& given, const std::string& base_dir) {
    Json json = given;
    if (given.contains("file")) { json["file"] = absolute_path(base_dir, given["file"]); }
    if (positions.kind != Placement::free) { return json; }
    // As it was scaled.
    Json sides = Json::array();
    Json centre = Json::array();
    for (std::size_t axis = 0; axis < positions.extent.dims; ++axis) {
        sides.push_back(positions.extent.size[axis]);
        centre.push_back(positions.extent.low[axis] + 0.5 * positions.extent.size[axis]);
    }
    json["extent"] = std::move(sides);
    json["center"] = std::move(centre);
    json["periodic"] = positions.extent.periodic;
    return json;
}

Json resolve_by_distance(const ByDistance& value) {
    Json json{{"expression", value.mean.text()},
              {"noise", to_json(value.noise)},
              {"factor", value.factor}};
    put_bound(json, "min", value.min);
    put_bound(json, "max", value.max);
    return json;
}

void put_space(Json& json, const Rule& rule, const Json& given) {
    for (const char* key : {"mask", "kernel"}) {
        if (given.contains(key)) { json[key] = given[key]; }
    }
    if (rule.kind == RuleKind::pairwise_bernoulli) { json["passes"] = rule.space->passes; }
}

}  // namespace callosum
