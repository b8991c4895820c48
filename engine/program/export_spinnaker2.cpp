#include "engine/base/error.hpp"
#include "engine/program/export.hpp"

namespace callosum::program {

ExportOutcome export_spinnaker2(const ExportRequest&) {
    throw ConfigError("--target", "spinnaker2 is not there yet");
}

}  // namespace callosum::program
