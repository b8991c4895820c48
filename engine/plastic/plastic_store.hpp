#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "engine/base/capacity.hpp"
#include "engine/base/column.hpp"
#include "engine/layout/fixed_point_plan.hpp"
#include "engine/synapses/slab_plan.hpp"
#include "engine/synapses/source_list.hpp"
#include "network/partition/partition.hpp"

namespace callosum {

/// Synapses of one source with the same delay in one chunk of targets: entries first, first + 1,
/// ...
struct PlasticGroup {
    std::uint64_t number = 0;   ///< number of the source in the store
    std::uint64_t segment = 0;  ///< number * chunks + chunk
    std::uint64_t base = 0;     ///< neuron of the range from which targets are counted
    std::uint64_t first = 0;
    std::uint32_t delay = 0, n = 0;
};

/// Synapses of one plastic projection onto one range of neurons, grouped by source, then chunk of
/// targets, then delay; within a group in the order of drawing. Each takes two bytes and the
/// columns of the rule's state.
template <class T>
struct PlasticStore {
    /// Bits of the number of targets in a chunk: small enough for their histories to stay in the
    /// cache during a segment.
    static constexpr int chunk_bits = 13;
    struct Run {
        std::uint32_t delay = 0;
        std::uint32_t n = 0;
    };
    std::uint32_t n_chunks = 0;
    std::vector<std::uint64_t> sources;        ///< indices in the source population, ascending
    std::vector<std::uint32_t> runs_begin;     ///< [source * chunks + chunk], one more at the end
    std::vector<std::uint64_t> entries_begin;  ///< [source * chunks + chunk], one more at the end
    std::vector<Run> runs;
    Column<std::uint16_t> targets;  ///< counted from the first of the chunk
    Column<T> weights;              ///< magnitudes

    /// Returns the number of targets in a chunk, of n in all.
    [[nodiscard]] static std::uint32_t chunk_size(std::uint64_t n, std::uint32_t chunk) {
        const std::uint64_t most = std::uint64_t{1} << chunk_bits;
        return static_cast<std::uint32_t>(std::min(most, n - chunk * most));
    }
    /// Returns the number of chunks of n targets.
    [[nodiscard]] static std::uint32_t chunks_of(std::uint64_t n) {
        return static_cast<std::uint32_t>((n + (std::uint64_t{1} << chunk_bits) - 1) >> chunk_bits);
    }
    [[nodiscard]] std::uint64_t size() const { return entries_begin.back(); }
    /// Returns the number of the first source whose index is at least this.
    [[nodiscard]] std::uint64_t number_of(std::uint64_t index) const {
        return static_cast<std::uint64_t>(std::lower_bound(sources.begin(), sources.end(), index) -
                                          sources.begin());
    }
    template <class Take>
    void for_each_group(std::uint64_t number, const Take& take) const {
        PlasticGroup group;
        group.number = number;
        for (std::uint64_t chunk = 0; chunk < n_chunks; ++chunk) {
            group.segment = number * n_chunks + chunk;
            group.base = chunk << chunk_bits;
            group.first = entries_begin[group.segment];
            for (auto r = runs_begin[group.segment]; r < runs_begin[group.segment + 1]; ++r) {
                group.delay = runs[r].delay;
                group.n = runs[r].n;
                take(group);
                group.first += group.n;
            }
        }
    }
    /// Lists the sources by gid, with the shortest delay of each; `first` is the first gid of the
    /// population.
    [[nodiscard]] SourceList list(Gid first) const {
        SourceList list;
        for (std::size_t number = 0; number < sources.size(); ++number) {
            std::uint32_t shortest = ~std::uint32_t{0};
            for_each_group(number, [&](const PlasticGroup& group) {
                shortest = std::min(shortest, group.delay);
            });
            list.add(first + sources[number], shortest);
        }
        return list;
    }
    /// Prefetches the first entries of a group of n.
    void fetch(std::uint64_t first, std::uint32_t n) const {
        const std::size_t ahead = std::min<std::size_t>(n, 64);
        for (std::size_t i = 0; i < ahead; i += 64 / sizeof(T)) {
            __builtin_prefetch(weights.data() + first + i, 1, 2);
        }
        for (std::size_t i = 0; i < ahead; i += 32) {
            __builtin_prefetch(targets.data() + first + i, 0, 2);
        }
    }
    [[nodiscard]] std::uint64_t index_bytes() const {
        return sources.size() * sizeof(sources[0]) + runs_begin.size() * sizeof(runs_begin[0]) +
               entries_begin.size() * sizeof(entries_begin[0]) + runs.size() * sizeof(Run);
    }
    /// Memory of a source in the index, without its runs.
    [[nodiscard]] static constexpr std::size_t source_bytes(std::size_t chunks) {
        return sizeof(std::uint64_t) + chunks * (sizeof(std::uint32_t) + sizeof(std::uint64_t));
    }
    /// Memory of a synapse whose rule has so many columns, the weight among them.
    [[nodiscard]] static constexpr std::size_t synapse_bytes(std::size_t columns) {
        return sizeof(std::uint16_t) + columns * sizeof(T);
    }
};

/// Synapses of a slab of sources as drawn, from which a PlasticStore is made. It never shrinks, because
/// the next slab is about as large.
template <class T>
struct DrawnPlastic {
    std::vector<std::uint32_t> counts;  ///< by key: (source in the slab, chunk, delay)
    std::vector<std::uint32_t> keys;
    std::vector<std::uint16_t> targets;
    std::vector<T> weights;
    std::size_t n = 0;

    /// Makes room for more synapses; doubles where it is not enough.
    void reserve_more(std::size_t more) {
        if (n + more <= keys.size()) { return; }
        const std::size_t size = std::max(n + more, 2 * keys.size());
        keys.resize(size);
        targets.resize(size);
        weights.resize(size);
    }
    /// Returns the memory that a slab of n synapses takes.
    [[nodiscard]] static double expected_bytes(double n_cells, double n) {
        return doubled_capacity(n) * (sizeof(std::uint32_t) + sizeof(std::uint16_t) + sizeof(T)) +
               n_cells * sizeof(std::uint32_t);
    }
};

/// Returns the number of sources that are drawn at a time.
[[nodiscard]] std::uint64_t plastic_slab(const SlabQuestion& question);

/// Draws and stores the synapses. Throws LimitError if there are more than was planned for.
template <class T>
[[nodiscard]] PlasticStore<T> build_plastic_store(const Description& description,
                                                  const FixedPointPlan& plan,
                                                  std::size_t projection, const NeuronRange& range);

extern template PlasticStore<float> build_plastic_store(const Description&, const FixedPointPlan&,
                                                        std::size_t, const NeuronRange&);
extern template PlasticStore<double> build_plastic_store(const Description&, const FixedPointPlan&,
                                                         std::size_t, const NeuronRange&);

}  // namespace callosum
