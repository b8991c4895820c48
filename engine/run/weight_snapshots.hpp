#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "engine/plastic/plastic_synapses.hpp"
#include "engine/records/sinks.hpp"
#include "engine/run/share.hpp"
#include "network/describe/weight_records.hpp"

namespace callosum {

/// Hands one snapshot of a stream to the sink, block by block; the first time its synapses too.
class SnapshotWriter {
  public:
    SnapshotWriter(WeightSink& sink, WeightStream stream, std::int64_t step, bool listing);
    void add(const PlasticSynapse& synapse);
    void finish() { flush(true); }

  private:
    static constexpr std::size_t block = 32768;  // 1 MiB of synapses and weights
    void flush(bool last);

    WeightSink& sink_;
    WeightStream stream_;
    std::int64_t step_;
    bool listing_;
    std::vector<RecordedSynapse> synapses_;
    std::vector<double> weights_;
};

/// Takes the snapshots of weights that are due. A share's synapses are looked at by its own thread,
/// between two windows, so windows have to end where a snapshot is due. Nothing is held in memory.
class WeightSnapshots {
  public:
    /// Nothing is due without a sink.
    WeightSnapshots(const Description& description,
                    const std::vector<std::unique_ptr<Share>>& shares, WeightSink* sink);
    /// Takes what is due after `step` of one share; false if nothing is.
    bool take(std::size_t share, std::int64_t step);

  private:
    struct Stream {
        std::uint32_t number = 0;
        const PlasticSynapses* synapses = nullptr;
        std::optional<SynapsePicks> picks{};  ///< made by the share's thread, at the first snapshot
        bool listed = false;
    };
    struct Recording {
        SnapshotSchedule schedule;
        SynapseSelection which;
        std::vector<std::vector<Stream>> streams;  ///< by share
    };
    std::vector<Recording> recordings_;
    WeightSink* sink_;
};

}  // namespace callosum
