#pragma once

#include <array>

#include "models/stimulus/stimulus_info.hpp"

/// Parameters that several stimuli share, with NEST's names.
namespace callosum::stimulus_fields {

inline constexpr double most_spikes_per_s = 1e9;

/// The same field with another default, or with none.
[[nodiscard]] constexpr StimulusField with_default(StimulusField field, double default_value) {
    field.default_value = default_value;
    return field;
}

/// The same field as a rate of the network's background.
[[nodiscard]] constexpr StimulusField as_indegree(StimulusField field) {
    field.as_indegree = true;
    return field;
}

inline constexpr StimulusField rate{.name = "rate",
                                    .unit = "spikes/s",
                                    .doc = "rate, spikes/s; of the mother train for mip_generator",
                                    .value = StimulusValue::values,
                                    .default_value = no_default,
                                    .low = 0,
                                    .high = most_spikes_per_s,
                                    .as_indegree = true};
inline constexpr StimulusField shared{
    .name = "shared",
    .doc =
        "one random train for all targets, or each its own; false if absent, true for "
        "pulsepacket_generator",
    .value = StimulusValue::one_train};
inline constexpr StimulusField amplitude{
    .name = "amplitude",
    .unit = "pA",
    .doc = "current, pA (dc, ac); modulation of the rate, spikes/s",
    .value = StimulusValue::values,
    .default_value = no_default};
inline constexpr StimulusField frequency{.name = "frequency",
                                         .unit = "Hz",
                                         .doc = "frequency of the modulation, Hz; 0 if absent",
                                         .low = 0,
                                         .high = 1e9};
inline constexpr StimulusField phase{
    .name = "phase",
    .unit = "degrees",
    .doc = "phase of the modulation at time 0, degrees; 0 if absent"};

// Of encoders:
inline constexpr StimulusField data{.name = "data",
                                    .doc = "samples to encode: an array [samples, features]",
                                    .value = StimulusValue::samples,
                                    .default_value = no_default};
inline constexpr StimulusField method{
    .name = "method",
    .doc = "how a value becomes spikes; the first of the encoder's if absent",
    .value = StimulusValue::method};
inline constexpr StimulusField sample_duration{.name = "sample_duration",
                                               .unit = "ms",
                                               .doc = "how long a sample is shown, ms",
                                               .default_value = no_default,
                                               .low = 0,
                                               .low_open = true,
                                               .on_grid = true};
inline constexpr StimulusField gap{.name = "gap",
                                   .unit = "ms",
                                   .doc = "silence after each sample, ms; 0 if absent",
                                   .low = 0,
                                   .on_grid = true};
inline constexpr StimulusField order{.name = "order",
                                     .doc = "samples in turn, from 0; all of them once if absent",
                                     .value = StimulusValue::order};
inline constexpr StimulusField data_min{.name = "data_min",
                                        .doc = "value of the data that becomes 0; 0 if absent"};
inline constexpr StimulusField data_max{
    .name = "data_max", .doc = "value of the data that becomes 1; 1 if absent", .default_value = 1};
inline constexpr std::array<FieldOrder, 1> data_orders{{{"data_min", "data_max"}}};
inline constexpr StimulusField max_rate{.name = "max_rate",
                                        .unit = "spikes/s",
                                        .doc = "rate that stands for 1, spikes/s",
                                        .default_value = no_default,
                                        .low = 0,
                                        .high = most_spikes_per_s};
inline constexpr StimulusField threshold{.name = "threshold",
                                         .doc = "below it a value, response or change is silent",
                                         .default_value = 0.01,
                                         .low = 0,
                                         .high = 1};

}  // namespace callosum::stimulus_fields
