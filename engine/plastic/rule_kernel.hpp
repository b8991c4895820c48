#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <tuple>

#include "engine/base/cpu_set.hpp"
#include "engine/plastic/target_trace.hpp"
#include "engine/plastic/visit.hpp"
#include "models/synapse/synapse_registry.hpp"

namespace callosum {

/// Targets of n synapses, at most a batch: neurons index[i] of a chunk that starts at neuron `first`.
template <class T>
struct VisitTargets {
    const std::uint16_t* index;
    std::uint32_t n;
    const PostHistory<T>* history;
    std::uint64_t first;
    /// Traces of the chunk's neurons at visit.until; null where there is no table of them.
    const TargetTrace<T>* recent = nullptr;
    [[nodiscard]] std::uint64_t neuron(std::uint32_t i) const { return first + index[i]; }
};

/// Arithmetic of a rule on batches of synapses: the part of plasticity that is compiled for each
/// instruction set (PlasticKernel). What calls it is compiled once.
template <PlasticRule R, class T>
class RuleKernel {
  public:
    static constexpr std::uint32_t batch = 256;  ///< largest number of synapses that one call takes
    static constexpr std::size_t n_state = n_columns<R::template State>;
    using Columns = std::array<T*, n_state>;

    struct Setup {
        typename R::template Coeffs<double> coeffs;
        double minus;  ///< decay rate of postsynaptic traces
        double limit;  ///< of a weight
        double scale;  ///< from weights to row units
        const Ars* random;
        std::uint64_t
            first_target;  ///< index in the population of the history's neuron 0, part of the key of draws
    };

    virtual ~RuleKernel() = default;
    /// Fills the table for neurons first, first + 1, ..., with traces aged to `until`.
    virtual const TargetTrace<T>* fill(TargetTraceTable<T>& table, const PostHistory<T>& history,
                                       std::uint64_t first, std::uint32_t n,
                                       std::uint32_t until) = 0;
    /// Takes synapses through a visit, their state in place, and adds what they deliver to `rows`, by target
    /// of the chunk. Returns false where a weight is beyond the limit.
    [[nodiscard]] virtual bool visit(const Visit<R>& visit, const VisitTargets<T>& targets,
                                     const Columns& columns, std::int64_t* rows) = 0;
};

/// Function that makes the kernel of a rule.
template <PlasticRule R, class T>
using MakeRuleKernel =
    std::unique_ptr<RuleKernel<R, T>> (*)(const typename RuleKernel<R, T>::Setup& setup);

namespace detail {
template <class List>
struct RuleKernelTable;
template <PlasticRule... R>
struct RuleKernelTable<Rules<R...>> {
    using Type = std::tuple<MakeRuleKernel<R, float>..., MakeRuleKernel<R, double>...>;
};
}  // namespace detail

/// Kernels of all rules for one instruction set.
struct PlasticKernels {
    static constexpr bool uses_aes = false;
    detail::RuleKernelTable<PlasticRules>::Type make;
};

/// Makes the kernel of a rule for the instruction set of this process.
template <PlasticRule R, class T>
[[nodiscard]] std::unique_ptr<RuleKernel<R, T>> make_rule_kernel(
    const typename RuleKernel<R, T>::Setup& setup) {
    return std::get<MakeRuleKernel<R, T>>(kernels<PlasticKernels>(cpu_set()).make)(setup);
}

}  // namespace callosum
