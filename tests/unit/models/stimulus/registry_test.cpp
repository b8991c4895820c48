#include "models/stimulus/registry.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include <gtest/gtest.h>

// What every stimulus owes to its users, whoever wrote it.
namespace callosum {
namespace {

TEST(StimulusRegistry, NamesEveryStimulusOnceAndFindsIt) {
    std::set<std::string_view> names;
    for (const auto& model : stimulus_models()) {
        EXPECT_TRUE(names.insert(model.name).second) << model.name;
        EXPECT_EQ(find_stimulus_model(model.name), &model);
        EXPECT_FALSE(model.summary.empty() || model.page.empty()) << model.name;
    }
    EXPECT_FALSE(names.empty());
    EXPECT_EQ(find_stimulus_model("no_such_stimulus"), nullptr);
}

TEST(StimulusRegistry, GivesEveryParameterATextAndADefaultInItsRange) {
    for (const auto& model : stimulus_models()) {
        std::set<std::string_view> names{"target", "start", "stop", "weight", "delay", "receptor"};
        for (const auto& field : model.params) {
            const auto where = std::string(model.name) + "." + std::string(field.name);
            EXPECT_TRUE(names.insert(field.name).second) << where << " stands there twice";
            EXPECT_FALSE(field.doc.empty() || field.unit.empty()) << where;
            if (!field.is_number() || field.is_required()) { continue; }
            EXPECT_TRUE(field.low_open ? field.default_value > field.low
                                       : field.default_value >= field.low)
                << where;
            EXPECT_LE(field.default_value, field.high) << where;
        }
    }
}

TEST(StimulusRegistry, WritesParametersOfOneNameAlike) {
    std::map<std::string_view, StimulusValue> seen;
    for (const auto& model : stimulus_models()) {
        for (const auto& field : model.params) {
            EXPECT_EQ(seen.emplace(field.name, field.value).first->second, field.value)
                << model.name << "." << field.name;
        }
    }
}

TEST(StimulusRegistry, RefersToParametersThatExist) {
    for (const auto& model : stimulus_models()) {
        for (const auto& order : model.orders) {
            EXPECT_NE(model.find(order.lesser), nullptr) << model.name;
            EXPECT_NE(model.find(order.greater), nullptr) << model.name;
        }
        for (const auto name : {model.mean_rate, model.copied}) {
            EXPECT_TRUE(name.empty() || model.find(name) != nullptr) << model.name;
        }
        for (const auto& field : model.params) {
            EXPECT_EQ(field.value == StimulusValue::change_values, !field.at.empty());
            EXPECT_TRUE(field.at.empty() || model.find(field.at) != nullptr) << model.name;
        }
        EXPECT_EQ(model.find(StimulusValue::method) != nullptr, !model.methods.empty());
        EXPECT_EQ(model.find(StimulusValue::samples) != nullptr, model.encodes);
        const bool trains = model.find(StimulusValue::trains) != nullptr;
        EXPECT_EQ(model.find(StimulusValue::train_file) != nullptr, trains);
        EXPECT_EQ(model.find(StimulusValue::train_population) != nullptr, trains);
    }
}

TEST(StimulusRegistry, AsksBackgroundsAloneForAMeanRate) {
    for (const auto& model : stimulus_models()) {
        EXPECT_TRUE(model.mean_rate.empty() || model.is_background()) << model.name;
        EXPECT_TRUE(!model.is_background() || model.spiking) << model.name;
    }
}

}  // namespace
}  // namespace callosum
