#include <cmath>
#include <functional>

#include <gtest/gtest.h>

#include "tests/unit/engine/neurons/kernel_cases.hpp"

// Parameters that change in mid-run: the fast kernel against the plain one for every model, and what a
// change must leave as it is.
namespace callosum::test {
namespace {

class KernelPhases : public Kernel {
  protected:
    using Change = std::function<Values(const Field& field, double value)>;

    [[nodiscard]] double value_of(const Field& field) const {
        const auto given = GetParam().params.find(std::string(field.name));
        return given == GetParam().params.end() ? field.default_value
                                                : std::get<Distribution>(given->second).a;
    }
    /// The population of `description` with each of its real parameters changed.
    [[nodiscard]] Population changed(const Description& description, const Change& change) const {
        Population population = description.populations[1];
        for (const auto& field : info().params) {
            const double value = value_of(field);
            if (field.kind != FieldKind::real || !std::isfinite(value)) { continue; }
            population.params[std::string(field.name)] = change(field, value);
        }
        return population;
    }
    static void add_phase(Description& description, double at_ms, Population population) {
        PhaseChange phase;
        phase.at_ms = at_ms;
        phase.populations[1] = std::move(population);
        description.phases.push_back(std::move(phase));
    }
    static double within(const Field& field, double value) {
        return std::clamp(value, field.low, field.high);
    }
};

Values scaled(const Field& field, double value, double factor) {
    return Distribution::constant(std::clamp(value * factor, field.low, field.high));
}

TEST_P(KernelPhases, EqualTheReferenceWhenParametersChangeAndDifferAndAreAlikeAgain) {
    for (const auto precision : {Precision::double_, Precision::single}) {
        Description description = described(precision);
        description.stimuli = {poisson(4000)};
        add_phase(description, 3, changed(description, [](const auto& field, double value) {
                      return scaled(field, value, 1.01);
                  }));
        add_phase(description, 6.1, changed(description, [](const auto& field, double value) {
                      std::vector<double> each;
                      for (std::uint64_t i = 0; i < size; ++i) {
                          const double factor = 1 + 0.001 * static_cast<double>(i * 37 % 61);
                          each.push_back(within(field, value * factor));
                      }
                      return Values(each);
                  }));
        add_phase(description, 9, changed(description, [](const auto& field, double value) {
                      return scaled(field, value, 0.995);
                  }));
        description.phases[1].stimuli[0] = poisson(8000);
        description.phases[1].stimuli[0].target_slice = {0, size};
        description.phases[1].stimuli[0].name = "s0";

        for (const auto width : {Width::narrow, Width::wide, Width::mixed}) {
            expect_equal(description, {1, 16, 90}, width);
        }
    }
}

TEST_P(KernelPhases, KeepWhatIsRecordedOfTheState) {
    for (const auto& field : info().params) {
        const double value = value_of(field);
        if (field.kind != FieldKind::real || !std::isfinite(value)) { continue; }
        Description description = complete(described());
        KernelPair pair(description, {1, 0, size}, Width::narrow);
        pair.run(50, input());
        Population next = description.populations[1];
        next.params[std::string(field.name)] = scaled(field, value, 1.01);
        std::vector<double> before;
        const auto& state = info().state;
        for (std::uint64_t i = 0; i < size; ++i) {
            for (std::size_t v = 0; v < state.size(); ++v) {
                before.push_back(pair.fast().sample(i, v));
            }
        }

        pair.fast().change(next);

        for (std::uint64_t i = 0; i < size; ++i) {
            for (std::size_t v = 0; v < state.size(); ++v) {
                if (state[v].computed) { continue; }
                const double was = before[i * state.size() + v];
                // A potential is stored relative to another: two roundings of numbers below 200.
                ASSERT_NEAR(pair.fast().sample(i, v), was, 1e-13 * std::max(200.0, std::abs(was)))
                    << state[v].name << " when " << field.name << " changes";
            }
        }
    }
}

TEST_P(KernelPhases, ChangeNoBitWhereTheyChangeNothing) {
    Description description = complete(described());
    KernelPair with(description, {1, 16, 90}, Width::narrow);
    KernelPair without(description, {1, 16, 90}, Width::narrow);
    with.run(50, input());
    without.run(50, input());
    const auto same = [&](std::uint64_t i, std::size_t v) {
        return std::bit_cast<std::uint64_t>(with.fast().sample(i, v)) ==
               std::bit_cast<std::uint64_t>(without.fast().sample(i, v));
    };

    with.fast().change(description.populations[1]);
    with.plain().change(description.populations[1]);

    with.run(50, input());
    without.run(50, input());
    for (std::uint64_t i = 0; i < 74; ++i) {
        for (std::size_t v = 0; v < info().state.size(); ++v) { ASSERT_TRUE(same(i, v)); }
    }
    EXPECT_EQ(with.n_spikes(), without.n_spikes());
}

INSTANTIATE_TEST_SUITE_P(EveryModel, KernelPhases, testing::ValuesIn(cases()),
                         [](const auto& each) { return each.param.name; });

}  // namespace
}  // namespace callosum::test
