#pragma once

#include <memory>
#include <utility>

#include "network/describe/quantised_synapses.hpp"
#include "network/draw/sampler.hpp"

namespace callosum {

/// Draws the synapses of another sampler with the weights and delays that a board holds for them.
class BoardSampler : public Sampler {
  public:
    BoardSampler(std::unique_ptr<Sampler> drawn, const QuantisedSynapses& board)
        : drawn_(std::move(drawn)), board_(board) {}
    void draw(Slice sources, const Sink& sink) override {
        drawn_->draw(sources, [&](const SynapseBatch& batch) {
            held_ = batch;
            for (std::uint32_t i = 0; i < batch.n; ++i) {
                held_.weight[i] = board_.weight(batch.weight[i]);
                held_.delay[i] = board_.delay(batch.delay[i]);
            }
            sink(held_);
        });
    }
    [[nodiscard]] bool cheap_by_source() const override { return drawn_->cheap_by_source(); }
    [[nodiscard]] std::uint64_t next_source(std::uint64_t first) const override {
        return drawn_->next_source(first);
    }
    [[nodiscard]] std::uint64_t slab() const override { return drawn_->slab(); }

  private:
    std::unique_ptr<Sampler> drawn_;
    QuantisedSynapses board_;
    SynapseBatch held_{};
};

}  // namespace callosum
