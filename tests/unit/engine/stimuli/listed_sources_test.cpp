#include <gtest/gtest.h>

#include "models/stimulus/trains.hpp"
#include "tests/unit/engine/stimuli/sources.hpp"

namespace callosum {
namespace {

class ListedTrains : public SpikeTrains {
  public:
    explicit ListedTrains(std::vector<TrainSpike> spikes) : spikes_(std::move(spikes)) {}
    void visit(const Visitor& visitor) const override {
        visitor(spikes_.data(), spikes_.size(), 0);
    }
    [[nodiscard]] std::uint64_t n_targets() const override { return 0; }
    [[nodiscard]] std::string place(std::uint64_t) const override { return "file"; }
    [[nodiscard]] std::string caption(std::uint64_t) const override { return {}; }

  private:
    std::vector<TrainSpike> spikes_;
};

TEST(CommonTrain, CountsSpikesOfAStep) {
    const CommonTrain train({5, 3, 5, 9});

    EXPECT_EQ(counts(train, 5, 3), (std::vector<std::int32_t>{2, 2, 2}));
    EXPECT_EQ(train.count(7, 3), 1);
    EXPECT_FALSE(train.active(4));
    EXPECT_TRUE(train.active(9));
}

TEST(OwnTrains, KeepsEachNeuronsSpikes) {
    const OwnTrains trains({{7, 2, 1}, {4, 0, 1}, {7, 0, 3}, {7, 2, 1}});

    EXPECT_EQ(counts(trains, 7, 4), (std::vector<std::int32_t>{3, 0, 2, 0}));
    EXPECT_EQ(trains.count(2, 7), 2);
    EXPECT_EQ(trains.count(1, 7), 0);
    EXPECT_EQ(trains.count(2, 4), 0);
    EXPECT_TRUE(trains.active(4));
    EXPECT_FALSE(trains.active(5));
    std::vector<std::int32_t> some(4, -1);
    trains.counts(7, 1, 3, some.data());
    EXPECT_EQ(some, (std::vector<std::int32_t>{-1, 0, 2, -1})) << "others are left alone";
}

TEST(SpikeGenerator, NodeIsTargetOfTheSlice) {
    auto description = with_stimulus("spike_generator", 64);
    auto& stimulus = description.stimuli[0];
    stimulus.target_slice = {10, 40};
    stimulus.trains = std::make_shared<ListedTrains>(std::vector<TrainSpike>{
        {0.5, 0}, {0.5, 5}, {0.5, 6}, {0.5, 6}, {0.5, 21}, {0.5, 22}, {0.7, 29}});

    const auto source = spikes_of(description, {0, 16, 32});

    std::vector<std::int32_t> expected(16, 0);
    expected[0] = 2;   // neuron 16 is target 6
    expected[15] = 1;  // neuron 31 is target 21
    EXPECT_EQ(counts(*source, 5, 16), expected);
    EXPECT_FALSE(source->active(7)) << "that target is on another range";
}

}  // namespace
}  // namespace callosum
