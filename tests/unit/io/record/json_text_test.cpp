#include "io/record/json_text.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace callosum {
namespace {

using Json = nlohmann::ordered_json;

TEST(JsonText, PutsListsOfNumbersIntoALine) {
    const auto json = Json::parse(
        R"({"a": [1, 2.5, null], "b": {"min": 0, "max": 1}, "c": ["x", "y"], "d": [], "e": [[1], [2, 3]]})");

    EXPECT_EQ(json_text(json), R"({
  "a": [1, 2.5, null],
  "b": {"min": 0, "max": 1},
  "c": [
    "x",
    "y"
  ],
  "d": [],
  "e": [
    [1],
    [2, 3]
  ]
})");
}

TEST(JsonText, IsReadAsTheSameAgain) {
    const auto json = Json::parse(
        R"({"rates": [1e-300, 0.1, 12345678901234567], "text": "a \"b\"\n", "deep": [{"x": {"y": [true]}}], "n": null})");

    EXPECT_EQ(Json::parse(json_text(json)), json);
}

TEST(JsonText, ReplacesBytesThatAreNoText) {
    EXPECT_NO_THROW((void)json_text(Json{{"name", "\xff"}}));
}

}  // namespace
}  // namespace callosum
