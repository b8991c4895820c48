#include <array>
#include <iostream>

#include "engine/base/error.hpp"
#include "engine/program/pages.hpp"
#include "engine/program/program.hpp"
#include "io/experiment/experiment.hpp"
#include "models/info.hpp"
#include "network/describe/nearest.hpp"

namespace callosum::program {

int models(const CommandLine& line) {
    if (line.schema) {
        std::cout << experiment_schema();
        return 0;
    }
    const std::array groups{PageGroup{"Neurons", neuron_pages()},
                            PageGroup{"Synapses", synapse_pages()},
                            PageGroup{"Stimuli", stimulus_pages()}};
    if (line.input.empty()) {
        for (const auto& group : groups) {
            std::cout << group.title << '\n' << as_list(group.pages);
        }
        return 0;
    }
    if (line.input == "all") {
        std::cout << as_markdown(groups);
        return 0;
    }
    if (line.input == static_synapse) {
        std::cout << as_text(static_synapse_page());
        return 0;
    }
    std::vector<std::string_view> known{static_synapse};
    for (const auto& group : groups) {
        for (const auto& page : group.pages) {
            if (page.name == line.input) {
                std::cout << as_text(page);
                return 0;
            }
            known.emplace_back(page.name);
        }
    }
    throw ConfigError("models",
                      "there is no model '" + line.input + "'" + suggest(line.input, known) +
                          "; `callosum models` lists all, `callosum models all` prints all");
}

}  // namespace callosum::program
