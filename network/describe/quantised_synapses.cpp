#include "network/describe/quantised_synapses.hpp"

#include <algorithm>
#include <cmath>

namespace callosum {

double QuantisedSynapses::weight(double drawn) const {
    return std::clamp(std::round(drawn), weight_low, weight_high);
}

}  // namespace callosum
