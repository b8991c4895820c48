// refused: M::step.* does not satisfy return-type-requirement
#include "models/registry.hpp"

/// A model whose step does not say who spiked.
struct Silent : callosum::IafPscExp<2> {
    template <class V>
    static auto step(State<V>& s, const Coeffs<V>& k, const callosum::StepInput<V>& drive) {
        auto spiked = IafPscExp::step(s, k, drive);
#ifdef CORRECTED
        return spiked;
#else
        (void)spiked;
#endif
    }
};

static_assert(callosum::NeuronModel<Silent>);
