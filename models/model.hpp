#pragma once

#include <array>
#include <bit>
#include <concepts>
#include <cstddef>
#include <functional>
#include <optional>
#include <span>

#include "engine/base/lane.hpp"
#include "models/info.hpp"

namespace callosum {

/// What a model may ask of the population that it is to serve before a variant is chosen.
struct VariantQuery {
    /// The value of parameter i where all neurons share it, nothing where neurons differ.
    std::function<std::optional<double>(std::size_t)> shared;
    bool separate_receptors = false;  ///< the user wants every receptor's current on its own
};

/// The i-th column of a struct of columns.
template <template <class> class Columns, class V>
[[gnu::always_inline]] inline V& column(Columns<V>& columns, std::size_t i) {
    return reinterpret_cast<V*>(&columns)[i];
}
template <template <class> class Columns, class V>
[[gnu::always_inline]] inline const V& column(const Columns<V>& columns, std::size_t i) {
    return reinterpret_cast<const V*>(&columns)[i];
}

/// A neuron model is a struct without data:
///   info                     its ModelInfo (name, parameters, state, receptors)
///   n_params                 number of parameters, in the order of info.params
///   n_rows                   number of input rows; row_of_port(port) maps receptors onto them
///   applies(query)           whether this variant can serve a population; the first that can is taken
///   State<V>, Coeffs<V>      structs of V and nothing else
///   prepare(params, dt)      coefficients in double, once per run (propagators)
///   refractory_steps(p, dt)  steps for which `held` is set after a spike
///   initial(values, params)  state from the values of info.state
///   recorded(i, s, params)   value of info.state[i] for a neuron in state s
///   step(s, k, I, input, held)  one step: I = stimulus current (pA), input[row] = what arrives at its
///                            end; returns who met the threshold and has already reset them
template <class M>
concept NeuronModel =
    requires(typename M::template State<double>& s, const typename M::template Coeffs<double>& k,
             double current, const double* input, bool held,
             const std::array<double, M::n_params>& params, const VariantQuery& query) {
        { M::info } -> std::convertible_to<const ModelInfo&>;
        { M::n_rows } -> std::convertible_to<std::size_t>;
        { M::row_of_port(std::size_t{}) } -> std::same_as<std::size_t>;
        { M::applies(query) } -> std::same_as<bool>;
        { M::prepare(params, 0.1) } -> std::same_as<typename M::template Coeffs<double>>;
        { M::refractory_steps(params, 0.1) } -> std::same_as<long>;
        {
            M::initial(std::span<const double>{}, params)
        } -> std::same_as<typename M::template State<double>>;
        { M::recorded(std::size_t{}, s, params) } -> std::same_as<double>;
        { M::step(s, k, current, input, held) } -> std::same_as<bool>;
    };

}  // namespace callosum
