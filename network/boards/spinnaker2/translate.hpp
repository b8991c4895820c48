#pragma once

#include <string>
#include <vector>

#include "network/boards/board.hpp"
#include "network/boards/substitutes.hpp"
#include "network/describe/network.hpp"

namespace callosum::spinnaker2 {

/// A network, and the board that it is to run on.
struct TranslateRequest {
    const Description& description;  ///< checked; parameters are constants or lists
    const Board& board;
    double board_dt_ms = 1;  ///< biological time of a tick
    const Allowed& allowed;
    const std::vector<double>& rates_hz;  ///< spikes/s of each population
};

struct BoardPopulation {
    std::string model;  ///< the vendor's name: lif, lif_no_delay, lif_curr_exp, ..., spike_list
    double rate_hz = 0;
    bool recorded = false;
    double unit = 1;  ///< board units of v in a mV (of the first neuron)

    [[nodiscard]] bool is_spike_list() const { return model == "spike_list"; }
    [[nodiscard]] bool is_source() const { return is_spike_list() || model == "poisson_process"; }
};

/// What rounding does to the synapses of a projection.
struct Quantisation {
    std::string projection;
    double factor = 1;         ///< whole weight = round(factor x weight)
    double mean_error = 0;     ///< of the weight, relative to the mean of |weight|
    double rms_error = 0;      ///< likewise
    double max_error = 0;      ///< likewise
    double clipped = 0;        ///< part of the synapses that met the largest weight
    double zeroed = 0;         ///< part of the synapses that got no weight
    double delay_mean_ms = 0;  ///< before, over what is drawn
    double delay_mean_error_ms = 0;
};

/// The network as the board computes it. It can be simulated: that is the emulation. Populations keep
/// their order; sources made for stimuli come behind them, as do their projections.
struct BoardNetwork {
    Description description;
    std::vector<BoardPopulation> populations;
    std::vector<Quantisation> quantisation;
    Findings findings;
};

/// Throws nothing: what cannot be is a finding. Where a finding blocks, the network is not complete.
[[nodiscard]] BoardNetwork translate(const TranslateRequest& request);

}  // namespace callosum::spinnaker2
