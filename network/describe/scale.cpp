#include <algorithm>
#include <cmath>

#include "network/describe/check.hpp"
#include "network/describe/check_and_number.hpp"
#include "network/describe/degrees.hpp"
#include "network/describe/plasticity.hpp"
#include "network/describe/scale_space.hpp"

namespace callosum {

namespace {

constexpr double euler = 2.71828182845904523536;

std::uint64_t rounded(double value) { return static_cast<std::uint64_t>(std::llround(value)); }

Slice scaled(const Slice& slice, double size) {
    return {rounded(static_cast<double>(slice.first) * size),
            rounded(static_cast<double>(slice.last) * size)};
}

double mean_of(const Values& values) {
    if (const auto* drawn = std::get_if<Distribution>(&values)) { return drawn->mean(); }
    const auto& listed = std::get<std::vector<double>>(values);
    double sum = 0;
    for (const double value : listed) { sum += value; }
    return listed.empty() ? 0 : sum / static_cast<double>(listed.size());
}

/// Mean of a parameter over the population: its value, or the model's default.
double mean_parameter(const Population& population, std::string_view name) {
    const auto given = population.params.find(std::string(name));
    if (given != population.params.end()) { return mean_of(given->second); }
    for (const auto& field : find_neuron_model(population.model)->params) {
        if (field.name == name) { return field.default_value; }
    }
    return 0;
}

/// Charge (pA ms) that one spike of weight 1 brings into a neuron; nothing for unknown models.
std::optional<double> charge_per_weight(const Population& target, std::size_t port) {
    const std::string_view tau_syn = port == 0 ? "tau_syn_ex" : "tau_syn_in";
    if (find_neuron_model(target.model) == nullptr) { return std::nullopt; }
    if (target.model == "iaf_psc_exp") { return mean_parameter(target, tau_syn); }
    // The weight is the peak of w e t/tau exp(-t/tau), whose integral is w e tau.
    if (target.model == "iaf_psc_alpha") { return euler * mean_parameter(target, tau_syn); }
    if (target.model == "iaf_psc_delta") { return mean_parameter(target, "C_m"); }
    return std::nullopt;
}

/// What is added to I_e: the same for all neurons, and beside it one number per neuron where a
/// projection or stimulus reaches a part of the population.
struct Compensation {
    double all_pA = 0;
    std::vector<double> each_pA;
};

class Scaler {
  public:
    Scaler(Description& description, const Scale& scale)
        : description_(description), scale_(scale), root_(std::sqrt(scale.indegree)) {}

    std::vector<Problem> run() {
        // The compensation is computed from the unscaled network and added to the scaled one.
        std::vector<Compensation> added(description_.populations.size());
        if (scale_.indegree != 1) {
            for (std::size_t target = 0; target < added.size(); ++target) {
                compensate(target, added[target]);
            }
        }
        for (auto& population : description_.populations) { resize(population); }
        for (std::size_t n = 0; n < description_.projections.size(); ++n) { rescale(n); }
        for (auto& stimulus : description_.stimuli) { rescale(stimulus); }
        for (auto& record : description_.spikes) { resize(record.neurons, record.population); }
        for (auto& trace : description_.traces) { resize(trace.neurons, trace.population); }
        for (auto& record : description_.weight_records) {
            if (record.projection >= description_.projections.size()) { continue; }
            resize(record.sources, description_.projections[record.projection].source);
            resize(record.targets, description_.projections[record.projection].target);
        }
        for (std::size_t target = 0; target < added.size(); ++target) {
            add(target, added[target]);
        }
        return std::move(problems_);
    }

  private:
    /// Its neurons count spikes; weights to them are always 1.
    [[nodiscard]] bool counts(std::size_t population) const {
        if (!known(population)) { return false; }
        const auto* model = find_neuron_model(description_.populations[population].model);
        return model != nullptr && model->counts_spikes;
    }

    [[nodiscard]] bool known(std::size_t population) const {
        return population < description_.populations.size();
    }

