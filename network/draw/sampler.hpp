#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "network/describe/network.hpp"
#include "network/draw/tile_size.hpp"

namespace callosum {

/// Up to `capacity` drawn synapses, structure of arrays. Indices count from the start of the
/// population; delays are in steps (at least 1).
struct SynapseBatch {
    static constexpr std::uint32_t capacity = 256;
    std::uint32_t n = 0;
    alignas(64) std::array<std::uint32_t, capacity> source;
    alignas(64) std::array<std::uint32_t, capacity> target;
    alignas(64) std::array<std::uint32_t, capacity> delay;
    alignas(64) std::array<double, capacity> weight;
};

/// Draws the synapses of one projection onto the targets in `targets` (indices in the target
/// population): the same ones for any partition, and without communication. Not thread-safe: one
/// object for each share and projection.
class Sampler {
  public:
    virtual ~Sampler() = default;
    using Sink = std::function<void(const SynapseBatch&)>;
    /// Emits the synapses whose source lies in `sources` (indices in the source population). The
    /// order is canonical: other partitions of the targets leave out synapses but do not reorder
    /// them. Calls over disjoint source slices emit disjoint synapses.
    virtual void draw(Slice sources, const Sink& sink) = 0;
    /// Returns a source such that none in [first, next_source(first)) has synapses here; `first`
    /// where that is not cheap to find.
    [[nodiscard]] virtual std::uint64_t next_source(std::uint64_t first) const { return first; }
    /// Whether the cost of `draw` is proportional to its output. If not, each call costs as much as
    /// drawing from all sources, so the caller should ask for few, large slices.
    [[nodiscard]] virtual bool cheap_by_source() const = 0;
    /// Sources that a call should ask for at least, unless a sampler says otherwise: a row of tiles,
    /// which is drawn at once.
    static constexpr std::uint64_t usual_slab = tile_size;
    /// Returns the least number of sources that a call should ask for where drawing is cheap by
    /// source.
    [[nodiscard]] virtual std::uint64_t slab() const { return usual_slab; }
};

/// Returns the sampler of description.projections[projection], restricted to `targets`. Throws
/// NetworkError where the rule cannot be met.
[[nodiscard]] std::unique_ptr<Sampler> make_sampler(const Description& description,
                                                    std::size_t projection, Slice targets);

/// Returns `Sampler::cheap_by_source` as far as it is known without a sampler, for estimates. Samplers
/// that draw go by it; that of a list finds out when it has the edges, of which most lists have enough.
[[nodiscard]] bool draws_cheaply_by_source(const Projection& projection, const Population& source);

/// Bounds of a projection that are known before it is drawn.
struct ProjectionBounds {
    double expected_synapses = 0;    ///< all targets together
    double max_synapses = HUGE_VAL;  ///< never exceeded; exact where the rule fixes it
    std::uint64_t max_indegree =
        0;  ///< exceeded with probability < 1e-12 at most; exact where the rule fixes it
    double max_abs_weight = 0;
    std::uint32_t min_delay = 1;  ///< steps
    std::uint32_t max_delay = 1;  ///< steps
    bool positive = false;        ///< some weight can be > 0
    bool negative = false;        ///< some weight can be < 0
    /// Some targets can expect more than others, so that only max_indegree holds for a part of
    /// them.
    bool uneven = false;
    /// Returns the number of synapses that n of all `n_all` targets can have. Chance may add a
    /// little where the rule leaves it open.
    [[nodiscard]] double room_for(double n, double n_all) const;
};
/// Computes the bounds from the description alone, so that all ranks agree; cost independent of the
/// number of neurons except for sources at fixed positions.
[[nodiscard]] ProjectionBounds bounds(const Description& description, std::size_t projection);

}  // namespace callosum
