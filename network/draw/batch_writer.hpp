#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <optional>

#include "engine/base/random.hpp"
#include "network/draw/delay_table.hpp"
#include "network/draw/distance_values.hpp"
#include "network/draw/draft_kernels.hpp"
#include "network/draw/sampler.hpp"

namespace callosum {

/// Sixteen synapses in the making: indices, and the words from which delay and weight are drawn.
struct Draft {
    static constexpr std::uint32_t size = 16;
    using Column = std::array<std::uint32_t, size>;
    alignas(64) Column source{};
    alignas(64) Column target{};
    alignas(64) Column delay_word{};
    alignas(64) Column weight_word{};
    alignas(64) std::array<double, size> distance{};  ///< set where the sampler knows it
};

/// Gathers drafts into batches, turns words into delays and weights a batch at a time, and hands
/// full batches to the sink. A batch may span tiles, so that small tiles cost no extra calls.
class BatchWriter {
  public:
    BatchWriter(const Description& description, std::size_t projection);

    /// Announces that drafts carry distances; otherwise they are looked up where they are needed.
    void expect_distances() {
        given_distances_ = weight_at_ || delay_at_;
        source_places_.reset();
        target_places_.reset();
    }
    /// Starts a draw: batches go to `sink`, which must outlive the matching `end`.
    void begin(const Sampler::Sink& sink);
    /// Hands the last, partly filled batch to the sink.
    void end();

    /// Appends the first n <= 16 synapses of the draft. All 16 are copied, because a constant
    /// length is faster than a branch.
    void put(const Draft& draft, std::uint32_t n) {
        make_room();
        copy(draft.source, batch_.source.data() + batch_.n);
        copy(draft.target, batch_.target.data() + batch_.n);
        copy(draft.delay_word, batch_.delay.data() + batch_.n);
        copy(draft.weight_word, weight_words_.data() + batch_.n);
        if (given_distances_) { std::copy_n(draft.distance.begin(), n, &distances_[batch_.n]); }
        batch_.n += n;
    }
    /// Places for the next synapses, at least one draft; `added` tells how many were written. Distances
    /// are not among them.
    [[nodiscard]] DraftColumns columns() {
        make_room();
        return {&batch_.source[batch_.n], &batch_.target[batch_.n], &batch_.delay[batch_.n],
                &weight_words_[batch_.n],
                (SynapseBatch::capacity - batch_.n) / Draft::size * Draft::size};
    }
    void added(std::uint32_t n) { batch_.n += n; }
    /// Appends the synapses i < n of the draft for which `keep(i)` is true, without a branch for
    /// each.
    template <class Keep>
    void put_if(const Draft& draft, std::uint32_t n, const Keep& keep) {
        make_room();
        std::uint32_t end = batch_.n;
        for (std::uint32_t i = 0; i < n; ++i) {
            batch_.source[end] = draft.source[i];
            batch_.target[end] = draft.target[i];
            batch_.delay[end] = draft.delay_word[i];
            weight_words_[end] = draft.weight_word[i];
            distances_[end] = draft.distance[i];
            end += keep(i) ? 1U : 0U;
        }
        batch_.n = end;
    }
    /// Appends the first n synapses of the draft whose source and target lie in the slices.
    void put_inside(const Draft& draft, std::uint32_t n, Slice sources, Slice targets) {
        put_if(draft, n, [&](std::uint32_t i) {
            // Differences wrap around below `first`, so that one unsigned comparison tests both
            // ends.
            const unsigned source = draft.source[i] - sources.first < sources.size() ? 1U : 0U;
            const unsigned target = draft.target[i] - targets.first < targets.size() ? 1U : 0U;
            return (source & target) != 0;
        });
    }

  private:
    static void copy(const Draft::Column& column, std::uint32_t* to) {
        for (std::uint32_t i = 0; i < Draft::size; ++i) { to[i] = column[i]; }
    }
    void make_room() {
        if (batch_.n > SynapseBatch::capacity - Draft::size) { flush(); }
    }
    void flush();
    void find_distances();
    void draw_delays();
    void draw_weights();

    QuantileFunction weight_;
    DelayTable delay_;
    bool constant_weight_;
    bool given_distances_ = false;
    double dt_ms_;
    // Set only where weights or delays depend on the distance.
    std::optional<DistanceValues> weight_at_, delay_at_;
    std::shared_ptr<const Places> source_places_, target_places_;
    const Sampler::Sink* sink_ = nullptr;
    SynapseBatch batch_;
    alignas(64) std::array<std::uint32_t, SynapseBatch::capacity> weight_words_{};
    alignas(64) std::array<double, SynapseBatch::capacity> distances_{};
};

}  // namespace callosum
