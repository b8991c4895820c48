#include "network/describe/network_part.hpp"

#include <gtest/gtest.h>

namespace callosum {
namespace {

NetworkPart part(const std::string& name) {
    NetworkPart made;
    made.populations.resize(2);
    made.populations[0].name = name + "0";
    made.populations[1].name = name + "1";
    made.projections.resize(1);
    made.projections[0].source = 0;
    made.projections[0].target = 1;
    made.projections[0].volume_transmitter = 1;
    made.stimuli.resize(1);
    made.stimuli[0].target = 1;
    made.spikes.push_back({1, {{0, 3}}});
    made.rates.push_back({0});
    made.weight_records.emplace_back();
    return made;
}

TEST(NetworkPart, IsCountedFromWhereItIsAppended) {
    Description description;

    append(description, part("a"));
    append(description, part("b"));

    ASSERT_EQ(description.populations.size(), 4U);
    EXPECT_EQ(description.populations[2].name, "b0");
    const auto& projection = description.projections.at(1);
    EXPECT_EQ(projection.source, 2U);
    EXPECT_EQ(projection.target, 3U);
    EXPECT_EQ(projection.volume_transmitter, 3U);
    EXPECT_EQ(description.projections[0].target, 1U);
    EXPECT_EQ(description.stimuli[1].target, 3U);
    EXPECT_EQ(description.spikes[1].population, 3U);
    EXPECT_EQ(description.rates[1].population, 2U);
    EXPECT_EQ(description.weight_records[1].projection, 1U);
}

}  // namespace
}  // namespace callosum
