#pragma once

#include <array>

#include "io/experiment/format.hpp"

/// The tables of format.cpp that have to do with places.
namespace callosum::format::space {

using enum Shape;

inline constexpr std::array positions{
    Key{"type",
        choice,
        "free: uniform in the extent; grid; file: a table",
        "free|grid|file",
        {},
        true},
    Key{"extent", axes, "sides, 2 or 3 numbers, µm; of a file: what holds all if absent"},
    Key{"center", axes, "centre of the extent, µm; the origin if absent"},
    Key{"periodic", boolean, "do opposite edges meet?", {}, "false"},
    Key{"shape", axes, "points along each axis; the last axis is the fastest"},
    Key{"spacing", steps, "distance of neighbours, µm, in place of `extent`"},
    Key{"file", text,
        "CSV with a line of coordinates per neuron, HDF5 array [neurons, axes] or group with x, y "
        "(and z), as in SONATA; µm, relative to the experiment"},
    Key{"dataset", text, "path inside the HDF5 file"}};

inline constexpr std::array mask{
    Key{"type",
        choice,
        "shape, as in NEST",
        "circular|rectangular|elliptical|doughnut|spherical|box",
        {},
        true},
    Key{"radius", number, "radius, µm"},
    Key{"inner_radius", number, "inner radius, µm"},
    Key{"outer_radius", number, "outer radius, µm"},
    Key{"lower_left", axes, "corner, µm"},
    Key{"upper_right", axes, "opposite corner, µm"},
    Key{"major_axis", number, "length of the major axis, µm"},
    Key{"minor_axis", number, "length of the minor axis, µm"},
    Key{"azimuth_angle", number, "turn, degrees counter-clockwise", {}, "0"},
    Key{"anchor", axes, "what the shape is shifted by, µm"}};

inline constexpr std::array kernel_keys{
    Key{"type",
        choice,
        "function of the distance x, as in NEST",
        "constant|linear|exponential|gaussian|gaussian2D|gamma",
        {},
        true},
    Key{"p_center", number, "factor of the function", {}, "1"},
    Key{"offset", number, "what is added, 0 if absent"},
    Key{"cutoff", number, "values below it become 0"},
    Key{"slope", number, "linear: 1 + slope x, 1/µm"},
    Key{"beta", number, "exponential: exp(-x / beta), µm"},
    Key{"mean", number, "gaussian: its centre, µm; 0 if absent"},
    Key{"std", number, "gaussian: its width, µm"},
    Key{"mean_x", number, "gaussian2D: centre along x, µm; 0 if absent"},
    Key{"mean_y", number, "gaussian2D: centre along y, µm; 0 if absent"},
    Key{"std_x", number, "gaussian2D: width along x, µm"},
    Key{"std_y", number, "gaussian2D: width along y, µm"},
    Key{"rho", number, "gaussian2D: correlation; 0 if absent"},
    Key{"kappa", number, "gamma: shape"},
    Key{"theta", number, "gamma: scale, µm"}};

inline constexpr std::array by_distance_keys{
    Key{"distance", object, "a line of the distance", "line"},
    Key{"expression", text, "a formula of the distance x in µm, as of a kernel"},
    Key{"noise", drawn, "what is added to it", {}, "0"},
    Key{"min", number, "values below become this"},
    Key{"max", number, "values above become this"},
    Key{"factor", number, "factor of all that", {}, "1"}};

inline constexpr std::array line{Key{"offset", number, "value at distance 0", {}, "0"},
                                 Key{"slope", number, "change per µm"},
                                 Key{"speed",
                                     number,
                                     "distance per ms, µm/ms: offset + distance / speed",
                                     {},
                                     {},
                                     false,
                                     0,
                                     true}};

inline constexpr std::array placements{Kind{"free", "extent", "center periodic"},
                                       Kind{"grid", "shape", "extent spacing center periodic"},
                                       Kind{"file", "file", "dataset extent center periodic"}};

inline constexpr std::array masks{
    Kind{"circular", "radius", "anchor"},
    Kind{"rectangular", "lower_left upper_right", "anchor azimuth_angle"},
    Kind{"elliptical", "major_axis minor_axis", "anchor azimuth_angle"},
    Kind{"doughnut", "inner_radius outer_radius", "anchor"},
    Kind{"spherical", "radius", "anchor"},
    Kind{"box", "lower_left upper_right", "anchor"}};

inline constexpr std::array kernels{Kind{"constant", ""},
                                    Kind{"linear", "slope"},
                                    Kind{"exponential", "beta"},
                                    Kind{"gaussian", "std", "mean"},
                                    Kind{"gaussian2D", "std_x std_y", "mean_x mean_y rho"},
                                    Kind{"gamma", "kappa theta"}};

}  // namespace callosum::format::space
