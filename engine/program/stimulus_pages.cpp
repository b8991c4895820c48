#include <array>
#include <cmath>
#include <span>

#include "engine/program/pages.hpp"
#include "io/experiment/format.hpp"
#include "network/describe/stimulus_kinds.hpp"

namespace callosum::program {

namespace {

/// Summary and equations of a kind of stimulus.
struct Words {
    std::string_view summary, text;
};

constexpr std::string_view sample_text =
    "  Sample after sample of `data`, an array [samples, features], is shown for T = "
    "sample_duration\n"
    "  and followed by a gap; x = (value - data_min) / (data_max - data_min) must lie in [0, 1].";

/// Texts in the order of StimulusKind.
constexpr std::array<Words, 15> words{
    {{"Poisson spikes",
      "  Each target gets spikes at `rate`, an independent train unless `shared`."},
     {"spikes at given times",
      "  `spike_times` is one list for all targets or a list for each; or `file` has a train for "
      "each:\n"
      "  text lines \"time index\", or a SONATA file and its population. Index 0 is the first "
      "target."},
     {"constant current", "  I = amplitude"},
     {"current that changes in steps", "  I = amplitude_values[i] from amplitude_times[i] on"},
     {"Poisson spikes at a rate that changes in steps",
      "  The rate is rate_values[i] for stamps from rate_times[i] on, 0 before."},
     {"Poisson spikes at a rate that oscillates",
      "  rate(t) = max(0, rate + amplitude sin(2 pi frequency t + phase)) at the stamp"},
     {"sinusoidal current", "  I(t) = offset + amplitude sin(2 pi frequency t + phase)"},
     {"noise current",
      "  I = mean + sqrt(std^2 + std_mod^2 sin(2 pi frequency t + phase)) N, with N standard "
      "normal,\n"
      "  drawn anew for each target every dt from start on"},
     {"correlated Poisson spikes",
      "  Each target copies each spike of a hidden Poisson train of `rate` with probability "
      "p_copy,\n"
      "  which is then the correlation of two targets."},
     {"volleys of spikes",
      "  `activity` spikes at each of pulse_times + sdev N, rounded to the grid, with N standard "
      "normal;\n"
      "  one train for all targets unless `shared` is false"},
     {"values as rates",
      "  A target per feature. In each step a spike with probability x max_rate dt (bernoulli), or "
      "a\n"
      "  Poisson number with that mean (poisson)."},
     {"values as the time of one spike",
      "  A target per feature. One spike after (1 - x) (T - dt) (linear), or after\n"
      "  tau ln(x / (x - threshold)) if that is within T (logarithmic); none for x <= threshold."},
     {"values as binary numbers",
      "  A target per feature. x in binary with `bits` digits, highest first: a spike in phase k "
      "is worth\n"
      "  2^-k; a phase lasts phase_duration, the period repeats until T."},
     {"values by Gaussian receptive fields",
      "  `fields` targets per feature: feature f has targets f fields + j. Field j responds with\n"
      "  r = exp(-(x (fields - 1) - j)^2 / (2 width^2)): one spike after (1 - r) (T - dt) unless\n"
      "  r < threshold (latency), or Poisson spikes at r max_rate (poisson)."},
     {"changes of values",
      "  Two targets per feature: on, off. A reference follows the signal in whole thresholds (in "
      "units\n"
      "  of the data) from the first sample on; each one up is a spike of \"on\", each one down of "
      "\"off\",\n"
      "  in the first step of the sample. Values are not scaled."}}};

std::string kind_of_value(const format::Key& key) {
    using enum format::Shape;
    switch (key.shape) {
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

const StimulusField* find_field(const StimulusInfo& info, std::string_view name) {
    for (const auto& field : info.numbers) {
        if (field.name == name) { return &field; }
    }
    return nullptr;
}

std::string default_of(const format::Key& key, const StimulusInfo& info, bool required) {
    if (required) { return "required"; }
    if (key.name == "method") {
        return std::string(info.methods.substr(0, info.methods.find('|')));
    }
    if (key.name == "shared") { return info.shared ? "true" : "false"; }
    const auto* field = find_field(info, key.name);
    if (field != nullptr && !std::isnan(field->default_value)) {
        return shortest(field->default_value) + (field->in_steps ? " dt" : "");
    }
    return std::string(key.default_value);
}

/// Returns the meaning of a key for this kind, without the default, which has its own column.
std::string meaning_of(const format::Key& key, const StimulusInfo& info, bool has_default) {
    if (key.name == "method") {
        std::string known(info.methods);
        known.replace(known.find('|'), 1, " or ");
        return known;
    }
    std::string doc(key.doc);
    if (const auto said = doc.find(" if absent"); has_default && said != std::string::npos) {
        doc.erase(doc.rfind(';', said));
    }
    return doc;
}

Page page_of(std::size_t index) {
    const auto& kind = format::stimulus_kinds()[index];
    const auto& info = info_of(static_cast<StimulusKind>(index));
    Page page{std::string(kind.name), std::string(words[index].summary), {}, {}, {}};
    page.text = "Equations\n" + std::string(words[index].text);
    if (info.encodes) { page.text += "\n" + std::string(sample_text); }
    PageTable table{"Parameters", {"name", "default", "value", "meaning"}, {}};
    const auto add = [&](bool required) {
        for (const auto& key : format::table("stimulus").keys) {
            const bool listed =
                format::has_word(required ? kind.required : kind.optional, key.name, ' ');
            const bool common = key.name == "target" || key.name == "start" || key.name == "stop";
            if (!listed && !(common && key.required == required)) { continue; }
            const auto default_value = default_of(key, info, required);
            table.rows.push_back({std::string(key.name), default_value, kind_of_value(key),
                                  meaning_of(key, info, !default_value.empty())});
        }
    };
    add(true);
    add(false);
    page.tables = {table};
    page.notes.emplace_back(
        info.spiking ? "Spikes are stamped s with start < s <= stop and arrive after the delay"
                     : "The current acts in [start, stop), without delay");
    return page;
}

}  // namespace

std::vector<Page> stimulus_pages() {
    static_assert(words.size() == static_cast<std::size_t>(StimulusKind::delta_encoder) + 1);
    std::vector<Page> pages;
    for (std::size_t kind = 0; kind < format::stimulus_kinds().size(); ++kind) {
        pages.push_back(page_of(kind));
    }
    return pages;
}

}  // namespace callosum::program
