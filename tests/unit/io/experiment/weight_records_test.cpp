#include "io/experiment/weight_records.hpp"

#include <gtest/gtest.h>

#include "io/experiment/experiment.hpp"

namespace callosum {
namespace weight_records_test {
namespace {

const std::string network = R"({"duration": 10, "warmup": 5, "populations":
    {"E": {"size": 100, "model": "iaf_psc_exp"}, "I": {"size": 25, "model": "iaf_psc_exp"}},
    "projections": [
        {"source": "E", "target": "I", "rule": "all_to_all", "weight": 1, "delay": 1},
        {"name": "learns", "source": "E", "target": "I", "rule": "all_to_all", "weight": 1,
         "delay": 1, "synapse": "stdp_synapse"}],
    "record": {"weights": )";

ExperimentFile read(const std::string& records, std::vector<std::string> sets = {}) {
    return read_experiment(network + records + "}}", "test.json", ".", sets);
}

TEST(WeightRecords, AreReadByNameOrNumber) {
    const auto records = read(R"([
        {"projection": "learns", "times": [0, 15]},
        {"projection": 1, "interval": 0.5, "start": 2, "stop": 8, "sources": [10, 20],
         "target_indices": [3, 4, 9]}])")
                             .description.weight_records;

    ASSERT_EQ(records.size(), 2U);
    EXPECT_EQ(records[0].projection, 1U);
    EXPECT_EQ(records[0].times_ms, (std::vector<double>{0, 15}));
    EXPECT_EQ(records[0].sources, (Selection{{0, 100}}));
    EXPECT_EQ(records[0].targets, (Selection{{0, 25}}));
    EXPECT_EQ(records[1].projection, 1U);
    EXPECT_TRUE(records[1].times_ms.empty());
    EXPECT_EQ(records[1].interval_ms, 0.5);
    EXPECT_EQ(records[1].start_ms, 2);
    EXPECT_EQ(records[1].stop_ms, 8);
    EXPECT_EQ(records[1].sources, (Selection{{10, 20}}));
    EXPECT_EQ(records[1].targets, (Selection{{3, 5}, {9, 10}}));
}

TEST(WeightRecords, AreTheSameOnceResolved) {
    const auto first = read(R"([{"projection": 1, "times": [0, 3.3]},
        {"projection": 1, "interval": 0.5, "stop": 8, "source_indices": [7, 3]},
        {"projection": 1, "interval": 1}])");

    const auto second = read_experiment(first.resolved, "resolved.json", ".", {});

    EXPECT_EQ(second.resolved, first.resolved);
    EXPECT_EQ(second.description.weight_records.size(), 3U);
    EXPECT_EQ(second.description.weight_records[0].times_ms, (std::vector<double>{0, 3.3}));
    EXPECT_EQ(second.description.weight_records[1].sources, (Selection{{3, 4}, {7, 8}}));
}

TEST(WeightRecords, OfAllNeuronsAreThoseOfAllScaledOnes) {
    const auto records = read(R"([{"projection": "learns", "times": [1]},
        {"projection": "learns", "times": [1], "sources": [0, 5]}])",
                              {"scale.size=2"})
                             .description.weight_records;

    EXPECT_EQ(records[0].sources, (Selection{{0, 200}}));
    EXPECT_EQ(records[0].targets, (Selection{{0, 50}}));
    EXPECT_EQ(records[1].sources, (Selection{{0, 5}}));
}

}  // namespace
}  // namespace weight_records_test
}  // namespace callosum
