#include "network/boards/board_weights.hpp"

#include <algorithm>
#include <cmath>
#include <memory>

#include "network/describe/edge_lists.hpp"

namespace callosum {

Quantisation quantise(const std::vector<double>& weights, double factor, double largest) {
    Quantisation result;
    result.factor = factor;
    if (weights.empty()) { return result; }
    const QuantisedSynapses board{-largest, largest, 1};
    double magnitude = 0, sum = 0, squares = 0, most = 0;
    for (const double weight : weights) {
        const double on_board = board.weight(weight * factor);
        const double error = on_board / factor - weight;
        magnitude += std::abs(weight);
        sum += error;
        squares += error * error;
        most = std::max(most, std::abs(error));
        result.clipped += std::abs(std::round(weight * factor)) > largest ? 1 : 0;
        result.zeroed += on_board == 0 ? 1 : 0;
    }
    const auto n = static_cast<double>(weights.size());
    result.clipped /= n;
    result.zeroed /= n;
    if (magnitude > 0) {
        result.mean_error = sum / magnitude;
        result.rms_error = std::sqrt(squares / n) / (magnitude / n);
        result.max_error = most / (magnitude / n);
    }
    return result;
}

void note_zeroed(const Quantisation& report, Findings& findings) {
    if (report.zeroed == 0) { return; }
    findings.push_back({Finding::Kind::note, "projection " + report.projection,
                        std::to_string(100 * report.zeroed) +
                            " % of the synapses get no weight, being too weak beside the strongest "
                            "input of their targets; they are left out",
                        ""});
}

void hold_on_board(Projection& projection, double factor, const QuantisedSynapses& board,
                   std::optional<double> delay_ms) {
    if (projection.rule.kind == RuleKind::explicit_list) {
        projection.rule.edges =
            std::make_shared<ScaledEdges>(projection.rule.edges, factor, delay_ms);
    }
    projection.weight = projection.weight.scaled(factor);
    if (projection.weight_by_distance) { projection.weight_by_distance->factor *= factor; }
    if (delay_ms) {
        projection.delay = Distribution::constant(*delay_ms);
        projection.delay_by_distance.reset();
    }
    projection.synapse_model = static_synapse;
    projection.synapse_params.clear();
    projection.volume_transmitter.reset();
    projection.receptor.reset();
    projection.storage = WeightStorage::exact;
    projection.board = board;
    if (projection.weight.is_constant()) {
        projection.weight = Distribution::constant(board.weight(projection.weight.a));
    }
}

}  // namespace callosum
