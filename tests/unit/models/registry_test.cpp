#include "models/registry.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <string>

#include <gtest/gtest.h>

// What every model owes to its users, whoever wrote it.
namespace callosum::test {
namespace registry_test {
namespace {

std::vector<Field> fields_of(const ModelInfo& model) {
    std::vector<Field> all(model.params.begin(), model.params.end());
    all.insert(all.end(), model.state.begin(), model.state.end());
    return all;
}

TEST(Registry, NamesEveryModelOnceAndFindsIt) {
    std::set<std::string_view> names;
    for (const auto& model : neuron_models()) {
        EXPECT_TRUE(names.insert(model.name).second) << model.name;
        EXPECT_EQ(find_neuron_model(model.name), &model);
    }
    EXPECT_FALSE(names.empty());
    EXPECT_EQ(find_neuron_model("no_such_model"), nullptr);
    EXPECT_EQ(find_neuron_model(""), nullptr);
}

TEST(Registry, GivesEveryFieldANameAUnitAndAText) {
    for (const auto& model : neuron_models()) {
        std::set<std::string_view> names;
        for (const auto& field : fields_of(model)) {
            const auto where = std::string(model.name) + "." + std::string(field.name);
            EXPECT_TRUE(names.insert(field.name).second) << where << " stands there twice";
            EXPECT_FALSE(field.unit.empty()) << where;
            EXPECT_FALSE(field.doc.empty()) << where;
        }
    }
}

TEST(Registry, KeepsDefaultsInsideTheirRanges) {
    for (const auto& model : neuron_models()) {
        for (const auto& field : fields_of(model)) {
            const auto where = std::string(model.name) + "." + std::string(field.name);
            EXPECT_LT(field.low, field.high) << where;
            EXPECT_GE(field.default_value, field.low) << where;
            EXPECT_LE(field.default_value, field.high) << where;
            EXPECT_TRUE(!field.low_open || field.default_value > field.low) << where;
        }
    }
}

TEST(Registry, CopiesDefaultsOfTheStateFromParametersThatExist) {
    for (const auto& model : neuron_models()) {
        for (const auto& field : model.state) {
            const bool known = std::any_of(model.params.begin(), model.params.end(),
                                           [&](const Field& f) { return f.name == field.same_as; });
            EXPECT_TRUE(field.same_as.empty() || known) << model.name << "." << field.name;
        }
        for (const auto& field : model.params) { EXPECT_TRUE(field.same_as.empty()); }
    }
}

TEST(Registry, GivesEveryModelAPage) {
    for (const auto& model : neuron_models()) {
        EXPECT_FALSE(model.summary.empty()) << model.name;
        EXPECT_EQ(model.summary.find('\n'), std::string_view::npos) << model.name;
        for (const std::string_view part : {"Equations\n", "Scheme\n", "References\n"}) {
            EXPECT_NE(model.page.find(part), std::string_view::npos) << model.name << ": " << part;
        }
    }
}

TEST(Registry, GivesEveryModelReceptorsAndAUnitOfWeights) {
    for (const auto& model : neuron_models()) {
        const std::set<std::string_view> receptors(model.receptors.begin(), model.receptors.end());
        EXPECT_NE(receptors.empty(), !model.receptor_per_list_element) << model.name;
        EXPECT_EQ(receptors.size(), model.receptors.size()) << model.name;
        EXPECT_FALSE(model.weight_unit.empty()) << model.name;
    }
}

/// The defaults of a model, as `prepare` takes them.
template <class M>
std::array<double, M::n_params> defaults() {
    std::array<double, M::n_params> params{};
    for (std::size_t i = 0; i < params.size(); ++i) { params[i] = M::info.params[i].default_value; }
    return params;
}

TEST(Registry, HasVariantsThatFitTheirTables) {
    visit_models(NeuronModels{}, []<class M>() {
        EXPECT_EQ(M::info.params.size(), std::size_t{M::n_params}) << M::info.name;
        EXPECT_EQ(std::size_t{M::n_rows} == 0, M::info.receptor_per_list_element) << M::info.name;
        if (M::info.receptor_per_list_element) { return false; }
        for (std::size_t port = 0; port < M::info.receptors.size(); ++port) {
            EXPECT_LT(M::row_of_port(port), std::size_t{M::n_rows}) << M::info.name;
        }
        return false;
    });
}

TEST(Registry, EndsEveryModelWithAVariantThatAlwaysApplies) {
    // A population whose neurons differ in everything and that wants receptors apart.
    std::string_view last;
    bool applies = true;
    visit_models(NeuronModels{}, [&]<class M>() {
        EXPECT_TRUE(applies || M::info.name == last)
            << last << " has no variant for the general case";
        const std::string_view previous = last;
        last = M::info.name;
        // Switches are shared by all neurons whatever else differs.
        const VariantQuery differing{[](std::size_t i) -> std::optional<double> {
                                         if (M::info.params[i].kind == FieldKind::real) {
                                             return std::nullopt;
                                         }
                                         return M::info.params[i].default_value;
                                     },
                                     true};
        applies = (M::info.name == previous && applies) || M::applies(differing);
        return false;
    });
    EXPECT_TRUE(applies) << last;
}

/// The initial state that the defaults give, in the order of the model's table.
template <class M>
std::array<double, M::info.state.size()> initial_values() {
    const auto params = defaults<M>();
    std::array<double, M::info.state.size()> initial{};
    for (std::size_t v = 0; v < initial.size(); ++v) {
        initial[v] = M::info.state[v].default_value;
        for (std::size_t i = 0; i < params.size(); ++i) {
            if (M::info.params[i].name == M::info.state[v].same_as) { initial[v] = params[i]; }
        }
    }
    return initial;
}

/// The lists of a model, with their defaults.
template <class M>
std::vector<std::vector<double>> default_lists() {
    std::vector<std::vector<double>> lists;
    for (const auto& list : M::info.lists) {
        lists.emplace_back(list.default_value.begin(), list.default_value.end());
    }
    return lists;
}

/// What is recorded of a neuron, with the lists' defaults where the model has lists.
template <class M>
double recorded(std::size_t variable, const typename M::template State<double>& state,
                std::vector<double>& extra) {
    if constexpr (ListedModel<M>) {
        return M::recorded(variable, state, defaults<M>(), default_lists<M>(), extra);
    } else {
        return M::recorded(variable, state, defaults<M>());
    }
}

TEST(Registry, StaysFiniteWithoutInput) {
    visit_models(NeuronModels{}, []<class M>() {
        const auto params = defaults<M>();
        auto state = M::initial(initial_values<M>(), params);
        const auto k = M::prepare(params, 0.1);
        const auto lists = default_lists<M>();
        std::vector<std::size_t> sizes;
        for (const auto& list : lists) { sizes.push_back(list.size()); }
        std::vector<double> extra;
        std::vector<double> coeffs;
        if constexpr (ListedModel<M>) {
            extra.resize(M::extra_state(lists));
            coeffs.resize(M::extra_coeffs(lists));
            M::initial_extra(params, lists, extra);
            M::prepare_extra(params, lists, 0.1, coeffs);
        }
        const std::vector<double> nothing(M::n_rows + lists.size() * 16, 0.0);
        double count = 1;
        const StepInput<double> drive{.current = 0,
                                      .uniform = 1,
                                      .input = nothing.data(),
                                      .count = &count,
                                      .extra = extra.data(),
                                      .extra_coeffs = coeffs.data(),
                                      .size = sizes.data()};
        for (int step = 0; step < 1000; ++step) { (void)M::step(state, k, drive); }
        for (std::size_t v = 0; v < M::info.state.size(); ++v) {
            EXPECT_TRUE(std::isfinite(recorded<M>(v, state, extra)))
                << M::info.name << "." << M::info.state[v].name;
        }
        return false;
    });
}

TEST(Registry, RecordsThePotentialThatWasSet) {
    visit_models(NeuronModels{}, []<class M>() {
        if (M::info.state.empty() || M::info.state[0].name != "V_m") { return false; }
        auto initial = initial_values<M>();
        initial[0] = -61.5;
        std::vector<double> extra(256, 0.0);

        const auto state = M::initial(initial, defaults<M>());

        EXPECT_DOUBLE_EQ(recorded<M>(0, state, extra), -61.5) << M::info.name;
        return false;
    });
}

TEST(Registry, HoldsForTheRefractoryPeriodRoundedToTheGrid) {
    visit_models(NeuronModels{}, []<class M>() {
        auto params = defaults<M>();
        for (std::size_t i = 0; i < params.size(); ++i) {
            if (M::info.params[i].name != "t_ref") { continue; }
            params[i] = 1.96;
            const long with = M::refractory_steps(params, 0.1);
            params[i] = 0;
            // Some models hold longer than t_ref, by a time of their own.
            EXPECT_EQ(with - M::refractory_steps(params, 0.1), 20) << M::info.name;
        }
        return false;
    });
}

}  // namespace
}  // namespace registry_test
}  // namespace callosum::test
