#include "engine/session/read_together.hpp"

#include <exception>
#include <filesystem>
#include <optional>
#include <utility>

namespace callosum {

ExperimentFile read_together(const std::string& path, const std::vector<std::string>& sets,
                             const ReadTogether& together) {
    const Ranks& ranks = *together.ranks;
    std::optional<ExperimentFile> experiment;
    std::optional<Error> failure;
    std::exception_ptr as_thrown;
    try {
        std::string text;
        run_on_first(ranks, [&] { text = read_experiment_text(path); });
        text = broadcast(ranks, text);
        const auto folder = std::filesystem::absolute(path).parent_path().string();
        experiment = read_experiment(text, path, folder, sets, together);
    } catch (const Error& error) {
        failure.emplace(error.what(), error.exit_code);
        as_thrown = std::current_exception();
    }
    const int failed = count(ranks, failure.has_value());
    if (failed == ranks.size()) { std::rethrow_exception(as_thrown); }
    if (failure) { throw FailedHere{*failure}; }
    if (failed > 0) { throw FailedElsewhere{}; }
    return std::move(*experiment);
}

}  // namespace callosum
