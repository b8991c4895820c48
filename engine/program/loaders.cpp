#include "engine/program/loaders.hpp"

#include <filesystem>
#include <stdexcept>

#include "io/boards/embedded.hpp"
#include "io/record/run_json.hpp"

namespace callosum::program {

void write_loader(const std::string& folder, const std::string& name) {
    for (const auto& file : embedded_files()) {
        if (file.name != name) { continue; }
        write_file_atomically((std::filesystem::path(folder) / name).string(),
                              std::string(file.text));
        return;
    }
    throw std::logic_error("the program carries no " + name);
}

}  // namespace callosum::program
