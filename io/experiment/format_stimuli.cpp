#include "io/experiment/format_stimuli.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace callosum::format::stimuli {

namespace {

constexpr std::array of_all{Key{"target", Shape::end, "neurons that it acts on", {}, {}, true},
                            Key{"start", Shape::number, "start, ms", {}, "0", false, 0},
                            Key{"stop", Shape::number, "end, ms; never if absent"}};

constexpr std::array of_spiking{
    Key{"weight", Shape::values, "weight of the device's spikes"},
    Key{"delay", Shape::number, "delay of the device's spikes, ms; dt if absent", {}, {}, false, 0},
    Key{"receptor", Shape::port, "receptor of the target; by the weight's sign if absent"}};

void add_word(std::string& words, std::string_view word, char separator) {
    if (has_word(words, word, separator)) { return; }
    if (!words.empty()) { words += separator; }
    words += word;
}

std::string names() {
    std::string all;
    for (const auto& model : stimulus_models()) { add_word(all, model.name, '|'); }
    return all;
}

std::string methods() {
    std::string all;
    for (const auto& model : stimulus_models()) {
        for (auto left = model.methods; !left.empty();) {
            const auto end = std::min(left.find('|'), left.size());
            add_word(all, left.substr(0, end), '|');
            left.remove_prefix(std::min(end + 1, left.size()));
        }
    }
    return all;
}

Key key_of(const StimulusField& field) {
    Key key{field.name, shape_of(field.value), field.doc};
    if (field.value == StimulusValue::samples) { key.detail = "file"; }
    if (field.value == StimulusValue::method) {
        static const std::string all = methods();
        key.detail = all;
    }
    if (field.value == StimulusValue::separate_trains) {
        key.default_value = field.default_value != 0 ? "true" : "false";
    }
    if (field.value == StimulusValue::number) {
        key.low = field.low;
        key.low_open = field.low_open;
    }
    return key;
}

std::vector<Key> make_keys() {
    static const std::string all_names = names();
    std::vector<Key> all{Key{"model", Shape::choice, "kind of device", all_names, {}, true}};
    all.insert(all.end(), of_all.begin(), of_all.end());
    for (const auto& model : stimulus_models()) {
        for (const auto& field : model.params) {
            if (std::ranges::find(all, field.name, &Key::name) == all.end()) {
                all.push_back(key_of(field));
            }
        }
    }
    all.insert(all.end(), of_spiking.begin(), of_spiking.end());
    return all;
}

/// The words that kinds are made of.
struct Words {
    std::string required, optional;
};

std::vector<Words> make_words() {
    std::vector<Words> all;
    for (const auto& model : stimulus_models()) {
        Words words;
        for (const auto& field : model.params) {
            add_word(field.is_required() ? words.required : words.optional, field.name, ' ');
        }
        if (model.spiking) {
            add_word(words.required, "weight", ' ');
            add_word(words.optional, "delay", ' ');
            add_word(words.optional, "receptor", ' ');
        }
        all.push_back(std::move(words));
    }
    return all;
}

std::vector<Kind> make_kinds() {
    static const std::vector<Words> words = make_words();
    std::vector<Kind> all;
    for (std::size_t n = 0; n < words.size(); ++n) {
        all.push_back({stimulus_models()[n].name, words[n].required, words[n].optional});
    }
    return all;
}

}  // namespace

Shape shape_of(StimulusValue value) {
    switch (value) {
        case StimulusValue::number:
            return Shape::number;
        case StimulusValue::whole:
            return Shape::count;
        case StimulusValue::values:
            return Shape::values;
        case StimulusValue::times:
        case StimulusValue::change_times:
        case StimulusValue::change_values:
            return Shape::numbers;
        case StimulusValue::one_train:
        case StimulusValue::separate_trains:
            return Shape::boolean;
        case StimulusValue::method:
            return Shape::choice;
        case StimulusValue::trains:
            return Shape::trains;
        case StimulusValue::train_file:
        case StimulusValue::train_population:
            return Shape::text;
        case StimulusValue::samples:
            return Shape::object;
        case StimulusValue::order:
            return Shape::indices;
    }
    return Shape::text;
}

std::span<const Key> keys() {
    static const std::vector<Key> all = make_keys();
    return all;
}

std::span<const Kind> kinds() {
    static const std::vector<Kind> all = make_kinds();
    return all;
}

}  // namespace callosum::format::stimuli
