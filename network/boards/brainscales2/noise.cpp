#include "network/boards/brainscales2/noise.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "engine/base/digest.hpp"
#include "network/describe/parameters.hpp"

namespace callosum::brainscales2 {
namespace {

/// A parameter of iaf_psc_exp that varies, and the board's limit that states by how much.
struct Varied {
    std::string_view name;
    bool relative;
    const char* limit;
};
constexpr std::array varied{
    Varied{"E_L", false, "noise_potential"},     Varied{"V_th", false, "noise_potential"},
    Varied{"V_reset", false, "noise_potential"}, Varied{"tau_m", true, "noise_tau"},
    Varied{"tau_syn_ex", true, "noise_tau"},     Varied{"tau_syn_in", true, "noise_tau"},
    Varied{"C_m", true, "noise_weight"}};

/// Draws a normal number for one parameter of one neuron.
double normal(std::uint64_t seed, std::size_t population, std::size_t param, std::uint64_t neuron) {
    constexpr double most = 3;
    static const Distribution standard{Distribution::Kind::normal,   0, 1, -most, most,
                                       Distribution::Outside::redraw};
    const std::uint64_t word = mix(mix(mix(mix(seed + 1) + population) + param) + neuron);
    return standard.quantile(static_cast<std::uint32_t>(word >> 32));
}

}  // namespace

Description with_noise(const BoardNetwork& network, const Board& board, std::uint64_t seed) {
    Description description = network.description;
    for (std::size_t p = 0; p < network.populations.size(); ++p) {
        const auto& board_population = network.populations[p];
        if (!board_population.is_neuron()) { continue; }
        Population& population = description.populations[p];
        const Population before = population;
        const ParameterReader read(before, *find_neuron_model(before.model));
        for (std::size_t i = 0; i < varied.size(); ++i) {
            const double spread = board.limit(varied[i].limit);
            std::vector<double> values;
            for (std::uint64_t n = 0; n < population.size; ++n) {
                const double value = read.param(varied[i].name, n);
                const double noise = spread * normal(seed, p, i, n);
                values.push_back(varied[i].relative ? value * (1 + noise)
                                                    : value + noise / board_population.lsb_per_mV);
            }
            population.params[std::string(varied[i].name)] = as_values(std::move(values));
        }
        // Noise must not lift the reset potential to the threshold, where a neuron would spike for
        // ever.
        auto& reset = population.params["V_reset"];
        const ParameterReader noisy(population, *find_neuron_model(population.model));
        std::vector<double> lower;
        for (std::uint64_t n = 0; n < population.size; ++n) {
            lower.push_back(std::min(noisy.param("V_reset", n),
                                     noisy.param("V_th", n) - 1 / board_population.lsb_per_mV));
        }
        reset = as_values(std::move(lower));
    }
    return description;
}

}  // namespace callosum::brainscales2
