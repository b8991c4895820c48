#include "engine/program/export_command.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <filesystem>
#include <iostream>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "engine/base/digest.hpp"
#include "engine/base/error.hpp"
#include "engine/layout/drawn_values.hpp"
#include "engine/program/emulate.hpp"
#include "engine/program/findings_text.hpp"
#include "engine/program/program.hpp"
#include "engine/program/rate_choice.hpp"
#include "io/record/run_json.hpp"
#include "network/describe/nearest.hpp"

namespace callosum::program {
namespace {

using ManifestJson = nlohmann::ordered_json;

constexpr std::array<std::string_view, 3> export_targets{"spinnaker2", "brainscales2", "nir"};

/// Checks everything that follows from the command line alone.
Allowed check_line(const CommandLine& line) {
    std::vector<Problem> problems;
    const auto& known = export_targets;
    if (std::find(known.begin(), known.end(), line.target) == known.end()) {
        problems.push_back(
            {"--target",
             (line.target.empty() ? "is missing" : "\"" + line.target + "\" is not known") +
                 std::string("; it must be spinnaker2, brainscales2 or nir") +
                 suggest(line.target, known)});
    }
    const bool board = line.target != "nir";
    if (board && line.board.empty()) {
        problems.push_back({"--board", "is missing; name a board such as " + line.target +
                                           "_chip, or the file of one"});
    }
    if (board && !line.board_dt_ms) {
        problems.push_back({"--board-dt",
                            "is missing; say how much biological time (ms) a tick stands for: "
                            "delays and time constants depend on it"});
    }
    if (line.out.empty() && !line.check_only) {
        problems.push_back({"--out", "is missing; name a folder, or use --check-only"});
    }
    auto allowed = allowed_of(line, problems);
    if (!problems.empty()) { throw ConfigError(problems); }
    return allowed;
}

/// Refuses a folder that holds anything but an earlier export.
void check_folder(const CommandLine& line) {
    namespace fs = std::filesystem;
    if (!fs::exists(line.out)) { return; }
    if (!fs::is_directory(line.out)) {
        throw ConfigError("--out", "\"" + line.out + "\" is not a folder");
    }
    if (fs::is_empty(line.out)) { return; }
    if (!fs::exists(fs::path(line.out) / "manifest.json")) {
        throw ConfigError("--out", "\"" + line.out + "\" holds other files; name an empty folder");
    }
    if (!line.overwrite) {
        throw ConfigError("--out", "\"" + line.out +
                                       "\" holds an earlier export; name another folder or use "
                                       "--overwrite");
    }
}

ManifestJson board_json(const Board& board) {
    ManifestJson limits = ManifestJson::object();
    for (const auto& [name, limit] : board.limits) {
        limits[name] = {{"value", limit.value},
                        {"unit", limit.unit},
                        {"source", limit.source},
                        {"certainty", limit.certainty}};
    }
    ManifestJson chips = ManifestJson::array();
    for (const auto& chip : board.chips) {
        chips.push_back({chip.x, chip.y, chip.cores, chip.board});
    }
    ManifestJson vectors = ManifestJson::object();
    for (const auto& link : board.links) { vectors[link.name] = {link.dx, link.dy}; }
    ManifestJson wrap = nullptr;
    if (board.wrap) { wrap = {(*board.wrap)[0], (*board.wrap)[1]}; }
    return {{"target", board.target},
            {"name", board.name},
            {"about", board.about},
            {"public_runtime", board.public_runtime},
            {"limits", std::move(limits)},
            {"links", {{"vectors", std::move(vectors)}, {"wrap", std::move(wrap)}}},
            {"chips", std::move(chips)}};
}

/// Returns the hash of Fowler, Noll and Vo (FNV-1a, 64 bits) of a text, as 16 hex digits.
std::string hash_of(const std::string& text) {
    std::uint64_t hash = 0xcbf29ce484222325;
    for (const char c : text) { hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3; }
    return hex16(hash);
}

void write_manifest(const ExportRequest& request, const ExportOutcome& outcome,
                    const ManifestJson& nir) {
    const auto path = [&](const char* name) {
        return (std::filesystem::path(request.line.out) / name).string();
    };
    const auto board_text = board_json(request.board).dump(1) + "\n";
    const ManifestJson manifest{
        {"schema", "callosum-export/1"},
        {"target", request.board.target},
        {"board", request.board.name},
        {"board_certainty", "see board.json: every limit has its source and certainty"},
        {"public_runtime", request.board.public_runtime},
        {"hash",
         {{"experiment", hash_of(request.experiment.resolved)}, {"board", hash_of(board_text)}}},
        {"units",
         {{"board_dt", "ms"},
          {"tick", "s"},
          {"rates", "spikes/s, biological time"},
          {"weights", "whole numbers of the board"},
          {"delays", "ticks"}}},
        {"board_dt_ms", request.board_dt_ms},
        {"tick_s", request.tick_s},
        {"seed", request.description.seed},
        {"rates_from", request.rates_from},
        {"findings", findings_json(outcome.findings)},
        {"quantisation", ManifestJson::parse(outcome.quantisation)},
        {"metrics", ManifestJson::parse(outcome.metrics)},
        {"nir", nir},
        {"experiment", ManifestJson::parse(request.experiment.resolved)}};
    write_file_atomically(path("board.json"), board_text);
    write_file_atomically(path("manifest.json"), manifest.dump(1) + "\n");
}

std::string rates_from(const CommandLine& line) {
    if (!line.rates_from.empty()) { return "the run in " + line.rates_from; }
    if (line.rate_hz) { return "--rate: the same for all"; }
    return "assumed: each population's mean_rate, or the default where it states none";
}

int export_to_board(const CommandLine& line, const ExperimentFile& experiment, Allowed allowed) {
    const Board board = board_of(line, line.target);
    const Description description = with_drawn_values(experiment.description);
    const double board_dt_ms = *line.board_dt_ms;
    const ExportRequest request{line,
                                experiment,
                                description,
                                board,
                                board_dt_ms,
                                line.tick_s.value_or(board_dt_ms * 1e-3),
                                std::move(allowed),
                                rates_for(line, description),
                                rates_from(line)};
    auto outcome =
        line.target == "spinnaker2" ? export_spinnaker2(request) : export_brainscales2(request);
    if (!board.public_runtime) {
        outcome.findings.push_back({Finding::Kind::note, "board " + board.name,
                                    "no public runtime drives it as a whole: " + board.about, ""});
    }
    if (!line.quiet) {
        std::cout << outcome.report;
        const auto others = text_of(outcome.findings, false);
        if (!others.empty()) { std::cout << "Changes and notes:\n" << others << '\n'; }
    }
    if (blocked(outcome.findings)) {
        throw ConfigError(line.input,
                          "does not fit " + board.name + ":\n" + text_of(outcome.findings, true));
    }
    if (line.check_only) { return 0; }
    const auto nir = write_nir_files(description, line.out);
    write_manifest(request, outcome,
                   nir.problems.empty() ? ManifestJson::parse(nir.json)
                                        : ManifestJson(describe(nir.problems)));
    return 0;
}

}  // namespace

void clear_folder(const std::string& folder) {
    namespace fs = std::filesystem;
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) {
        throw ConfigError("--out", "\"" + folder + "\" cannot be made: " + error.message());
    }
    static const std::set<std::string> ours{
        "manifest.json",      "board.json",           "partition.h5",   "expected.h5",
        "load_spinnaker2.py", "load_brainscales2.py", "network.si.nir", "network.ms.nir"};
    for (const auto& entry : fs::directory_iterator(folder)) {
        if (ours.count(entry.path().filename().string()) > 0) { fs::remove(entry.path()); }
    }
}

int export_network(const CommandLine& line) {
    auto allowed = check_line(line);
    const auto experiment = read_experiment_file(line.input, line.sets);
    if (!line.check_only) { check_folder(line); }
    if (line.target == "nir") {
        export_nir(line, experiment);
        return 0;
    }
    return export_to_board(line, experiment, std::move(allowed));
}

}  // namespace callosum::program
