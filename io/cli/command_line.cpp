#include "io/cli/command_line.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <sstream>
#include <string_view>

#include <boost/program_options.hpp>
#include <nlohmann/json.hpp>

#include "engine/base/error.hpp"
#include "network/describe/nearest.hpp"

namespace callosum {

namespace {

namespace options = boost::program_options;
using Command = CommandLine::Command;

/// A command as the help lists it.
struct Entry {
    std::string_view name;
    Command command;
    std::string_view operand;  ///< in brackets where it may be left out
    std::string_view doc;
};

constexpr std::array<Entry, 8> entries{
    {{"run", Command::run, "EXPERIMENT", "simulate an experiment"},
     {"check", Command::check, "EXPERIMENT",
      "report everything that is wrong with an experiment, or print it with all defaults"},
     {"plan", Command::plan, "EXPERIMENT",
      "estimate memory, time, traffic and file sizes of a run without building the network"},
     {"dry-run", Command::dry_run, "EXPERIMENT",
      "build and run one rank of a large run; the spikes of the other ranks are made up"},
     {"export", Command::export_, "EXPERIMENT",
      "cut a network for a neuromorphic board, or write it as NIR"},
     {"models", Command::models, "[NAME]", "list the models, or describe one"},
     {"info", Command::info, "FILE", "describe a file that callosum wrote"},
     {"merge", Command::merge, "DIR", "join the files that ranks wrote into one"}}};

void add_board_options(options::options_description& all) {
    auto add = all.add_options();
    const auto text = [](const char* name) {
        return options::value<std::string>()->value_name(name);
    };
    const auto number = [](const char* name) { return options::value<double>()->value_name(name); };
    add("board", text("BOARD"), "file or name of the board, such as spinnaker2_48chip");
    add("board-dt", number("MS"), "biological time of one tick of the board");
    add("allow", text("LIST"), "substitutes that may be used, separated by commas");
    add("rate", number("HZ"), "spikes/s of all neurons, instead of each population's mean_rate");
    add("rates", text("RUN_DIR"), "take the rates that an earlier run measured, from its run.json");
}

void add_export_options(options::options_description& all) {
    auto add = all.add_options();
    const auto text = [](const char* name) {
        return options::value<std::string>()->value_name(name);
    };
    const auto number = [](const char* name) { return options::value<double>()->value_name(name); };
    add("target", text("TARGET"), "spinnaker2, brainscales2 or nir");
    add_board_options(all);
    add("tick", number("S"), "wall time of one tick (default: its biological time)");
    add("out", text("DIR"), "folder for the exported files");
    add("check-only", "report what fits and what does not; write nothing");
    add("overwrite", "replace the files of an earlier export");
    add("seed", text("N"), "seed of all random numbers");
    add("duration", text("MS"), "time to simulate after the warm-up");
    add("threads", options::value<int>()->value_name("N"), "threads of the emulation");
    add("quiet", "print no table");
}

void add_run_options(options::options_description& all) {
    auto add = all.add_options();
    const auto text = [](const char* name) {
        return options::value<std::string>()->value_name(name);
    };
    add("out", text("DIR"), "folder for results");
    add("threads", options::value<int>()->value_name("N"), "threads per rank");
    add("seed", text("N"), "seed of all random numbers");
    add("duration", text("MS"), "time to simulate after the warm-up");
    add("overwrite", "replace results that are in the folder");
    add("quiet", "print no progress");
    add("log-json", text("FILE"), "write the log as JSON lines");
    add("exchange", text("KIND"),
        "how ranks exchange spikes: neighbours, collective, or auto (the faster one, as "
        "measured)");
    add("bind", text("WHERE"),
        "where threads run: core (each on one that no other run of yours has claimed) or none "
        "(the system decides)");
    add("mpi", "start MPI, even where no launcher is found");
    add("emulate", text("TARGET"),
        "run the network in the arithmetic of a board: spinnaker2 or brainscales2; needs "
        "--board and --board-dt, and --allow where it needs substitutes");
    add("noise-seed", options::value<std::uint64_t>()->value_name("N"),
        "seed of the fixed-pattern noise of an emulated BrainScaleS-2 chip; "
        "without it the chip is ideal");
    add_board_options(all);
    add("reference", "run the slow, simple simulator that the fast one is tested against");
}

options::options_description options_of(Command command) {
    options::options_description all("options");
    auto add = all.add_options();
    add("help,h", "print this text");
    const auto text = [](const char* name) {
        return options::value<std::string>()->value_name(name);
    };
    if (command == Command::run || command == Command::check || command == Command::plan ||
        command == Command::dry_run || command == Command::export_) {
        add("set",
            options::value<std::vector<std::string>>()->value_name("PATH=VALUE")->composing(),
            "change a value of the experiment, for example populations.E.size=100; VALUE is JSON "
            "(a bare word is a string); may be repeated");
    }
    if (command == Command::export_) { add_export_options(all); }
    if (command == Command::run) { add_run_options(all); }
    if (command == Command::dry_run) {
        add("rank", options::value<int>()->value_name("r"),
            "rank to build and run, counted from 0 (default 0)");
        add("duration", text("MS"), "time to simulate after the warm-up");
    }
    if (command == Command::plan) {
        add("ranks-per-node", options::value<int>()->value_name("N"),
            "ranks that share a node and its memory (default: all)");
    }
    if (command == Command::plan || command == Command::dry_run) {
        add("ranks", options::value<int>()->value_name("R"), "number of MPI ranks (default 1)");
        add("threads", options::value<int>()->value_name("T"), "threads per rank");
        add("rate", options::value<double>()->value_name("HZ"),
            "spikes/s of all neurons, instead of each population's mean_rate");
        add("rates", text("RUN_DIR"),
            "take the rates that an earlier run measured, from its run.json");
        add("json", "print JSON");
    }
    if (command == Command::models) {
        add("schema", "print the JSON schema of the experiment file");
    }
    return all;
}

std::string help_of(const Entry& entry) {
    std::ostringstream text;
    text << "usage: callosum " << entry.name << " " << entry.operand << " [options]\n"
         << entry.doc << "\n\n"
         << options_of(entry.command);
    return text.str();
}

std::string help_of_all() {
    std::ostringstream text;
    text << "usage: callosum COMMAND ...\n\ncommands:\n";
    for (const auto& entry : entries) {
        const std::string start = std::string(entry.name) + " " + std::string(entry.operand);
        text << "  " << start << std::string(20 - std::min<std::size_t>(start.size(), 18), ' ')
             << entry.doc << "\n";
    }
    text << "\n  callosum COMMAND --help  show the options of a command\n"
         << "  callosum --version       show the version, compiler and libraries\n";
    return text.str();
}

/// Returns the command of this name; the error suggests a near one otherwise.
const Entry& find_entry(const std::string& name) {
    std::vector<std::string_view> known;
    for (const auto& entry : entries) {
        if (entry.name == name) { return entry; }
        known.push_back(entry.name);
    }
    if (name.rfind('-', 0) == 0) { known = {"--help", "--version"}; }
    throw ConfigError("command line",
                      "there is no command \"" + name + "\"" + suggest(name, known));
}

[[noreturn]] void unknown_option(Command command, const std::string& name) {
    std::vector<std::string> names;
    const auto all = options_of(command);
    for (const auto& option : all.options()) { names.push_back("--" + option->long_name()); }
    const std::vector<std::string_view> known(names.begin(), names.end());
    throw ConfigError("command line", "there is no option " + name + suggest(name, known));
}

options::variables_map parse(const Entry& entry, const std::vector<std::string>& arguments) {
    auto all = options_of(entry.command);
    all.add_options()("operand", options::value<std::vector<std::string>>());
    options::positional_options_description positional;
    positional.add("operand", -1);
    // Guessing is off: an abbreviated option could change its meaning when options are added.
    const int style =
        options::command_line_style::default_style & ~options::command_line_style::allow_guessing;
    options::variables_map values;
    try {
        options::store(options::command_line_parser(arguments)
                           .options(all)
                           .positional(positional)
                           .style(style)
                           .run(),
                       values);
    } catch (const options::unknown_option& error) {
        unknown_option(entry.command, error.get_option_name());
    } catch (const options::error& error) { throw ConfigError("command line", error.what()); }
    return values;
}

/// Turns an option into an assignment. Numbers stay text, for the reader to judge.
void add_set(CommandLine& line, const options::variables_map& values, const char* option,
             const std::string& path, bool is_text) {
    if (values.count(option) == 0) { return; }
    const auto text = values[option].as<std::string>();
    line.sets.push_back(path + "=" + (is_text ? nlohmann::json(text).dump() : text));
}

void read_operand(CommandLine& line, const Entry& entry, const options::variables_map& values) {
    std::vector<std::string> operands;
    if (values.count("operand") > 0) {
        operands = values["operand"].as<std::vector<std::string>>();
    }
    const bool may_lack = entry.operand.front() == '[';
    if (operands.empty() && !may_lack) {
        throw ConfigError("command line", "callosum " + std::string(entry.name) + " needs " +
                                              std::string(entry.operand));
    }
    if (operands.size() > 1) {
        throw ConfigError("command line", "callosum " + std::string(entry.name) + " takes one " +
                                              std::string(entry.operand) + ", found also \"" +
                                              operands[1] + "\"");
    }
    if (!operands.empty()) { line.input = operands.front(); }
}

void read_plan_options(CommandLine& line, const options::variables_map& values) {
    const auto count = [&](const char* option, std::optional<int> otherwise) {
        if (values.count(option) == 0) { return otherwise; }
        const int n = values[option].as<int>();
        constexpr int most = 10'000'000;
        if (n < 1 || n > most) {
            throw ConfigError("command line", "--" + std::string(option) + " is " +
                                                  std::to_string(n) + ", must be in [1, 10000000]");
        }
        return std::optional<int>(n);
    };
    line.ranks = *count("ranks", 1);
    if (values.count("rank") > 0) { line.rank = values["rank"].as<int>(); }
    line.ranks_per_node = count("ranks-per-node", std::nullopt);
    if (values.count("rate") > 0) {
        line.rate_hz = values["rate"].as<double>();
        if (!(*line.rate_hz >= 0)) {
            throw ConfigError("command line", "--rate must be a number of spikes/s, 0 or more");
        }
    }
    if (values.count("rates") > 0) { line.rates_from = values["rates"].as<std::string>(); }
    if (line.rate_hz && !line.rates_from.empty()) {
        throw ConfigError("command line", "--rate and --rates cannot both be given");
    }
    line.json = values.count("json") > 0;
}

/// Splits "a,b,c" at commas; empty parts are left out.
std::vector<std::string> split(const std::string& text) {
    std::vector<std::string> parts;
    std::istringstream stream(text);
    for (std::string part; std::getline(stream, part, ',');) {
        if (!part.empty()) { parts.push_back(part); }
    }
    return parts;
}

void read_export_options(CommandLine& line, const options::variables_map& values) {
    const auto text = [&values](const char* option) {
        return values.count(option) > 0 ? values[option].as<std::string>() : std::string();
    };
    const auto positive = [&values](const char* option) -> std::optional<double> {
        if (values.count(option) == 0) { return std::nullopt; }
        const double value = values[option].as<double>();
        if (!(value > 0 && value < 1e6)) {
            throw ConfigError("command line", "--" + std::string(option) + " must be above 0");
        }
        return value;
    };
    line.target = text("target");
    line.emulate = text("emulate");
    line.board = text("board");
    if (line.command == Command::export_) { line.out = text("out"); }
    line.allow = split(text("allow"));
    line.board_dt_ms = positive("board-dt");
    line.tick_s = positive("tick");
    if (values.count("noise-seed") > 0) {
        line.noise_seed = values["noise-seed"].as<std::uint64_t>();
    }
    line.check_only = values.count("check-only") > 0;
}

/// Returns the value of an option that takes one of some words; the first of them where it is not given.
std::string word_of(const options::variables_map& values, const char* option,
                    const std::vector<std::string_view>& words) {
    if (values.count(option) == 0) { return std::string(words.front()); }
    auto given = values[option].as<std::string>();
    if (std::find(words.begin(), words.end(), given) != words.end()) { return given; }
    std::string all(words.front());
    for (std::size_t i = 1; i < words.size(); ++i) {
        all += (i + 1 < words.size() ? ", " : " or ") + std::string(words[i]);
    }
    throw ConfigError("command line", "--" + std::string(option) + " is \"" + given +
                                          "\", must be " + all + suggest(given, words));
}

void read_run_options(CommandLine& line, const options::variables_map& values) {
    if (values.count("set") > 0) { line.sets = values["set"].as<std::vector<std::string>>(); }
    read_export_options(line, values);
    if (line.command != Command::export_) { add_set(line, values, "out", "output.folder", true); }
    add_set(line, values, "seed", "seed", false);
    add_set(line, values, "duration", "duration", false);
    line.overwrite = values.count("overwrite") > 0;
    if (line.overwrite && line.command == Command::run) {
        line.sets.push_back("output.overwrite=true");
    }
    if (values.count("threads") > 0) {
        line.threads = values["threads"].as<int>();
        constexpr int max_threads = 4096;
        if (*line.threads < 1 || *line.threads > max_threads) {
            throw ConfigError("command line", "--threads is " + std::to_string(*line.threads) +
                                                  ", must be in [1, 4096]");
        }
    }
    line.quiet = values.count("quiet") > 0;
    line.exchange = word_of(values, "exchange", {"auto", "neighbours", "collective"});
    line.bind = word_of(values, "bind", {"core", "none"});
    line.mpi = values.count("mpi") > 0;
    line.reference = values.count("reference") > 0;
    if (values.count("log-json") > 0) { line.log_json = values["log-json"].as<std::string>(); }
}

}  // namespace

CommandLine read_command_line(const std::vector<std::string>& arguments) {
    CommandLine line;
    if (arguments.empty() || arguments[0] == "--help" || arguments[0] == "-h" ||
        arguments[0] == "help") {
        line.help = help_of_all();
        return line;
    }
    if (arguments[0] == "--version") {
        line.command = Command::version;
        return line;
    }
    const Entry& entry = find_entry(arguments[0]);
    const auto values = parse(entry, {arguments.begin() + 1, arguments.end()});
    if (values.count("help") > 0) {
        line.help = help_of(entry);
        return line;
    }
    line.command = entry.command;
    line.schema = values.count("schema") > 0;
    read_operand(line, entry, values);
    read_run_options(line, values);
    read_plan_options(line, values);
    return line;
}

}  // namespace callosum
