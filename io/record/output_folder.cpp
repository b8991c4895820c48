#include "io/record/output_folder.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <system_error>
#include <vector>

#include <nlohmann/json.hpp>

#include "engine/base/error.hpp"

namespace callosum {

namespace {

namespace fs = std::filesystem;

bool starts_and_ends(const std::string& name, const char* start, const char* end) {
    return name.starts_with(start) && name.ends_with(end);
}

/// Removes the ".tmp" that a file's name has while it is written.
std::string whole(const std::string& name) {
    return name.ends_with(".tmp") ? name.substr(0, name.size() - 4) : name;
}

bool is_part(const std::string& name) {
    return starts_and_ends(whole(name), "spikes.", ".part") ||
           starts_and_ends(whole(name), "traces.", ".part") ||
           starts_and_ends(whole(name), "rates.", ".part") ||
           starts_and_ends(whole(name), "weights.", ".part");
}

/// Whether a run gives results this name. Others may have files of that name too, so the name alone
/// proves nothing.
bool is_result(const std::string& name) {
    const std::string final_name = whole(name);
    return final_name == "run.json" || final_name == "spikes.h5" || final_name == "traces.h5" ||
           final_name == "rates.h5" || final_name == "weights.h5" || final_name == "positions.h5" ||
           starts_and_ends(final_name, "traces.", ".h5") ||
           starts_and_ends(final_name, "traces_", ".h5");
}

/// Whether a run.json was written by this program.
bool is_our_summary(const fs::path& path) {
    std::ifstream file(path);
    const auto json = nlohmann::json::parse(file, nullptr, false);
    return json.is_object() && json.contains("spike_digest") && json.contains("versions") &&
           json["versions"].contains("callosum");
}

/// Returns the files that an earlier run left. Refuses a folder unless a run.json or, where a run
/// was killed, its parts show that the results are ours.
std::vector<fs::path> left_by_us(const fs::path& folder, const std::vector<std::string>& names) {
    const bool has_summary = fs::exists(folder / "run.json");
    const bool ours = has_summary ? is_our_summary(folder / "run.json")
                                  : std::any_of(names.begin(), names.end(), is_part);
    std::vector<fs::path> found;
    for (const auto& name : names) {
        if (!is_part(name) && !is_result(name)) { continue; }
        if (!ours) {
            throw IoError((folder / name).string(),
                          "would be replaced, but nothing shows that a run of Callosum wrote it; "
                          "move it away or choose another folder with --out",
                          1);
        }
        found.push_back(folder / name);
    }
    return found;
}

void test_writing(const fs::path& folder) {
    const fs::path probe = folder / ".callosum_write_test.tmp";
    std::ofstream file(probe);
    file << "test";
    file.close();
    const bool written = !file.fail();
    std::error_code ignored;
    fs::remove(probe, ignored);
    if (!written) {
        throw IoError(folder.string(),
                      "cannot be written to; check its permissions and the space on the disk, or "
                      "choose another folder with --out",
                      1);
    }
}

}  // namespace

void prepare_output(const std::string& folder, bool overwrite) {
    std::error_code code;
    if (fs::exists(folder, code) && !fs::is_directory(folder, code)) {
        throw IoError(folder, "is a file, not a folder; choose another folder with --out", 1);
    }
    fs::create_directories(folder, code);
    if (code) {
        throw IoError(
            folder, "cannot be created (" + code.message() + "); choose another folder with --out",
            1);
    }
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder, code)) {
        // Folders inside are other runs' and stay as they are.
        std::error_code unknown;
        if (!entry.is_directory(unknown)) { names.push_back(entry.path().filename().string()); }
    }
    if (code) { throw IoError(folder, "cannot be listed (" + code.message() + ")", 1); }
    if (!names.empty() && !overwrite) {
        throw IoError(folder,
                      "has files in it; choose another folder with --out, or replace what an "
                      "earlier run left there with --overwrite",
                      1);
    }
    // Nothing is removed before it is known that the folder can be written to.
    const auto ours = left_by_us(folder, names);
    test_writing(folder);
    for (const auto& path : ours) {
        fs::remove(path, code);
        if (code) { throw IoError(path.string(), "cannot be removed (" + code.message() + ")", 1); }
    }
}

}  // namespace callosum
