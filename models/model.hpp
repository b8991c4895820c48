#pragma once

#include <array>
#include <bit>
#include <concepts>
#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <type_traits>
#include <vector>

#include "engine/base/lane.hpp"
#include "models/info.hpp"

namespace callosum {

/// Questions that a variant of a model may ask about the population it is to serve.
struct VariantQuery {
    /// Returns the value of parameter i where all neurons share it, nothing where neurons differ.
    std::function<std::optional<double>(std::size_t)> shared;
    bool separate_receptors = false;  ///< the user wants the current of each receptor on its own
};

/// Number of columns in a struct template of columns (State, Coeffs), which must hold nothing but
/// Vs.
template <template <class> class Columns>
inline constexpr std::size_t n_columns = sizeof(Columns<double>) / sizeof(double);

/// Returns the i-th column of a struct of columns.
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

/// Input of a neuron in one step, and the part of its state and coefficients that has no fixed
/// size.
template <class V>
struct StepInput {
    V current;           ///< current of the stimuli, pA
    V uniform;           ///< drawn anew in each step, in (0, 1]; set for stochastic models alone
    const V* input;      ///< [row]: input that arrives at the end of the step
    V* count = nullptr;  ///< to be set to the number of spikes; used by repeating models alone
    V* rest = nullptr;   ///< rounding errors of compensated columns; null in double precision
    // Set for models with lists alone:
    V* extra = nullptr;                 ///< extra state columns
    const V* extra_coeffs = nullptr;    ///< coefficients made by prepare_extra
    const std::size_t* size = nullptr;  ///< lengths of the lists
    int substeps = 1;      ///< value of the parameter "substeps"; 1 where there is none
    mask_of<V> held = {};  ///< refractory: t_ref has not passed since the last spike
};

/// Base of most models: one variant, and an input row for each port.
struct PlainModel {
    static constexpr std::size_t row_of_port(std::size_t port) { return port; }
    static bool applies(const VariantQuery&) { return true; }
};

/// A neuron model is a struct without data, in most cases derived from PlainModel:
///   info                     its ModelInfo (name, parameters, state, receptors)
///   n_params                 number of parameters, in the order of info.params
///   n_rows                   number of input rows; row_of_port(port) maps receptors onto them
///   applies(query)           the variant can serve a population; the first that can is taken
///   State<V>, Coeffs<V>      structs of V and nothing else
///   prepare(params, dt)      coefficients in double, once per run and phase (propagators)
///   refractory_steps(p, dt)  steps for which `held` is set after a spike
///   initial(values, params)  state from the values of info.state
///   recorded(i, s, params)   value of info.state[i] for a neuron in state s
///   step(s, k, drive)        one step; resets the neurons that spike and returns their mask
/// Optional members:
///   light = true             a step costs no more than fetching its input: more kernels are built
///   chains = n               a step is n long chains of operations side by side: where they are
///                            too few to keep a CPU busy, two lanes are taken at a time
///   stochastic = true        step reads drive.uniform
///   repeats = true           step may spike several times: it sets *drive.count
///   only_double = true       is computed in double in runs of single precision too, because rounding to
///                            single precision moves its spikes
///   compensated = {i, ...}   columns of State that single precision keeps with their rounding errors
///                            (models/compensated.hpp)
///   carry(s, before, after)  keeps the recorded values of s when parameters change in mid-run;
///                            needed where state is relative to a parameter
/// Members of models whose info.lists is not empty:
///   n_rows                   0 with info.receptor_per_list_element: then there is one per port
///   extra_state(lists), extra_coeffs(lists)       numbers of further columns
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

/// Neuron model whose number of ports or state variables depends on lists.
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

/// Neuron model of either kind: the concept that every entry of the registry must meet.
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
/// Whether two lanes are stepped at a time. Measured: more than 8 chains of 512 bits gain nothing
/// on a CPU with 32 vector registers.
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
template <class M>
inline constexpr bool is_only_double = requires { requires M::only_double; };
/// Type in which a model is computed in single precision.
template <class M>
using SingleOf = std::conditional_t<is_only_double<M>, double, float>;

}  // namespace callosum
