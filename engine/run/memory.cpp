#include "engine/run/memory.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <fstream>
#include <limits>
#include <string>

#include "engine/base/error.hpp"
#include "engine/state/values.hpp"

namespace callosum {
namespace {

/// A number of the file, or infinity where there is none (a limit of "max", another system).
double number_in(const std::string& path) {
    std::ifstream file(path);
    double value = 0;
    return file >> value ? value : std::numeric_limits<double>::infinity();
}

/// What this node, or the control group that we run in, has left.
double available_bytes() {
    double available = std::numeric_limits<double>::infinity();
    std::ifstream memory("/proc/meminfo");
    for (std::string line; std::getline(memory, line);) {
        if (line.rfind("MemAvailable:", 0) == 0) { available = std::stod(line.substr(13)) * 1024; }
    }
    const double limit = number_in("/sys/fs/cgroup/memory.max");
    const double used = number_in("/sys/fs/cgroup/memory.current");
    return limit < available + used ? std::max(0.0, limit - used) : available;
}

std::string gigabytes(double bytes) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.3g GB", bytes * 1e-9);
    return text.data();
}

}  // namespace

double estimate_bytes(const Description& description, const InputPlan& plan,
                      const std::vector<NeuronRange>& ranges) {
    const double real = description.precision == Precision::single ? 4 : 8;
    constexpr double per_neuron = 48;  // counters, statistics, input rows
    constexpr double per_source = 32;  // index and runs, at the least
    double bytes = 0;
    std::vector<double> share(description.populations.size(), 0);
    for (const auto& range : ranges) {
        const auto& population = description.populations[range.population];
        const auto* model = find_neuron_model(population.model);
        const auto over_time = population_over_time(description, range.population);
        const bool shared = std::all_of(over_time.begin(), over_time.end(), [&](const auto* one) {
            return PopulationValues(*one, range.population, description.seed).all_shared();
        });
        const double columns = static_cast<double>(model->state.size()) +
                               (shared ? 0.0 : static_cast<double>(model->params.size()));
        const auto n = static_cast<double>(range.size());
        share[range.population] += n / static_cast<double>(population.size);
        bytes += n * (per_neuron + real * columns);
    }
    for (std::size_t p = 0; p < description.projections.size(); ++p) {
        const auto& projection = description.projections[p];
        const double synapses =
            plan.projections[p].bounds.expected_synapses * share[projection.target];
        const double entry = plan.projections[p].format == SynapseFormat::exact ? 8 : 4;
        const double sources =
            std::min(synapses, static_cast<double>(projection.source_slice.size()));
        bytes += synapses * entry + sources * per_source;
    }
    return bytes;
}

void require_memory(double bytes_of_rank, const Communicator& communicator) {
    const double needed = bytes_of_rank * communicator.node_size();
    const double available = available_bytes();
    if (needed <= available) { return; }
    throw LimitError("the network needs about " + gigabytes(needed) + " on this node (" +
                     gigabytes(bytes_of_rank) + " per rank), which has " + gigabytes(available) +
                     " left; use more nodes, or a smaller \"scale\"");
}

}  // namespace callosum
