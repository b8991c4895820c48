#pragma once

#include <vector>

#include "io/experiment/cursor.hpp"
#include "io/experiment/provenance.hpp"
#include "network/describe/check_and_number.hpp"
#include "network/describe/network.hpp"

namespace callosum {

/// What reading phases needs of the experiment that they change.
struct BeforePhases {
    Description unscaled;        ///< as it was read
    Scale scale;                 ///< is applied to what each phase makes
    std::vector<Problem> found;  ///< what applying it to the experiment itself has brought up
    std::vector<Provenance> imports;
};

/// Reads the phases of an experiment into its description, which has been scaled: for each, the
/// experiment is read again with its assignments, and what is different then is the phase. Problems
/// go to the context of `root`; those of scaling are appended to `before.found`.
void read_phases(const Object& root, BeforePhases& before, Description& description);

}  // namespace callosum
