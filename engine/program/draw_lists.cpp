#include "engine/program/draw_lists.hpp"

#include <algorithm>
#include <utility>

#include "engine/program/run_in_process.hpp"

namespace callosum::program {
namespace {

/// Collects the steps in which neurons fire, each once.
class ListSink : public SpikeSink {
  public:
    explicit ListSink(std::vector<bool> listed)
        : ticks(listed.size()), listed_(std::move(listed)) {}
    void write(std::span<const Spike> spikes) override {
        for (const auto& spike : spikes) {
            if (!listed_[spike.gid]) { continue; }
            auto& fired = ticks[spike.gid];
            const auto tick = static_cast<std::uint32_t>(spike.step);
            if (!fired.empty() && fired.back() == tick) {
                ++twice;
            } else {
                fired.push_back(tick);
            }
        }
    }
    std::vector<std::vector<std::uint32_t>> ticks;
    std::uint64_t twice = 0;

  private:
    std::vector<bool> listed_;
};

}  // namespace

SpikeLists draw_lists(const Description& network, const std::vector<bool>& listed) {
    SpikeLists lists;
    lists.begin.assign(network.n_neurons() + 1, 0);
    if (std::find(listed.begin(), listed.end(), true) == listed.end()) { return lists; }
    std::vector<bool> neurons(network.n_neurons(), false);
    for (std::size_t p = 0; p < listed.size(); ++p) {
        const auto& population = network.populations[p];
        if (listed[p]) {
            std::fill_n(neurons.begin() + static_cast<std::ptrdiff_t>(population.first_gid),
                        population.size, true);
        }
    }
    Description inputs = network;
    // Inputs hear nobody, so a run without projections yields their spikes.
    inputs.projections.clear();
    ListSink sink(std::move(neurons));
    (void)run_in_process(std::move(inputs), sink, 1);
    lists.twice = sink.twice;
    lists.begin.assign(1, 0);
    for (const auto& steps : sink.ticks) {
        lists.tick.insert(lists.tick.end(), steps.begin(), steps.end());
        lists.begin.push_back(lists.tick.size());
    }
    return lists;
}

double list_rate(const SpikeLists& lists, const Description& network, std::size_t population) {
    const auto& described = network.populations[population];
    const double seconds = 1e-3 * (network.warmup_ms + network.duration_ms);
    const auto n =
        lists.begin[described.first_gid + described.size] - lists.begin[described.first_gid];
    return seconds > 0 && described.size > 0
               ? static_cast<double>(n) / static_cast<double>(described.size) / seconds
               : 0;
}

}  // namespace callosum::program
