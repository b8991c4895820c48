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

/// One read-modify-write of a random entry of a row of 32-bit integers that stays in L2, driven by
/// packed 4-byte entries that stream: nanoseconds. What delivery would cost with nothing but adding.
inline double add_ceiling_ns(std::size_t row_entries) {
    Column<std::int32_t> row(row_entries);
    std::vector<std::uint32_t> entries(1U << 16U);
    std::uint64_t state = 1;
    for (auto& entry : entries) {
        state = state * 6364136223846793005ULL + 1442695040888963407ULL;
        entry = static_cast<std::uint32_t>((state >> 33U) % row_entries) | 3U << 16U;
    }
    const double seconds = median_seconds(9, [&] {
        for (int pass = 0; pass < 16; ++pass) {
            for (std::size_t i = 0; i < entries.size(); i += 4) {
                for (std::size_t k = 0; k < 4; ++k) {
                    row[entries[i + k] & 0xFFFFU] +=
                        static_cast<std::int32_t>(entries[i + k]) >> 16;
                }
            }
        }
        keep(static_cast<std::uint64_t>(row[0]));
    });
    return seconds * 1e9 / (16.0 * static_cast<double>(entries.size()));
}

inline Population neurons(const std::string& name, std::uint64_t size, const std::string& model) {
    Population population;
    population.name = name;
    population.size = size;
    population.model = model;
    return population;
}

inline Projection projection(std::size_t source, std::size_t target, Rule rule) {
    Projection own;
    own.name = std::to_string(source) + "->" + std::to_string(target);
    own.source = source;
    own.target = target;
    own.rule = std::move(rule);
    return own;
}

/// Fills slices and gids; ends the program with the reason if the description is wrong.
inline void complete(Description& description) {
    for (auto& own : description.projections) {
        own.source_slice = {0, description.populations[own.source].size};
        own.target_slice = {0, description.populations[own.target].size};
    }
    for (auto& own : description.stimuli) {
        own.target_slice = {0, description.populations[own.target].size};
    }
    if (const auto problems = check_and_number(description); !problems.empty()) {
        std::fprintf(stderr, "%s\n", describe(problems).c_str());
        std::exit(1);
    }
}

}  // namespace callosum::bench
