#include "network/partition/scotch.hpp"

#include <cstdio>
#include <string>
#include <type_traits>

#include <scotch.h>

#include "engine/base/error.hpp"

namespace callosum {
namespace {

static_assert(std::is_same_v<SCOTCH_Num, std::int32_t>, "Scotch with 32-bit numbers is needed");

struct Scotch {
    SCOTCH_Graph graph, bound;
    SCOTCH_Strat strategy;
    SCOTCH_Context context;
};

void need(int code, const char* call) {
    if (code != 0) { throw Error(std::string("the graph partitioner failed in ") + call, 2); }
}

}  // namespace

std::vector<std::uint32_t> cut_with_scotch(const WeightedGraph& graph, std::uint64_t n_parts,
                                           double imbalance, bool thorough) {
    std::vector<SCOTCH_Num> part(graph.costs.size(), 0);
    const auto n = static_cast<SCOTCH_Num>(graph.costs.size());
    if (n > 0 && n_parts > 1) {
        Scotch scotch;
        need(SCOTCH_contextInit(&scotch.context), "SCOTCH_contextInit");
        // Determinism, a fixed seed and one thread give every rank the same parts, so that none has
        // to send them.
        need(SCOTCH_contextOptionSetNum(&scotch.context, SCOTCH_OPTIONNUMDETERMINISTIC, 1),
             "SCOTCH_contextOptionSetNum");
        need(SCOTCH_contextOptionSetNum(&scotch.context, SCOTCH_OPTIONNUMRANDOMFIXEDSEED, 1),
             "SCOTCH_contextOptionSetNum");
        need(SCOTCH_contextThreadSpawn(&scotch.context, 1, nullptr), "SCOTCH_contextThreadSpawn");
        SCOTCH_contextRandomReset(&scotch.context);
        need(SCOTCH_graphInit(&scotch.graph), "SCOTCH_graphInit");
        need(SCOTCH_graphInit(&scotch.bound), "SCOTCH_graphInit");
        need(SCOTCH_graphBuild(&scotch.graph, 0, n, graph.begin.data(), nullptr, graph.costs.data(),
                               nullptr, graph.begin.back(), graph.neighbours.data(),
                               graph.weights.data()),
             "SCOTCH_graphBuild");
        need(SCOTCH_stratInit(&scotch.strategy), "SCOTCH_stratInit");
        need(SCOTCH_stratGraphMapBuild(&scotch.strategy,
                                       thorough ? SCOTCH_STRATQUALITY : SCOTCH_STRATSPEED,
                                       static_cast<SCOTCH_Num>(n_parts), imbalance),
             "SCOTCH_stratGraphMapBuild");
        need(SCOTCH_contextBindGraph(&scotch.context, &scotch.graph, &scotch.bound),
             "SCOTCH_contextBindGraph");
        need(SCOTCH_graphPart(&scotch.bound, static_cast<SCOTCH_Num>(n_parts), &scotch.strategy,
                              part.data()),
             "SCOTCH_graphPart");
        SCOTCH_graphExit(&scotch.bound);
        SCOTCH_stratExit(&scotch.strategy);
        SCOTCH_graphExit(&scotch.graph);
        SCOTCH_contextExit(&scotch.context);
    }
    return {part.begin(), part.end()};
}

}  // namespace callosum
