#include "engine/session/sink_pair.hpp"

#include <gtest/gtest.h>

#include "tests/support/kept_records.hpp"

namespace callosum::test {
namespace {

TEST(SinkPair, GivesEachRecordToBoth) {
    RecordSums first, second;
    const SinkPair pair({&first, &first, &first, nullptr}, {&second, &second, &second, nullptr});
    const Spike spikes[] = {{3, 7}, {4, 9}};
    const double values[] = {1.5, 2.5};

    pair.sinks().spikes->write(spikes);
    pair.sinks().traces->open({0, {1, 5}});
    pair.sinks().traces->write(0, 10, values);
    pair.sinks().rates->open(0, 2);
    pair.sinks().rates->write(0, 10, 4);

    EXPECT_EQ(first.sums(), second.sums());
    EXPECT_EQ(first.sums()[1], 2U);
    EXPECT_EQ(first.sums()[2], 2U);
    EXPECT_EQ(first.sums()[3], 4U);
    EXPECT_EQ(pair.sinks().weights, nullptr);
}

TEST(SinkPair, StandsAsideWhereOneIsAlone) {
    RecordSums sums;
    EXPECT_EQ(SinkPair({&sums, nullptr, nullptr, nullptr}, {}).sinks().spikes, &sums);
    EXPECT_EQ(SinkPair({}, {&sums, nullptr, nullptr, nullptr}).sinks().spikes, &sums);
    EXPECT_EQ(SinkPair({}, {}).sinks().spikes, nullptr);
}

}  // namespace
}  // namespace callosum::test
