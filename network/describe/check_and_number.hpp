#pragma once

#include <vector>

#include "engine/base/error.hpp"
#include "network/describe/network.hpp"

namespace callosum {

/// Shrinks or grows a network: populations by `size`, in-degrees by `indegree`, the sides of extents by
/// `extent` with as many neurons per area or volume as before.
struct Scale {
    double size = 1;
    double indegree = 1;
    double extent = 1;
    friend bool operator==(const Scale&, const Scale&) = default;
};

/// Applies `scale` in place: populations x size; fixed_total_number x size * indegree;
/// fixed_indegree, fixed_outdegree x indegree; pairwise probability x indegree / size; rates of
/// Poisson stimuli x indegree; all weights / sqrt(indegree); a dc (added to I_e) that restores the
/// mean input where all source populations state mean_rate. Rounding: N' = round(N s), S' =
/// round(S s k). Where probabilities by place get above 1, pairs are gone through more often instead. With
/// `extent` f, N' = round(N s f^d) where neurons have places in d dimensions; kernels, masks and delays stay
/// as they are in µm. Returns the problems found (explicit lists, probabilities above 1 ...).
[[nodiscard]] std::vector<Problem> apply_scale(Description& description, const Scale& scale);

/// Gives populations their first gid and cross-checks everything that needs the whole description:
/// known models, parameter names and ranges, delays >= dt, degrees that can be met, slices inside
/// their populations, receptors that exist, sizes below the engine's limits. Returns all problems;
/// `where` of each is a path such as "projections[3].rule.indegree".
[[nodiscard]] std::vector<Problem> check_and_number(Description& description);

}  // namespace callosum
