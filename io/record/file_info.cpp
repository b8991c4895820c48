#include "io/record/file_info.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include <nlohmann/json.hpp>

#include "engine/base/error.hpp"
#include "io/hdf5/file.hpp"

namespace callosum {
namespace {

std::string shape_text(const std::vector<std::uint64_t>& shape) {
    std::string text = "[";
    for (std::size_t i = 0; i < shape.size(); ++i) {
        text += (i == 0 ? "" : " x ") + std::to_string(shape[i]);
    }
    return text + "]";
}

std::string content_text(hdf5::Content content) {
    switch (content) {
        case hdf5::Content::integer:
            return "integers";
        case hdf5::Content::real:
            return "real numbers";
        case hdf5::Content::string:
            return "strings";
        case hdf5::Content::other:
            return "other";
    }
    return "";
}

/// Returns the synapse model and the populations of a group in weights.h5; empty for other groups.
std::string synapses_text(const hdf5::File& file, const std::string& group) {
    if (!file.has_attribute(group, "synapse_model")) { return ""; }
    return "  " + file.text_attribute(group, "synapse_model") + " from " +
           file.text_attribute(group, "source") + " to " + file.text_attribute(group, "target");
}

/// Says of a group of recorded spikes what is in it; empty for other groups.
std::string spikes_text(const hdf5::File& file, const std::string& group) {
    if (!group.starts_with("/spikes/") || !file.exists(group + "/timestamps") ||
        !file.exists(group + "/node_ids")) {
        return "";
    }
    const auto times = file.dataset(group + "/timestamps").read<double>();
    auto neurons = file.dataset(group + "/node_ids").read<std::uint64_t>();
    if (times.empty() || neurons.empty()) { return "  no spikes"; }
    std::sort(neurons.begin(), neurons.end());
    const auto n = std::unique(neurons.begin(), neurons.end()) - neurons.begin();
    const auto [first, last] = std::minmax_element(times.begin(), times.end());
    std::array<char, 160> text{};
    std::snprintf(text.data(), text.size(), "  %zu spikes of %td neurons from %.10g to %.10g ms",
                  times.size(), n, *first, *last);
    return text.data();
}

void describe(const hdf5::File& file, const std::string& group, int depth, std::string& text) {
    for (const auto& name : file.children(group)) {
        const std::string path = group == "/" ? "/" + name : group + "/" + name;
        text += std::string(static_cast<std::size_t>(depth) * 2, ' ') + name;
        if (file.is_group(path)) {
            text += "/" + synapses_text(file, path) + spikes_text(file, path) + "\n";
            describe(file, path, depth + 1, text);
            continue;
        }
        const auto dataset = file.dataset(path);
        text += "  " + shape_text(dataset.shape()) + " " + content_text(dataset.content());
        if (file.has_attribute(path, "units")) {
            text += ", " + file.text_attribute(path, "units");
        }
        text += '\n';
    }
}

/// Describes a JSON object by its keys: simple values as they are, others by their size.
std::string describe_json(const std::string& path) {
    std::ifstream in(path);
    const auto json = nlohmann::ordered_json::parse(in, nullptr, false, true);
    if (!json.is_object()) {
        throw IoError(path,
                      "is neither HDF5 nor a JSON object; give a file that Callosum wrote, or a "
                      "SONATA or NIR file",
                      1);
    }
    std::string text = path + ": JSON\n";
    for (const auto& [key, value] : json.items()) {
        text += "  " + key + ": ";
        if (value.is_structured()) {
            text += std::to_string(value.size()) + (value.is_array() ? " items" : " entries");
        } else {
            text += value.dump();
        }
        text += '\n';
    }
    return text;
}

/// Says what a run was, from its run.json.
std::string describe_run(const std::string& path) {
    std::ifstream in(path);
    const auto json = nlohmann::ordered_json::parse(in, nullptr, false);
    if (!json.is_object()) { return ""; }
    std::string text;
    const auto add = [&](const char* key, const char* after) {
        if (!json.contains(key)) { return; }
        const auto& value = json[key];
        text += (value.is_string() ? value.get<std::string>() : value.dump()) + after;
    };
    text += "  ";
    add("neurons", " neurons, ");
    add("synapses", " synapses, ");
    add("spikes", " spikes; spike digest ");
    add("spike_digest", "");
    if (json.contains("written")) { text += "; written " + json["written"].get<std::string>(); }
    return text + '\n';
}

std::string describe_folder(const std::string& folder) {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        names.push_back(entry.path().filename().string());
    }
    std::sort(names.begin(), names.end());
    std::string text = folder + ": folder\n";
    std::string files;
    for (const auto& name : names) {
        const std::string path = folder + "/" + name;
        if (name == "run.json") { text += describe_run(path); }
        if (name.ends_with(".h5") && hdf5::File::is_hdf5(path)) { files += describe_file(path); }
        if (name.ends_with(".part")) {
            files += path + ": left by a run that was killed; `callosum merge` makes files of it\n";
        }
    }
    if (text == folder + ": folder\n" && files.empty()) {
        throw IoError(folder,
                      "has neither a run.json nor HDF5 files in it; give the output folder of a "
                      "run, or a file",
                      1);
    }
    return text + files;
}

}  // namespace

std::string describe_file(const std::string& path) {
    if (std::filesystem::is_directory(path)) { return describe_folder(path); }
    std::ifstream probe(path, std::ios::binary);
    if (!probe) { throw IoError(path, "cannot be read; give the path of a file", 1); }
    if (!hdf5::File::is_hdf5(path)) { return describe_json(path); }
    const auto file = hdf5::File::open(path);
    std::string text = path + ": HDF5\n";
    describe(file, "/", 1, text);
    return text;
}

}  // namespace callosum
