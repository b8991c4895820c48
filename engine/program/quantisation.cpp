#include "engine/program/quantisation.hpp"

namespace callosum::program {
namespace {

/// What both targets report.
template <class One>
nlohmann::ordered_json one_json(const One& one) {
    return {{"projection", one.projection},       {"board_units_per_weight", one.factor},
            {"mean_error", one.mean_error},       {"rms_error", one.rms_error},
            {"max_error", one.max_error},         {"zeroed", one.zeroed},
            {"delay_mean_ms", one.delay_mean_ms}, {"delay_mean_error_ms", one.delay_mean_error_ms}};
}

}  // namespace

nlohmann::ordered_json quantisation_json(
    const std::vector<spinnaker2::Quantisation>& quantisation) {
    auto list = nlohmann::ordered_json::array();
    for (const auto& one : quantisation) {
        list.push_back(one_json(one));
        list.back()["clipped"] = one.clipped;
    }
    return list;
}

nlohmann::ordered_json quantisation_json(
    const std::vector<brainscales2::Quantisation>& quantisation) {
    auto list = nlohmann::ordered_json::array();
    for (const auto& one : quantisation) { list.push_back(one_json(one)); }
    return list;
}

}  // namespace callosum::program
