#include "network/boards/spinnaker2/sources.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>

#include "network/boards/board_common.hpp"
#include "network/describe/edge_lists.hpp"
#include "network/describe/parameters.hpp"

namespace callosum::spinnaker2 {
namespace {

bool varies(const Values& values) {
    const auto* distribution = std::get_if<Distribution>(&values);
    return distribution == nullptr || !distribution->is_constant();
}

double largest_in(const Values& values) {
    if (const auto* list = std::get_if<std::vector<double>>(&values)) {
        double most = 0;
        for (const double x : *list) {
            if (std::abs(x) > std::abs(most)) { most = x; }
        }
        return most;
    }
    const auto& distribution = std::get<Distribution>(values);
    return std::abs(distribution.largest()) >= std::abs(distribution.smallest())
               ? distribution.largest()
               : distribution.smallest();
}

/// Returns a stimulus without effect, which keeps the place of another so that those behind it keep
/// their random numbers.
Stimulus silence(const Stimulus& stimulus) {
    Stimulus silent;
    silent.name = stimulus.name;
    silent.model = constant_stimulus;
    silent.values["amplitude"] = Distribution::constant(0);
    silent.target = stimulus.target;
    silent.target_slice = stimulus.target_slice;
    return silent;
}

/// Translates the stimuli of a network.
class SourceMaker {
  public:
    SourceMaker(const TranslateRequest& request, BoardNetwork& network,
                std::vector<NeuronForm>& forms)
        : request_(request), network_(network), forms_(forms) {}

    std::vector<Source> make() {
        auto& stimuli = network_.description.stimuli;
        for (std::size_t s = 0; s < stimuli.size(); ++s) {
            const Stimulus stimulus = stimuli[s];
            where_ = "stimulus " + stimulus.name;
            if (network_.populations[stimulus.target].is_spike_list()) {
                keep_on_input(s);
            } else if (is_spiking(stimulus)) {
                add_spiking(s);
            } else {
                add_current(s);
            }
        }
        return std::move(sources_);
    }

  private:
    void refuse(const std::string& what) {
        network_.findings.push_back({Finding::Kind::refused, where_, what, ""});
    }
    void note(const std::string& what) {
        network_.findings.push_back({Finding::Kind::note, where_, what, ""});
    }
    bool may(const char* substitute, const std::string& what) {
        return permit_substitute(network_.findings, request_.allowed, substitute, where_, what);
    }

    /// Checks spikes of an input population, which are given or drawn beforehand.
    void keep_on_input(std::size_t index) {
        const auto& stimulus = network_.description.stimuli[index];
        if (stimulus.model == listed_stimulus) {
            check_times(stimulus);
        } else if (is_spiking(stimulus)) {
            may("poisson_predrawn",
                "generates spikes, which the board cannot; they can be drawn "
                "beforehand and played from lists");
        } else {
            refuse("is a current into a population of inputs, which accept only spikes");
        }
    }

    void check_times(const Stimulus& stimulus) {
        bool off = false;
        const auto check = [&](double ms) {
            const double ticks = ms / request_.board_dt_ms;
            off = off || std::abs(ticks - std::round(ticks)) > 1e-6;
        };
        for (const double ms : list_of(stimulus, "spike_times")) { check(ms); }
        if (stimulus.trains) {
            stimulus.trains->visit([&](const TrainSpike* spikes, std::size_t n, std::uint64_t) {
                for (std::size_t i = 0; i < n; ++i) { check(spikes[i].time_ms); }
            });
        }
        if (off) {
            may("delay_quantise", "has spikes between ticks; they are moved to the nearest");
        }
    }

    void add_current(std::size_t index) {
        const Stimulus stimulus = network_.description.stimuli[index];
        if (stimulus.model != constant_stimulus || !lasts(request_.description, stimulus)) {
            refuse(
                "only a dc_generator that lasts the whole run has a counterpart on the board: a "
                "constant i_offset");
        } else {
            add_offset(stimulus, [amplitude = values_of(stimulus, "amplitude")](std::uint64_t i) {
                return value_at(amplitude, i);
            });
        }
        network_.description.stimuli[index] = silence(stimulus);
    }

