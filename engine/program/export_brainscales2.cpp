#include "engine/base/error.hpp"
#include "engine/program/export.hpp"

namespace callosum::program {

ExportOutcome export_brainscales2(const ExportRequest&) {
    throw ConfigError("--target", "brainscales2 is not there yet");
}

}  // namespace callosum::program
