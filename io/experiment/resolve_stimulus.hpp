#pragma once

#include "io/experiment/document.hpp"
#include "network/describe/network.hpp"

/// Parts of the resolved experiment: values, and what a stimulus has beside target and times.
namespace callosum {

/// Adds a bound that is one; infinity cannot be written in JSON.
void put_bound(Json& json, const char* key, double value);
[[nodiscard]] Json to_json(const Distribution& drawn);
[[nodiscard]] Json to_json(const Values& values);
[[nodiscard]] Json to_json(const Selection& neurons);
/// Throws ConfigError where samples are in no file.
void put_stimulus(Json& json, const Stimulus& stimulus, double dt_ms);

}  // namespace callosum
