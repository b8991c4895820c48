#pragma once

#include <cstdint>
#include <vector>

#include "engine/records/sinks.hpp"
#include "engine/run/share.hpp"

namespace callosum {

/// Samples of state variables of this rank's neurons, buffered for one epoch of the loop at a time.
/// Every thread writes its own columns; one thread hands them to the sink.
class TraceRecorder {
  public:
    /// `epoch_steps`: most steps between two flushes.
    TraceRecorder(const Description& description, const std::vector<std::unique_ptr<Share>>& shares,
                  std::int64_t epoch_steps, TraceSink* sink);
    /// Samples what is due after `step` for the share of one thread.
    void sample(ThreadId thread, std::int64_t step, std::size_t parity);
    /// Hands the samples of an epoch that all threads have left to the sink.
    void flush(std::size_t parity);
    [[nodiscard]] bool empty() const { return probes_.empty(); }
    /// Memory of a recorded neuron with so many variables that is sampled every `every` steps.
    [[nodiscard]] static double neuron_bytes(double variables, double every, double epoch_steps) {
        return variables * sizeof(double) * 2 * (1 + epoch_steps / every);
    }

  private:
    /// Recorded neurons of one range that lie next to each other, as columns do.
    struct Stretch {
        const LocalPopulation* population;
        Slice neurons;   ///< by index in the range
        std::size_t at;  ///< position of the first among the rank's neurons
    };
    struct Probe {
        std::size_t recording = 0;
        std::size_t population = 0;
        std::vector<std::size_t> variables;
        std::int64_t start = 0, stop = 0, every = 1;
        std::size_t width = 0;
        std::vector<std::vector<Stretch>> stretches;  ///< by share
        std::vector<std::vector<double>> scratch;  ///< by share: one stretch, variable by variable
        std::vector<std::int64_t> steps[2];        ///< by row; -1: not sampled
        std::vector<double> values[2];
        /// Gives every recorded neuron its column; returns the rank's recorded neurons in order.
        std::vector<std::uint64_t> place(const TraceRecording& trace,
                                         const std::vector<std::unique_ptr<Share>>& shares);
        void sample(const Stretch& stretch, std::vector<double>& scratch, double* row) const;
        [[nodiscard]] bool due(std::int64_t step) const {
            return step > start && step <= stop && (step - start) % every == 0;
        }
    };
    std::vector<Probe> probes_;
    TraceSink* sink_;
};

}  // namespace callosum