    void resize(Population& population) {
        sizes_.push_back(population.size);
        const std::uint64_t size =
            rounded(static_cast<double>(population.size) * size_factor(population, scale_));
        scale_positions(population, scale_, problems_);
        const auto refuse_lists = [&](const std::map<std::string, Values>& group,
                                      const char* name) {
            for (const auto& [key, values] : group) {
                if (size != population.size &&
                    std::holds_alternative<std::vector<double>>(values)) {
                    problems_.push_back({"populations." + population.name + "." + name + "." + key,
                                         "one number per neuron cannot be scaled in size; use a "
                                         "distribution or scale.size 1"});
                }
            }
        };
        refuse_lists(population.params, "params");
        refuse_lists(population.initial, "initial");
        population.size = size;
    }

    /// The factor of a population's size; by what it was before.
    [[nodiscard]] double factor(std::size_t population) const {
        return known(population) ? size_factor(description_.populations[population], scale_)
                                 : scale_.size;
    }

    /// A selection of all neurons stays one; others keep their indices.
    void resize(Selection& neurons, std::size_t population) const {
        if (known(population) && neurons.size() == 1 &&
            neurons[0] == Slice{0, sizes_[population]}) {
            neurons[0].last = description_.populations[population].size;
        }
    }

    void rescale(std::size_t index) {
        auto& projection = description_.projections[index];
        auto& rule = projection.rule;
        const double k = scale_.indegree;
        const std::string where = "projections[" + std::to_string(index) + "].rule";
        projection.source_slice = scaled(projection.source_slice, factor(projection.source));
        projection.target_slice = scaled(projection.target_slice, factor(projection.target));
        if (!counts(projection.target)) {
            projection.weight = projection.weight.scaled(1 / root_);
            if (projection.weight_by_distance) { projection.weight_by_distance->factor /= root_; }
            scale_weight_bounds(projection, 1 / root_);
        }
        switch (rule.kind) {
            case RuleKind::one_to_one:
                break;
            case RuleKind::all_to_all:
                if (k != 1) {
                    problems_.push_back({where, "all_to_all has no in-degree that scale.indegree " +
                                                    check::to_text(k) + " could change"});
                }
                break;
            case RuleKind::fixed_indegree:
            case RuleKind::fixed_outdegree:
                rule.degree = rounded(static_cast<double>(rule.degree) * k);
                break;
            case RuleKind::fixed_total_number:
                rule.degree =
                    rounded(static_cast<double>(rule.degree) * factor(projection.target) * k);
                break;
            case RuleKind::pairwise_bernoulli:
            case RuleKind::pairwise_poisson:
            case RuleKind::symmetric_pairwise_bernoulli:
                rule.p *= k / scale_.size;
                if (rule.space) {
                    repeat_passes(description_, projection);
                } else if (rule.p > 1 && rule.kind != RuleKind::pairwise_poisson) {
                    problems_.push_back({where + ".p", "becomes " + check::to_text(rule.p) +
                                                           " by scale.indegree / scale.size; must "
                                                           "be at most 1"});
                }
                break;
            case RuleKind::explicit_list:
                problems_.push_back({where, "an explicit list cannot be scaled"});
                break;
        }
    }

    static void multiply(Values& values, double factor) {
        if (auto* drawn = std::get_if<Distribution>(&values)) {
            *drawn = drawn->scaled(factor);
        } else {
            for (auto& value : std::get<std::vector<double>>(values)) { value *= factor; }
        }
    }

