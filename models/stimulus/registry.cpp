#include "models/stimulus/registry.hpp"

#include <algorithm>
#include <vector>

namespace callosum {

namespace {

template <class... K>
std::vector<StimulusInfo> infos_of(Stimuli<K...>) {
    return {K::info...};
}

/// Makes the source of the stimulus of that name; null where its kind is not `Ptr`'s.
template <class Ptr, class... K>
Ptr make(Stimuli<K...>, std::string_view name, const StimulusInput& given) {
    Ptr made;
    const auto try_one = [&]<class One>() {
        if constexpr (std::is_same_v<decltype(One::make(given)), Ptr>) {
            if (One::info.name != name) { return false; }
            made = One::make(given);
            return true;
        }
        return false;
    };
    (void)(try_one.template operator()<K>() || ...);
    return made;
}

}  // namespace

std::span<const StimulusInfo> stimulus_models() {
    static const std::vector<StimulusInfo> infos = infos_of(StimulusModels{});
    return infos;
}

const StimulusInfo* find_stimulus_model(std::string_view name) {
    const auto all = stimulus_models();
    const auto found = std::ranges::find(all, name, &StimulusInfo::name);
    return found == all.end() ? nullptr : &*found;
}

SpikeSourcePtr make_spike_source(std::string_view name, const StimulusInput& given) {
    return make<SpikeSourcePtr>(StimulusModels{}, name, given);
}

CurrentSourcePtr make_current_source(std::string_view name, const StimulusInput& given) {
    return make<CurrentSourcePtr>(StimulusModels{}, name, given);
}

}  // namespace callosum
