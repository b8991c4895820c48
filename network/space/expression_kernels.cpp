// Compiled once for each instruction set (cpu_set.hpp).
#include "engine/base/cpu_set.hpp"
#include "network/space/expression_lanes.hpp"

namespace callosum {
namespace {

void evaluate(const Expression& of, const Expression::Variables& variables,
              Expression::Lanes& out) {
    using P = Pack<double>;
    const auto load = [](const Expression::Lanes& lanes) { return P::load(lanes.data()); };
    alignas(64) Expression::Lanes result;
    of.run<P>({load(variables.x), load(variables.d[0]), load(variables.d[1]), load(variables.d[2])})
        .store(result.data());
    out = result;
}

}  // namespace

template <>
const ExpressionKernels& kernels_of<CpuSet::CALLOSUM_CPU_SET, ExpressionKernels>() {
    static constexpr ExpressionKernels of_this_set{evaluate};
    return of_this_set;
}

}  // namespace callosum
