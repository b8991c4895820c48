#pragma once

#include "io/experiment/format.hpp"
#include "models/stimulus/stimulus_info.hpp"

/// Keys of a stimulus in the experiment file, made from the table of models.
namespace callosum::format::stimuli {

/// The keys of all models, each once, between those that every stimulus has.
[[nodiscard]] std::span<const Key> keys();
[[nodiscard]] std::span<const Kind> kinds();

/// The form in which a parameter is written.
[[nodiscard]] Shape shape_of(StimulusValue value);

}  // namespace callosum::format::stimuli
