#pragma once

#include "models/stimulus/ac_generator.hpp"
#include "models/stimulus/dc_generator.hpp"
#include "models/stimulus/delta_encoder.hpp"
#include "models/stimulus/inhomogeneous_poisson_generator.hpp"
#include "models/stimulus/latency_encoder.hpp"
#include "models/stimulus/mip_generator.hpp"
#include "models/stimulus/noise_generator.hpp"
#include "models/stimulus/phase_encoder.hpp"
#include "models/stimulus/poisson_generator.hpp"
#include "models/stimulus/population_encoder.hpp"
#include "models/stimulus/pulsepacket_generator.hpp"
#include "models/stimulus/rate_encoder.hpp"
#include "models/stimulus/sinusoidal_poisson_generator.hpp"
#include "models/stimulus/spike_generator.hpp"
#include "models/stimulus/step_current_generator.hpp"

namespace callosum {

template <StimulusModel... K>
struct Stimuli {};

/// The one list of stimuli.
using StimulusModels =
    Stimuli<PoissonGenerator, SpikeGenerator, DcGenerator, StepCurrentGenerator,
            InhomogeneousPoissonGenerator, SinusoidalPoissonGenerator, AcGenerator, NoiseGenerator,
            MipGenerator, PulsepacketGenerator, RateEncoder, LatencyEncoder, PhaseEncoder,
            PopulationEncoder, DeltaEncoder>;

}  // namespace callosum
