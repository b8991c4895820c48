#pragma once

#include <optional>
#include <vector>

#include "io/experiment/cursor.hpp"
#include "network/describe/network.hpp"

/// Readers of the values that are more than one number. Each returns nothing after it has reported
/// a problem.
namespace callosum {

/// A number or {"distribution": ...}.
[[nodiscard]] std::optional<Distribution> read_drawn(const Cursor& at);
/// That, or a list, or {"file": ..., "dataset": ...}, with one number per neuron.
[[nodiscard]] std::optional<Values> read_values(const Cursor& at);
/// A list of numbers, or a file with them.
[[nodiscard]] std::optional<std::vector<double>> read_numbers(const Cursor& at);
/// [first, last) or a list of such pairs, sorted.
[[nodiscard]] std::optional<Selection> read_ranges(const Cursor& at);
/// Single indices as sorted ranges.
[[nodiscard]] std::optional<Selection> read_indices(const Cursor& at);
/// A path relative to a folder, as one that holds from anywhere.
[[nodiscard]] std::string absolute_path(const std::string& base_dir, const std::string& path);
/// A path as the experiment gives it, relative to the folder of the experiment.
[[nodiscard]] std::string resolve_path(const ReadContext& context, const std::string& path);

/// What a file's reader throws becomes a problem at the key that names the file.
template <class Read>
auto guarded(const Cursor& at, const Read& read) -> std::optional<decltype(read())> {
    try {
        return read();
    } catch (const Error& error) {
        at.problem(error.what());
        return std::nullopt;
    }
}

}  // namespace callosum
