#pragma once

#include <cstdint>
#include <string_view>

#include "models/info.hpp"
#include "network/describe/network.hpp"

namespace callosum {

/// Parameters and initial values of one population by name and neuron: what is given, or the model's default.
/// They must be constants or lists.
class ParameterReader {
  public:
    ParameterReader(const Population& population, const ModelInfo& model)
        : population_(population), model_(model) {}

    [[nodiscard]] double param(std::string_view name, std::uint64_t neuron) const;
    [[nodiscard]] double initial(std::string_view name, std::uint64_t neuron) const;
    /// Whether some value differs between neurons.
    [[nodiscard]] bool varied() const;

  private:
    [[nodiscard]] double default_value(std::span<const Field> fields, std::string_view name,
                                       std::uint64_t neuron) const;

    const Population& population_;
    const ModelInfo& model_;
};

/// The value of one neuron: of a list the n-th, or its only one; a constant.
[[nodiscard]] double value_at(const Values& values, std::uint64_t n);

/// Numbers that all neurons share as one constant, others as a list.
[[nodiscard]] Values as_values(std::vector<double> numbers);

}  // namespace callosum
