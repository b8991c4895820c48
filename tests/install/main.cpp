#include <cstdio>

#include "callosum_version.hpp"
#include "engine/base/error.hpp"
#include "models/info.hpp"
#include "network/describe/check_and_number.hpp"

/// Describes a network of ten neurons through the installed library and has it checked.
int main() {
    callosum::Description description;
    description.duration_ms = 1;
    description.populations.push_back({.name = "cells", .size = 10, .model = "iaf_psc_exp"});

    const auto problems = callosum::check_and_number(description);

    std::printf("callosum %s: %zu models, %zu problems\n%s\n", callosum::build::version.data(),
                callosum::neuron_models().size(), problems.size(),
                callosum::describe(problems).c_str());
    return problems.empty() && description.n_neurons() == 10 ? 0 : 1;
}
