#include <iostream>

#include "engine/base/error.hpp"
#include "engine/program/pages.hpp"
#include "engine/program/program.hpp"
#include "io/config/experiment.hpp"
#include "network/describe/nearest.hpp"

namespace callosum::program {

int models(const CommandLine& line) {
    if (line.schema) {
        std::cout << experiment_schema();
        return 0;
    }
    const auto neurons = neuron_pages();
    const auto stimuli = stimulus_pages();
    if (line.input.empty()) {
        std::cout << "Neurons\n" << as_list(neurons) << "Stimuli\n" << as_list(stimuli);
        return 0;
    }
    if (line.input == "all") {
        std::cout << as_markdown(neurons, stimuli);
        return 0;
    }
    std::vector<std::string_view> known;
    for (const auto* pages : {&neurons, &stimuli}) {
        for (const auto& page : *pages) {
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
