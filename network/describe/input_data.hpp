#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "network/describe/file_reference.hpp"

namespace callosum {

/// One spike of an explicit train; targets count from the start of the stimulus's slice.
struct TrainSpike {
    double time_ms = 0;
    std::uint64_t target = 0;
};

/// Spike trains of the targets of a stimulus, in place or in a file. `visit` hands the spikes out
/// slab by slab, so that a rank keeps those of its own targets alone; it may be called from several
/// threads at once.
class SpikeTrains {
  public:
    virtual ~SpikeTrains() = default;
    using Visitor =
        std::function<void(const TrainSpike* spikes, std::size_t n, std::uint64_t first_index)>;
    virtual void visit(const Visitor& visitor) const = 0;
    /// How many targets the trains are for; 0 where any number will do (a file).
    [[nodiscard]] virtual std::uint64_t n_targets() const = 0;
    /// Where spike `index` stands, relative to the stimulus: "spike_times[2][0]", "file".
    [[nodiscard]] virtual std::string place(std::uint64_t index) const = 0;
    /// What it is called in a message: "", "spike 17 of in.h5 ".
    [[nodiscard]] virtual std::string caption(std::uint64_t index) const = 0;
    /// The file whose content they are; nothing where they stand in the experiment.
    [[nodiscard]] virtual std::optional<FileReference> file() const { return std::nullopt; }
};

/// An array [samples, features] that an encoder turns into spikes.
class Samples {
  public:
    virtual ~Samples() = default;
    [[nodiscard]] virtual std::uint64_t n_samples() const = 0;
    [[nodiscard]] virtual std::uint64_t n_features() const = 0;
    [[nodiscard]] virtual double smallest() const = 0;
    [[nodiscard]] virtual double largest() const = 0;
    /// Features [first, last) of all samples, one sample after the other.
    [[nodiscard]] virtual std::vector<double> features(std::uint64_t first,
                                                       std::uint64_t last) const = 0;
    [[nodiscard]] virtual std::string origin() const = 0;
    /// The file whose content it is; nothing where there is none.
    [[nodiscard]] virtual std::optional<FileReference> file() const { return std::nullopt; }
};

}  // namespace callosum
