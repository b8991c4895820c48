#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

/// Pages that `callosum models` prints: neuron models, plastic synapses and stimuli, as values,
/// with two layouts.
namespace callosum::program {

/// Rows of texts under a head; a table without rows is not printed.
struct PageTable {
    std::string title;
    std::vector<std::string> head;
    std::vector<std::vector<std::string>> rows;
};

/// Page of one model or stimulus.
struct Page {
    std::string name;
    std::string summary;  ///< one line
    std::string text;     ///< sections: a title at the margin, its lines indented by two
    std::vector<PageTable> tables;
    std::vector<std::string> notes;  ///< lines after the tables
};

/// Returns one page for each model, in the order of the registry.
[[nodiscard]] std::vector<Page> neuron_pages();
[[nodiscard]] std::vector<Page> synapse_pages();
/// Returns the page of the synapse without a rule, which no table of models has.
[[nodiscard]] Page static_synapse_page();
/// Returns one page for each kind of stimulus.
[[nodiscard]] std::vector<Page> stimulus_pages();

/// Formats the names of pages with their summaries, aligned.
[[nodiscard]] std::string as_list(const std::vector<Page>& pages);
/// Formats a page for a terminal, with aligned columns.
[[nodiscard]] std::string as_text(const Page& page);
/// Pages under a title such as "Neurons".
struct PageGroup {
    std::string title;
    std::vector<Page> pages;
};
/// Formats all pages for models/MODELS.md.
[[nodiscard]] std::string as_markdown(std::span<const PageGroup> groups);

/// Returns the shortest text that reads back as the same number.
[[nodiscard]] std::string shortest(double value);
/// Formats a range as "> 0" or "[0, 1]"; empty if everything is allowed.
[[nodiscard]] std::string range_text(double low, double high, bool low_open);
/// Joins texts as "a, b, c".
[[nodiscard]] std::string joined(const std::vector<std::string>& texts);

}  // namespace callosum::program