    void rescale(Stimulus& stimulus) {
        const std::uint64_t size = stimulus.target_slice.size();
        stimulus.target_slice = scaled(stimulus.target_slice, factor(stimulus.target));
        if (stimulus.target_slice.size() != size) {
            for (const auto* values : {&stimulus.rate, &stimulus.weight, &stimulus.amplitude}) {
                if (std::holds_alternative<std::vector<double>>(*values)) {
                    problems_.push_back({"stimuli." + stimulus.name,
                                         "one number per neuron cannot be scaled in size"});
                }
            }
            if (stimulus.trains != nullptr || stimulus.samples != nullptr) {
                problems_.push_back({"stimuli." + stimulus.name,
                                     "one train or feature per neuron cannot be scaled in size"});
            }
        }
        if (!counts(stimulus.target)) { multiply(stimulus.weight, 1 / root_); }
        if (is_background(stimulus.kind)) {
            multiply(stimulus.rate, scale_.indegree);
            for (auto& rate : stimulus.rates_hz) { rate *= scale_.indegree; }
        }
        if (stimulus.kind == StimulusKind::sinusoidal_poisson_generator) {
            multiply(stimulus.amplitude, scale_.indegree);
        }
    }

    /// Mean input that the scaled network lacks: the mean current I = sum K w r charge of the full
    /// one shrinks with K k and w / sqrt(k) to sqrt(k) I (van Albada et al. 2015, doi:
    /// 10.1371/journal.pcbi.1004490). Nothing unless all sources state their rate.
    void compensate(std::size_t target, Compensation& added) {
        for (const auto& projection : description_.projections) {
            if (projection.target == target && known(projection.source) &&
                !description_.populations[projection.source].mean_rate) {
                return;
            }
        }
        for (const auto& projection : description_.projections) {
            if (projection.target != target || !known(projection.source)) { continue; }
            if (projection.weight_by_distance) {
                problems_.push_back(
                    {"projections." + projection.name,
                     "has weights by distance, for which no constant current makes up; "
                     "leave out scale.indegree or the sources' mean_rate"});
                continue;
            }
            const double rate = *description_.populations[projection.source].mean_rate;
            const double weight = projection.weight.mean();
            contribute(target, added, projection.target_slice, projection.receptor, weight,
                       mean_indegree(description_, projection) * rate);
        }
        for (const auto& stimulus : description_.stimuli) {
            if (stimulus.target != target || !is_background(stimulus.kind)) { continue; }
            if (stimulus.kind == StimulusKind::inhomogeneous_poisson_generator) {
                problems_.push_back({"stimuli." + stimulus.name,
                                     "no constant current makes up for a rate that changes; leave "
                                     "out scale.indegree or the sources' mean_rate"});
                continue;
            }
            contribute(stimulus, added);
        }
    }

    /// Current (pA) that makes up for input of `rate` spikes/s with a mean weight.
    [[nodiscard]] double current(std::size_t target, std::optional<std::size_t> receptor,
                                 double weight, double rate) const {
        const std::size_t port = receptor.value_or(weight < 0 ? 1 : 0);
        const auto charge = charge_per_weight(description_.populations[target], port);
        constexpr double per_ms = 0.001;  // spikes/s to spikes/ms
        return per_ms * (1 - root_) * charge.value_or(0) * weight * rate;
    }

    void contribute(std::size_t target, Compensation& added, const Slice& unscaled,
                    std::optional<std::size_t> receptor, double weight, double rate) const {
        const double more = current(target, receptor, weight, rate);
        const std::uint64_t size = description_.populations[target].size;
        if (unscaled == Slice{0, size}) {
            added.all_pA += more;
            return;
        }
        const Slice part = scaled(unscaled, factor(target));
        reserve(target, added);
        for (std::uint64_t n = part.first; n < std::min(part.last, added.each_pA.size()); ++n) {
            added.each_pA[n] += more;
        }
    }

