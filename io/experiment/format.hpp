#pragma once

#include <span>
#include <string_view>

#include "models/info.hpp"

/// The experiment file's keys as tables. The reader and the JSON schema are both made from these.
namespace callosum::format {

enum class Shape {
    boolean,
    count,   ///< whole number >= 0
    number,  ///< one finite number
    text,
    choice,       ///< one of the words in `detail`, separated by |
    drawn,        ///< a number or a distribution
    by_distance,  ///< that, or an object `by_distance`
    kernel,       ///< a number, a formula, or the object `kernel`
    axes,         ///< one number per axis
    steps,        ///< one number, or one per axis
    values,       ///< a number, a distribution, one number per neuron, or a file with these
    numbers,      ///< a list of numbers, or a file with them
    trains,       ///< a list of numbers, a list of such lists, or a file with numbers
    texts,        ///< a list of texts
    ranges,       ///< [first, last) or a list of such pairs
    indices,      ///< a list of whole numbers
    edges,        ///< a list of [source, target], [.., weight] or [.., weight, delay]
    end,          ///< name of a population, or the object `slice`
    rule,         ///< name of a rule, or the object `rule`
    synapse,      ///< name of a synapse model, or an object with `model` and its parameters
    port,         ///< name or number of a receptor
    object,       ///< the object that `detail` names
    objects,      ///< a list of such objects
    named,        ///< an object whose members are such objects
    settings,     ///< an object of `values` by the model's names
    spikes,       ///< true, false, or a list of population names and objects (`detail`)
    assignments   ///< an object whose members are paths of the experiment, with any value
};

/// One key of an object.
struct Key {
    std::string_view name;
    Shape shape;
    std::string_view doc;
    std::string_view detail = {};
    std::string_view default_value = {};  ///< default as JSON text; none where empty
    bool required = false;
    double low = -unbounded;
    bool low_open = false;
};

struct Table {
    std::string_view name;
    std::string_view doc;
    std::span<const Key> keys;
};

/// All tables; the first is the experiment itself.
[[nodiscard]] std::span<const Table> tables();
/// The table of that name, which must exist.
[[nodiscard]] const Table& table(std::string_view name);

/// What one kind of rule, stimulus or distribution needs and may have beside what all have.
struct Kind {
    std::string_view name;
    std::string_view required;  ///< keys separated by blanks
    std::string_view optional = {};
};
[[nodiscard]] std::span<const Kind> rule_kinds();
[[nodiscard]] std::span<const Kind> stimulus_kinds();
[[nodiscard]] std::span<const Kind> distribution_kinds();
[[nodiscard]] std::span<const Kind> position_kinds();
[[nodiscard]] std::span<const Kind> mask_kinds();
[[nodiscard]] std::span<const Kind> kernel_kinds();

/// Is `word` one of the words of a text that `separator` divides?
[[nodiscard]] bool has_word(std::string_view text, std::string_view word, char separator);

}  // namespace callosum::format
