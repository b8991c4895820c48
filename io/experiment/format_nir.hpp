#pragma once

#include <array>

#include "io/experiment/format.hpp"

/// The table of networks in NIR files.
namespace callosum::format {

inline constexpr std::array nir{
    Key{"file", Shape::text, "the file; relative to the experiment", {}, {}, true},
    Key{"time_unit",
        Shape::choice,
        "of the file's time constants, which it does not state",
        "s|ms",
        {},
        true},
    Key{"scheme",
        Shape::choice,
        "what is left of a potential after a step: 1 - dt / tau, or exp(-dt / tau)",
        "forward_euler|exponential",
        {},
        true},
    Key{"reset",
        Shape::choice,
        "what a spike does to the potential",
        "to_v_reset|subtract",
        {},
        true},
    Key{"weight_scale",
        Shape::number,
        "whole weights, as on SpiNNaker 2: weights times this are rounded, and potentials, "
        "thresholds and "
        "offsets follow",
        {},
        {},
        false,
        0,
        true}};

}  // namespace callosum::format
