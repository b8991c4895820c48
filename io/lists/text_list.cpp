#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <vector>

#include "io/lists/file_list.hpp"
#include "io/lists/text_table.hpp"
#include "network/describe/edge_lists.hpp"

namespace callosum {

namespace {

constexpr std::array<std::string_view, 4> column_names{"source", "target", "weight", "delay"};

/// Cuts a line at commas; the number of fields, or one more than there is room for.
std::size_t split(std::string_view line, std::array<std::string_view, 4>& fields) {
    std::size_t n = 0;
    for (;;) {
        const auto comma = line.find(',');
        if (n == fields.size()) { return n + 1; }
        fields[n++] = trimmed(line.substr(0, comma));
        if (comma == std::string_view::npos) { return n; }
        line.remove_prefix(comma + 1);
    }
}

/// Edges that are parsed before they are handed out.
constexpr std::size_t lines_per_slab = std::size_t{1} << 16;

/// CSV that is parsed anew at each visit. Where a line stands is known only once those before it have been
/// parsed, so the first part is the whole list and the others are empty.
class TextList final : public FileList {
  public:
    TextList(const std::string& path, const OpenTogether& together) : FileList(path) {
        find_bounds(together);
    }

    void visit_part(std::uint64_t part, std::uint64_t /*n_parts*/,
                    const Visitor& visitor) const override {
        if (part == 0) { visit_all(visitor); }
    }
    void visit_onto(Slice targets, const TargetVisitor& visitor) const override {
        std::vector<Edge> some;
        visit_all([&](const Edge* edges, std::size_t n, std::uint64_t) {
            copy_onto(targets, {edges, n}, some);
            if (!some.empty()) { visitor(some); }
        });
    }

    [[nodiscard]] std::optional<FileReference> file() const override {
        return FileReference{absolute_name(origin()), ""};
    }

  private:
    void visit_all(const Visitor& visitor) const {
        TextFile file(origin());
        const auto columns = read_header(file);
        std::vector<Edge> slab;
        std::uint64_t first_index = 0;
        std::string_view line;
        const auto hand_out = [&] {
            visitor(slab.data(), slab.size(), first_index);
            first_index += slab.size();
            slab.clear();
        };
        while (file.next(line)) {
            if (line.empty() || line.front() == '#') { continue; }
            slab.push_back(parse(file, line, columns));
            if (slab.size() == lines_per_slab) { hand_out(); }
        }
        if (!slab.empty()) { hand_out(); }
        count_read(first_index, std::filesystem::file_size(origin()));
    }

    using Columns = std::array<std::size_t, 4>;

    static Columns read_header(TextFile& file) {
        std::string_view line;
        bool found = false;
        while (!found && file.next(line)) { found = !line.empty() && line.front() != '#'; }
        std::array<std::string_view, 4> fields;
        Columns columns{};
        bool complete = found && split(line, fields) == fields.size();
        for (std::size_t k = 0; complete && k < column_names.size(); ++k) {
            const auto* const field = std::ranges::find(fields, column_names[k]);
            complete = field != fields.end();
            columns[k] = static_cast<std::size_t>(field - fields.begin());
        }
        if (!complete) {
            file.fail("an edge list starts with the header 'source,target,weight,delay'");
        }
        return columns;
    }

    static Edge parse(const TextFile& file, std::string_view line, const Columns& columns) {
        std::array<std::string_view, 4> fields;
        if (const std::size_t n = split(line, fields); n != fields.size()) {
            file.fail((n < fields.size() ? "fewer" : "more") +
                      std::string(" than 4 values separated by commas"));
        }
        const auto index = [&](std::size_t k) {
            const auto value = parse_number<std::uint64_t>(fields[columns[k]]);
            if (!value) {
                file.fail(std::string(column_names[k]) + " '" + std::string(fields[columns[k]]) +
                          "' is not an index (an integer from 0)");
            }
            return *value;
        };
        const auto real = [&](std::size_t k) {
            const auto value = parse_real(fields[columns[k]]);
            if (!value || !std::isfinite(*value)) {
                file.fail(std::string(column_names[k]) + " '" + std::string(fields[columns[k]]) +
                          "' is not a finite number");
            }
            return *value;
        };
        return {index(0), index(1), real(2), real(3)};
    }

    [[nodiscard]] std::string place(std::uint64_t index) const override {
        return "edge " + std::to_string(index);
    }
};

}  // namespace

std::shared_ptr<const EdgeList> open_text_list(const std::string& path,
                                               const OpenTogether& together) {
    return std::make_shared<TextList>(path, together);
}

}  // namespace callosum
