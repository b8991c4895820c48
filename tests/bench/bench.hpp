#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

#include "engine/base/column.hpp"
#include "network/describe/check_and_number.hpp"

/// What the benchmarks share: a timer that takes the median of repetitions, ceilings of the machine
/// measured in the same run, and small networks.
namespace callosum::bench {

/// Seconds of `repetitions` calls after one that is not counted, ascending.
template <class F>
std::vector<double> sorted_seconds(int repetitions, F&& f) {
    f();
    std::vector<double> seconds;
    for (int i = 0; i < repetitions; ++i) {
        const auto start = std::chrono::steady_clock::now();
        f();
        seconds.push_back(
            std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    }
    std::sort(seconds.begin(), seconds.end());
    return seconds;
}
template <class F>
double median_seconds(int repetitions, F&& f) {
    return sorted_seconds(repetitions, f)[static_cast<std::size_t>(repetitions / 2)];
}
/// The shortest, for short calls that always do the same: others may use the machine meanwhile.
template <class F>
double least_seconds(int repetitions, F&& f) {
    return sorted_seconds(repetitions, f).front();
}

/// Keeps a value that is computed for its time alone.
inline void keep(std::uint64_t value) { asm volatile("" : : "r"(value) : "memory"); }

/// Streaming read of 512 MiB by one thread, bytes per second.
inline double streaming_bandwidth() {
    Column<std::uint64_t> memory((std::size_t{512} << 20U) / sizeof(std::uint64_t));
    for (std::size_t i = 0; i < memory.size(); i += 512) { memory[i] = i; }
    const double seconds = median_seconds(5, [&] {
        std::uint64_t sum[8] = {};
        for (std::size_t i = 0; i < memory.size(); i += 8) {
            for (std::size_t k = 0; k < 8; ++k) { sum[k] += memory[i + k]; }
        }
        keep(sum[0] + sum[1] + sum[2] + sum[3] + sum[4] + sum[5] + sum[6] + sum[7]);
    });
    return static_cast<double>(memory.size() * sizeof(std::uint64_t)) / seconds;
}

/// Read-modify-writes of random entries of a row of 32-bit integers that stays in L2, driven by packed 4-byte entries that
/// stream: delivery with nothing but adding.
class AddInCache {
  public:
    static constexpr std::size_t per_pass = std::size_t{1} << 16U;

    /// `row_entries`: at most 65 536.
    explicit AddInCache(std::size_t row_entries) : row_(row_entries), entries_(per_pass) {
        std::uint64_t state = 1;
        for (auto& entry : entries_) {
            state = state * 6364136223846793005ULL + 1442695040888963407ULL;
            entry = static_cast<std::uint32_t>((state >> 33U) % row_entries) | 3U << 16U;
        }
    }
    /// Adds `per_pass` entries.
    void pass() {
        for (std::size_t i = 0; i < entries_.size(); i += 4) {
            for (std::size_t k = 0; k < 4; ++k) {
                row_[entries_[i + k] & 0xFFFFU] += static_cast<std::int32_t>(entries_[i + k]) >> 16;
            }
        }
        keep(static_cast<std::uint64_t>(row_[0]));
    }

  private:
    Column<std::int32_t> row_;
    std::vector<std::uint32_t> entries_;
};

/// One such addition, nanoseconds.
inline double add_ceiling_ns(std::size_t row_entries) {
    AddInCache adding(row_entries);
    constexpr int passes = 16;
    const double seconds = median_seconds(9, [&] {
        for (int pass = 0; pass < passes; ++pass) { adding.pass(); }
    });
    return seconds * 1e9 / static_cast<double>(passes * AddInCache::per_pass);
}

inline Population neurons(const std::string& name, std::uint64_t size, const std::string& model) {
    Population population;
    population.name = name;
    population.size = size;
    population.model = model;
    return population;
}

inline Projection projection(std::size_t source, std::size_t target, Rule rule) {
    Projection made;
    made.name = std::to_string(source) + "->" + std::to_string(target);
    made.source = source;
    made.target = target;
    made.rule = std::move(rule);
    return made;
}

/// Fills slices and gids; ends the program with the reason if the description is wrong.
inline void complete(Description& description) {
    for (auto& each : description.projections) {
        each.source_slice = {0, description.populations[each.source].size};
        each.target_slice = {0, description.populations[each.target].size};
    }
    for (auto& each : description.stimuli) {
        each.target_slice = {0, description.populations[each.target].size};
    }
    if (const auto problems = check_and_number(description); !problems.empty()) {
        std::fprintf(stderr, "%s\n", describe(problems).c_str());
        std::exit(1);
    }
}

}  // namespace callosum::bench
