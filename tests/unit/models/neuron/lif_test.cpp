#include "models/neuron/lif.hpp"

#include <cmath>
#include <cstdint>
#include <vector>

#include <gtest/gtest.h>

#include "models/neuron/lif_curr_exp.hpp"
#include "models/neuron/loihi2_lif.hpp"
#include "models/neuron/poisson_process.hpp"

namespace callosum {
namespace lif_test {
namespace {

/// Steps one neuron with given inputs; says in which steps it fired.
template <class M, class T = double>
std::vector<int> fire(const typename M::Params& params, typename M::template State<T>& s,
                      const std::vector<std::array<T, 2>>& inputs, T uniform = T(0.5),
                      long refractory = 0) {
    const auto coeffs = M::prepare(params, 1.0);
    typename M::template Coeffs<T> k;
    for (std::size_t i = 0; i < sizeof(coeffs) / sizeof(double); ++i) {
        reinterpret_cast<T*>(&k)[i] = static_cast<T>(reinterpret_cast<const double*>(&coeffs)[i]);
    }
    std::vector<int> fired;
    long held = 0;
    for (std::size_t step = 0; step < inputs.size(); ++step) {
        StepInput<T> drive{};
        drive.uniform = uniform;
        drive.input = inputs[step].data();
        drive.held = held > 0;
        held -= held > 0 ? 1 : 0;
        if (M::step(s, k, drive)) {
            fired.push_back(static_cast<int>(step));
            held = refractory;
        }
    }
    return fired;
}

TEST(Lif, DecaysAddsAndResets) {
    Lif::State<double> s{0};
    EXPECT_EQ((fire<Lif>({10, 0.5, 1, -2, 0}, s, {{8, 0}, {4, 0}, {0, 0}})), std::vector<int>{});
    EXPECT_DOUBLE_EQ(s.v, ((8 + 1) * 0.5 + 4 + 1) * 0.5 + 1);
    s = {0};
    EXPECT_EQ((fire<Lif>({10, 0.5, 1, -2, 0}, s, {{9.5, 0}})), std::vector<int>{0});
    EXPECT_DOUBLE_EQ(s.v, -2);
}

TEST(Lif, ThresholdItselfIsNoSpikeAndSubtractionKeepsTheRest) {
    Lif::State<double> s{0};
    EXPECT_TRUE((fire<Lif>({10, 1, 0, 0, 0}, s, {{10, 0}})).empty());
    s = {0};
    EXPECT_EQ((fire<Lif>({10, 1, 0, 0, 1}, s, {{12.5, 0}})).size(), 1U);
    EXPECT_DOUBLE_EQ(s.v, 2.5);
}

TEST(LifCurrExp, CurrentsActInTheStepInWhichTheyArrive) {
    LifCurrExp::State<double> s{0, 0, 0};
    (void)fire<LifCurrExp>({100, 0.5, 0, 0, 0.25, 0.5, 0, 0}, s, {{8, -4}, {0, 0}});
    EXPECT_DOUBLE_EQ(s.i_exc, 2);
    EXPECT_DOUBLE_EQ(s.i_inh, -2);
    EXPECT_DOUBLE_EQ(s.v, (8 - 4) * 0.5 + 2 - 2);
}

TEST(LifCurrExp, HoldsWhileCurrentsGoOn) {
    LifCurrExp::State<double> s{0, 0, 0};
    const std::vector<std::array<double, 2>> inputs{{20, 0}, {0, 0}, {0, 0}, {0, 0}};
    EXPECT_EQ((fire<LifCurrExp>({10, 1, 0, -1, 0.9, 0.9, 2, 0}, s, inputs, 0.5, 2)),
              (std::vector<int>{0, 3}));
    EXPECT_EQ(LifCurrExp::refractory_steps({10, 1, 0, 0, 0, 0, 2, 0}, 0.1), 2);
}

/// Loihi's neuron in whole numbers, from targets' description of Lava.
struct WholeLoihi {
    std::int64_t u = 0, v = 0;
    bool step(std::int64_t du, std::int64_t dv, std::int64_t vth, std::int64_t bias,
              std::int64_t a) {
        const auto decay = [](std::int64_t x, std::int64_t keep) {
            const std::int64_t size = (std::abs(x) * keep) >> 12;
            return x < 0 ? -size : size;
        };
        u = decay(u, 4096 - (du + 1)) + (a << 6);
        if (u >= 8388608) { u -= 16777216; }
        if (u < -8388608) { u += 16777216; }
        v = std::clamp<std::int64_t>(decay(v, 4096 - dv) + u + bias, -8388607, 8388607);
        if (v > vth << 6) {
            v = 0;
            return true;
        }
        return false;
    }
};

template <class T>
void expect_loihi(double du, double dv) {
    const Loihi2Lif::Params params{du, dv, 3000, -3, 4};
    WholeLoihi whole;
    Loihi2Lif::State<T> s{0, 0};
    std::uint64_t word = 12345;
    std::size_t spikes = 0;
    for (int step = 0; step < 4000; ++step) {
        word = word * 6364136223846793005ULL + 1442695040888963407ULL;
        const auto a = static_cast<std::int64_t>(word >> 40) % 3000 - 1200;
        const bool fired = whole.step(static_cast<std::int64_t>(du), static_cast<std::int64_t>(dv),
                                      3000, -3 << 4, a);
        const bool ours = !fire<Loihi2Lif, T>(params, s, {{static_cast<T>(a), T(0)}}).empty();
        ASSERT_EQ(fired, ours) << "step " << step;
        ASSERT_EQ(static_cast<std::int64_t>(s.u), whole.u) << "step " << step;
        ASSERT_EQ(static_cast<std::int64_t>(s.v), whole.v) << "step " << step;
        spikes += fired ? 1 : 0;
    }
    EXPECT_GT(spikes, 10U);
}

TEST(Loihi2Lif, IsExactInBothPrecisions) {
    for (const double du : {4095.0, 410.0, 0.0}) {
        expect_loihi<double>(du, 163);
        expect_loihi<float>(du, 163);
    }
    expect_loihi<float>(77, 0);
}

TEST(PoissonProcess, FiresWithItsProbabilityAndRests) {
    PoissonProcess::State<double> s{0};
    const std::vector<std::array<double, 2>> inputs(5, {0, 0});
    EXPECT_EQ((fire<PoissonProcess>({0.3, 0}, s, inputs, 0.2)).size(), 5U);
    EXPECT_TRUE((fire<PoissonProcess>({0.3, 0}, s, inputs, 0.4)).empty());
    EXPECT_EQ((fire<PoissonProcess>({0.3, 2}, s, inputs, 0.2, 2)), (std::vector<int>{0, 3}));
}

}  // namespace
}  // namespace lif_test
}  // namespace callosum
