#include <cmath>
#include <random>
#include <string>

#include <gtest/gtest.h>

#include "tests/support/forced_spikes.hpp"
#include "tests/support/plastic_rules.hpp"
#include "tests/support/small_networks.hpp"

// The fast path of plastic synapses against the plain one, under random trains: bit for bit what they
// deliver in every step, and every weight.
namespace callosum::test {
namespace paths_test {
namespace {

struct Trains {
    double before = 0.02, after = 0.02;  ///< probabilities per neuron and step
    double twice = 0;                    ///< that a spike is two
    std::int64_t steps = 1200;
};

/// Spikes of a population, drawn anew in every step.
class Drawn {
  public:
    Drawn(std::uint64_t n, double p, double twice, unsigned seed)
        : n_(n), p_(p), twice_(twice), random_(seed) {}
    const Firing& next() {
        firing_.clear();
        if (p_ == 0) { return firing_; }
        std::geometric_distribution<std::uint64_t> silent(p_);
        std::bernoulli_distribution again(twice_);
        for (auto i = silent(random_); i < n_; i += 1 + silent(random_)) {
            firing_.push_back(i);
            if (again(random_)) { firing_.push_back(i); }
        }
        return firing_;
    }

  private:
    std::uint64_t n_;
    double p_, twice_;
    std::mt19937_64 random_;
    Firing firing_;
};

bool same(const PlasticSynapse& a, const PlasticSynapse& b) {
    return a.source == b.source && a.target == b.target && a.delay == b.delay &&
           a.occurrence == b.occurrence &&
           std::bit_cast<std::uint64_t>(a.weight) == std::bit_cast<std::uint64_t>(b.weight);
}

/// Returns how many synapses differ.
std::size_t differences(const std::vector<PlasticSynapse>& a,
                        const std::vector<PlasticSynapse>& b) {
    if (a.size() != b.size()) { return std::max(a.size(), b.size()); }
    std::size_t n = 0;
    for (std::size_t i = 0; i < a.size(); ++i) { n += same(a[i], b[i]) ? 0 : 1; }
    return n;
}

struct Both {
    explicit Both(const Description& description) : fast(description), plain(description) {}
    FastProjection fast;
    PlainProjection plain;
    void step(std::int64_t step, const Firing& before, const Firing& after) {
        fast.step(step, before, after);
        plain.step(step, before, after);
    }
};

class EveryRule : public testing::TestWithParam<std::tuple<PlasticCase, Precision>> {
  protected:
    /// A projection of the rule from `n_before` to `n_after` parrots.
    Description network(std::uint64_t n_before, std::uint64_t n_after, Rule how,
                        Distribution delay_ms, double dendritic_fraction = 1) const {
        const auto& [rule, precision] = GetParam();
        Description made;
        made.duration_ms = 1;
        made.precision = precision;
        made.populations = {neurons("before", n_before, "parrot_neuron"),
                            neurons("after", n_after, "parrot_neuron",
                                    {{"tau_minus", Distribution::constant(30)}})};
        auto own = projection(0, 1, std::move(how), rule.weight, delay_ms);
        own.receptor = 1;
        set_rule(own, rule);
        own.dendritic_fraction = dendritic_fraction;
        made.projections = {own};
        return complete(made);
    }

