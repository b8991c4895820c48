#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>

#include "engine/base/random.hpp"
#include "models/model.hpp"
#include "network/describe/network.hpp"
#include "network/describe/phases.hpp"

namespace callosum {

/// Value of neuron `index` (in its population). A draw is keyed by (seed, purpose, stream, index), so
/// it can be made again at any place and time.
[[nodiscard]] double value_of(const Values& values, std::uint64_t seed, Purpose purpose,
                              std::uint32_t stream, std::uint64_t index);

/// The value that all neurons share, or nothing.
[[nodiscard]] std::optional<double> shared_value(const Values& values);

/// Parameters and initial state of one population of a description, by position in the model's tables.
/// A parameter that is drawn has the same uniform number in every phase: a neuron keeps its place in
/// the distribution, whatever changes.
class PopulationValues {
  public:
    PopulationValues(const Description& description, std::size_t population);
    /// Of a population with that index as a phase makes it; `population` must outlive the object.
    PopulationValues(const Population& population, std::size_t index, std::uint64_t seed);

    [[nodiscard]] const ModelInfo& model() const { return *model_; }
    [[nodiscard]] const Population& population() const { return *population_; }
    [[nodiscard]] std::optional<double> shared_param(std::size_t param) const;
    [[nodiscard]] double param(std::size_t param, std::uint64_t index) const;
    /// Initial value of state variable i; follows `Field::same_as` where the user set nothing.
    [[nodiscard]] double initial(std::size_t state, std::uint64_t index) const;
    [[nodiscard]] VariantQuery query() const;
    [[nodiscard]] bool all_shared() const;
    /// The lists of the model, in the order of ModelInfo::lists.
    [[nodiscard]] std::vector<std::vector<double>> lists() const;
    /// The parameter "substeps"; 1 where the model has none.
    [[nodiscard]] int substeps() const;
    /// Can this variant of a model serve the population?
    template <class M>
    [[nodiscard]] bool served_by() const {
        return M::info.name == model_->name && M::applies(query());
    }
    /// Input rows of a model, and where a port's input goes.
    template <class M>
    [[nodiscard]] std::size_t n_rows() const {
        if constexpr (M::info.receptor_per_list_element) { return lists()[0].size(); }
        return M::n_rows;
    }

    template <class M>
    [[nodiscard]] std::array<double, M::n_params> params_of(std::uint64_t index) const {
        std::array<double, M::n_params> values;
        for (std::size_t i = 0; i < M::n_params; ++i) { values[i] = param(i, index); }
        return values;
    }

  private:
    [[nodiscard]] const Values* given(std::size_t param) const;
    const Population* population_;
    std::uint64_t seed_;
    std::uint32_t stream_;
    const ModelInfo* model_;
};

/// Can this variant of a model serve a population in all phases?
template <class M>
[[nodiscard]] bool serves(const Description& description, std::size_t population) {
    const auto over_time = population_over_time(description, population);
    return std::all_of(over_time.begin(), over_time.end(), [&](const Population* one) {
        return PopulationValues(*one, population, description.seed).served_by<M>();
    });
}

}  // namespace callosum
