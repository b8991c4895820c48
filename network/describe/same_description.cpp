#include "network/describe/same_description.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <tuple>
#include <vector>

#include "models/synapse/synapse_info.hpp"
#include "network/describe/stimulus_numbers.hpp"
namespace callosum {
namespace {

/// Equal where both are the same object, come from one file, or hold the same.
template <class T, class Content>
bool same_data(const std::shared_ptr<const T>& a, const std::shared_ptr<const T>& b,
               const Content& content) {
    if (a == b) { return true; }
    if (!a || !b) { return false; }
    const auto file = a->file();
    if (file && file == b->file()) { return true; }
    return content(*a) == content(*b);
}

std::vector<Edge> edges_of(const EdgeList& list) {
    std::vector<Edge> all;
    list.visit([&](const Edge* edges, std::size_t n, std::uint64_t) {
        all.insert(all.end(), edges, edges + n);
    });
    return all;
}

std::vector<std::pair<std::uint64_t, double>> spikes_of(const SpikeTrains& trains) {
    std::vector<std::pair<std::uint64_t, double>> all;
    trains.visit([&](const TrainSpike* spikes, std::size_t n, std::uint64_t) {
        for (std::size_t k = 0; k < n; ++k) {
            all.emplace_back(spikes[k].target, spikes[k].time_ms);
        }
    });
    return all;
}

bool same_space(const std::optional<SpatialRule>& a, const std::optional<SpatialRule>& b) {
    if (!a || !b) { return a.has_value() == b.has_value(); }
    return a->mask == b->mask && a->kernel == b->kernel && a->passes == b->passes;
}

bool same_rule(const Rule& a, const Rule& b) {
    const auto plain = [](const Rule& rule) {
        return std::tie(rule.kind, rule.degree, rule.p, rule.allow_autapses, rule.allow_multapses);
    };
    return plain(a) == plain(b) && same_data(a.edges, b.edges, edges_of) &&
           same_space(a.space, b.space);
}

bool same_by_distance(const std::optional<ByDistance>& a, const std::optional<ByDistance>& b) {
    if (!a || !b) { return a.has_value() == b.has_value(); }
    return std::tie(a->mean, a->noise, a->min, a->max, a->factor) ==
           std::tie(b->mean, b->noise, b->min, b->max, b->factor);
}

/// Parameters of the synapse model, also those that have their defaults.
std::map<std::string, double, std::less<>> synapse_params_of(const Projection& projection) {
    auto params = projection.synapse_params;
    const SynapseInfo* info = find_synapse_model(projection.synapse_model);
    if (info == nullptr) { return params; }
    for (const auto& field : info->params) {
        params.try_emplace(std::string(field.name), field.default_value);
    }
    return params;
}

std::string difference_of(const Projection& a, const Projection& b) {
    const auto ends = [](const Projection& one) {
        return std::tie(one.name, one.source, one.target, one.source_slice, one.target_slice,
                        one.receptor);
    };
    const auto synapse = [](const Projection& one) {
        return std::tuple(one.synapse_model, one.volume_transmitter,
                          one.volume_transmitter ? one.volume_delay_ms : 0, one.dendritic_fraction,
                          one.storage);
    };
    if (ends(a) != ends(b)) { return ".source or .target"; }
    if (!same_rule(a.rule, b.rule)) { return ".rule"; }
    if (a.weight != b.weight || !same_by_distance(a.weight_by_distance, b.weight_by_distance)) {
        return ".weight";
    }
    if (a.delay != b.delay || !same_by_distance(a.delay_by_distance, b.delay_by_distance)) {
        return ".delay";
    }
    if (synapse(a) != synapse(b) || synapse_params_of(a) != synapse_params_of(b)) {
        return ".synapse";
    }
    return a.board.has_value() == b.board.has_value() ? "" : ".board";
}

/// A stimulus whose parameters are all stated, also where they have their defaults.
Stimulus with_defaults(Stimulus stimulus, double dt_ms) {
    for (const auto& field : info_of(stimulus).params) {
        const std::string name(field.name);
        if (field.is_number()) {
            stimulus.numbers.try_emplace(name, number_of(stimulus, name, dt_ms));
        } else if (field.value == StimulusValue::values) {
            stimulus.values.try_emplace(name, values_of(stimulus, name));
        }
    }
    std::erase_if(stimulus.lists, [](const auto& list) { return list.second.empty(); });
    stimulus.method = method_of(stimulus);
    return stimulus;
}

bool same_stimulus(const Stimulus& a, const Stimulus& b, double dt_ms) {
    const auto samples_of = [](const Samples& samples) {
        return samples.features(0, samples.n_features());
    };
    Stimulus with_data_of_a = with_defaults(b, dt_ms);
    with_data_of_a.trains = a.trains;
    with_data_of_a.samples = a.samples;
    return with_defaults(a, dt_ms) == with_data_of_a && same_data(a.trains, b.trains, spikes_of) &&
           same_data(a.samples, b.samples, samples_of);
}

/// Tables by content: two reads of one file are two objects.
bool same_population(const Population& a, const Population& b) {
    if (!a.positions || !b.positions || a.positions->table == b.positions->table) { return a == b; }
    if (!a.positions->table || !b.positions->table) { return false; }
    Population with_table_of_a = b;
    with_table_of_a.positions->table = a.positions->table;
    return a == with_table_of_a && *a.positions->table == *b.positions->table;
}

template <class T, class Same>
bool same_changes(const std::map<std::size_t, T>& a, const std::map<std::size_t, T>& b,
                  const Same& same) {
    return std::ranges::equal(a, b, [&](const auto& x, const auto& y) {
        return x.first == y.first && same(x.second, y.second);
    });
}

bool same_phase(const PhaseChange& a, const PhaseChange& b, double dt_ms) {
    const auto same_stimuli = [&](const Stimulus& x, const Stimulus& y) {
        return same_stimulus(x, y, dt_ms);
    };
    return a.at_ms == b.at_ms && a.spikes == b.spikes && a.traces == b.traces &&
           same_changes(a.populations, b.populations, same_population) &&
           same_changes(a.stimuli, b.stimuli, same_stimuli);
}

std::string difference_of_records(const Description& a, const Description& b) {
    if (a.spikes != b.spikes) { return "record.spikes"; }
    if (a.traces != b.traces) { return "record.traces"; }
    if (a.rates != b.rates) { return "record.rates"; }
    return a.weight_records == b.weight_records ? "" : "record.weights";
}

}  // namespace

std::string first_difference(const Description& a, const Description& b) {
    const auto general = [](const Description& one) {
        return std::tie(one.seed, one.dt_ms, one.warmup_ms, one.duration_ms, one.precision,
                        one.weights, one.partition);
    };
    if (general(a) != general(b)) { return "seed, times, precision, weights or partition"; }
    if (a.populations.size() != b.populations.size()) { return "populations"; }
    for (std::size_t n = 0; n < a.populations.size(); ++n) {
        if (!same_population(a.populations[n], b.populations[n])) {
            return "populations." + a.populations[n].name;
        }
    }
    if (a.projections.size() != b.projections.size()) { return "projections"; }
    for (std::size_t n = 0; n < a.projections.size(); ++n) {
        const auto found = difference_of(a.projections[n], b.projections[n]);
        if (!found.empty()) { return "projections." + a.projections[n].name + found; }
    }
    if (a.stimuli.size() != b.stimuli.size()) { return "stimuli"; }
    for (std::size_t n = 0; n < a.stimuli.size(); ++n) {
        if (!same_stimulus(a.stimuli[n], b.stimuli[n], a.dt_ms)) {
            return "stimuli." + a.stimuli[n].name;
        }
    }
    if (auto found = difference_of_records(a, b); !found.empty()) { return found; }
    const auto same = [&](const PhaseChange& x, const PhaseChange& y) {
        return same_phase(x, y, a.dt_ms);
    };
    return std::ranges::equal(a.phases, b.phases, same) ? "" : "phases";
}

}  // namespace callosum
