#pragma once

#include <string>

#include "engine/run/core_claims.hpp"

namespace callosum {

/// Choice of the user about where threads run.
enum class Bind {
    core,  ///< each on a core of its own, where enough are free
    none   ///< wherever the system puts them
};

struct Binding {
    Bind bind = Bind::core;
    std::string claims_folder = CoreClaims::usual_folder();
};

}  // namespace callosum
