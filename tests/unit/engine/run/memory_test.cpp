#include "engine/run/memory.hpp"

#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "tests/support/small_networks.hpp"

namespace callosum::test {
namespace {

Description million_synapses() {
    Description description;
    description.duration_ms = 1;
    description.populations = {neurons("n", 1000)};
    description.projections = {
        projection(0, 0, rule(RuleKind::fixed_indegree, 1000), Distribution::constant(1.0))};
    return complete(description);
}

TEST(Memory, EstimateGrowsWithSynapsesAndIsSharedByRanks) {
    const auto description = million_synapses();
    const auto plan = plan_input(description);

    const double all = estimate_bytes(description, plan, {{0, 0, 1000}});
    const double half = estimate_bytes(description, plan, {{0, 0, 500}});

    EXPECT_GE(all, 4e6);
    EXPECT_LE(all, 6e6);
    EXPECT_NEAR(half, all / 2, 0.1 * all);
}

TEST(Memory, MoreThanTheNodeHasIsRefusedWithTheNumbers) {
    const auto solo = make_solo_communicator();

    EXPECT_NO_THROW(require_memory(1e6, *solo));
    try {
        require_memory(1e18, *solo);
        FAIL() << "an exabyte was found";
    } catch (const LimitError& error) {
        EXPECT_NE(std::string(error.what()).find("1e+09 GB"), std::string::npos) << error.what();
    }
}

}  // namespace
}  // namespace callosum::test
