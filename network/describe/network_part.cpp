#include "network/describe/network_part.hpp"

#include <iterator>
#include <utility>

namespace callosum {
namespace {

template <class T, class Shift>
void move_behind(std::vector<T>& all, std::vector<T>& more, const Shift& shift) {
    for (auto& item : more) { shift(item); }
    all.insert(all.end(), std::make_move_iterator(more.begin()),
               std::make_move_iterator(more.end()));
}

}  // namespace

void append(Description& description, NetworkPart part) {
    const std::size_t populations = description.populations.size();
    const std::size_t projections = description.projections.size();
    const auto shift_population = [&](auto& item) { item.population += populations; };
    move_behind(description.populations, part.populations, [](Population&) {});
    move_behind(description.projections, part.projections, [&](Projection& projection) {
        projection.source += populations;
        projection.target += populations;
        if (projection.volume_transmitter) { *projection.volume_transmitter += populations; }
    });
    move_behind(description.stimuli, part.stimuli,
                [&](Stimulus& stimulus) { stimulus.target += populations; });
    move_behind(description.spikes, part.spikes, shift_population);
    move_behind(description.traces, part.traces, shift_population);
    move_behind(description.rates, part.rates, shift_population);
    move_behind(description.weight_records, part.weight_records,
                [&](WeightRecording& record) { record.projection += projections; });
}

}  // namespace callosum
