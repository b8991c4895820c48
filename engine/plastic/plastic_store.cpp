#include "engine/plastic/plastic_store.hpp"

#include <cmath>
#include <string>

#include "engine/base/error.hpp"
#include "network/draw/sampler.hpp"

namespace callosum {
namespace {

/// Builds a store by counting sort: draws a slab of sources at a time into a buffer, counts, then
/// places.
template <class T>
class Builder {
  public:
    Builder(const Description& description, const FixedPointPlan& plan, std::size_t projection,
            const NeuronRange& range)
        : projection_(description.projections[projection]),
          bounds_(plan.projections[projection].bounds),
          range_(range),
          n_delays_(bounds_.max_delay - bounds_.min_delay + 1) {
        const auto first = std::max(range.first, projection_.target_slice.first);
        targets_ = {first, std::max(first, std::min(range.last, projection_.target_slice.last))};
        store_.n_chunks = PlasticStore<T>::chunks_of(range.size());
        store_.runs_begin.push_back(0);
        store_.entries_begin.push_back(0);
        if (targets_.size() > 0) { sampler_ = make_sampler(description, projection, targets_); }
    }

    PlasticStore<T> build() {
        if (!sampler_) { return std::move(store_); }
        reserve();
        const std::uint64_t sources = projection_.source_slice.last;
        const std::uint64_t slab = plastic_slab({.sources = projection_.source_slice.size(),
                                                 .cells = cells_of_source(),
                                                 .cheap = sampler_->cheap_by_source(),
                                                 .wanted = sampler_->slab()});
        for (auto first = sampler_->next_source(projection_.source_slice.first); first < sources;
             first = sampler_->next_source(first)) {
            const auto last = std::min(sources, first + slab);
            draw({first, last});
            first = last;
        }
        store_.targets.release_tail(used_);
        store_.weights.release_tail(used_);
        store_.runs.shrink_to_fit();
        return std::move(store_);
    }

  private:
    void reserve() {
        const double expected =
            bounds_.room_for(static_cast<double>(targets_.size()),
                             static_cast<double>(projection_.target_slice.size()));
        // Pages that are never touched cost nothing; they are returned in the end.
        const auto room = static_cast<std::size_t>(expected + 10 * std::sqrt(expected) + 1024);
        store_.targets = Column<std::uint16_t>(room);
        store_.weights = Column<T>(room);
    }

    [[nodiscard]] std::uint64_t cells_of_source() const {
        return std::uint64_t{store_.n_chunks} * n_delays_;
    }

    void draw(Slice slab) {
        const std::uint64_t cells = cells_of_source();
        drawn_.counts.assign(slab.size() * cells, 0);
        drawn_.n = 0;
        sampler_->draw(slab, [&](const SynapseBatch& batch) { take(slab, batch); });
        for (std::uint64_t s = 0; s < slab.size(); ++s) { place(slab.first + s, s * cells); }
        if (store_.size() > store_.targets.size()) {
            throw LimitError("projection '" + projection_.name +
                             "': more synapses than were planned for on one thread: " +
                             std::to_string(store_.size()) + "; use more ranks or threads");
        }
        // Equal keys keep their order, so a group is in the order of drawing.
        for (std::size_t i = 0; i < drawn_.n; ++i) {
            const auto at = used_ + drawn_.counts[drawn_.keys[i]]++;
            store_.targets[at] = drawn_.targets[i];
            store_.weights[at] = drawn_.weights[i];
        }
        used_ = store_.size();
    }

    void take(Slice slab, const SynapseBatch& batch) {
        drawn_.reserve_more(batch.n);
        // A key is (source in the slab, chunk, delay): counting keys gives the order of the store.
        constexpr std::uint32_t mask = (1U << PlasticStore<T>::chunk_bits) - 1;
        for (std::uint32_t i = 0; i < batch.n; ++i) {
            const auto local = batch.target[i] - static_cast<std::uint32_t>(range_.first);
            const auto source = batch.source[i] - static_cast<std::uint32_t>(slab.first);
            const auto segment = source * store_.n_chunks + (local >> PlasticStore<T>::chunk_bits);
            const std::uint32_t key = segment * n_delays_ + batch.delay[i] - bounds_.min_delay;
            const std::size_t at = drawn_.n + i;
            drawn_.keys[at] = key;
            drawn_.targets[at] = static_cast<std::uint16_t>(local & mask);
            drawn_.weights[at] = static_cast<T>(std::abs(batch.weight[i]));
            ++drawn_.counts[key];
        }
        drawn_.n += batch.n;
    }

    /// Appends the runs of one source and turns its counts into the positions of its entries.
    void place(std::uint64_t source, std::uint64_t first_cell) {
        std::uint32_t* counts = drawn_.counts.data() + first_cell;
        const std::uint64_t cells = cells_of_source();
        if (std::all_of(counts, counts + cells, [](auto n) { return n == 0; })) { return; }
        store_.sources.push_back(source);
        std::uint64_t next = store_.size();
        for (std::uint32_t chunk = 0; chunk < store_.n_chunks; ++chunk) {
            for (std::uint32_t d = 0; d < n_delays_; ++d, ++counts) {
                const std::uint32_t n = *counts;
                *counts = static_cast<std::uint32_t>(next - used_);
                if (n > 0) { store_.runs.push_back({d + bounds_.min_delay, n}); }
                next += n;
            }
            store_.runs_begin.push_back(static_cast<std::uint32_t>(store_.runs.size()));
            store_.entries_begin.push_back(next);
        }
    }

    const Projection& projection_;
    const ProjectionBounds& bounds_;
    const NeuronRange& range_;
    Slice targets_;
    std::uint32_t n_delays_;
    std::unique_ptr<Sampler> sampler_;
    PlasticStore<T> store_;
    std::uint64_t used_ = 0;  ///< entries of the previous slabs
    DrawnPlastic<T> drawn_;
};

}  // namespace

std::uint64_t plastic_slab(const SlabQuestion& question) {
    constexpr std::uint64_t tile = Sampler::usual_slab;  // tile samplers draw whole tiles at once
    constexpr std::uint64_t part = 8;                    // other samplers: an eighth of the sources
    constexpr std::uint64_t max_cells = 1U << 24U;       // bound of the table of counts
    const std::uint64_t wanted = question.cheap
                                     ? std::max(tile, question.wanted)
                                     : std::max(tile, (question.sources + part - 1) / part);
    return std::max<std::uint64_t>(1, std::min(wanted, max_cells / question.cells));
}

template <class T>
PlasticStore<T> build_plastic_store(const Description& description, const FixedPointPlan& plan,
                                    std::size_t projection, const NeuronRange& range) {
    return Builder<T>(description, plan, projection, range).build();
}

template PlasticStore<float> build_plastic_store(const Description&, const FixedPointPlan&,
                                                 std::size_t, const NeuronRange&);
template PlasticStore<double> build_plastic_store(const Description&, const FixedPointPlan&,
                                                  std::size_t, const NeuronRange&);

}  // namespace callosum
