#include <filesystem>
#include <fstream>
#include <ostream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "engine/base/error.hpp"
#include "io/experiment/experiment.hpp"

namespace callosum {
namespace {

struct Case {
    std::string name, where, what, text;
    std::vector<std::string> sets;
    std::size_t problems = 1;
};

void PrintTo(const Case& one, std::ostream* stream) { *stream << one.name; }

/// "key: rest" with this key?
bool take(const std::string& line, const std::string& key, std::string& rest) {
    if (line.rfind(key + ":", 0) != 0) { return false; }
    rest = line.size() > key.size() + 2 ? line.substr(key.size() + 2) : "";
    return true;
}

std::vector<Case> read_cases() {
    const std::string net =
        R"("duration": 10, "populations": {"E": {"size": 100, "model": "iaf_psc_exp"}, )"
        R"("I": {"size": 25, "model": "iaf_psc_exp"}})";
    std::ifstream file(std::filesystem::path(CALLOSUM_SOURCE_DIR) /
                       "tests/unit/io/bad_input/cases.txt");
    std::vector<Case> cases;
    bool in_text = false;
    for (std::string line, rest; std::getline(file, line);) {
        if (line.rfind("## ", 0) == 0) {
            cases.emplace_back();
            cases.back().name = line.substr(3);
            in_text = false;
        } else if (cases.empty()) {
            continue;
        } else if (in_text) {
            if (const auto at = line.find("$NET"); at != std::string::npos) {
                line.replace(at, 4, net);
            }
            if (!line.empty()) { cases.back().text += line + "\n"; }
        } else if (take(line, "set", rest)) {
            cases.back().sets.push_back(rest);
        } else if (take(line, "problems", rest)) {
            cases.back().problems = std::stoul(rest);
        } else {
            take(line, "where", cases.back().where);
            take(line, "what", cases.back().what);
            in_text = take(line, "text", rest);
        }
    }
    return cases;
}

class BadInput : public testing::TestWithParam<Case> {};

TEST_P(BadInput, IsRefusedWithPlaceAndCause) {
    const Case& one = GetParam();
    try {
        (void)read_experiment(one.text, "bad.json", ".", one.sets);
        FAIL() << "was accepted";
    } catch (const ConfigError& error) {
        EXPECT_EQ(error.exit_code, 1);
        EXPECT_EQ(error.problems.size(), one.problems) << error.what();
        const auto& first = error.problems.front();
        // A place without a column stands for its beginning.
        const bool whole_place = one.where.find(' ') != std::string::npos;
        EXPECT_EQ(whole_place ? first.where : first.where.substr(0, one.where.size()), one.where)
            << error.what();
        EXPECT_NE(std::string(error.what()).find(one.what), std::string::npos) << error.what();
    }
}

INSTANTIATE_TEST_SUITE_P(Cases, BadInput, testing::ValuesIn(read_cases()),
                         [](const auto& one) { return one.param.name; });

TEST(BadInputCases, AreFound) { EXPECT_GE(read_cases().size(), 45U); }

}  // namespace
}  // namespace callosum
