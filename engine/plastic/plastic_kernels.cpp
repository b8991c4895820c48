// Compiled once for each instruction set (cpu_set.hpp).
#include "engine/base/cpu_set.hpp"
#include "engine/plastic/plastic_kernel.hpp"

namespace callosum {
namespace {

template <PlasticRule R, class T>
std::unique_ptr<RuleKernel<R, T>> make(const typename RuleKernel<R, T>::Setup& setup) {
    return std::make_unique<PlasticKernel<R, T>>(setup);
}

template <PlasticRule... R>
constexpr PlasticKernels all(Rules<R...> /*list*/) {
    return {{make<R, float>..., make<R, double>...}};
}

}  // namespace

template <>
const PlasticKernels& kernels_of<CpuSet::CALLOSUM_CPU_SET, PlasticKernels>() {
    static constexpr PlasticKernels of_this_set = all(PlasticRules{});
    return of_this_set;
}

}  // namespace callosum
