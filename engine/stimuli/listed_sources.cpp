#include "engine/stimuli/listed_sources.hpp"

#include <algorithm>
#include <tuple>

#include "engine/base/math.hpp"
#include "engine/base/random.hpp"

namespace callosum {

CommonTrain::CommonTrain(std::vector<std::int64_t> steps) {
    std::sort(steps.begin(), steps.end());
    for (const auto step : steps) {
        if (spikes_.empty() || spikes_.back().first != step) { spikes_.emplace_back(step, 0); }
        ++spikes_.back().second;
    }
}

std::int32_t CommonTrain::count(std::uint64_t /*local*/, std::int64_t step) const {
    const auto found =
        std::lower_bound(spikes_.begin(), spikes_.end(), std::pair{step, std::int32_t{0}});
    return found != spikes_.end() && found->first == step ? found->second : 0;
}

void CommonTrain::counts(std::int64_t step, std::uint64_t first, std::uint64_t last,
                         std::int32_t* out) const {
    std::fill(out + first, out + last, count(0, step));
}

OwnTrains::OwnTrains(std::vector<Spikes> spikes) : spikes_(std::move(spikes)) {
    std::sort(spikes_.begin(), spikes_.end(), [](const Spikes& a, const Spikes& b) {
        return std::tie(a.step, a.local) < std::tie(b.step, b.local);
    });
    std::size_t kept = 0;
    for (const auto& one : spikes_) {
        auto* last = kept > 0 ? &spikes_[kept - 1] : nullptr;
        if (last != nullptr && last->step == one.step && last->local == one.local) {
            last->count += one.count;
        } else {
            spikes_[kept++] = one;
        }
    }
    spikes_.resize(kept);
    spikes_.shrink_to_fit();
}

std::vector<OwnTrains::Spikes>::const_iterator OwnTrains::find(std::int64_t step,
                                                               std::uint64_t local) const {
    return std::lower_bound(spikes_.begin(), spikes_.end(), std::pair{step, local},
                            [](const Spikes& a, const auto& b) {
                                return a.step != b.first ? a.step < b.first : a.local < b.second;
                            });
}

bool OwnTrains::active(std::int64_t step) const {
    const auto found = find(step, 0);
    return found != spikes_.end() && found->step == step;
}

std::int32_t OwnTrains::count(std::uint64_t local, std::int64_t step) const {
    const auto found = find(step, local);
    return found != spikes_.end() && found->step == step && found->local == local ? found->count
                                                                                  : 0;
}

void OwnTrains::counts(std::int64_t step, std::uint64_t first, std::uint64_t last,
                       std::int32_t* out) const {
    std::fill(out + first, out + last, 0);
    for (auto one = find(step, first);
         one != spikes_.end() && one->step == step && one->local < last; ++one) {
        out[one->local] = one->count;
    }
}

namespace {

/// Steps of the spikes of Gaussian packets around `pulse_times`, of one target or of all.
std::vector<std::int64_t> packet_steps(const Description& description,
                                       const StimulusEpisode& episode, std::uint32_t target) {
    const auto& stimulus = *episode.stimulus;
    const auto activity =
        static_cast<std::uint32_t>(number_of(stimulus, "activity", description.dt_ms));
    const double sdev = number_of(stimulus, "sdev", description.dt_ms);
    const Ars random(description.seed, Purpose::poisson, static_cast<std::uint32_t>(episode.index));
    std::vector<std::int64_t> steps;
    for (std::uint32_t pulse = 0; pulse < stimulus.times_ms.size(); ++pulse) {
        for (std::uint32_t k = 0; k < activity; ++k) {
            const auto words = random(target, pulse, k, 0);
            const double deviate = math::normal_quantile(unit_interval(words[0], words[1]));
            steps.push_back(description.steps(std::fma(sdev, deviate, stimulus.times_ms[pulse])));
        }
    }
    return steps;
}

sources::Source packets(const Description& description, const StimulusEpisode& episode,
                        const NeuronRange& range) {
    const auto& stimulus = *episode.stimulus;
    constexpr std::uint32_t all = 0xffffffff;  // no neuron has this index
    if (stimulus.shared) {
        return std::make_shared<CommonTrain>(packet_steps(description, episode, all));
    }
    std::vector<OwnTrains::Spikes> spikes;
    const auto [first, last] = local_part(stimulus.target_slice, range);
    for (std::uint64_t i = first; i < last; ++i) {
        for (const auto step :
             packet_steps(description, episode, static_cast<std::uint32_t>(range.first + i))) {
            spikes.push_back({step, static_cast<std::uint32_t>(i), 1});
        }
    }
    return std::make_shared<OwnTrains>(std::move(spikes));
}

/// Only the spikes of the range's own neurons are kept.
sources::Source trains(const Description& description, const Stimulus& stimulus,
                       const NeuronRange& range) {
    std::vector<OwnTrains::Spikes> spikes;
    const auto [first, last] = local_part(stimulus.target_slice, range);
    // Target of the slice that is local neuron `first`.
    const std::uint64_t offset = range.first + first - stimulus.target_slice.first;
    stimulus.trains->visit([&](const TrainSpike* some, std::size_t n, std::uint64_t) {
        for (std::size_t k = 0; k < n; ++k) {
            if (some[k].target < offset || some[k].target >= offset + (last - first)) { continue; }
            spikes.push_back({description.steps(some[k].time_ms),
                              static_cast<std::uint32_t>(some[k].target - offset + first), 1});
        }
    });
    return std::make_shared<OwnTrains>(std::move(spikes));
}

}  // namespace

sources::Source sources::listed(const Description& description, const StimulusEpisode& episode,
                                const NeuronRange& range) {
    const auto& stimulus = *episode.stimulus;
    if (stimulus.kind == StimulusKind::pulsepacket_generator) {
        return packets(description, episode, range);
    }
    if (stimulus.trains != nullptr) { return trains(description, stimulus, range); }
    std::vector<std::int64_t> steps;
    for (const double time : stimulus.times_ms) { steps.push_back(description.steps(time)); }
    return std::make_shared<CommonTrain>(std::move(steps));
}

}  // namespace callosum
