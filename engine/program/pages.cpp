#include "engine/program/pages.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <sstream>

namespace callosum::program {

namespace {

/// Counts characters, not bytes, of UTF-8 text.
std::size_t length(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned>(c) & 0xC0U) != 0x80U;
    }));
}

std::string padded(std::string_view text, std::size_t width) {
    const std::size_t have = length(text);
    return std::string(text) + std::string(width > have ? width - have : 0, ' ');
}

/// Aligns columns. All but the last are padded, so that no line ends in blanks.
std::string aligned(const std::vector<std::vector<std::string>>& rows, std::string_view indent) {
    std::vector<std::size_t> widths;
    for (const auto& row : rows) {
        widths.resize(std::max(widths.size(), row.size()), 0);
        for (std::size_t c = 0; c < row.size(); ++c) {
            widths[c] = std::max(widths[c], length(row[c]));
        }
    }
    std::string text;
    for (const auto& row : rows) {
        std::string line(indent);
        for (std::size_t c = 0; c < row.size(); ++c) {
            line += c + 1 < row.size() ? padded(row[c], widths[c] + 2) : row[c];
        }
        line.erase(line.find_last_not_of(' ') + 1);
        text += line + '\n';
    }
    return text;
}

/// Escapes characters that Markdown would take for markup.
std::string escaped(std::string_view text, bool in_table) {
    std::string result;
    for (const char c : text) {
        if (c == '*' || c == '<' || (in_table && c == '|')) { result += '\\'; }
        result += c;
    }
    return result;
}

std::string markdown_row(const std::vector<std::string>& cells) {
    std::string line = "|";
    for (const auto& cell : cells) { line += ' ' + cell + " |"; }
    return line + '\n';
}

std::string markdown(const PageTable& table) {
    std::string text = "**" + table.title + "**\n\n" + markdown_row(table.head) + '|';
    for (std::size_t c = 0; c < table.head.size(); ++c) { text += "---|"; }
    text += '\n';
    for (const auto& row : table.rows) {
        std::vector<std::string> cells;
        for (const auto& cell : row) { cells.push_back(escaped(cell, true)); }
        cells[0] = '`' + row[0] + '`';
        text += markdown_row(cells);
    }
    return text + '\n';
}

/// Formats the sections of a page: titles in bold, equations verbatim, other text running on.
std::string markdown_sections(const std::string& page) {
    std::istringstream lines(page);
    std::string text;
    bool fenced = false;
    for (std::string line; std::getline(lines, line);) {
        if (line.rfind("  ", 0) == 0) {
            text += (fenced ? line.substr(2) : escaped(line.substr(2), false)) + '\n';
            continue;
        }
        if (fenced) { text += "```\n"; }
        fenced = line.rfind("Equations", 0) == 0;
        text += (text.empty() ? "**" : "\n**") + line + "**" + (fenced ? "\n\n```text\n" : "\n\n");
    }
    return text + (fenced ? "```\n\n" : "\n");
}

std::string markdown(const Page& page) {
    std::string text = "### " + page.name + "\n\n" + escaped(page.summary, false) + ".\n\n" +
                       markdown_sections(page.text);
    for (const auto& table : page.tables) {
        if (!table.rows.empty()) { text += markdown(table); }
    }
    for (const auto& note : page.notes) { text += escaped(note, false) + ".\n"; }
    return text + '\n';
}

std::string markdown_index(const PageGroup& group) {
    std::string text = "## " + group.title + "\n\n| name | |\n|---|---|\n";
    for (const auto& page : group.pages) {
        text += markdown_row(
            {"[`" + page.name + "`](#" + page.name + ")", escaped(page.summary, true)});
    }
    return text + '\n';
}

}  // namespace

std::string shortest(double value) {
    std::array<char, 32> buffer{};
    // Exponents are used only where most digits would be zeros.
    const double size = std::abs(value);
    const bool plain = size == 0 || (size >= 1e-5 && size < 1e7);
    const char* end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                                    plain ? std::chars_format::fixed : std::chars_format::general)
                          .ptr;
    return {static_cast<const char*>(buffer.data()), end};
}

std::string range_text(double low, double high, bool low_open) {
    if (std::isfinite(low) && std::isfinite(high)) {
        return (low_open ? "(" : "[") + shortest(low) + ", " + shortest(high) + ']';
    }
    if (std::isfinite(low)) { return (low_open ? "> " : ">= ") + shortest(low); }
    return std::isfinite(high) ? "<= " + shortest(high) : "";
}

std::string joined(const std::vector<std::string>& texts) {
    std::string all;
    for (const auto& text : texts) { all += (all.empty() ? "" : ", ") + text; }
    return all;
}

std::string as_list(const std::vector<Page>& pages) {
    std::vector<std::vector<std::string>> rows;
    rows.reserve(pages.size());
    for (const auto& page : pages) { rows.push_back({page.name, page.summary}); }
    return aligned(rows, "  ");
}

std::string as_text(const Page& page) {
    std::string text = page.name + ": " + page.summary + '\n' + page.text + '\n';
    for (const auto& table : page.tables) {
        if (table.rows.empty()) { continue; }
        std::vector<std::vector<std::string>> rows{table.head};
        rows.insert(rows.end(), table.rows.begin(), table.rows.end());
        text += table.title + '\n' + aligned(rows, "  ");
    }
    for (const auto& note : page.notes) { text += note + '\n'; }
    return text;
}

std::string as_markdown(std::span<const PageGroup> groups) {
    std::string text =
        "# All models\n\nWritten by the program: `callosum models all > models/MODELS.md`. One "
        "page: "
        "`callosum models NAME`.\n\n";
    for (const auto& group : groups) { text += markdown_index(group); }
    for (const auto& group : groups) {
        text += "## " + group.title + ", page by page\n\n";
        for (const auto& page : group.pages) { text += markdown(page); }
    }
    text.pop_back();
    return text;
}

}  // namespace callosum::program