    /// Adds a constant current (pA) to the offsets of a slice of neurons.
    template <class Current>
    void add_offset(const Stimulus& stimulus, Current&& current) {
        NeuronForm& form = forms_[stimulus.target];
        if (form.model.empty()) { return; }
        const auto size = request_.description.populations[stimulus.target].size;
        const bool whole = stimulus.target_slice.size() == size;
        const bool varied = std::ranges::any_of(
            stimulus.values, [](const auto& named) { return varies(named.second); });
        if (!whole || varied || form.current.size() > 1) { spread(form.i_offset, size); }
        for (std::uint64_t i = 0; i < form.i_offset.size(); ++i) {
            const bool single = form.i_offset.size() == 1;
            const auto neuron = single ? stimulus.target_slice.first : i;
            if (neuron < stimulus.target_slice.first || neuron >= stimulus.target_slice.last) {
                continue;
            }
            const double factor = form.current[form.current.size() == 1 ? 0 : neuron];
            form.i_offset[i] += factor * current(neuron - stimulus.target_slice.first);
        }
    }

    static void spread(std::vector<double>& numbers, std::uint64_t size) {
        if (numbers.size() == 1) { numbers.assign(size, numbers.front()); }
    }

    void add_spiking(std::size_t index) {
        const Stimulus stimulus = network_.description.stimuli[index];
        const auto& allowed = request_.allowed;
        Source source;
        source.stimulus = index;
        source.given = stimulus;
        source.target = stimulus.target;
        source.weight = largest_in(stimulus.weight);
        const bool poisson = stimulus.model == poisson_stimulus;
        if (poisson && lasts(request_.description, stimulus) && allowed.count("poisson_mean") > 0) {
            add_mean(stimulus);
            network_.description.stimuli[index] = silence(stimulus);
            return;
        }
        if (poisson && lasts(request_.description, stimulus) &&
            allowed.count("poisson_predrawn") == 0) {
            fill_processes(stimulus, source);
            network_.description.stimuli[index] = silence(stimulus);
        } else {
            source.is_list = true;
            source.rate_hz = poisson ? value_at(values_of(stimulus, "rate"), 0) : 0;
            source.events_per_second = source.rate_hz;
            if (stimulus.model == listed_stimulus) {
                check_times(stimulus);
            } else {
                may("poisson_predrawn",
                    "has no counterpart on the board; its spikes can be drawn beforehand and "
                    "played from lists");
            }
        }
        sources_.push_back(std::move(source));
    }

    /// Replaces a Poisson input by its mean: rate times charge of a spike, in a tick.
    void add_mean(const Stimulus& stimulus) {
        NeuronForm& form = forms_[stimulus.target];
        if (form.model.empty()) { return; }
        may("poisson_mean", "becomes its mean; its fluctuations are lost");
        const double per_tick = request_.board_dt_ms * 1e-3;
        const Values rate = values_of(stimulus, "rate");
        add_offset(stimulus, [&](std::uint64_t i) {
            const auto n = stimulus.target_slice.first + i;
            const auto at = [n](const std::vector<double>& list) {
                return list[list.size() == 1 ? 0 : n];
            };
            const double weight = value_at(stimulus.weight, i);
            // A weight of 1 adds gain, gain d, gain d^2, ... in the ticks after it.
            const bool exc = weight >= 0;
            const double decay = at(exc ? form.exc_decay : form.inh_decay);
            const double gain = at(form.gain) * (exc ? 1 : form.inhibitory_ratio);
            const double mean = value_at(rate, i) * per_tick * weight * gain / (1 - decay);
            return mean / at(form.current);
        });
    }

    /// Represents a Poisson input by processes that fire at most once in a tick, as many as keep p
    /// below the limit.
    void fill_processes(const Stimulus& stimulus, Source& source) {
        const double max_p = request_.board.limit("poisson_p_max");
        const double tick_s = request_.board_dt_ms * 1e-3;
        const Values rate = values_of(stimulus, "rate");
        const std::uint64_t n = stimulus.shared || !varies(rate) ? 1 : stimulus.target_slice.size();
        double highest = 0, sum = 0;
        for (std::uint64_t i = 0; i < n; ++i) {
            source.p.push_back(value_at(rate, i) * tick_s);
            highest = std::max(highest, source.p.back());
            sum += source.p.back();
        }
        source.copies =
            static_cast<std::uint64_t>(std::max(1.0, std::ceil(highest / max_p - 1e-9)));
        for (auto& p : source.p) { p /= static_cast<double>(source.copies); }
        source.events_per_second = sum / static_cast<double>(n) / tick_s;
        source.rate_hz = source.events_per_second / static_cast<double>(source.copies);
        note("is " + std::to_string(source.copies) +
             " poisson_process for each train, each with p = " + std::to_string(source.p.front()) +
             " in a tick: the number of spikes in a tick is binomial, its variance lower by that "
             "part");
    }

