#pragma once

#include <bit>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/base/digest.hpp"
#include "engine/records/sinks.hpp"

namespace callosum::test {

/// Sums up everything that a run hands to its sinks so that neither the order of calls nor the layout of neurons over ranks
/// matters: sums over ranks of two equal runs are equal.
class RecordSums final : public SpikeSink, public TraceSink, public RateSink {
  public:
    void write(std::span<const Spike> spikes) override {
        for (const auto& spike : spikes) {
            sum_ += spike_hash(spike.gid, static_cast<std::uint64_t>(spike.step));
            ++n_spikes_;
        }
    }
    void open(const TraceLayout& layout) override {
        neurons_.resize(layout.recording + 1);
        neurons_[layout.recording] = layout.neurons;
    }
    void write(std::size_t recording, std::int64_t step, std::span<const double> values) override {
        const auto& neurons = neurons_[recording];
        const std::size_t width = neurons.empty() ? 1 : values.size() / neurons.size();
        for (std::size_t i = 0; i < values.size(); ++i) {
            const std::uint64_t key = mix(neurons[i / width] * 64 + i % width);
            sum_ += mix(key + mix(static_cast<std::uint64_t>(step) + (recording << 48U)) +
                        std::bit_cast<std::uint64_t>(values[i]));
            ++n_samples_;
        }
    }
    void open(std::size_t, std::uint64_t) override {}
    void write(std::size_t recording, std::int64_t step, std::uint64_t count) override {
        // linear in the count: ranks have parts of it
        sum_ += count * mix(mix(static_cast<std::uint64_t>(step)) + recording);
        n_counted_ += count;
    }

    [[nodiscard]] std::vector<std::uint64_t> sums() const {
        return {sum_, n_spikes_, n_samples_, n_counted_};
    }

  private:
    std::uint64_t sum_ = 0, n_spikes_ = 0, n_samples_ = 0, n_counted_ = 0;
    std::vector<std::vector<std::uint64_t>> neurons_;  ///< by recording of traces
};

}  // namespace callosum::test
