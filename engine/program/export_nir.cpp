#include "engine/base/error.hpp"
#include "engine/program/export.hpp"

namespace callosum::program {

void export_nir(const CommandLine&, const Experiment&) {
    throw ConfigError("--target", "nir is not there yet");
}

}  // namespace callosum::program
