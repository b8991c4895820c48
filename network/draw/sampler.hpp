#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "network/describe/network.hpp"

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

/// Draws one projection's synapses onto the targets in `targets` (indices in the target
/// population), the same ones for any partition and without communication. One object per worker
/// and projection; not shared between threads.
class Sampler {
  public:
    virtual ~Sampler() = default;
    using Sink = std::function<void(const SynapseBatch&)>;
    /// Emits the synapses whose source lies in `sources` (indices in the source population). The
    /// emission order of each source's synapses is canonical: it does not depend on how targets were
    /// partitioned, apart from the synapses that are left out. Calls over disjoint source slices
    /// emit disjoint synapses.
    virtual void draw(Slice sources, const Sink& sink) = 0;
    /// True where `draw` costs about as much as what it emits; false where each call costs as much
    /// as all sources, so that the caller should ask for few, large slices.
    [[nodiscard]] virtual bool cheap_by_source() const = 0;
    /// No source in [first, next_source(first)) has synapses here; where it is not cheap to say, `first`.
    [[nodiscard]] virtual std::uint64_t next_source(std::uint64_t first) const { return first; }
    /// How many sources a call should ask for at least where it is cheap.
    [[nodiscard]] virtual std::uint64_t slab() const { return 128; }
};

/// `projection` indexes `description.projections`.
[[nodiscard]] std::unique_ptr<Sampler> make_sampler(const Description& description,
                                                    std::size_t projection, Slice targets);

/// What can be said of a projection before it is drawn.
struct ProjectionBounds {
    double expected_synapses = 0;     ///< over all targets
    double most_synapses = HUGE_VAL;  ///< never exceeded; exact where the rule fixes it
    std::uint64_t max_indegree =
        0;  ///< never exceeded but with probability < 1e-12; exact where the rule fixes it
    double max_abs_weight = 0;
    std::uint32_t min_delay = 1;  ///< steps
    std::uint32_t max_delay = 1;  ///< steps
    bool positive = false;        ///< some weight can be > 0
    bool negative = false;        ///< some weight can be < 0
    /// Some targets can expect more than others; nothing but max_indegree holds for a part of them.
    bool uneven = false;
    /// So many synapses, or a little more by chance, n of all `n_all` targets can have.
    [[nodiscard]] double room_for(double n, double n_all) const;
};
[[nodiscard]] ProjectionBounds bounds(const Description& description, std::size_t projection);

}  // namespace callosum
