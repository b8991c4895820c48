#include <string>
#include <vector>

#include "engine/program/pages.hpp"
#include "io/experiment/format_stimuli.hpp"

namespace callosum::program {

namespace {

constexpr std::string_view sample_text =
    "  Sample after sample of `data`, an array [samples, features], is shown for T = "
    "sample_duration\n"
    "  and followed by a gap; x = (value - data_min) / (data_max - data_min) must lie in [0, 1].";

std::string kind_of_value(format::Shape shape) {
    using enum format::Shape;
    switch (shape) {
        case boolean:
            return "true, false";
        case count:
            return "whole number";
        case number:
            return "number";
        case values:
            return "number, distribution, one per target, or file";
        case numbers:
        case indices:
            return "list of numbers, or file";
        case trains:
            return "list, or list of lists";
        case text:
            return "text";
        case choice:
            return "word";
        case port:
            return "name or number";
        case end:
            return "population or part of one";
        default:
            return "object";
    }
}

std::string default_of(const StimulusField& field, const StimulusInfo& info) {
    switch (field.value) {
        case StimulusValue::method:
            return std::string(info.methods.substr(0, info.methods.find('|')));
        case StimulusValue::one_train:
            return info.shared ? "true" : "false";
        case StimulusValue::separate_trains:
            return field.default_value != 0 ? "true" : "false";
        case StimulusValue::number:
        case StimulusValue::whole:
            return shortest(field.default_value) + (field.in_steps ? " dt" : "");
        default:
            return "";
    }
}

/// What a parameter means to this model; its default stands in another column.
std::string meaning_of(std::string_view text, bool has_default) {
    std::string doc(text);
    if (const auto said = doc.find(" if absent"); has_default && said != std::string::npos) {
        doc.erase(doc.rfind(';', said));
    }
    return doc;
}

/// The rows of a page: what must be given, then the rest.
class Rows {
  public:
    explicit Rows(const StimulusInfo& info) : info_(info) {}

    std::vector<std::vector<std::string>> make() {
        for (const bool required : {true, false}) {
            if (required) {
                add_key("target", required);
            } else {
                add_key("start", required);
                add_key("stop", required);
            }
            for (const auto& field : info_.params) {
                if (field.is_required() == required) { add(field); }
            }
            if (!info_.spiking) { continue; }
            if (required) {
                add_key("weight", required);
            } else {
                add_key("delay", required);
                add_key("receptor", required);
            }
        }
        return std::move(rows_);
    }

  private:
    void add_key(std::string_view name, bool required) {
        for (const auto& key : format::table("stimulus").keys) {
            if (key.name != name) { continue; }
            const std::string standard = required ? "required" : std::string(key.default_value);
            rows_.push_back({std::string(name), standard, kind_of_value(key.shape),
                             meaning_of(key.doc, !standard.empty())});
        }
    }

    void add(const StimulusField& field) {
        const std::string standard = field.is_required() ? "required" : default_of(field, info_);
        std::string meaning = meaning_of(field.doc, !standard.empty());
        if (field.value == StimulusValue::method) {
            meaning = info_.methods;
            meaning.replace(meaning.find('|'), 1, " or ");
        }
        rows_.push_back({std::string(field.name), standard,
                         kind_of_value(format::stimuli::shape_of(field.value)),
                         std::move(meaning)});
    }

    const StimulusInfo& info_;
    std::vector<std::vector<std::string>> rows_;
};

Page page_of(const StimulusInfo& info) {
    Page page{std::string(info.name), std::string(info.summary), {}, {}, {}};
    page.text = "Equations\n" + std::string(info.page);
    if (info.encodes) { page.text += "\n" + std::string(sample_text); }
    page.tables = {{"Parameters", {"name", "default", "value", "meaning"}, Rows(info).make()}};
    page.notes.emplace_back(
        info.spiking ? "Spikes are stamped s with start < s <= stop and arrive after the delay"
                     : "The current acts in [start, stop), without delay");
    return page;
}

}  // namespace

std::vector<Page> stimulus_pages() {
    std::vector<Page> pages;
    for (const auto& info : stimulus_models()) { pages.push_back(page_of(info)); }
    return pages;
}

}  // namespace callosum::program