    static void expect_equal(const Description& description, const Trains& trains) {
        Both paths(description);
        Drawn before(description.populations[0].size, trains.before, trains.twice, 1);
        Drawn after(description.populations[1].size, trains.after, trains.twice, 2);
        const auto start = paths.fast.synapses(0);
        ASSERT_FALSE(start.empty());
        for (std::int64_t step = 1; step <= trains.steps; ++step) {
            paths.step(step, before.next(), after.next());
            ASSERT_TRUE(std::ranges::equal(paths.fast.rows(), paths.plain.rows())) << step;
            if (step % 97 != 0) { continue; }  // looking in between must not disturb
            ASSERT_EQ(differences(paths.fast.synapses(step), paths.plain.synapses(step)), 0U)
                << step;
        }
        const auto end = paths.fast.synapses(trains.steps);
        EXPECT_EQ(differences(end, paths.plain.synapses(trains.steps)), 0U);
        const auto* info = find_synapse_model(description.projections[0].synapse_model);
        if (info->uses_history) { EXPECT_GT(differences(end, start), start.size() / 2); }
    }
};

std::string name_of(const testing::TestParamInfo<std::tuple<PlasticCase, Precision>>& each) {
    const bool single = std::get<1>(each.param) == Precision::single;
    return std::get<0>(each.param).label + (single ? "_single" : "_double");
}
INSTANTIATE_TEST_SUITE_P(Registry, EveryRule,
                         testing::Combine(testing::ValuesIn(plastic_cases()),
                                          testing::Values(Precision::double_, Precision::single)),
                         name_of);

Distribution delays(double low_ms, double high_ms) {
    return {Distribution::Kind::uniform, low_ms, high_ms};
}

TEST_P(EveryRule, AgreesForMultapsesOfManyDelays) {
    const auto description = network(20, 40, rule(RuleKind::fixed_indegree, 30), delays(0.1, 6));

    expect_equal(description, {});
}

TEST_P(EveryRule, AgreesWhereAPartOfTheDelayIsAxonal) {
    for (const double fraction : {0.6, 0.2}) {
        SCOPED_TRACE(fraction);
        const auto description =
            network(20, 40, rule(RuleKind::fixed_indegree, 15), delays(0.3, 6), fraction);

        expect_equal(description, {.steps = 800});
    }
}

TEST_P(EveryRule, AgreesForSegmentsLongerThanABatch) {
    // 256 synapses are taken at a time: two batches and a tail that no lane divides.
    const auto description =
        network(3, 533, rule(RuleKind::all_to_all), Distribution::constant(1.5));

    expect_equal(description, {.before = 0.03, .after = 0.01, .steps = 400});
}

TEST_P(EveryRule, AgreesOverSeveralChunksOfTargets) {
    const auto description =
        network(5, 20011, rule(RuleKind::fixed_outdegree, 900), delays(0.5, 1.5));

    expect_equal(description, {.before = 0.05, .after = 0.02, .steps = 200});
}

TEST_P(EveryRule, AgreesWhereTargetsSpikeOftenerThanALineHolds) {
    const auto description =
        network(10, 30, rule(RuleKind::fixed_indegree, 8), delays(0.5, 8), 0.7);

    expect_equal(description, {.before = 0.004, .after = 0.3, .steps = 1500});
}

TEST_P(EveryRule, AgreesWhereNeuronsSpikeTwiceInAStep) {
    const auto description = network(20, 40, rule(RuleKind::fixed_indegree, 10), delays(0.1, 2));

    expect_equal(description, {.twice = 0.4, .steps = 600});
}

// The plain path looks at nothing ahead of time.
TEST_P(EveryRule, ChangesNoBitByLookingAtSilentSynapses) {
    const auto description = network(6, 20, rule(RuleKind::all_to_all), delays(0.3, 3), 0.8);
    Both paths(description);
    Drawn after(20, 0.003, 0, 3);
    const std::int64_t end = 2 * refresh_after + 2000;
    for (std::int64_t step = 1; step <= end; ++step) {
        // Source s speaks early, late, or after one look or two; source 5 never does.
        Firing before;
        for (std::uint64_t s = 0; s < 5; ++s) {
            const auto at = static_cast<std::int64_t>(s) * 37 + 50;
            if (step == at || step == end - 300 - at || step == at + 4000 * std::int64_t(s)) {
                before.push_back(s);
            }
        }
        const auto& firing = after.next();
        paths.step(step, before, firing);
        ASSERT_TRUE(std::ranges::equal(paths.fast.rows(), paths.plain.rows())) << step;
        if (step % 4001 != 0) { continue; }
        ASSERT_EQ(differences(paths.fast.synapses(step), paths.plain.synapses(step)), 0U);
    }
    EXPECT_EQ(differences(paths.fast.synapses(end), paths.plain.synapses(end)), 0U);
}

}  // namespace
}  // namespace paths_test
}  // namespace callosum::test
