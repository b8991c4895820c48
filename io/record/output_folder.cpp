#include "io/record/output_folder.hpp"

#include <filesystem>
#include <fstream>
#include <system_error>
#include <vector>

#include "engine/base/error.hpp"

namespace callosum {

namespace {

namespace fs = std::filesystem;

bool starts_and_ends(const std::string& name, const char* start, const char* end) {
    return name.starts_with(start) && name.ends_with(end);
}

/// A file that could only come from a run of ours, unlike a folder called "checkpoints".
bool is_output_file(const std::string& name) {
    const std::string whole = name.ends_with(".tmp") ? name.substr(0, name.size() - 4) : name;
    return whole == "run.json" || whole == "spikes.h5" || starts_and_ends(whole, "traces", ".h5") ||
           starts_and_ends(whole, "spikes.", ".part") || starts_and_ends(whole, "traces.", ".part");
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

bool is_output_name(const std::string& name) {
    return is_output_file(name) || name == "checkpoints";
}

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
    std::vector<fs::path> ours;
    bool empty = true;
    for (const auto& entry : fs::directory_iterator(folder, code)) {
        empty = false;
        const std::string name = entry.path().filename().string();
        if (is_output_file(name)) { ours.push_back(entry.path()); }
    }
    if (code) { throw IoError(folder, "cannot be listed (" + code.message() + ")", 1); }
    if (!empty && !overwrite) {
        throw IoError(folder,
                      "is not empty; choose another folder with --out, or replace what an "
                      "earlier run left there with --overwrite",
                      1);
    }
    test_writing(folder);
    // Checkpoints go only beside files that show that the folder is ours.
    if (!ours.empty()) { ours.push_back(fs::path(folder) / "checkpoints"); }
    for (const auto& path : ours) {
        fs::remove_all(path, code);
        if (code) { throw IoError(path.string(), "cannot be removed (" + code.message() + ")", 1); }
    }
}

}  // namespace callosum
