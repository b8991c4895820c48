#include "io/experiment/format.hpp"

#include <array>
#include <stdexcept>
#include <string>

#include "io/experiment/format_nir.hpp"
#include "io/experiment/format_rules.hpp"
#include "io/experiment/format_space.hpp"
#include "io/experiment/format_stimuli.hpp"

namespace callosum::format {

namespace {

using enum Shape;

constexpr std::array experiment{
    Key{"seed", count, "seed of all random numbers", {}, "1"},
    Key{"dt", number, "step of the grid, ms", {}, "0.1", false, 0, true},
    Key{"warmup", number, "time before `duration` that counts in no rate or timing, ms", {}, "0"},
    Key{"duration", number, "time to simulate after the warm-up, ms", {}, {}, true},
    Key{"precision", choice, "floating point of the neurons' state", "double|single", "\"double\""},
    Key{"weights", choice, "how weights are stored unless a projection says so",
        "auto|exact|compact", "\"auto\""},
    Key{"scale", object, "shrinks or grows the network", "scale"},
    Key{"partition", choice, "which rank and thread gets which neurons",
        "auto|even|round_robin|by_population|spatial|graph", "\"auto\""},
    Key{"populations", named, "groups of neurons by name; their order numbers the neurons",
        "population", "{}"},
    Key{"nir", object, "a NIR file whose nodes come before the other populations", "nir"},
    Key{"projections", objects, "synapses between populations", "projection", "[]"},
    Key{"stimuli", named, "devices by name that act on populations", "stimulus", "{}"},
    Key{"record", object, "what is kept", "record"},
    Key{"phases", objects, "what changes in mid-run, one after the other", "phase", "[]"},
    Key{"output", object, "where results go", "output"}};

constexpr std::array scale{
    Key{"size", number, "factor of all population sizes", {}, "1", false, 0, true},
    Key{"indegree",
        number,
        "factor of all in-degrees; weights are divided by its root",
        {},
        "1",
        false,
        0,
        true},
    Key{"extent",
        number,
        "factor of the sides of extents, with as many neurons per area or volume as before",
        {},
        "1",
        false,
        0,
        true},
    Key{"applied", object, "for information: factors already contained in the file's numbers",
        "applied"}};

constexpr std::array applied{
    Key{"extent", number, "factor of the sides of extents", {}, "1", false, 0, true},
    Key{"size", number, "factor of all population sizes", {}, "1", false, 0, true},
    Key{"indegree", number, "factor of all in-degrees", {}, "1", false, 0, true}};

constexpr std::array population{
    Key{"size", count, "number of neurons", {}, {}, true},
    Key{"model", text, "name of the neuron model (see `callosum models`)", {}, {}, true},
    Key{"params", settings, "parameters of the model that differ from its defaults", {}, "{}"},
    Key{"initial", settings, "state variables at the start", {}, "{}"},
    Key{"mean_rate",
        number,
        "expected rate, spikes/s; used by `scale` to restore the mean input",
        {},
        {},
        false,
        0},
    Key{"separate_receptors",
        boolean,
        "keep receptors apart even where they could share a row",
        {},
        "false"},
    Key{"homeostasis", object, "scaling of excitatory weights that learn towards a rate",
        "homeostasis"},
    Key{"positions", object, "where the neurons are, µm", "positions"}};

constexpr std::array homeostasis{
    Key{"target_rate", number, "rate of a neuron, spikes/s", {}, {}, true, 0, true},
    Key{"period", number, "time between scalings, ms", {}, {}, true, 0, true},
    Key{"strength", number, "change per period of a silent neuron, up to 1", {}, {}, true, 0, true},
    Key{"time_constant",
        number,
        "of the running mean that tells the rate, ms; the rate of the last period if absent",
        {},
        {},
        false,
        0,
        true}};

constexpr std::array projection{
    Key{"name", text, "name in messages and output; \"SOURCE->TARGET\" if absent"},
    Key{"source", end, "presynaptic neurons", {}, {}, true},
    Key{"target", end, "postsynaptic neurons", {}, {}, true},
    Key{"rule", rule, "which pairs are connected", {}, {}, true},
    Key{"weight", by_distance, "weight; pA, nS or mV by the target's model"},
    Key{"delay", by_distance, "whole delay, ms, rounded to the grid; at least dt"},
    Key{"receptor", port, "receptor of the target; by the weight's sign if absent"},
    Key{"synapse",
        synapse,
        "synapse model, with its parameters where it has some",
        {},
        "\"static_synapse\""},
    Key{"dendritic_fraction", number, "part of the delay that is dendritic", {}, "1", false, 0},
    Key{"weights", choice, "how the weights are stored", "auto|exact|compact", "\"auto\""}};

constexpr std::array slice{Key{"population", text, "name of the population", {}, {}, true},
                           Key{"first", count, "first neuron, from 0; 0 if absent"},
                           Key{"last", count, "one past the last neuron; all if absent"},
                           Key{"neurons", ranges, "[first, last) in place of `first` and `last`"}};

constexpr std::array record{
    Key{"spikes", spikes, "whose spikes are kept: all, none, or a list", "spikes", "true"},
    Key{"traces", objects, "state variables sampled during the run", "trace", "[]"},
    Key{"rates", spikes, "whose spikes are counted in bins: all, none, or a list", "rates",
        "false"},
    Key{"weights", objects, "weights of plastic synapses during the run", "weight_record", "[]"}};

constexpr std::array spikes_keys{
    Key{"population", text, "name of the population", {}, {}, true},
    Key{"neurons", ranges, "[first, last) or a list of such ranges; all if absent"},
    Key{"indices", indices, "single neurons, in place of `neurons`"},
    Key{"start", number, "start, ms", {}, "0", false, 0},
    Key{"stop", number, "end, ms; never if absent"}};

constexpr std::array trace{
    Key{"population", text, "name of the population", {}, {}, true},
    Key{"neurons", ranges, "[first, last) or a list of such ranges; all if absent"},
    Key{"indices", indices, "single neurons, in place of `neurons`"},
    Key{"variables", texts, "names of state variables (see `callosum models`)", {}, {}, true},
    Key{"interval", number, "time between samples, ms; dt if absent", {}, {}, false, 0, true},
    Key{"start", number, "start, ms", {}, "0", false, 0},
    Key{"stop", number, "end, ms; never if absent"}};

constexpr std::array rates_keys{
    Key{"population", text, "name of the population", {}, {}, true},
    Key{"interval", number, "length of a bin, ms; 10 dt if absent", {}, {}, false, 0, true},
    Key{"start", number, "start of the first bin, ms", {}, "0", false, 0},
    Key{"stop", number, "end, ms; never if absent"}};

constexpr std::array weight_record{
    Key{"projection", port, "name or number of the projection", {}, {}, true},
    Key{"times", numbers, "when, ms since the start; 0 is the state at the start"},
    Key{"interval",
        number,
        "in place of `times`: at `start`, `start` + `interval`, ... up to `stop`, ms",
        {},
        {},
        false,
        0,
        true},
    Key{"start", number, "first snapshot, ms; 0 if absent", {}, {}, false, 0},
    Key{"stop", number, "no snapshot after it, ms; end of the run if absent"},
    Key{"sources", ranges, "[first, last) of the sources or a list of such ranges; all if absent"},
    Key{"source_indices", indices, "single sources, in place of `sources`"},
    Key{"targets", ranges, "[first, last) of the targets or a list of such ranges; all if absent"},
    Key{"target_indices", indices, "single targets, in place of `targets`"}};

constexpr std::array phase{
    Key{"at",
        number,
        "when, ms since the start (warm-up included); in force from the step after it",
        {},
        {},
        true,
        0,
        true},
    Key{"set",
        assignments,
        "new values by path, as in --set, for example {\"stimuli.drive.rate\": 5}; they stay until "
        "a "
        "later phase changes them",
        {},
        "{}"}};

constexpr std::array output{
    Key{"folder",
        text,
        "folder for results, relative to where the program is started",
        {},
        "\"out\""},
    Key{"overwrite", boolean, "may results in that folder be replaced?", {}, "false"}};

constexpr std::array distribution{
    Key{"distribution", choice, "kind", "constant|uniform|normal|lognormal|exponential", {}, true},
    Key{"value", number, "the value (constant)"},
    Key{"mean", number, "mean; of the logarithm for lognormal, as in NEST"},
    Key{"std", number, "standard deviation; of the logarithm for lognormal", {}, {}, false, 0},
    Key{"beta", number, "mean (exponential), NEST's name", {}, {}, false, 0, true},
    Key{"min", number, "lower bound"},
    Key{"max", number, "upper bound"},
    Key{"outside", choice, "what becomes of a draw outside the bounds", "redraw|clip",
        "\"redraw\""}};

constexpr std::array file{
    Key{"file", text, "HDF5 or CSV file, relative to the experiment", {}, {}, true},
    Key{"dataset", text, "path inside the HDF5 file"}};

constexpr std::array distributions{Kind{"constant", "value"}, Kind{"uniform", "min max"},
                                   Kind{"normal", "mean std", "min max outside"},
                                   Kind{"lognormal", "mean std", "min max outside"},
                                   Kind{"exponential", "", "mean beta min max outside"}};

/// All tables; that of stimuli is made when it is first asked for.
std::span<const Table> all_tables() {
    static const std::array all{
        Table{"experiment", "An experiment: the network, its input, what is recorded.", experiment},
        Table{"nir", "A network in a NIR file, and what the file leaves open.", nir},
        Table{"scale", "Factors by which a network is shrunk or grown.", scale},
        Table{"applied", "Factors already applied.", applied},
        Table{"population", "A group of neurons of one model.", population},
        Table{"positions", "Where neurons are.", space::positions},
        Table{"mask", "A region around a neuron.", space::mask},
        Table{"kernel", "A function of the distance.", space::kernel_keys},
        Table{"by_distance", "A value that depends on the distance.", space::by_distance_keys},
        Table{"line", "A linear function of the distance.", space::line},
        Table{"homeostasis", "Synaptic scaling towards a rate.", homeostasis},
        Table{"projection", "Synapses from one population to another.", projection},
        Table{"slice", "A part of a population.", slice},
        Table{"rule", "A connection rule.", rules::keys},
        Table{"stimulus", "A device that acts on a population.", stimuli::keys()},
        Table{"record", "What is kept.", record},
        Table{"spikes", "Recording of spikes.", spikes_keys},
        Table{"trace", "Recording of state variables.", trace},
        Table{"rates", "Counts of a population's spikes.", rates_keys},
        Table{"weight_record", "Snapshots of the weights of a plastic projection.", weight_record},
        Table{"phase", "Parameters that change during the run; the state is kept.", phase},
        Table{"output", "Where results go.", output},
        Table{"distribution", "A number that is drawn.", distribution},
        Table{"file", "Numbers in a file.", file}};
    return all;
}

}  // namespace

std::span<const Table> tables() { return all_tables(); }
std::span<const Kind> rule_kinds() { return rules::kinds; }
std::span<const Kind> stimulus_kinds() { return stimuli::kinds(); }
std::span<const Kind> distribution_kinds() { return distributions; }
std::span<const Kind> position_kinds() { return space::placements; }
std::span<const Kind> mask_kinds() { return space::masks; }
std::span<const Kind> kernel_kinds() { return space::kernels; }

const Table& table(std::string_view name) {
    for (const auto& one : all_tables()) {
        if (one.name == name) { return one; }
    }
    throw std::logic_error("there is no table '" + std::string(name) + "'");
}

bool has_word(std::string_view text, std::string_view word, char separator) {
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(separator), text.size());
        if (text.substr(0, end) == word) { return true; }
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return false;
}

}  // namespace callosum::format
