#include "models/registry.hpp"

#include <vector>

namespace callosum {
namespace {

template <class... M>
std::vector<ModelInfo> collect(Models<M...>) {
    std::vector<ModelInfo> infos;
    // Variants of a model are adjacent and share their info, so only the first of them is listed.
    const auto add = [&infos](const ModelInfo& info) {
        if (infos.empty() || infos.back().name != info.name) { infos.push_back(info); }
    };
    (add(M::info), ...);
    return infos;
}

}  // namespace

std::span<const ModelInfo> neuron_models() {
    static const std::vector<ModelInfo> infos = collect(NeuronModels{});
    return infos;
}

const ModelInfo* find_neuron_model(std::string_view name) {
    for (const auto& info : neuron_models()) {
        if (info.name == name) { return &info; }
    }
    return nullptr;
}

}  // namespace callosum
