#include "io/nir/import_nir.hpp"

#include <utility>

#include "io/nir/read_nir.hpp"
#include "network/nir/flatten.hpp"

namespace callosum {

NetworkPart import_nir(const std::string& path, const nir::ConvertOptions& options) {
    std::vector<Problem> problems;
    const auto flat = nir::flatten(read_nir(path), problems);
    if (!problems.empty()) { throw ConfigError(std::move(problems)); }
    auto part = nir::convert(flat, options, problems);
    if (!problems.empty()) { throw ConfigError(std::move(problems)); }
    return part;
}

}  // namespace callosum
