#include "network/describe/compensation.hpp"

#include <algorithm>
#include <cmath>

#include "network/describe/check.hpp"
#include "network/describe/degrees.hpp"
#include "network/describe/scale_space.hpp"

namespace callosum {

namespace {

double mean_of(const Values& values) {
    if (const auto* drawn = std::get_if<Distribution>(&values)) { return drawn->mean(); }
    const auto& listed = std::get<std::vector<double>>(values);
    double sum = 0;
    for (const double value : listed) { sum += value; }
    return listed.empty() ? 0 : sum / static_cast<double>(listed.size());
}

double default_of(const ModelInfo& model, std::string_view name) {
    const auto found = std::ranges::find(model.params, name, &Field::name);
    return found == model.params.end() ? 0 : found->default_value;
}

/// The parameters of one population.
class PopulationMeans final : public MeanParameters {
  public:
    PopulationMeans(const Population& population, const ModelInfo& model, double dt_ms)
        : population_(population), model_(model), dt_ms_(dt_ms) {}

    [[nodiscard]] double dt_ms() const override { return dt_ms_; }
    [[nodiscard]] double mean(std::string_view name) const override {
        const auto given = population_.params.find(std::string(name));
        return given == population_.params.end() ? default_of(model_, name)
                                                 : mean_of(given->second);
    }
    [[nodiscard]] bool is_shared(std::string_view name) const override {
        const auto given = population_.params.find(std::string(name));
        if (given == population_.params.end()) { return true; }
        const auto* drawn = std::get_if<Distribution>(&given->second);
        return drawn != nullptr && drawn->is_constant();
    }
    [[nodiscard]] std::span<const double> list(std::string_view name) const override {
        const auto given = population_.lists.find(std::string(name));
        if (given != population_.lists.end()) { return given->second; }
        const auto found = std::ranges::find(model_.lists, name, &ListField::name);
        return found == model_.lists.end() ? std::span<const double>{} : found->default_value;
    }

  private:
    const Population& population_;
    const ModelInfo& model_;
    double dt_ms_;
};

/// Finds what one population lacks.
class Compensator {
  public:
    Compensator(const Description& unscaled, const Scale& scale, std::size_t target,
                std::vector<Problem>& problems)
        : description_(unscaled),
          scale_(scale),
          target_(target),
          population_(unscaled.populations[target]),
          model_(*find_neuron_model(population_.model)),
          root_(std::sqrt(scale.indegree)),
          factor_(size_factor(population_, scale)),
          problems_(problems) {}

    Compensation run() {
        if (!is_wanted()) { return {}; }
        for (const auto& projection : description_.projections) {
            if (projection.target == target_ && known(projection.source)) { add(projection); }
        }
        for (const auto& stimulus : description_.stimuli) {
            if (stimulus.target == target_ && info_of(stimulus).is_background()) { add(stimulus); }
        }
        if (cannot_) { refuse(); }
        return std::move(added_);
    }

  private:
    [[nodiscard]] bool known(std::size_t population) const {
        return population < description_.populations.size();
    }

    /// Means are kept where all that project to the population state their rates. One that nothing
    /// projects to has its stimuli alone; where no constant input can do that and no population of the
    /// network states a rate, nobody has asked for it.
    [[nodiscard]] bool is_wanted() const {
        bool hears = false;
        for (const auto& projection : description_.projections) {
            if (projection.target != target_ || !known(projection.source)) { continue; }
            hears = true;
            if (!description_.populations[projection.source].mean_rate) { return false; }
        }
        const auto states = [](const Population& one) { return one.mean_rate.has_value(); };
        return hears || model_.mean_input.none.empty() ||
               std::ranges::any_of(description_.populations, states);
    }

    /// The part of the mean input that is lost: in-degrees shrink to k, weights grow to 1 / sqrt(k),
    /// except in one_to_one (one synapse stays one) and where weights are counts and stay 1.
    [[nodiscard]] double lost_part(bool one_to_one) const {
        if (model_.counts_spikes) { return one_to_one ? 0 : 1 - scale_.indegree; }
        return one_to_one ? 1 - 1 / root_ : 1 - root_;
    }

    void add(const Projection& projection) {
        if (projection.weight_by_distance) {
            problems_.push_back({"projections." + projection.name,
                                 "has weights by distance, for which no constant current makes up; "
                                 "leave out scale.indegree or the sources' mean_rate"});
            return;
        }
        const double rate = *description_.populations[projection.source].mean_rate;
        const double weight = projection.weight.mean();
        contribute(
            projection.target_slice,
            current(lost_part(projection.rule.kind == RuleKind::one_to_one), projection.receptor,
                    weight, mean_indegree(description_, projection) * rate));
    }

