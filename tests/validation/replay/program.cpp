#include "tests/validation/replay/program.hpp"

#include <algorithm>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <optional>
#include <vector>

#include "tests/validation/replay/replay.hpp"

namespace callosum::replay {
namespace {

constexpr int failure = 1;
constexpr int wrong_call = 2;
constexpr const char* usage =
    "usage: replay_reference [DIR] [--strict] [--precision double|single]\n"
    "Replays every reference file (*.json) of DIR, or of CALLOSUM_REFERENCE_DIR, and prints\n"
    "name, max |dV| in mV, whether the spikes are equal, PASS, FAIL or UNSUPPORTED;\n"
    "deviations of weights that a plastic synapse delivers, and reasons, go to stderr.\n"
    "--strict: a case that is not supported is a failure too.\n";

struct Call {
    std::filesystem::path folder;
    bool strict = false;
    Precision precision = Precision::double_;
};

std::optional<Call> read_call(std::span<const std::string> words, const std::string& folder) {
    Call call{folder};
    bool folder_named = false;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (words[i] == "--strict") {
            call.strict = true;
        } else if (words[i] == "--precision" && i + 1 < words.size() &&
                   (words[i + 1] == "double" || words[i + 1] == "single")) {
            call.precision = words[++i] == "single" ? Precision::single : Precision::double_;
        } else if (!folder_named && !words[i].starts_with("-")) {
            folder_named = true;
            call.folder = words[i];
        } else {
            return std::nullopt;
        }
    }
    return call;
}

std::vector<std::filesystem::path> json_files(const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().extension() == ".json") { files.push_back(entry.path()); }
    }
    std::sort(files.begin(), files.end());
    return files;
}

struct Tally {
    int passed = 0, failed = 0, unsupported = 0;
    std::size_t spikes = 0;  ///< of the cases that passed
    [[nodiscard]] int cases() const { return passed + failed + unsupported; }
};

void replay_file(const std::filesystem::path& file, const Call& call, Tally& tally,
                 std::ostream& out, std::ostream& messages) {
    const std::string name = file.stem().string();
    const auto line = [&](const std::string& max_dv, const char* equal, const char* verdict) {
        out << name << ' ' << max_dv << ' ' << equal << ' ' << verdict << '\n' << std::flush;
    };
    const auto because = [&](const std::string& reason) {
        messages << name << ": " << reason << '\n';
    };
    try {
        const auto reference = read_case(file, call.precision);
        if (!reference) { return; }
        if (!reference->unsupported.empty()) {
            ++tally.unsupported;
            line("-", "-", "UNSUPPORTED");
            because(reference->unsupported);
            return;
        }
        const auto comparison = replay(*reference);
        char max_dv[32] = "-";
        if (!reference->v_m_mV.empty()) {
            std::snprintf(max_dv, sizeof max_dv, "%.3g", comparison.max_dv_mV);
        }
        line(max_dv, comparison.spikes_equal ? "yes" : "no", comparison.passed() ? "PASS" : "FAIL");
        if (reference->forced) {
            char text[96];
            std::snprintf(text, sizeof text, "%zu delivered weights, at most %.3g off (relative)",
                          reference->forced->delivered.size(), comparison.max_dw);
            because(text);
        }
        if (comparison.passed()) {
            ++tally.passed;
            tally.spikes += reference->spikes.size();
        } else {
            ++tally.failed;
            because(comparison.difference);
        }
    } catch (const std::exception& error) {  // a broken file, or a run that ended early
        ++tally.failed;
        line("-", "-", "FAIL");
        because(error.what());
    }
}

}  // namespace

int run_program(std::span<const std::string> words, const std::string& standard_folder,
                std::ostream& out, std::ostream& messages) {
    const auto call = read_call(words, standard_folder);
    if (!call) {
        messages << usage;
        return wrong_call;
    }
    if (call->folder.empty()) {
        messages << "replay_reference: no folder named, and CALLOSUM_REFERENCE_DIR is not set\n"
                 << usage;
        return wrong_call;
    }
    std::vector<std::filesystem::path> files;
    try {
        files = json_files(call->folder);
    } catch (const std::filesystem::filesystem_error& error) {
        messages << "replay_reference: cannot read folder '" << call->folder.string()
                 << "': " << error.code().message() << '\n';
        return wrong_call;
    }
    Tally tally;
    if (call->precision == Precision::single) { messages << single_precision_rule; }
    for (const auto& file : files) { replay_file(file, *call, tally, out, messages); }
    if (tally.cases() == 0) {
        messages << "replay_reference: folder '" << call->folder.string()
                 << "' holds no reference case (a .json file with a known `format`)\n";
        return wrong_call;
    }
    messages << tally.passed << " passed (" << tally.spikes << " spikes), " << tally.failed
             << " failed, " << tally.unsupported << " unsupported\n";
    const bool bad = tally.failed > 0 || (call->strict && tally.unsupported > 0);
    return bad ? failure : 0;
}

}  // namespace callosum::replay
