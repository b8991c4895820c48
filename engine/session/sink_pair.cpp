#include "engine/session/sink_pair.hpp"

namespace callosum {
namespace {

class BothSpikes final : public SpikeSink {
  public:
    BothSpikes(SpikeSink& first, SpikeSink& second) : first_(first), second_(second) {}
    void write(std::span<const Spike> spikes) override {
        first_.write(spikes);
        second_.write(spikes);
    }

  private:
    SpikeSink &first_, &second_;
};

class BothTraces final : public TraceSink {
  public:
    BothTraces(TraceSink& first, TraceSink& second) : first_(first), second_(second) {}
    void open(const TraceLayout& layout) override {
        first_.open(layout);
        second_.open(layout);
    }
    void write(std::size_t recording, std::int64_t step, std::span<const double> values) override {
        first_.write(recording, step, values);
        second_.write(recording, step, values);
    }

  private:
    TraceSink &first_, &second_;
};

class BothRates final : public RateSink {
  public:
    BothRates(RateSink& first, RateSink& second) : first_(first), second_(second) {}
    void open(std::size_t recording, std::uint64_t neurons) override {
        first_.open(recording, neurons);
        second_.open(recording, neurons);
    }
    void write(std::size_t recording, std::int64_t step, std::uint64_t count) override {
        first_.write(recording, step, count);
        second_.write(recording, step, count);
    }

  private:
    RateSink &first_, &second_;
};

class BothWeights final : public WeightSink {
  public:
    BothWeights(WeightSink& first, WeightSink& second) : first_(first), second_(second) {}
    void open(std::size_t recording, std::uint32_t n_streams) override {
        first_.open(recording, n_streams);
        second_.open(recording, n_streams);
    }
    void list(WeightStream stream, std::span<const RecordedSynapse> synapses) override {
        first_.list(stream, synapses);
        second_.list(stream, synapses);
    }
    void write(WeightStream stream, std::int64_t step, std::span<const double> weights,
               bool last) override {
        first_.write(stream, step, weights, last);
        second_.write(stream, step, weights, last);
    }

  private:
    WeightSink &first_, &second_;
};

/// Returns the only taker that there is, or else one for both, which `owner` keeps.
template <class Both, class Sink>
Sink* joined(Sink* first, Sink* second, std::unique_ptr<Sink>& owner) {
    if (first == nullptr || second == nullptr) { return first == nullptr ? second : first; }
    owner = std::make_unique<Both>(*first, *second);
    return owner.get();
}

}  // namespace

SinkPair::SinkPair(const Sinks& first, const Sinks& second)
    : sinks_{joined<BothSpikes>(first.spikes, second.spikes, spikes_),
             joined<BothTraces>(first.traces, second.traces, traces_),
             joined<BothRates>(first.rates, second.rates, rates_),
             joined<BothWeights>(first.weights, second.weights, weights_)} {}

}  // namespace callosum