    void add(const Stimulus& stimulus) {
        const auto& info = info_of(stimulus);
        if (info.mean_rate.empty()) {
            problems_.push_back({"stimuli." + stimulus.name,
                                 "no constant current makes up for a rate that changes; leave "
                                 "out scale.indegree or the sources' mean_rate"});
            return;
        }
        const Values given = values_of(stimulus, info.mean_rate);
        const auto* rates = std::get_if<std::vector<double>>(&given);
        const auto* weights = std::get_if<std::vector<double>>(&stimulus.weight);
        const double rate =
            mean_of(given) *
            (info.copied.empty() ? 1 : number_of(stimulus, info.copied, description_.dt_ms));
        const double weight = mean_of(stimulus.weight);
        const double lost = lost_part(false);
        if (rates == nullptr && weights == nullptr) {
            contribute(stimulus.target_slice, current(lost, stimulus.receptor, weight, rate));
            return;
        }
        reserve();
        const Slice part = stimulus.target_slice;  // lists are refused unless the size stays
        for (std::uint64_t n = part.first; n < std::min(part.last, added_.each.size()); ++n) {
            const std::size_t i = n - part.first;
            added_.each[n] +=
                current(lost, stimulus.receptor,
                        weights != nullptr && i < weights->size() ? (*weights)[i] : weight,
                        rates != nullptr && i < rates->size() ? (*rates)[i] : rate);
        }
    }

    /// The constant input that makes up for input of `rate` spikes/s with a mean weight.
    [[nodiscard]] double current(double lost, std::optional<std::size_t> receptor, double weight,
                                 double rate) {
        if (lost == 0 || weight == 0 || rate == 0) { return 0; }
        const std::size_t port = receptor.value_or(weight < 0 ? 1 : 0);
        const auto charge_of = model_.mean_input.charge_per_weight;
        const auto charge =
            charge_of == nullptr
                ? std::nullopt
                : charge_of(port, PopulationMeans(population_, model_, description_.dt_ms));
        cannot_ = cannot_ || !charge;
        constexpr double per_ms = 0.001;  // spikes/s to spikes/ms
        return per_ms * lost * charge.value_or(0) * weight * rate;
    }

    void contribute(const Slice& unscaled, double more) {
        if (unscaled == Slice{0, population_.size}) {
            added_.all += more;
            return;
        }
        const Slice part = scaled_slice(unscaled, factor_);
        reserve();
        for (std::uint64_t n = part.first; n < std::min(part.last, added_.each.size()); ++n) {
            added_.each[n] += more;
        }
    }

    void reserve() { added_.each.resize(scaled_count(population_.size, factor_)); }

    void refuse() {
        const std::string_view none = model_.mean_input.none;
        const std::string why =
            none.empty() ? " with these parameters" : " (" + std::string(none) + ")";
        problems_.push_back(
            {"populations." + population_.name,
             "no constant input of model " + population_.model + why +
                 " makes up for the mean input that scale.indegree " +
                 check::to_text(scale_.indegree) +
                 " takes away; leave out scale.indegree, or \"mean_rate\" to scale without it"});
    }

    const Description& description_;
    const Scale& scale_;
    std::size_t target_;
    const Population& population_;
    const ModelInfo& model_;
    double root_, factor_;
    std::vector<Problem>& problems_;
    Compensation added_;
    bool cannot_ = false;
};

/// A constant shifts a distribution with its bounds.
void shift(Distribution& drawn, double by, const std::string& where,
           std::vector<Problem>& problems) {
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
            problems.push_back({where,
                                "cannot be lognormal or exponential where scale.indegree "
                                "adds a dc; use normal or uniform"});
            return;
    }
    drawn.min += by;
    drawn.max += by;
}

}  // namespace

std::uint64_t scaled_count(std::uint64_t count, double factor) {
    return static_cast<std::uint64_t>(std::llround(static_cast<double>(count) * factor));
}

Slice scaled_slice(const Slice& slice, double factor) {
    return {scaled_count(slice.first, factor), scaled_count(slice.last, factor)};
}

std::vector<Compensation> compensations(const Description& unscaled, const Scale& scale,
                                        std::vector<Problem>& problems) {
    std::vector<Compensation> added(unscaled.populations.size());
    if (scale.indegree == 1) { return added; }
    for (std::size_t target = 0; target < added.size(); ++target) {
        if (find_neuron_model(unscaled.populations[target].model) == nullptr) { continue; }
        added[target] = Compensator(unscaled, scale, target, problems).run();
    }
    return added;
}

void add_compensation(Population& population, const Compensation& added,
                      std::vector<Problem>& problems) {
    const auto some = [](double value) { return value != 0; };
    if (added.all == 0 && std::ranges::none_of(added.each, some)) { return; }
    const auto* model = find_neuron_model(population.model);
    const std::string name(model->mean_input.constant);
    const std::string where = "populations." + population.name + ".params." + name;
    auto& values =
        population.params.try_emplace(name, Distribution::constant(default_of(*model, name)))
            .first->second;
    auto* drawn = std::get_if<Distribution>(&values);
    if (added.each.empty() && drawn != nullptr) {
        shift(*drawn, added.all, where, problems);
        return;
    }
    if (drawn != nullptr && !drawn->is_constant()) {
        problems.push_back({where,
                            "cannot be a distribution where scale.indegree needs a dc that "
                            "differs from neuron to neuron"});
        return;
    }
    if (drawn != nullptr) { values = std::vector<double>(population.size, drawn->a); }
    auto& listed = std::get<std::vector<double>>(values);
    for (std::size_t n = 0; n < listed.size(); ++n) {
        listed[n] += added.all + (n < added.each.size() ? added.each[n] : 0);
    }
}

}  // namespace callosum
