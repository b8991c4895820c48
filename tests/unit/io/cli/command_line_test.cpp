#include "io/cli/command_line.hpp"

#include <gtest/gtest.h>

#include "engine/base/error.hpp"

namespace callosum {
namespace {

using Command = CommandLine::Command;

std::string complaint(const std::vector<std::string>& arguments) {
    try {
        (void)read_command_line(arguments);
    } catch (const ConfigError& error) {
        EXPECT_EQ(error.exit_code, 1);
        return error.what();
    }
    return "none";
}

bool complains(const std::vector<std::string>& arguments, const std::string& fragment) {
    const auto text = complaint(arguments);
    EXPECT_NE(text.find(fragment), std::string::npos) << text;
    return text.find(fragment) != std::string::npos;
}

TEST(CommandLine, ReadsRunWithAllOptions) {
    const auto line = read_command_line({"run", "a.json", "--out", "there", "--threads", "2",
                                         "--set", "populations.E.size=5", "--set", "dt=0.2",
                                         "--seed", "7", "--duration=12.5", "--overwrite", "--quiet",
                                         "--log-json", "log", "--reference"});

    EXPECT_EQ(line.command, Command::run);
    EXPECT_EQ(line.input, "a.json");
    EXPECT_EQ(line.threads, 2);
    EXPECT_EQ(line.sets,
              (std::vector<std::string>{"populations.E.size=5", "dt=0.2", "output.folder=\"there\"",
                                        "seed=7", "duration=12.5", "output.overwrite=true"}));
    EXPECT_TRUE(line.quiet);
    EXPECT_TRUE(line.reference);
    EXPECT_EQ(line.log_json, "log");
}

TEST(CommandLine, ReadsTheOtherCommands) {
    EXPECT_EQ(read_command_line({"check", "a.json", "--set", "a=-1"}).sets,
              (std::vector<std::string>{"a=-1"}));
    EXPECT_EQ(read_command_line({"models"}).command, Command::models);
    EXPECT_EQ(read_command_line({"models", "iaf_psc_exp"}).input, "iaf_psc_exp");
    EXPECT_TRUE(read_command_line({"models", "--schema"}).schema);
    EXPECT_EQ(read_command_line({"info", "f.h5"}).command, Command::info);
    EXPECT_EQ(read_command_line({"merge", "out"}).command, Command::merge);
    EXPECT_EQ(read_command_line({"--version"}).command, Command::version);
}

TEST(CommandLine, ReadsWhatIsToBePlanned) {
    const auto line = read_command_line({"plan", "a.json", "--ranks", "8", "--threads", "4",
                                         "--ranks-per-node", "2", "--rate", "3.5", "--json"});
    EXPECT_EQ(line.command, Command::plan);
    EXPECT_EQ(line.ranks, 8);
    EXPECT_EQ(line.threads, 4);
    EXPECT_EQ(line.ranks_per_node, 2);
    EXPECT_EQ(line.rate_hz, 3.5);
    EXPECT_TRUE(line.json);
    EXPECT_EQ(read_command_line({"plan", "a.json", "--rates", "out"}).rates_from, "out");
    EXPECT_EQ(read_command_line({"plan", "a.json"}).ranks, 1);
}

TEST(CommandLine, HelpNamesEveryCommandAndOption) {
    const auto all = read_command_line({"--help"});
    EXPECT_EQ(all.command, Command::help);
    for (const char* name : {"run", "check", "plan", "models", "info", "merge", "--version"}) {
        EXPECT_NE(all.help.find(name), std::string::npos) << name;
    }
    EXPECT_NE(read_command_line({"run", "--help"}).help.find("--threads"), std::string::npos);
    EXPECT_FALSE(read_command_line({}).help.empty());
}

TEST(CommandLine, RefusesBadUsageWithTheNearestName) {
    EXPECT_TRUE(complains({"rum", "a.json"}, "did you mean \"run\"?"));
    EXPECT_TRUE(complains({"run", "a.json", "--thread", "2"}, "did you mean \"--threads\"?"));
    EXPECT_TRUE(complains({"check", "a.json", "--threads", "2"}, "there is no option --threads"));
    EXPECT_TRUE(complains({"run"}, "needs EXPERIMENT"));
    EXPECT_TRUE(complains({"run", "a.json", "b.json"}, "found also \"b.json\""));
    EXPECT_TRUE(complains({"run", "a.json", "--threads", "0"}, "must be in [1, 4096]"));
    EXPECT_TRUE(complains({"run", "a.json", "--threads", "many"}, "threads"));
    EXPECT_TRUE(complains({"run", "a.json", "--set"}, "--set"));
    EXPECT_TRUE(complains({"plan", "a.json", "--ranks", "0"}, "--ranks"));
    EXPECT_TRUE(complains({"plan", "a.json", "--rate", "-1"}, "--rate"));
    EXPECT_TRUE(complains({"plan", "a.json", "--rate", "1", "--rates", "o"}, "both"));
    EXPECT_TRUE(complains({"--versoin"}, "did you mean \"--version\"?"));
}

}  // namespace
}  // namespace callosum
