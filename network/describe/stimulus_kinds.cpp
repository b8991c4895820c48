#include "network/describe/stimulus_kinds.hpp"

#include <array>
#include <limits>

#include "network/describe/network.hpp"

namespace callosum {

namespace {

constexpr double required = std::numeric_limits<double>::quiet_NaN();
constexpr double most_spikes_per_s = 1e9;

constexpr StimulusField frequency{"frequency", "Hz", 0, 0, 1e9};
constexpr StimulusField phase{"phase", "degrees"};
constexpr StimulusField sample_duration{"sample_duration", "ms", required, 0,
                                        unbounded,         true, false,    true};
constexpr StimulusField gap{"gap", "ms", 0, 0, unbounded, false, false, true};
constexpr StimulusField data_min{"data_min", "1"};
constexpr StimulusField data_max{"data_max", "1", 1};

constexpr std::array wave{frequency, phase};
constexpr std::array ac{StimulusField{"offset", "pA"}, frequency, phase};
constexpr std::array noise{StimulusField{"mean", "pA"},
                           StimulusField{"std", "pA", 0, 0},
                           StimulusField{"std_mod", "pA", 0, 0},
                           StimulusField{"dt", "ms", 10, 0, unbounded, true, false, true, true},
                           frequency,
                           phase};
constexpr std::array mip{StimulusField{"p_copy", "1", required, 0, 1}};
constexpr std::array packet{StimulusField{"activity", "spikes", required, 0, 1e6, false, true},
                            StimulusField{"sdev", "ms", required, 0}};
constexpr std::array rate_code{
    sample_duration, gap, data_min, data_max,
    StimulusField{"max_rate", "spikes/s", required, 0, most_spikes_per_s}};
constexpr std::array latency_code{sample_duration,
                                  gap,
                                  data_min,
                                  data_max,
                                  StimulusField{"threshold", "1", 0.01, 0, 1},
                                  StimulusField{"tau", "ms", 10, 0, unbounded, true}};
constexpr std::array phase_code{
    sample_duration,
    gap,
    data_min,
    data_max,
    StimulusField{"bits", "1", 8, 1, 31, false, true},
    StimulusField{"phase_duration", "ms", 1, 0, unbounded, true, false, true, true}};
constexpr std::array population_code{
    sample_duration,
    gap,
    data_min,
    data_max,
    StimulusField{"fields", "1", required, 2, 1e6, false, true},
    StimulusField{"width", "1", 0.5, 0, unbounded, true},
    StimulusField{"threshold", "1", 0.1, 0, 1},
    StimulusField{"max_rate", "spikes/s", 100, 0, most_spikes_per_s}};
constexpr std::array delta_code{sample_duration, gap,
                                StimulusField{"threshold", "1", required, 0, unbounded, true}};

constexpr std::array<StimulusInfo, 15> kinds{{
    {},
    {},
    {.spiking = false},
    {.spiking = false},
    {},
    {.numbers = wave},
    {.spiking = false, .numbers = ac},
    {.spiking = false, .numbers = noise},
    {.numbers = mip},
    {.shared = true, .numbers = packet},
    {.encodes = true, .numbers = rate_code, .methods = "bernoulli|poisson"},
    {.encodes = true, .numbers = latency_code, .methods = "linear|logarithmic"},
    {.encodes = true, .numbers = phase_code},
    {.encodes = true, .numbers = population_code, .methods = "latency|poisson"},
    {.encodes = true, .numbers = delta_code},
}};

}  // namespace

const StimulusInfo& info_of(StimulusKind kind) { return kinds[static_cast<std::size_t>(kind)]; }

double number_of(const Stimulus& stimulus, std::string_view name, double dt_ms) {
    if (const auto given = stimulus.numbers.find(name); given != stimulus.numbers.end()) {
        return given->second;
    }
    for (const auto& field : info_of(stimulus.kind).numbers) {
        if (field.name == name) { return field.default_value * (field.in_steps ? dt_ms : 1); }
    }
    return required;
}

std::string_view method_of(const Stimulus& stimulus) {
    if (!stimulus.method.empty()) { return stimulus.method; }
    const auto methods = info_of(stimulus.kind).methods;
    return methods.substr(0, methods.find('|'));
}

bool is_background(StimulusKind kind) {
    return kind == StimulusKind::poisson_generator ||
           kind == StimulusKind::inhomogeneous_poisson_generator ||
           kind == StimulusKind::sinusoidal_poisson_generator ||
           kind == StimulusKind::mip_generator;
}

}  // namespace callosum
