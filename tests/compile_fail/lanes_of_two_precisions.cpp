// refused: no match for .operator\+
#include "engine/base/lane.hpp"

/// Single and double precision must not be mixed without being asked for.
callosum::Pack<double> sum(callosum::Pack<double> a, callosum::Pack<float> b) {
#ifdef CORRECTED
    (void)b;
    return a + a;
#else
    return a + b;
#endif
}
