#pragma once

#include <array>
#include <bit>
#include <concepts>
#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "engine/base/lane.hpp"
#include "models/info.hpp"

namespace callosum {

/// What a model may ask of the population that it is to serve before a variant is chosen.
struct VariantQuery {
    /// The value of parameter i where all neurons share it, nothing where neurons differ.
    std::function<std::optional<double>(std::size_t)> shared;
    bool separate_receptors = false;  ///< the user wants every receptor's current on its own
};

/// Number of columns in a struct template of columns (State, Coeffs): it holds nothing but Vs.
template <template <class> class Columns>
inline constexpr std::size_t n_columns = sizeof(Columns<double>) / sizeof(double);

/// The i-th column of a struct of columns.
template <template <class> class Columns, class V>
[[gnu::always_inline]] inline V& column(Columns<V>& columns, std::size_t i) {
    return reinterpret_cast<V*>(&columns)[i];
}
template <template <class> class Columns, class V>
[[gnu::always_inline]] inline const V& column(const Columns<V>& columns, std::size_t i) {
    return reinterpret_cast<const V*>(&columns)[i];
}

/// The lists of a population, in the order of ModelInfo::lists.
using Lists = std::span<const std::vector<double>>;

/// What acts on a neuron in one step, and what of its state has no fixed size.
template <class V>
struct StepInput {
    V current;           ///< stimuli, pA
    V uniform;           ///< in (0, 1], drawn anew in each step; of stochastic models alone
    const V* input;      ///< [row]: what arrives at the end of the step
    V* count = nullptr;  ///< to be set to the number of spikes; of models that repeat alone
    // Of models with lists alone:
    V* extra = nullptr;                 ///< extra state
    const V* extra_coeffs = nullptr;    ///< made by prepare_extra
    const std::size_t* size = nullptr;  ///< lengths of the lists
    int substeps = 1;      ///< value of the parameter "substeps"; 1 where there is none
    mask_of<V> held = {};  ///< refractory: t_ref has not passed since the last spike
};

/// What most models have: one variant, and an input row for each port.
struct PlainModel {
    static constexpr std::size_t row_of_port(std::size_t port) { return port; }
    static bool applies(const VariantQuery&) { return true; }
};

/// A neuron model is a struct without data, most of them derived from PlainModel:
///   info                     its ModelInfo (name, parameters, state, receptors)
///   n_params                 number of parameters, in the order of info.params
///   n_rows                   number of input rows; row_of_port(port) maps receptors onto them
///   applies(query)           whether this variant can serve a population; the first that can is taken
///   State<V>, Coeffs<V>      structs of V and nothing else
///   prepare(params, dt)      coefficients in double, once per run and phase (propagators)
///   refractory_steps(p, dt)  steps for which `held` is set after a spike
///   initial(values, params)  state from the values of info.state
///   recorded(i, s, params)   value of info.state[i] for a neuron in state s
///   step(s, k, drive)        one step; returns who met the threshold and has already reset them
/// It may have:
///   light = true             a step costs about as much as fetching its input: more kernels are built
///   chains = n               a step is n long chains of operations side by side: where that is too few to
///                            keep a CPU busy, two lanes are taken at a time
///   stochastic = true        it reads drive.uniform
///   repeats = true           it may spike several times in one step: it sets *drive.count
///   carry(s, before, after)  keeps what is recorded of s when parameters change in mid-run; needed
///                            where state is relative to a parameter
/// and where info.lists is not empty:
///   n_rows                   0 with info.receptor_per_list_element: then there is one per port
///   extra_state(lists), extra_coeffs(lists)       how many more columns it needs
///   prepare_extra(params, lists, dt, out), initial_extra(params, lists, out)
///   recorded(i, s, params, lists, extra)          instead of the above
template <class M>
concept BasicNeuronModel =
    requires(typename M::template State<double>& s, const typename M::template Coeffs<double>& k,
             const StepInput<double>& drive, const std::array<double, M::n_params>& params,
             const VariantQuery& query) {
        { M::info } -> std::convertible_to<const ModelInfo&>;
        { M::n_rows } -> std::convertible_to<std::size_t>;
        { M::row_of_port(std::size_t{}) } -> std::same_as<std::size_t>;
        { M::applies(query) } -> std::same_as<bool>;
        { M::prepare(params, 0.1) } -> std::same_as<typename M::template Coeffs<double>>;
        { M::refractory_steps(params, 0.1) } -> std::same_as<long>;
        {
            M::initial(std::span<const double>{}, params)
        } -> std::same_as<typename M::template State<double>>;
        { M::step(s, k, drive) } -> std::same_as<bool>;
    };

/// A model whose number of ports or state variables depends on lists.
template <class M>
concept ListedModel = BasicNeuronModel<M> && requires(const typename M::template State<double>& s,
                                                      const std::array<double, M::n_params>& params,
                                                      Lists lists, std::span<double> out) {
    { M::extra_state(lists) } -> std::same_as<std::size_t>;
    { M::extra_coeffs(lists) } -> std::same_as<std::size_t>;
    M::prepare_extra(params, lists, 0.1, out);
    M::initial_extra(params, lists, out);
    {
        M::recorded(std::size_t{}, s, params, lists, std::span<const double>{})
    } -> std::same_as<double>;
};

template <class M>
concept NeuronModel = ListedModel<M> || (BasicNeuronModel<M> &&
                                         requires(const typename M::template State<double>& s,
                                                  const std::array<double, M::n_params>& params) {
                                             {
                                                 M::recorded(std::size_t{}, s, params)
                                             } -> std::same_as<double>;
                                         });

template <class M>
inline constexpr bool is_light = requires { requires M::light; };
/// Whether steps of M are taken two lanes at a time. Measured: more than 8 chains of 512 bits gain nothing
/// on a CPU that has 32 registers.
template <class M, class T>
inline constexpr bool is_paired = false;
template <class M, class T>
    requires(M::chains > 0)
inline constexpr bool is_paired<M, T> = M::chains * Pack<T>::size * sizeof(T) * 2 <= 8 * 64;
template <class M>
inline constexpr bool is_repeating = requires { requires M::repeats; };
template <class M>
inline constexpr bool is_carrying =
    requires(typename M::template State<double>& s, const std::array<double, M::n_params>& params) {
        M::carry(s, params, params);
    };
template <class M>
inline constexpr bool is_stochastic = requires { requires M::stochastic; };

}  // namespace callosum
