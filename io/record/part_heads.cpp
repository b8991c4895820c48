#include "io/record/part_heads.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <set>

#include "engine/base/error.hpp"
#include "io/record/part_file.hpp"

namespace callosum {

using Json = nlohmann::ordered_json;

Json to_json(const SpikePartHead& head) {
    Json populations = Json::array();
    for (const auto& population : head.populations) {
        populations.push_back({{"name", population.name},
                               {"first_gid", population.first_gid},
                               {"size", population.size}});
    }
    return {{"dt_ms", head.dt_ms},
            {"rank", head.rank},
            {"n_ranks", head.n_ranks},
            {"populations", std::move(populations)}};
}

Json to_json(const TracePartHead& head) {
    Json recordings = Json::array();
    for (const auto& recording : head.recordings) {
        recordings.push_back({{"population", recording.population},
                              {"variables", recording.variables},
                              {"units", recording.units},
                              {"interval_ms", recording.interval_ms}});
    }
    return {{"dt_ms", head.dt_ms},
            {"rank", head.rank},
            {"n_ranks", head.n_ranks},
            {"recordings", std::move(recordings)}};
}

Json to_json(const RatePartHead& head) {
    Json recordings = Json::array();
    for (const auto& recording : head.recordings) {
        recordings.push_back({{"population", recording.population},
                              {"neurons", recording.neurons},
                              {"start_step", recording.start_step},
                              {"bin_steps", recording.bin_steps}});
    }
    return {{"dt_ms", head.dt_ms},
            {"rank", head.rank},
            {"n_ranks", head.n_ranks},
            {"recordings", std::move(recordings)}};
}

SpikePartHead spike_head(const Json& head, const std::string& path) {
    try {
        SpikePartHead result{head.at("dt_ms"), head.at("rank"), head.at("n_ranks"), {}};
        for (const auto& entry : head.at("populations")) {
            result.populations.push_back(
                {entry.at("name"), entry.at("first_gid"), entry.at("size")});
        }
        return result;
    } catch (const Json::exception& error) {
        throw IoError(path, std::string("has a head that cannot be read: ") + error.what(), 1);
    }
}

TracePartHead trace_head(const Json& head, const std::string& path) {
    try {
        TracePartHead result{head.at("dt_ms"), head.at("rank"), head.at("n_ranks"), {}};
        for (const auto& entry : head.at("recordings")) {
            result.recordings.push_back({entry.at("population"), entry.at("variables"),
                                         entry.at("units"), entry.at("interval_ms")});
        }
        return result;
    } catch (const Json::exception& error) {
        throw IoError(path, std::string("has a head that cannot be read: ") + error.what(), 1);
    }
}

RatePartHead rate_head(const Json& head, const std::string& path) {
    try {
        RatePartHead result{head.at("dt_ms"), head.at("rank"), head.at("n_ranks"), {}};
        for (const auto& entry : head.at("recordings")) {
            result.recordings.push_back({entry.at("population"), entry.at("neurons"),
                                         entry.at("start_step"), entry.at("bin_steps")});
        }
        return result;
    } catch (const Json::exception& error) {
        throw IoError(path, std::string("has a head that cannot be read: ") + error.what(), 1);
    }
}

double time_of_step(double step, double dt_ms) {
    const double per_ms = std::round(1 / dt_ms);
    const bool divides = per_ms >= 1 && std::abs(per_ms * dt_ms - 1) < 1e-12;
    return divides ? step / per_ms : step * dt_ms;
}

void complain(const std::string& path, const std::string& what, MergeMode mode,
              MergeReport& report) {
    if (mode == MergeMode::complete) {
        throw IoError(path, what + "; the parts are kept, `callosum merge` saves what is whole");
    }
    report.notes.push_back(std::filesystem::path(path).filename().string() + ": " + what);
}

std::vector<Part> find_parts(const std::string& folder, const std::string& stem,
                             const std::string& magic, MergeMode mode, MergeReport& report) {
    std::vector<Part> parts;
    std::set<int> ranks;
    int n_ranks = 0;
    Json first;
    for (const auto& path : part_paths(folder, stem)) {
        auto head = PartReader(path, 4096).read_head(magic);
        if (!head) {
            complain(path, "has no whole head, left out", mode, report);
            continue;
        }
        ranks.insert(head->value("rank", 0));
        n_ranks = std::max(n_ranks, head->value("n_ranks", 1));
        // A run may go on with another number of ranks; everything else must be equal.
        Json common = *head;
        common.erase("rank");
        common.erase("n_ranks");
        if (first.is_null()) { first = common; }
        if (first != common) {
            throw IoError(path,
                          "belongs to another run than " + parts.front().path +
                              "; move the parts of one of them to a folder of their own",
                          1);
        }
        parts.push_back({path, std::move(*head)});
    }
    for (int rank = 0; !parts.empty() && rank < n_ranks; ++rank) {
        if (!ranks.contains(rank)) {
            complain(folder, "no part of rank " + std::to_string(rank) + " for " + stem, mode,
                     report);
        }
    }
    return parts;
}

std::size_t buffer_bytes(std::size_t n_parts) {
    constexpr std::size_t budget = std::size_t{64} << 20;
    constexpr std::size_t smallest = std::size_t{16} << 10;
    constexpr std::size_t largest = std::size_t{1} << 20;
    return std::clamp(budget / std::max<std::size_t>(n_parts, 1), smallest, largest);
}

void rename_file(const std::string& from, const std::string& to) {
    std::error_code code;
    std::filesystem::rename(from, to, code);
    if (code) {
        throw IoError(to, "cannot take the place of " + from + " (" + code.message() + ")");
    }
}

void remove_parts(const std::vector<Part>& parts) {
    for (const auto& part : parts) {
        std::error_code code;
        std::filesystem::remove(part.path, code);
        if (code) { throw IoError(part.path, "cannot be removed (" + code.message() + ")"); }
    }
}

}  // namespace callosum
