#include "engine/program/quantisation.hpp"

namespace callosum::program {

nlohmann::ordered_json quantisation_json(const std::vector<Quantisation>& quantisation) {
    auto list = nlohmann::ordered_json::array();
    for (const auto& one : quantisation) {
        list.push_back({{"projection", one.projection},
                        {"board_units_per_weight", one.factor},
                        {"mean_error", one.mean_error},
                        {"rms_error", one.rms_error},
                        {"max_error", one.max_error},
                        {"zeroed", one.zeroed},
                        {"delay_mean_ms", one.delay_mean_ms},
                        {"delay_mean_error_ms", one.delay_mean_error_ms},
                        {"clipped", one.clipped}});
    }
    return list;
}

}  // namespace callosum::program
