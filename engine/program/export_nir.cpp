#include <array>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include "engine/base/error.hpp"
#include "engine/program/export.hpp"
#include "engine/state/drawn_values.hpp"
#include "io/nir/write_nir.hpp"
#include "io/record/run_json.hpp"
#include "network/nir/from_description.hpp"

namespace callosum::program {
namespace {

std::string number_text(double value) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.17g", value);
    return text.data();
}

}  // namespace

void export_nir(const CommandLine& line, const Experiment& experiment) {
    const Description description = with_drawn_values(experiment.description);
    struct File {
        const char* name;
        const char* unit;
        double unit_ms;
    };
    constexpr std::array files{File{"network.si.nir", "s", 1000}, File{"network.ms.nir", "ms", 1}};
    nlohmann::ordered_json names = nlohmann::ordered_json::object();
    std::string scheme, reset;
    std::vector<std::string> notes;
    for (const auto& file : files) {
        std::vector<Problem> problems;
        const auto written = nir::from_description(description, file.unit_ms, problems);
        if (!problems.empty()) {
            throw ConfigError(line.input, "does not fit NIR:\n" + describe(problems));
        }
        scheme = written.scheme;
        reset = written.reset;
        notes = written.notes;
        names[file.name] = {{"time_unit", file.unit}};
        if (line.check_only) { continue; }
        write_nir((std::filesystem::path(line.out) / file.name).string(), written.graph,
                  {{"time_unit", file.unit},
                   {"dt_ms", number_text(description.dt_ms)},
                   {"scheme", written.scheme},
                   {"reset", written.reset}});
    }
    if (!line.quiet) {
        for (const auto& note : notes) { std::cout << "note: " << note << '\n'; }
    }
    if (line.check_only) { return; }
    const nlohmann::ordered_json manifest{
        {"schema", "callosum-export/1"},
        {"target", "nir"},
        {"files", std::move(names)},
        {"dt_ms", description.dt_ms},
        {"scheme", scheme},
        {"reset", reset},
        {"notes", notes},
        {"experiment", nlohmann::ordered_json::parse(experiment.resolved)}};
    write_file_atomically((std::filesystem::path(line.out) / "manifest.json").string(),
                          manifest.dump(1) + "\n");
}

}  // namespace callosum::program