    void contribute(const Stimulus& stimulus, Compensation& added) const {
        const auto* rates = std::get_if<std::vector<double>>(&stimulus.rate);
        const auto* weights = std::get_if<std::vector<double>>(&stimulus.weight);
        const bool copies = stimulus.kind == StimulusKind::mip_generator;
        const double rate =
            mean_of(stimulus.rate) * (copies ? number_of(stimulus, "p_copy", 1) : 1);
        const double weight = mean_of(stimulus.weight);
        if (rates == nullptr && weights == nullptr) {
            contribute(stimulus.target, added, stimulus.target_slice, stimulus.receptor, weight,
                       rate);
            return;
        }
        reserve(stimulus.target, added);
        const Slice part = stimulus.target_slice;  // lists are refused unless the size stays
        for (std::uint64_t n = part.first; n < std::min(part.last, added.each_pA.size()); ++n) {
            const std::size_t i = n - part.first;
            added.each_pA[n] +=
                current(stimulus.target, stimulus.receptor,
                        weights != nullptr && i < weights->size() ? (*weights)[i] : weight,
                        rates != nullptr && i < rates->size() ? (*rates)[i] : rate);
        }
    }

    void reserve(std::size_t target, Compensation& added) const {
        added.each_pA.resize(
            rounded(static_cast<double>(description_.populations[target].size) * factor(target)));
    }

    /// Adds to I_e: a constant shifts a distribution with its bounds; else numbers are listed.
    void add(std::size_t target, const Compensation& added) {
        auto& population = description_.populations[target];
        if (added.all_pA == 0 && added.each_pA.empty()) { return; }
        const auto [item, is_new] = population.params.try_emplace("I_e", Distribution::constant(0));
        if (is_new) { item->second = Distribution::constant(mean_parameter_default(population)); }
        auto& values = item->second;
        auto* drawn = std::get_if<Distribution>(&values);
        if (added.each_pA.empty() && drawn != nullptr) {
            shift(population, *drawn, added.all_pA);
            return;
        }
        if (drawn != nullptr && !drawn->is_constant()) {
            problems_.push_back({"populations." + population.name + ".params.I_e",
                                 "cannot be a distribution where scale.indegree needs a dc that "
                                 "differs from neuron to neuron"});
            return;
        }
        if (drawn != nullptr) { values = std::vector<double>(population.size, drawn->a); }
        auto& listed = std::get<std::vector<double>>(values);
        for (std::size_t n = 0; n < listed.size(); ++n) {
            listed[n] += added.all_pA + (n < added.each_pA.size() ? added.each_pA[n] : 0);
        }
    }

    [[nodiscard]] static double mean_parameter_default(const Population& population) {
        Population plain;
        plain.model = population.model;
        return find_neuron_model(plain.model) == nullptr ? 0 : mean_parameter(plain, "I_e");
    }

    void shift(const Population& population, Distribution& drawn, double by) {
        switch (drawn.kind) {
            case Distribution::Kind::uniform:
                drawn.b += by;
                [[fallthrough]];
            case Distribution::Kind::constant:
            case Distribution::Kind::normal:
                drawn.a += by;
                break;
            case Distribution::Kind::lognormal:
            case Distribution::Kind::exponential:
                problems_.push_back({"populations." + population.name + ".params.I_e",
                                     "cannot be lognormal or exponential where scale.indegree "
                                     "adds a dc; use normal or uniform"});
                return;
        }
        drawn.min += by;
        drawn.max += by;
    }

    Description& description_;
    Scale scale_;
    double root_;
    std::vector<std::uint64_t> sizes_;  ///< before scaling
    std::vector<Problem> problems_;
};

}  // namespace

std::vector<Problem> apply_scale(Description& description, const Scale& scale) {
    std::vector<Problem> problems;
    const check::Range range{0, 1e6, true};
    if (!check::inside(scale.size, range)) {
        problems.push_back(
            {"scale.size", "is " + check::to_text(scale.size) + ", " + check::to_text(range)});
    }
    if (!check::inside(scale.indegree, range)) {
        problems.push_back({"scale.indegree",
                            "is " + check::to_text(scale.indegree) + ", " + check::to_text(range)});
    }
    if (!check::inside(scale.extent, range)) {
        problems.push_back(
            {"scale.extent", "is " + check::to_text(scale.extent) + ", " + check::to_text(range)});
    }
    if (!problems.empty() || scale == Scale{}) { return problems; }
    return Scaler(description, scale).run();
}

}  // namespace callosum
