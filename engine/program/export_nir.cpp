#include <array>
#include <cstdio>
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "engine/base/error.hpp"
#include "engine/layout/drawn_values.hpp"
#include "engine/program/export_command.hpp"
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

NirFiles write_nir_files(const Description& description, const std::string& folder) {
    struct File {
        const char* name;
        const char* unit;
        double unit_ms;
    };
    constexpr std::array files{File{"network.si.nir", "s", 1000}, File{"network.ms.nir", "ms", 1}};
    NirFiles result;
    for (const auto& file : files) {
        result.problems.clear();
        const auto written = nir::from_description(description, file.unit_ms, result.problems);
        if (!result.problems.empty()) { return result; }
        result.notes = written.notes;
        const nlohmann::ordered_json json{{"files",
                                           {{files[0].name, {{"time_unit", files[0].unit}}},
                                            {files[1].name, {{"time_unit", files[1].unit}}}}},
                                          {"dt_ms", description.dt_ms},
                                          {"scheme", written.scheme},
                                          {"reset", written.reset},
                                          {"notes", written.notes}};
        result.json = json.dump();
        if (folder.empty()) { continue; }
        write_nir((std::filesystem::path(folder) / file.name).string(), written.graph,
                  {{"time_unit", file.unit},
                   {"dt_ms", number_text(description.dt_ms)},
                   {"scheme", written.scheme},
                   {"reset", written.reset}});
    }
    return result;
}

void export_nir(const CommandLine& line, const ExperimentFile& experiment) {
    const auto description = with_drawn_values(experiment.description);
    auto files = write_nir_files(description, "");
    if (!files.problems.empty()) {
        throw ConfigError(line.input, "does not fit NIR:\n" + describe(files.problems));
    }
    if (!line.quiet) {
        for (const auto& note : files.notes) { std::cout << "note: " << note << '\n'; }
    }
    if (line.check_only) { return; }
    clear_folder(line.out);
    files = write_nir_files(description, line.out);
    nlohmann::ordered_json manifest{{"schema", "callosum-export/1"}, {"target", "nir"}};
    manifest.update(nlohmann::ordered_json::parse(files.json));
    manifest["experiment"] = nlohmann::ordered_json::parse(experiment.resolved);
    write_file_atomically((std::filesystem::path(line.out) / "manifest.json").string(),
                          manifest.dump(1) + "\n");
}

}  // namespace callosum::program
