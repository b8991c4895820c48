#include "models/stimulus/trains.hpp"

#include <algorithm>
#include <tuple>

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

}  // namespace callosum
