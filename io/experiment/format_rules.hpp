#pragma once

#include <array>

#include "io/experiment/format.hpp"

/// The tables of format.cpp that have to do with connection rules.
namespace callosum::format::rules {

using enum Shape;

inline constexpr std::array keys{
    Key{"type",
        choice,
        "name of the rule, as in NEST",
        "one_to_one|all_to_all|fixed_indegree|fixed_outdegree|fixed_total_number|"
        "pairwise_bernoulli|pairwise_poisson|symmetric_pairwise_bernoulli|explicit_list",
        {},
        true},
    Key{"indegree", count, "synapses per target"},
    Key{"outdegree", count, "synapses per source"},
    Key{"N", count, "synapses in all"},
    Key{"p",
        number,
        "probability of a pair; mean number of synapses per pair for pairwise_poisson",
        {},
        {},
        false,
        0},
    Key{"allow_autapses", boolean, "may a neuron connect to itself?", {}, "true"},
    Key{"allow_multapses", boolean, "may a pair be connected more than once?", {}, "true"},
    Key{"mask", object,
        "where partners are looked for, seen from the source (fixed_indegree: the target)", "mask"},
    Key{"kernel", kernel,
        "probability by place, times `p`; with a fixed degree what the choice is in proportion to"},
    Key{"passes", count, "pairwise_bernoulli: how often all pairs are gone through", {}, "1"},
    Key{"file", text, "HDF5 or CSV file with the edges, relative to the experiment"},
    Key{"dataset", text, "path inside the HDF5 file"},
    Key{"edges", edges, "edges in place: [source, target, weight, delay]"}};

inline constexpr std::array kinds{Kind{"one_to_one", ""},
                                  Kind{"all_to_all", ""},
                                  Kind{"fixed_indegree", "indegree", "mask kernel"},
                                  Kind{"fixed_outdegree", "outdegree", "mask kernel"},
                                  Kind{"fixed_total_number", "N"},
                                  Kind{"pairwise_bernoulli", "", "p mask kernel passes"},
                                  Kind{"pairwise_poisson", "", "p mask kernel"},
                                  Kind{"symmetric_pairwise_bernoulli", "p"},
                                  Kind{"explicit_list", "", "file dataset edges"}};

}  // namespace callosum::format::rules
