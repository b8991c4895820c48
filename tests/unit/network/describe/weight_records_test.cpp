#include "network/describe/weight_records.hpp"

#include <gtest/gtest.h>

namespace callosum {
namespace {

std::vector<std::int64_t> all_of(const SnapshotSchedule& schedule) {
    std::vector<std::int64_t> steps;
    for (auto step = schedule.after(-1); step != Description::never; step = schedule.after(step)) {
        steps.push_back(step);
        EXPECT_TRUE(schedule.due(step));
        EXPECT_FALSE(schedule.due(step + 1));
    }
    return steps;
}

Description run_of(double warmup_ms, double duration_ms) {
    Description description;
    description.warmup_ms = warmup_ms;
    description.duration_ms = duration_ms;
    return description;
}

TEST(SnapshotSchedule, HasTheListedTimes) {
    WeightRecording record;
    record.times_ms = {0, 0.3, 7.5};

    const auto schedule = schedule_of(run_of(0, 10), record);

    EXPECT_EQ(all_of(schedule), (std::vector<std::int64_t>{0, 3, 75}));
}

TEST(SnapshotSchedule, GoesFromStartToStopOrTheEnd) {
    WeightRecording record;
    record.interval_ms = 0.5;
    record.start_ms = 0.2;

    const auto to_the_end = schedule_of(run_of(1, 1), record);
    record.stop_ms = 1.2;
    const auto to_stop = schedule_of(run_of(1, 1), record);

    EXPECT_EQ(all_of(to_the_end), (std::vector<std::int64_t>{2, 7, 12, 17}));
    EXPECT_EQ(all_of(to_stop), (std::vector<std::int64_t>{2, 7, 12}));
}

TEST(SnapshotSchedule, CanStartWithTheInitialState) {
    WeightRecording record;
    record.interval_ms = 1;

    EXPECT_EQ(all_of(schedule_of(run_of(0, 2), record)), (std::vector<std::int64_t>{0, 10, 20}));
}

TEST(WeightRecordNames, AreThoseOfProjectionsAndNumberedWhereRecordedAgain) {
    Description description;
    for (const char* name : {"a", "b", "a.2"}) {
        description.projections.emplace_back();
        description.projections.back().name = name;
    }
    for (const std::size_t projection : {0U, 1U, 0U, 2U, 0U}) {
        description.weight_records.emplace_back();
        description.weight_records.back().projection = projection;
    }

    EXPECT_EQ(weight_record_names(description),
              (std::vector<std::string>{"a", "b", "a.3", "a.2", "a.4"}));
}

}  // namespace
}  // namespace callosum