    const TranslateRequest& request_;
    BoardNetwork& network_;
    std::vector<NeuronForm>& forms_;
    std::vector<Source> sources_;
    std::string where_;
};

/// Returns a projection from one copy of a source onto its targets.
Projection wire(const Stimulus& stimulus, const Source& source, std::size_t population,
                std::uint64_t copy) {
    const std::uint64_t n = stimulus.shared ? 1 : stimulus.target_slice.size();
    Projection projection;
    projection.name = stimulus.name + (source.copies > 1 ? "." + std::to_string(copy) : "");
    projection.source = population;
    projection.target = source.target;
    projection.source_slice = {copy * n, (copy + 1) * n};
    projection.target_slice = stimulus.target_slice;
    projection.rule.kind = stimulus.shared ? RuleKind::all_to_all : RuleKind::one_to_one;
    return projection;
}

/// Turns a projection into a list, because weights given neuron by neuron need one.
void list_weights(Projection& projection, const std::vector<double>& weights, double delay_ms) {
    const bool shared = projection.rule.kind == RuleKind::all_to_all;
    std::vector<Edge> edges;
    for (std::uint64_t i = 0; i < projection.target_slice.size(); ++i) {
        edges.push_back({projection.source_slice.first + (shared ? 0 : i),
                         projection.target_slice.first + i, weights[i], delay_ms});
    }
    projection.rule.kind = RuleKind::explicit_list;
    projection.rule.edges = std::make_shared<MemoryEdges>(std::move(edges), projection.name);
}

}  // namespace

std::vector<Source> make_sources(const TranslateRequest& request, BoardNetwork& network,
                                 std::vector<NeuronForm>& forms) {
    return SourceMaker(request, network, forms).make();
}

void add_sources(BoardNetwork& network, const std::vector<Source>& sources,
                 const TargetUnits& units) {
    auto& description = network.description;
    for (const auto& source : sources) {
        auto& stimulus = description.stimuli[source.stimulus];
        const Stimulus& before = source.given;
        const std::uint64_t n = before.shared ? 1 : before.target_slice.size();
        Population population;
        population.name = description.populations[source.target].name + "." + before.name;
        population.size = n * source.copies;
        population.model = source.is_list ? relay_model : poisson_application;
        if (source.p.size() == 1) {
            population.params["p"] = Distribution::constant(source.p.front());
        } else if (!source.p.empty()) {
            std::vector<double> all;
            for (std::uint64_t copy = 0; copy < source.copies; ++copy) {
                all.insert(all.end(), source.p.begin(), source.p.end());
            }
            population.params["p"] = std::move(all);
        }
        const std::size_t index = description.populations.size();
        if (source.is_list) {
            stimulus.target = index;
            stimulus.target_slice = {0, n};
            stimulus.weight = Distribution::constant(1);
            stimulus.delay_ms = std::max(0.0, before.delay_ms - description.dt_ms);
            stimulus.receptor.reset();
        }
        for (std::uint64_t copy = 0; copy < source.copies; ++copy) {
            auto projection = wire(before, source, index, copy);
            const double sign_ratio =
                source.weight < 0 ? units.forms[source.target].inhibitory_ratio : 1.0;
            const double largest = units.largest[source.target];
            if (const auto* one = std::get_if<Distribution>(&before.weight)) {
                projection.weight = *one;
            } else {
                list_weights(projection, std::get<std::vector<double>>(before.weight),
                             description.dt_ms);
            }
            hold_on_board(projection, units.factors[source.target] * sign_ratio,
                          {-largest, largest, 1}, description.dt_ms);
            description.projections.push_back(std::move(projection));
        }
        network.populations.push_back(
            {std::string(source.is_list ? list_application : poisson_application), source.rate_hz,
             false, 1});
        description.populations.push_back(std::move(population));
    }
}

}  // namespace callosum::spinnaker2
