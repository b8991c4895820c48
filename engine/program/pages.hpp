#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

/// What `callosum models` prints: pages of neuron models, plastic synapses and stimuli, as values, and two
/// layouts of them.
namespace callosum::program {

/// Rows of texts under a head; a table without rows is not printed.
struct PageTable {
    std::string title;
    std::vector<std::string> head;
    std::vector<std::vector<std::string>> rows;
};

struct Page {
    std::string name;
    std::string summary;  ///< one line
    std::string text;     ///< sections: a title at the margin, its lines indented by two
    std::vector<PageTable> tables;
    std::vector<std::string> notes;  ///< lines after the tables
};

/// One page for each model, in the order of the registry.
[[nodiscard]] std::vector<Page> neuron_pages();
[[nodiscard]] std::vector<Page> synapse_pages();
/// One page for each kind of stimulus.
[[nodiscard]] std::vector<Page> stimulus_pages();

/// The name of each page and its summary, aligned.
[[nodiscard]] std::string as_list(const std::vector<Page>& pages);
/// For a terminal: columns aligned.
[[nodiscard]] std::string as_text(const Page& page);
/// Pages under a title: "Neurons".
struct PageGroup {
    std::string title;
    std::vector<Page> pages;
};
/// For models/MODELS.md.
[[nodiscard]] std::string as_markdown(std::span<const PageGroup> groups);

/// Shortest text that reads back as the same number.
[[nodiscard]] std::string shortest(double value);
/// "> 0", "[0, 1]", empty where all is allowed.
[[nodiscard]] std::string range_text(double low, double high, bool low_open);
/// "a, b, c".
[[nodiscard]] std::string joined(const std::vector<std::string>& texts);

}  // namespace callosum::program
