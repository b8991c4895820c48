#include "engine/run/weight_snapshots.hpp"

#include <map>
#include <mutex>

#include <gtest/gtest.h>

#include "tests/support/small_networks.hpp"

namespace callosum::test {
namespace weight_snapshots_test {
namespace {

/// Snapshots by recording and stream.
struct Snapshots final : WeightSink {
    struct Stream {
        std::vector<RecordedSynapse> synapses;
        std::map<std::int64_t, std::vector<double>> weights;  ///< by step
        std::map<std::int64_t, int> ends;
    };
    void open(std::size_t recording, std::uint32_t n_streams) override {
        streams[recording].resize(n_streams);
    }
    void list(WeightStream stream, std::span<const RecordedSynapse> synapses) override {
        const std::lock_guard lock(mutex);
        auto& own = streams.at(stream.recording).at(stream.number).synapses;
        own.insert(own.end(), synapses.begin(), synapses.end());
    }
    void write(WeightStream stream, std::int64_t step, std::span<const double> weights,
               bool last) override {
        const std::lock_guard lock(mutex);
        auto& own = streams.at(stream.recording).at(stream.number);
        own.weights[step].insert(own.weights[step].end(), weights.begin(), weights.end());
        own.ends[step] += last ? 1 : 0;
    }
    std::map<std::size_t, std::vector<Stream>> streams;
    std::mutex mutex;
};

/// A synapse's source, target, occurrence, delay and its weights by step.
using Found = std::map<std::array<std::uint64_t, 4>, std::map<std::int64_t, double>>;

Found found(const Snapshots& snapshots, std::size_t recording) {
    Found all;
    for (const auto& stream : snapshots.streams.at(recording)) {
        for (const auto& [step, weights] : stream.weights) {
            EXPECT_EQ(weights.size(), stream.synapses.size());
            EXPECT_EQ(stream.ends.at(step), 1);
            for (std::size_t k = 0; k < weights.size(); ++k) {
                const auto& own = stream.synapses[k];
                all[{own.source, own.target, own.occurrence, own.delay}][step] = weights[k];
            }
        }
    }
    return all;
}

Distribution uniform(double low, double high) {
    Distribution drawn;
    drawn.kind = Distribution::Kind::uniform;
    drawn.a = low;
    drawn.b = high;
    return drawn;
}

/// Neurons that have the potentials, weights that are jumps of a few mV.
void follow_potentials(Description& description, Projection& plastic) {
    description.populations[0] =
        neurons("E", 70, "aeif_psc_delta_clopath",
                {{"A_LTP", Distribution::constant(1e-4)}, {"A_LTD", Distribution::constant(2e-3)}});
    plastic.weight = uniform(0.2, 0.6);
    plastic.synapse_params["Wmax"] = 2;
}

/// Neurons that fire, with synapses that learn, among them several of one pair.
Description network(const char* rule_name, Precision precision = Precision::double_) {
    Description description;
    description.duration_ms = 80;
    description.precision = precision;
    description.populations = {neurons("E", 70), neurons("I", 30)};
    auto plastic =
        projection(0, 0, rule(RuleKind::fixed_indegree, 25), uniform(20, 60), uniform(0.3, 4));
    plastic.synapse_model = rule_name;
    if (plastic.synapse_model == "vogels_sprekeler_synapse") {
        plastic.synapse_params["Wmax"] = 100;
    }
    if (plastic.synapse_model == "stdp_dopamine_synapse") {
        plastic.delay = Distribution::constant(1.3);
        plastic.volume_transmitter = 1;
        plastic.volume_delay_ms = 1;
    }
    if (plastic.synapse_model == "clopath_synapse") { follow_potentials(description, plastic); }
    auto fixed = projection(0, 1, rule(RuleKind::fixed_indegree, 10), Distribution::constant(60));
    description.projections = {fixed, plastic};
    auto noise = stimulus("poisson_generator", 0);
    const bool jumps = plastic.synapse_model == "clopath_synapse";
    noise.values["rate"] = Distribution::constant(jumps ? 3000 : 9000);
    noise.weight = Distribution::constant(jumps ? 2 : 45);
    description.stimuli = {noise};
    return description;
}

WeightRecording recording(Selection sources, Selection targets, std::vector<double> times_ms) {
    WeightRecording record;
    record.projection = 1;
    record.sources = std::move(sources);
    record.targets = std::move(targets);
    record.times_ms = std::move(times_ms);
    return record;
}

struct Recorded {
    RunResult result;
    Snapshots snapshots;
};

void run_fast(const Description& description, int threads, Recorded& out) {
    const auto communicator = make_solo_communicator();
    RunOptions options;
    options.threads = threads;
    options.sinks.weights = &out.snapshots;
    out.result = RankSimulation(description, *communicator, options).run();
}

void run_plainly(const Description& description, Recorded& out) {
    out.result = run_reference(description, nullptr, &out.snapshots);
}

class WeightSnapshotsOf : public testing::TestWithParam<std::tuple<const char*, Precision>> {};

TEST_P(WeightSnapshotsOf, AreThoseOfThePlainPathAndDisturbNothing) {
    const auto& [rule_name, precision] = GetParam();
    auto description = network(rule_name, precision);
    const auto silent = complete(description);
    description.weight_records = {recording({{0, 70}}, {{0, 70}}, {0, 0.1, 13.7, 13.8, 52.4, 80})};
    description.weight_records.push_back(description.weight_records[0]);
    description.weight_records[1].times_ms.clear();
    description.weight_records[1].interval_ms = 0.7;
    description = complete(description);
    Recorded plain, one, many;

    run_plainly(description, plain);
    run_fast(description, 1, one);
    run_fast(description, 3, many);

    const auto undisturbed = simulate(silent).result;
    EXPECT_GT(undisturbed.spikes, 50U);
    for (const auto* ran : {&plain, &one, &many}) {
        EXPECT_EQ(ran->result.spike_digest, undisturbed.spike_digest);
        EXPECT_EQ(ran->result.weight_digest, undisturbed.weight_digest);
    }
    for (const std::size_t r : {0U, 1U}) {
        const auto expected = found(plain.snapshots, r);
        EXPECT_EQ(expected.size(), 70U * 25U);
        EXPECT_EQ(expected.begin()->second.size(), r == 0 ? 6U : 115U);
        EXPECT_EQ(found(one.snapshots, r), expected);
        EXPECT_EQ(found(many.snapshots, r), expected);
    }
}

INSTANTIATE_TEST_SUITE_P(Rules, WeightSnapshotsOf,
                         testing::Combine(testing::Values("stdp_synapse", "stdp_triplet_synapse",
                                                          "vogels_sprekeler_synapse",
                                                          "tsodyks2_synapse",
                                                          "stdp_dopamine_synapse",
                                                          "quantal_stp_synapse", "clopath_synapse"),
                                          testing::Values(Precision::double_, Precision::single)));

TEST(WeightSnapshots, TheLastOneHasTheDigestOfTheRun) {
    auto description = network("stdp_synapse");
    description.weight_records = {recording({{0, 70}}, {{0, 70}}, {0, 80})};
    description = complete(description);
    Recorded recorded;

    run_fast(description, 2, recorded);

    std::uint64_t digest = 0;
    std::size_t changed = 0;
    for (const auto& [synapse, weights] : found(recorded.snapshots, 0)) {
        const auto occurrence = static_cast<std::uint32_t>(synapse[2]);
        const auto delay = static_cast<std::uint32_t>(synapse[3]);
        digest += weight_hash(1, {synapse[0], synapse[1], delay, occurrence, weights.at(800)});
        changed += weights.at(800) != weights.at(0) ? 1 : 0;
    }
    EXPECT_EQ(digest, recorded.result.weight_digest);
    EXPECT_GT(changed, 1000U);
}

TEST(WeightSnapshots, OfSomeNeuronsAreAPartOfThoseOfAll) {
    auto description = network("stdp_synapse");
    const Selection sources{{0, 3}, {33, 34}, {60, 70}};
    const Selection targets{{1, 2}, {15, 49}};
    description.weight_records = {recording({{0, 70}}, {{0, 70}}, {0, 40, 79.9}),
                                  recording(sources, {{0, 70}}, {0, 40, 79.9}),
                                  recording({{0, 70}}, targets, {0, 40, 79.9}),
                                  recording(sources, targets, {0, 40, 79.9}),
                                  recording({{0, 70}}, {{33, 34}}, {0, 40, 79.9})};
    description = complete(description);
    Recorded recorded;

    run_fast(description, 2, recorded);

    const auto all = found(recorded.snapshots, 0);
    const auto has = [](const Selection& selection, std::uint64_t index) {
        return std::any_of(selection.begin(), selection.end(), [index](const Slice& slice) {
            return slice.first <= index && index < slice.last;
        });
    };
    for (const std::size_t r : {1U, 2U, 3U, 4U}) {
        const auto& record = description.weight_records[r];
        Found expected;
        for (const auto& [synapse, weights] : all) {
            if (has(record.sources, synapse[0]) && has(record.targets, synapse[1])) {
                expected[synapse] = weights;
            }
        }
        EXPECT_GE(expected.size(), 25U);
        EXPECT_EQ(found(recorded.snapshots, r), expected);
    }
}

TEST(WeightSnapshots, ListSynapsesInOrder) {
    auto description = network("stdp_synapse");
    description.weight_records = {recording({{0, 70}}, {{0, 70}}, {10})};
    description = complete(description);
    Recorded recorded;

    run_fast(description, 2, recorded);

    ASSERT_EQ(recorded.snapshots.streams.at(0).size(), 2U);
    bool several = false;
    for (const auto& stream : recorded.snapshots.streams.at(0)) {
        const auto key = [](const RecordedSynapse& s) {
            return std::tuple{s.source, s.target, s.occurrence};
        };
        EXPECT_TRUE(std::ranges::is_sorted(stream.synapses, std::ranges::less{}, key));
        several = several || std::ranges::any_of(stream.synapses, [](const auto& synapse) {
                      return synapse.occurrence > 0;
                  });
    }
    EXPECT_TRUE(several);
}

}  // namespace
}  // namespace weight_snapshots_test
}  // namespace callosum::test
