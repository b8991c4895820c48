#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <functional>
#include <limits>

#include <gtest/gtest.h>

#include "models/info.hpp"
#include "network/describe/check_and_number.hpp"

/// Wrong parameters of every model in the registry, as far as it has them, are refused with the place
/// (population and name), the value and what is allowed.
namespace callosum {
namespace refusals_test {
namespace {

using Change = std::function<void(Population&)>;

constexpr std::size_t size = 3;

std::string text(double value) {
    std::array<char, 32> buffer{};
    const auto* end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
    return {static_cast<const char*>(buffer.data()), end};
}

std::vector<Problem> problems_of(const ModelInfo& model, const Change& change) {
    Description made;
    made.duration_ms = 10;
    Population cells;
    cells.name = "cells";
    cells.size = size;
    cells.model = model.name;
    change(cells);
    made.populations = {cells};
    return check_and_number(made);
}

/// Is that the only thing wrong, at `where` below the population, with all `words` in the message?
void expect_refused(const ModelInfo& model, const std::string& where,
                    const std::vector<std::string>& words, const Change& change) {
    const std::string label = std::string(model.name) + " " + where;
    const auto problems = problems_of(model, change);
    // A number out of order with another one may be said beside it.
    ASSERT_FALSE(problems.empty()) << label << " is accepted";
    EXPECT_EQ(problems[0].where, "populations.cells." + where) << label;
    for (const auto& word : words) {
        EXPECT_NE(problems[0].what.find(word), std::string::npos)
            << label << ": no '" << word << "' in: " << problems[0].what;
    }
}

void expect_accepted(const ModelInfo& model, const Change& change) {
    const auto problems = problems_of(model, change);
    EXPECT_TRUE(problems.empty()) << model.name << ": " << describe(problems);
}

Change set(std::string_view name, Values values) {
    return [name = std::string(name), values = std::move(values)](Population& cells) {
        cells.params[name] = values;
    };
}

Values constant(double value) { return Distribution::constant(value); }

/// The largest value that is too small, or the smallest that is too large, roughly.
double below(double low, bool open) { return open ? low : low - 1; }

template <class F>
void for_each_param(F&& test) {
    for (const auto& model : neuron_models()) {
        for (const auto& field : model.params) { test(model, field); }
    }
}

TEST(Refusals, AcceptTheDefaultsOfEveryModel) {
    for (const auto& model : neuron_models()) {
        expect_accepted(model, [](Population&) {});
    }
}

TEST(Refusals, NameValueAndRangeOfANumberOutsideIt) {
    for_each_param([](const ModelInfo& model, const Field& field) {
        const std::string where = "params." + std::string(field.name);
        const std::string unit(field.unit == "1" ? "" : field.unit);
        if (std::isfinite(field.low)) {
            const double bad = below(field.low, field.low_open);
            expect_refused(model, where, {"is " + text(bad), "must be", text(field.low), unit},
                           set(field.name, constant(bad)));
        }
        if (std::isfinite(field.high)) {
            const double bad = field.high + 1;
            expect_refused(model, where, {"is " + text(bad), "must be", text(field.high), unit},
                           set(field.name, constant(bad)));
        }
    });
}

TEST(Refusals, NumbersThatAreNone) {
    for_each_param([](const ModelInfo& model, const Field& field) {
        for (const double bad : {std::nan(""), std::numeric_limits<double>::infinity()}) {
            EXPECT_FALSE(problems_of(model, set(field.name, constant(bad))).empty())
                << model.name << " " << field.name;
        }
    });
}

/// Time constants, capacities, conductances, areas, times and rates, by their names.
bool is_never_negative(std::string_view name) {
    for (const std::string_view start : {"tau_", "C_m", "cm", "g_", "gnabar", "gkbar", "gl", "area",
                                         "t_ref", "dead_time", "rate", "lambda_0", "substeps"}) {
        if (name.substr(0, start.size()) == start) { return true; }
    }
    return name == "g";
}

TEST(Refusals, NegativeTimeConstantsCapacitiesConductancesAndTimes) {
    int tested = 0;
    for_each_param([&](const ModelInfo& model, const Field& field) {
        if (!is_never_negative(field.name)) { return; }
        ++tested;
        expect_refused(model, "params." + std::string(field.name), {"is -1", "must be"},
                       set(field.name, constant(-1)));
        if (field.name.substr(0, 4) == "tau_" || field.name == "C_m") {
            expect_refused(model, "params." + std::string(field.name), {"is 0", "must be > 0"},
                           set(field.name, constant(0)));
        }
    });
    EXPECT_GT(tested, 100) << "names in the table above that no model has";
}

TEST(Refusals, ListsOfReceptorsAndKernels) {
    for (const auto& model : neuron_models()) {
        for (const auto& list : model.lists) {
            const std::string where = "params." + std::string(list.name);
            const auto given = [&](double bad) {
                return [&, bad](Population& cells) {
                    for (const auto& other : model.lists) {
                        const double good =
                            other.default_value.empty() ? 1.0 : other.default_value[0];
                        cells.lists[std::string(other.name)] = {good, good};
                    }
                    cells.lists[std::string(list.name)] = {1.0, bad};
                };
            };
            if (std::isfinite(list.low)) {
                const double bad = below(list.low, list.low_open);
                expect_refused(model, where + "[1]", {"is " + text(bad), "must be"}, given(bad));
            }
            EXPECT_FALSE(problems_of(model, given(std::nan(""))).empty()) << model.name;
            if (list.name.substr(0, 4) == "tau_") {
                expect_refused(model, where + "[1]", {"is -1", "must be > 0"}, given(-1));
            }
        }
    }
}

TEST(Refusals, DistributionsThatReachOutside) {
    for_each_param([](const ModelInfo& model, const Field& field) {
        if (!std::isfinite(field.low) || field.kind != FieldKind::real) { return; }
        const double middle = field.low + 1e-3;
        Distribution drawn{Distribution::Kind::normal, middle, 1.0};
        expect_refused(model, "params." + std::string(field.name), {"must be", "give", "\"min\""},
                       set(field.name, drawn));
    });
}

TEST(Refusals, OneWrongNumberAmongThoseOfAllNeurons) {
    for_each_param([](const ModelInfo& model, const Field& field) {
        if (!std::isfinite(field.low) || field.kind != FieldKind::real) { return; }
        const double bad = below(field.low, field.low_open);
        const std::vector<double> numbers{field.default_value, bad, field.default_value};
        expect_refused(model, "params." + std::string(field.name) + "[1]",
                       {"is " + text(bad), "must be"}, set(field.name, numbers));
        expect_refused(
            model, "params." + std::string(field.name), {"has 2 numbers", "3 neurons"},
            set(field.name, std::vector<double>{field.default_value, field.default_value}));
    });
}

TEST(Refusals, SwitchesAndWholeNumbersThatAreNot) {
    for_each_param([](const ModelInfo& model, const Field& field) {
        if (field.kind == FieldKind::real) { return; }
        const double bad = field.kind == FieldKind::flag ? 0.5 : field.low + 0.5;
        const std::string wanted = field.kind == FieldKind::flag ? "true or false" : "whole number";
        const std::string where = "params." + std::string(field.name);
        expect_refused(model, where, {"is " + text(bad), wanted}, set(field.name, constant(bad)));
        expect_refused(model, where, {"one value for all neurons"},
                       set(field.name, std::vector<double>(size, field.default_value)));
    });
}

TEST(Refusals, ParametersThatTheModelDoesNotHave) {
    for (const auto& model : neuron_models()) {
        expect_refused(model, "params.no_such", {"model " + std::string(model.name), "'no_such'"},
                       set("no_such", constant(1)));
        for (const auto& field : model.state) {
            const std::string name(field.name);
            const bool both = std::any_of(model.params.begin(), model.params.end(),
                                          [&](const Field& one) { return one.name == name; });
            if (!both) {
                expect_refused(model, "params." + name, {"belongs under \"initial\""},
                               set(name, constant(field.default_value)));
            }
        }
    }
}

TEST(Refusals, StateOutsideItsRange) {
    for (const auto& model : neuron_models()) {
        for (const auto& field : model.state) {
            const auto given = [&](double value) {
                return [&, value](Population& cells) {
                    cells.initial[std::string(field.name)] = constant(value);
                };
            };
            const std::string where = "initial." + std::string(field.name);
            if (field.computed) {
                expect_refused(model, where, {"follows from other state"}, given(0));
            } else if (std::isfinite(field.low)) {
                const double bad = below(field.low, field.low_open);
                expect_refused(model, where, {"is " + text(bad), "must be"}, given(bad));
            }
        }
    }
}

TEST(Refusals, ParametersInTheWrongOrder) {
    for (const auto& model : neuron_models()) {
        for (const auto& order : model.orders) {
            const auto greater = std::find_if(model.params.begin(), model.params.end(),
                                              [&](auto& one) { return one.name == order.greater; });
            ASSERT_NE(greater, model.params.end());
            const double bad = greater->default_value + (order.or_equal ? 1 : 0);
            expect_refused(model, "params." + std::string(order.lesser),
                           {std::string(order.lesser) + " (up to " + text(bad) + ")",
                            order.or_equal ? "must be at most" : "must be below",
                            std::string(order.greater), text(greater->default_value)},
                           set(order.lesser, constant(bad)));
        }
    }
}

/// gif_psc_exp: spikes come at a rate, which is finite wherever V_reset lies.
constexpr std::array<std::string_view, 1> reset_is_free{"gif_psc_exp"};

TEST(Refusals, AResetThatIsNotBelowTheThreshold) {
    for (const auto& model : neuron_models()) {
        const auto has = [&](std::string_view name) {
            return std::any_of(model.params.begin(), model.params.end(),
                               [&](const Field& one) { return one.name == name; });
        };
        if (!has("V_reset") || std::find(reset_is_free.begin(), reset_is_free.end(), model.name) !=
                                   reset_is_free.end()) {
            continue;
        }
        EXPECT_TRUE(std::any_of(model.orders.begin(), model.orders.end(),
                                [](const FieldOrder& one) { return one.lesser == "V_reset"; }))
            << model.name;
    }
}

/// A neuron that rests above its threshold fires without input: benchmark 2 of Brette et al. (2007) has
/// E_L = -49 mV over V_th = -50 mV. No model needs E_L below it.
TEST(Refusals, ARestingPotentialAboveTheThresholdIsAccepted) {
    for_each_param([](const ModelInfo& model, const Field& field) {
        if (field.name == "E_L") { expect_accepted(model, set("E_L", constant(-10))); }
    });
}

}  // namespace
}  // namespace refusals_test
}  // namespace callosum
