#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "engine/base/random.hpp"
#include "models/model.hpp"
#include "network/describe/network.hpp"
#include "network/describe/phases.hpp"

namespace callosum {

/// Returns the value of neuron `index` (in its population). A draw is keyed by (seed, purpose,
/// stream, index), so it can be repeated at any place and time.
[[nodiscard]] double value_of(const Values& values, std::uint64_t seed, Purpose purpose,
                              std::uint32_t stream, std::uint64_t index);

/// Returns the value that all neurons share, or nothing.
[[nodiscard]] std::optional<double> shared_value(const Values& values);

/// Parameters and initial state of one population of a description, by position in the model's
/// tables. A drawn parameter has the same uniform number in every phase: a neuron keeps its
/// quantile when a phase changes the distribution.
class PopulationValues {
  public:
    PopulationValues(const Description& description, std::size_t population);
    /// Values of the population with this index as a phase changes it; `population` must outlive
    /// the object.
    PopulationValues(const Population& population, std::size_t index, std::uint64_t seed);

    [[nodiscard]] const ModelInfo& model() const { return *model_; }
    [[nodiscard]] const Population& population() const { return *population_; }
    /// Returns a parameter that all neurons share, its default where the user set nothing, or
    /// nothing where neurons differ.
    [[nodiscard]] std::optional<double> shared_param(std::size_t param) const;
    /// Returns a parameter of neuron `index` of the population.
    [[nodiscard]] double param(std::size_t param, std::uint64_t index) const;
    /// Returns the initial value of a state variable; follows `Field::same_as` where the user set
    /// nothing.
    [[nodiscard]] double initial(std::size_t state, std::uint64_t index) const;
    /// Returns the facts by which a model chooses its variant; they refer to this object.
    [[nodiscard]] VariantQuery query() const;
    /// Whether every parameter is the same for all neurons, so that one set of coefficients serves.
    [[nodiscard]] bool all_shared() const;
    /// Returns the lists of the model, in the order of ModelInfo::lists.
    [[nodiscard]] std::vector<std::vector<double>> lists() const;
    /// Returns the parameter "substeps"; 1 where the model has none.
    [[nodiscard]] int substeps() const;
    /// Whether this variant of a model can serve the population.
    template <class M>
    [[nodiscard]] bool served_by() const {
        return M::info.name == model_->name && M::applies(query());
    }
    /// Returns the number of input rows of a model.
    template <class M>
    [[nodiscard]] std::size_t n_rows() const {
        if constexpr (M::info.receptor_per_list_element) { return lists()[0].size(); }
        return M::n_rows;
    }

    /// Returns all parameters of one neuron, in the order of the model's table.
    template <class M>
    [[nodiscard]] std::array<double, M::n_params> params_of(std::uint64_t index) const {
        std::array<double, M::n_params> values;
        for (std::size_t i = 0; i < M::n_params; ++i) { values[i] = param(i, index); }
        return values;
    }

  private:
    const Population* population_;
    std::uint64_t seed_;
    std::uint32_t stream_;
    const ModelInfo* model_;
    std::vector<const Values*> given_;  ///< by parameter: what the user set, or null
};

/// Whether this variant of a model can serve a population in all phases.
template <class M>
[[nodiscard]] bool serves(const Description& description, std::size_t population) {
    const auto over_time = population_over_time(description, population);
    return std::all_of(over_time.begin(), over_time.end(), [&](const Population* one) {
        return PopulationValues(*one, population, description.seed).served_by<M>();
    });
}

}  // namespace callosum
