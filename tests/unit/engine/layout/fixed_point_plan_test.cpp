#include "engine/layout/fixed_point_plan.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "tests/support/small_networks.hpp"

namespace callosum::test {
namespace {

constexpr double narrow_most = 2147483647.0;

Distribution normal(double mean, double sd) { return {Distribution::Kind::normal, mean, sd}; }

/// One source, one target, a projection of the given in-degree and weight.
Description with(std::uint64_t degree, Distribution weight,
                 WeightStorage storage = WeightStorage::automatic) {
    Description description;
    description.duration_ms = 1;
    description.weights = storage;
    description.populations = {neurons("source", 50), neurons("target", 40)};
    description.projections = {projection(0, 1, rule(RuleKind::fixed_indegree, degree), weight)};
    return complete(description);
}

/// Sum of all weights that a neuron of the row can have, in units.
double load(const FixedPointPlan& plan, double unit) {
    double sum = 0;
    for (const auto& own : plan.projections) {
        // Rounding may add half a unit per synapse.
        sum +=
            (own.bounds.max_abs_weight / unit + 0.5) * static_cast<double>(own.bounds.max_indegree);
    }
    return sum;
}

TEST(FixedPointPlan, TakesTheSmallestPowerOfTwoThatHoldsWeightAndSum) {
    for (const std::uint64_t degree : {1U, 100U, 3000U, 70000U, 1000000U}) {
        for (const double weight : {0.013, 1.0, 87.8, 1e4}) {
            const auto description = with(degree, normal(weight, weight), WeightStorage::compact);

            const FixedPointPlan plan = plan_fixed_point(description);

            const RowPlan& row = plan.rows[1][0];
            const double largest = plan.projections[0].bounds.max_abs_weight;
            int exponent = 0;
            EXPECT_EQ(std::frexp(row.unit(), &exponent), 0.5);
            EXPECT_FALSE(row.wide);
            EXPECT_LE(largest / row.unit(), 32767);
            EXPECT_LE(load(plan, row.unit()), narrow_most);
            // Half the unit would break one of the two. 1 %: the room for rounding is an estimate.
            EXPECT_TRUE(2 * largest / row.unit() > 32767 ||
                        load(plan, row.unit() / 2) > 0.99 * narrow_most);
        }
    }
}

TEST(FixedPointPlan, CountsTheSynapsesOfAllProjectionsOntoARow) {
    auto description = with(1000000, normal(10, 1), WeightStorage::compact);
    const int alone = plan_fixed_point(description).rows[1][0].exponent;
    for (int i = 0; i < 15; ++i) { description.projections.push_back(description.projections[0]); }

    const FixedPointPlan plan = plan_fixed_point(description);

    EXPECT_LE(load(plan, plan.rows[1][0].unit()), narrow_most);
    EXPECT_EQ(plan.rows[1][0].exponent, alone + 4);  // 16 times the synapses
}

TEST(FixedPointPlan, TakesCompactWhereItsRoundingIsAtMostOnePercentOfTheSpread) {
    int n_compact = 0;
    int n_other = 0;
    for (double sd = 1e-3; sd < 10; sd *= 1.3) {
        const auto weight = normal(50, sd);
        const auto forced = plan_fixed_point(with(100, weight, WeightStorage::compact));
        const double rms = forced.rows[1][0].unit() / std::sqrt(12.0);

        const FixedPointPlan plan = plan_fixed_point(with(100, weight));

        const bool fine = rms <= 0.01 * weight.standard_deviation();
        EXPECT_EQ(plan.projections[0].format == SynapseFormat::compact, fine) << sd;
        if (fine) { EXPECT_EQ(plan.projections[0].error_rms, rms); }
        ++(fine ? n_compact : n_other);
    }
    EXPECT_GT(n_compact, 0);
    EXPECT_GT(n_other, 0);
}

TEST(FixedPointPlan, StoresConstantsThatAreWholeUnitsCompactly) {
    const FixedPointPlan plan = plan_fixed_point(with(100, Distribution::constant(0.5)));

    EXPECT_EQ(plan.projections[0].format, SynapseFormat::compact);
    EXPECT_EQ(plan.projections[0].error_rms, 0);
}

TEST(FixedPointPlan, StoresOtherConstantsInATable) {
    const double weight = 87.8;
    const FixedPointPlan plan = plan_fixed_point(with(100, Distribution::constant(weight)));

    const auto& own = plan.projections[0];
    EXPECT_EQ(own.format, SynapseFormat::table);
    EXPECT_TRUE(plan.rows[1][0].wide);
    // DESIGN: an error of at most 1e-12 of the largest weight.
    EXPECT_NEAR(static_cast<double>(own.constant) * plan.rows[1][0].unit(), weight, 1e-12 * weight);
}

TEST(FixedPointPlan, KeepsTheErrorOfExactWeightsBelow1e12OfTheLargest) {
    for (const std::uint64_t degree : {1U, 10000U, 4000000U}) {
        const auto description = with(degree, normal(10, 3), WeightStorage::exact);

        const FixedPointPlan plan = plan_fixed_point(description);

        const auto& own = plan.projections[0];
        EXPECT_EQ(own.format, SynapseFormat::exact);
        EXPECT_LE(plan.rows[1][0].unit() / 2, 1e-12 * own.bounds.max_abs_weight);
        EXPECT_LE(load(plan, plan.rows[1][0].unit()), 0x1p62);
        EXPECT_LE(own.bounds.max_abs_weight / plan.rows[1][0].unit(), 0x1p47);
    }
}

TEST(FixedPointPlan, ShiftsCompactWeightsIntoAWideRow) {
    auto description = with(100, normal(50, 5));
    description.projections.push_back(description.projections[0]);
    description.projections[1].storage = WeightStorage::exact;

    const FixedPointPlan plan = plan_fixed_point(description);

    const auto& shifted = plan.projections[0];
    EXPECT_EQ(shifted.format, SynapseFormat::compact_wide);
    EXPECT_EQ(plan.projections[1].format, SynapseFormat::exact);
    EXPECT_EQ(shifted.exponent, plan.rows[1][0].exponent + shifted.shift);
    EXPECT_LE(std::ldexp(shifted.bounds.max_abs_weight, -shifted.exponent), 32767);
}

TEST(FixedPointPlan, SendsWeightsOfBothSignsToRowsOfTheirOwn) {
    auto description = with(10, normal(0, 1));
    description.populations[1].separate_receptors = true;

    const FixedPointPlan plan = plan_fixed_point(description);

    const auto& own = plan.projections[0];
    EXPECT_TRUE(own.by_sign);
    EXPECT_EQ(own.row, 0U);
    EXPECT_EQ(own.row_negative, 1U);
}

TEST(FixedPointPlan, SendsOneSignToOneRow) {
    const auto rows_of = [](Distribution weight, std::optional<std::size_t> receptor) {
        auto description = with(10, weight);
        description.populations[1].separate_receptors = true;
        description.projections[0].receptor = receptor;
        const auto own = plan_fixed_point(description).projections[0];
        EXPECT_FALSE(own.by_sign);
        EXPECT_EQ(own.row, own.row_negative);
        return own.row;
    };

    EXPECT_EQ(rows_of(Distribution::constant(2), std::nullopt), 0U);
    EXPECT_EQ(rows_of(Distribution::constant(-2), std::nullopt), 1U);
    EXPECT_EQ(rows_of(Distribution::constant(-2), 0), 0U);
    EXPECT_EQ(rows_of(normal(0, 1), 1), 1U);
}

TEST(FixedPointPlan, LeavesRowsThatNobodyFeedsNarrow) {
    auto description = with(10, normal(2, 1), WeightStorage::exact);
    description.populations[1].separate_receptors = true;
    description.projections[0].receptor = 0;

    const FixedPointPlan plan = plan_fixed_point(description);

    EXPECT_TRUE(plan.rows[1][0].wide);
    EXPECT_FALSE(plan.rows[1][1].wide);
    EXPECT_FALSE(plan.rows[0][0].wide);
}

TEST(FixedPointPlan, FindsTheShortestAndTheLongestDelayOfAll) {
    auto description = with(10, Distribution::constant(2));
    description.projections.push_back(description.projections[0]);
    description.projections[0].delay = {Distribution::Kind::uniform, 0.5, 3.0};
    description.projections[1].delay = Distribution::constant(40);

    const FixedPointPlan plan = plan_fixed_point(description);

    EXPECT_EQ(plan.min_delay, 5U);
    EXPECT_EQ(plan.max_delay, 400U);
}

TEST(FixedPointPlan, DoesNotDependOnTheOrderOfProjections) {
    auto description = with(1000, normal(30, 3));
    description.projections.push_back(description.projections[0]);
    description.projections[1].weight = normal(-5, 0.001);
    auto turned = description;
    std::swap(turned.projections[0], turned.projections[1]);

    const FixedPointPlan one = plan_fixed_point(description);
    const FixedPointPlan other = plan_fixed_point(turned);

    EXPECT_EQ(one.rows[1][0].exponent, other.rows[1][0].exponent);
    EXPECT_EQ(one.projections[0].format, other.projections[1].format);
    EXPECT_EQ(one.projections[1].format, other.projections[0].format);
}

TEST(FixedPointPlan, NamesThePopulationWhose64BitsDoNotSuffice) {
    const auto description = with(std::uint64_t{1} << 24U, normal(10, 3), WeightStorage::exact);

    try {
        (void)plan_fixed_point(description);
        FAIL() << "2^24 weights of 39 bits and more need more than 62 bits";
    } catch (const LimitError& error) {
        EXPECT_NE(std::string(error.what()).find("'target'"), std::string::npos) << error.what();
    }
}

TEST(FixedPointPlan, RefusesSoManySynapsesThatTheirRoundingAloneCouldFillARow) {
    const auto description =
        with(std::uint64_t{1} << 32U, Distribution::constant(0.5), WeightStorage::compact);

    EXPECT_THROW((void)plan_fixed_point(description), LimitError);
}

}  // namespace
}  // namespace callosum::test
