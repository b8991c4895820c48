#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "models/info.hpp"

namespace callosum {

/// The kind of value that a parameter has, which says how it is written in an experiment and checked.
enum class StimulusValue {
    number,            ///< one for the whole stimulus
    whole,             ///< one that is whole
    values,            ///< one for all targets, one per target, or a distribution
    times,             ///< a list of times, ms
    change_times,      ///< a list of times on the grid, ascending
    change_values,     ///< a list with a number from each of the change times on
    one_train,         ///< a switch: one random train for all targets
    separate_trains,   ///< a switch: the opposite
    method,            ///< one of StimulusInfo::methods
    trains,            ///< a list of times for all targets, or one list for each
    train_file,        ///< a file with a train for each target
    train_population,  ///< the population in such a file
    samples,           ///< a file with an array [samples, features]
    order              ///< a list of samples in turn
};

/// The default of what must be given.
inline constexpr double no_default = std::numeric_limits<double>::quiet_NaN();

/// One parameter of a stimulus, as NEST names it. Parameters of different stimuli that have one name
/// are one key of the experiment, explained by the first of them.
struct StimulusField {
    std::string_view name;
    std::string_view unit = "1";
    std::string_view doc;
    StimulusValue value = StimulusValue::number;
    double default_value = 0;  ///< `no_default`: must be given
    double low = -unbounded;
    double high = unbounded;
    bool low_open = false;     ///< the lower bound itself is not allowed
    bool on_grid = false;      ///< a multiple of dt
    bool in_steps = false;     ///< the default is this many dt
    bool as_indegree = false;  ///< a rate of the background: `scale` multiplies it as an in-degree
    std::string_view at = {};  ///< change_values: the parameter with their times

    [[nodiscard]] constexpr bool is_number() const {
        return value == StimulusValue::number || value == StimulusValue::whole;
    }
    [[nodiscard]] bool is_required() const { return std::isnan(default_value); }
};

/// The parameters of one stimulus that are one number, as given or by default.
class StimulusNumbers {
  public:
    virtual ~StimulusNumbers() = default;
    [[nodiscard]] virtual double dt_ms() const = 0;
    [[nodiscard]] virtual double number(std::string_view name) const = 0;
    /// One of the methods; empty where there are none.
    [[nodiscard]] virtual std::string_view method() const = 0;
};

/// An error in a parameter: "must be ...".
struct StimulusFault {
    std::string_view field;
    std::string what;
};

/// A stimulus as the outside world knows it: no types, no code of it. Beside its parameters each has
/// a target, start and stop; those that send spikes have a weight, a delay and a receptor.
struct StimulusInfo {
    std::string_view name;
    std::string_view summary;  ///< one line
    std::string_view page;     ///< when it fires, or how its current flows
    std::span<const StimulusField> params;
    bool spiking = true;        ///< sends spikes; the others are currents
    bool shared = false;        ///< all targets have one train unless the experiment says otherwise
    bool hidden_train = false;  ///< targets copy one train, whose rate is one number
    bool encodes = false;       ///< turns samples of data into spikes
    std::string_view methods{};  ///< separated by |, the first is the default
    std::span<const FieldOrder> orders{};
    /// Finds errors that ranges and orders cannot say; nullptr: there are none.
    std::optional<StimulusFault> (*fault)(const StimulusNumbers&) = nullptr;
    /// Targets for each feature of the data; nullptr: one.
    std::uint64_t (*targets_per_feature)(const StimulusNumbers&) = nullptr;
    /// The parameter that is the mean rate of the background, for the mean input that `scale` keeps;
    /// empty where the rate changes. Stimuli without a parameter `as_indegree` are no background.
    std::string_view mean_rate{};
    std::string_view copied{};  ///< the number that says which part of that a target gets

    [[nodiscard]] const StimulusField* find(std::string_view field) const {
        for (const auto& one : params) {
            if (one.name == field) { return &one; }
        }
        return nullptr;
    }
    [[nodiscard]] const StimulusField* find(StimulusValue value) const {
        for (const auto& one : params) {
            if (one.value == value) { return &one; }
        }
        return nullptr;
    }
    [[nodiscard]] bool is_background() const {
        for (const auto& one : params) {
            if (one.as_indegree) { return true; }
        }
        return false;
    }
};

/// All stimuli, in registry order.
[[nodiscard]] std::span<const StimulusInfo> stimulus_models();
/// nullptr if there is none of that name.
[[nodiscard]] const StimulusInfo* find_stimulus_model(std::string_view name);

}  // namespace callosum
