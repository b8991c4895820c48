#include <algorithm>
#include <cmath>

#include "network/describe/check.hpp"
#include "network/describe/check_and_number.hpp"
#include "network/describe/compensation.hpp"
#include "network/describe/plasticity.hpp"
#include "network/describe/scale_space.hpp"

namespace callosum {

namespace {

std::uint64_t rounded(double value) { return static_cast<std::uint64_t>(std::llround(value)); }

class Scaler {
  public:
    Scaler(Description& description, const Scale& scale)
        : description_(description), scale_(scale), root_(std::sqrt(scale.indegree)) {}

    std::vector<Problem> run() {
        const auto added = compensations(description_, scale_, problems_);  // while it is unscaled
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
            add_compensation(description_.populations[target], added[target], problems_);
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
        const std::uint64_t size = scaled_count(population.size, size_factor(population, scale_));
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
        projection.source_slice = scaled_slice(projection.source_slice, factor(projection.source));
        projection.target_slice = scaled_slice(projection.target_slice, factor(projection.target));
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
        stimulus.target_slice = scaled_slice(stimulus.target_slice, factor(stimulus.target));
        if (stimulus.target_slice.size() != size) {
            const auto refuse_list = [&](const Values& values) {
                if (std::holds_alternative<std::vector<double>>(values)) {
                    problems_.push_back({"stimuli." + stimulus.name,
                                         "one number per neuron cannot be scaled in size"});
                }
            };
            refuse_list(stimulus.weight);
            for (const auto& [name, values] : stimulus.values) { refuse_list(values); }
            if (stimulus.trains != nullptr || stimulus.samples != nullptr) {
                problems_.push_back({"stimuli." + stimulus.name,
                                     "one train or feature per neuron cannot be scaled in size"});
            }
        }
        if (!counts(stimulus.target)) { multiply(stimulus.weight, 1 / root_); }
        for (const auto& field : info_of(stimulus).params) {
            if (!field.as_indegree) { continue; }
            if (const auto one = stimulus.values.find(field.name); one != stimulus.values.end()) {
                multiply(one->second, scale_.indegree);
            }
            if (const auto list = stimulus.lists.find(field.name); list != stimulus.lists.end()) {
                for (auto& rate : list->second) { rate *= scale_.indegree; }
            }
        }
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
