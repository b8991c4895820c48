#include "engine/program/rate_choice.hpp"

#include <filesystem>
#include <fstream>
#include <string>

#include <nlohmann/json.hpp>

#include "engine/base/error.hpp"
#include "network/partition/cost.hpp"

namespace callosum::program {
namespace {

using Json = nlohmann::ordered_json;

/// Returns the rates of the populations in an earlier run.
std::vector<double> rates_of_run(const Description& description, const std::string& folder) {
    const auto path = (std::filesystem::path(folder) / "run.json").string();
    std::ifstream file(path);
    const Json run = Json::parse(file, nullptr, false);
    if (!file.is_open() || run.is_discarded() || !run.contains("populations")) {
        throw ConfigError("--rates", "\"" + folder +
                                         "\" holds no run.json with rates; name the folder that a "
                                         "run has written");
    }
    std::vector<double> rates;
    for (const auto& population : description.populations) {
        const auto& all = run["populations"];
        if (!all.contains(population.name) || !all[population.name]["rate_hz"].is_number()) {
            throw ConfigError("--rates", path + " has no rate of population \"" + population.name +
                                             "\"; is it a run of another network?");
        }
        rates.push_back(all[population.name]["rate_hz"].get<double>());
    }
    return rates;
}

}  // namespace

std::vector<double> rates_for(const CommandLine& line, const Description& description) {
    if (!line.rates_from.empty()) { return rates_of_run(description, line.rates_from); }
    if (line.rate_hz) { return std::vector<double>(description.populations.size(), *line.rate_hz); }
    return expected_rates(description);
}

}  // namespace callosum::program
