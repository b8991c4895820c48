#include "engine/forecast/synapse_estimate.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "engine/base/capacity.hpp"
#include "engine/forecast/delay_shares.hpp"
#include "engine/forecast/reach.hpp"
#include "engine/plastic/plastic_store.hpp"
#include "engine/plastic/plastic_synapses.hpp"
#include "engine/synapses/delivery.hpp"
#include "engine/synapses/drawn_slab.hpp"
#include "engine/synapses/slab_plan.hpp"
#include "engine/synapses/store_form.hpp"
#include "engine/synapses/synapse_builder.hpp"

namespace callosum {
namespace {

/// Returns the probability that a Poisson number is not 0: the fraction of sources that have a
/// synapse in a segment, or of segments that exist.
double nonzero_share(double mean) { return -std::expm1(-mean); }

/// Returns the mean padding of a Poisson number to a multiple of 4; its probabilities modulo 4
/// follow from roots of unity.
double padding_to_four(double mean) {
    static_assert(SynapseStore::group == 4);
    const double fade = std::exp(-mean);
    const double two = fade * fade;
    const double one = (1 - two + 2 * fade * std::sin(mean)) / 4;
    const double half = (1 + two - 2 * fade * std::cos(mean)) / 4;
    const double three = (1 - two - 2 * fade * std::sin(mean)) / 4;
    return 3 * one + 2 * half + three;
}

/// Returns the expected synapses of one source of the projection onto one neuron of its target
/// slice.
double per_pair(const Description& description, const FixedPointPlan& plan, std::size_t p) {
    const auto& projection = description.projections[p];
    return plan.projections[p].bounds.expected_synapses /
           static_cast<double>(projection.source_slice.size()) /
           static_cast<double>(projection.target_slice.size());
}

/// Counts the static synapses of a share in the form in which SynapseBuilder stores them.
class StaticCount {
  public:
    StaticCount(const Description& description, const FixedPointPlan& plan,
                const std::vector<NeuronRange>& ranges)
        : description_(description),
          plan_(plan),
          ranges_(ranges),
          layout_(lay_out_rows(plan, ranges)),
          form_(choose_form(description, plan, ranges, layout_)) {
        for (std::size_t p = 0; p < plan.projections.size(); ++p) {
            shares_.push_back(is_here(p) ? delay_shares(description, plan, p)
                                         : std::vector<DelayShare>{});
            for (const auto& share : shares_.back()) { delays_.emplace(share.steps, 0); }
            here_.push_back(is_here(p));
            part_.push_back(part_within_reach(description, p, ranges));
        }
        std::size_t next = 0;
        for (auto& [steps, place] : delays_) { place = next++; }
    }

    SynapseEstimate count() {
        for (std::size_t s = 0; s < description_.populations.size(); ++s) { add_sources(s); }
        const double n_blocks = static_cast<double>(blocks_.size());
        // Gids are stored as differences, in a byte if at least every 64th source or so is listed.
        estimate_.listing =
            doubled_capacity(estimate_.listed) +
            (form_.packed
                 ? doubled_capacity(estimate_.listed)
                 : estimate_.listed *
                       static_cast<double>(SynapseStore::listed_source_bytes(blocks_.size())));
        estimate_.per_rank_source = form_.packed ? static_cast<double>(PackedIndex::group_bytes) /
                                                       PackedIndex::group_sources
                                                 : n_blocks * Delivery::index_entry_bytes;
        estimate_.n_buckets = n_blocks;
        estimate_.building +=
            sizeof(SynapseBuilder::RowSum) * static_cast<double>(layout_.n_narrow + layout_.n_wide);
        return estimate_;
    }

  private:
    struct Block {
        SynapseFormat format;
        std::vector<double> mean;  ///< synapses of one source, by delay
    };
    using Key = std::tuple<SynapseFormat, int, std::uint64_t>;

    [[nodiscard]] bool is_here(std::size_t p) const {
        const auto& projection = description_.projections[p];
        return plan_.projections[p].format != SynapseFormat::plastic &&
               std::any_of(ranges_.begin(), ranges_.end(), [&](const auto& range) {
                   return range.population == projection.target &&
                          targets_in(range, projection.target_slice).size() > 0;
               });
    }

    void add_sources(std::size_t population) {
        double synapses = 0;
        double sources = 0;
        SlabQuestion slab{.packed = form_.packed};
        bool full = false;
        for (const auto& stretch : stretches(description_, population, part_, here_)) {
            for (auto& [key, block] : blocks_) { block.mean.assign(delays_.size(), 0); }
            for (const auto p : stretch.projections) {
                spread(p);
                slab.cheap =
                    slab.cheap && draws_cheaply_by_source(description_.projections[p],
                                                          description_.populations[population]);
                full = full || SynapseStore::is_full(plan_.projections[p].format);
            }
            synapses += add_stretch(stretch.size);
            sources += stretch.size;
        }
        if (sources == 0) { return; }
        slab.sources = static_cast<std::uint64_t>(std::ceil(sources));
        slab.per_source = synapses / sources;
        slab.cells = blocks_.size() * delays_.size();
        const auto slabs = plan_slabs(slab);
        const auto cells = static_cast<double>(std::min(slabs.size, slab.sources) * slab.cells);
        building_ = std::max(building_,
                             DrawnSlab::expected_bytes(cells, slabs.expected, full, slabs.sorted));
        estimate_.building = building_;
    }

    /// Adds the synapses that one source of the projection has in each block.
    void spread(std::size_t p) {
        const auto& projection_plan = plan_.projections[p];
        const auto& projection = description_.projections[p];
        const double each =
            per_pair(description_, plan_, p) / part_[p] / (projection_plan.by_sign ? 2 : 1);
        for (std::size_t r = 0; r < ranges_.size(); ++r) {
            const Slice targets = targets_in(ranges_[r], projection.target_slice);
            if (ranges_[r].population != projection.target || targets.size() == 0) { continue; }
            spread_over(p, each, layout_.places[r][projection_plan.row].first - ranges_[r].first,
                        targets);
            if (!projection_plan.by_sign) { continue; }
            spread_over(p, each,
                        layout_.places[r][projection_plan.row_negative].first - ranges_[r].first,
                        targets);
        }
    }

    void spread_over(std::size_t p, double each, std::uint64_t row, Slice targets) {
        const auto& projection_plan = plan_.projections[p];
        std::uint64_t first = row + targets.first;
        const std::uint64_t last = row + targets.last;
        while (first < last) {
            const std::uint64_t chunk = first >> RowLayout::chunk_bits;
            const std::uint64_t end = std::min(last, (chunk + 1) << RowLayout::chunk_bits);
            auto& block = blocks_[{projection_plan.format, projection_plan.shift, chunk}];
            block.format = projection_plan.format;
            block.mean.resize(delays_.size(), 0);
            for (const auto& share : shares_[p]) {
                block.mean[delays_[share.steps]] +=
                    each * static_cast<double>(end - first) * share.share;
            }
            first = end;
        }
    }

    /// Adds n sources with the synapses that `blocks_` holds; returns their number of synapses.
    double add_stretch(double n) {
        const auto run_bytes = static_cast<double>(SynapseStore::run_bytes(form_.packed));
        double all = 0;
        bool first = true;
        for (const auto& [key, block] : blocks_) {
            const auto entry = static_cast<double>(SynapseStore::entry_bytes(block.format));
            const auto f = static_cast<std::size_t>(block.format);
            double synapses = 0;
            double padding = 0;
            double runs = 0;
            for (const double mean : block.mean) {
                if (mean == 0) { continue; }
                synapses += mean;
                runs += nonzero_share(mean);
                padding += form_.pad == 1 ? 0 : padding_to_four(mean);
            }
            estimate_.count[f] += n * synapses;
            estimate_.bytes[f] += n * (synapses + padding) * entry;
            estimate_.index += n * runs * run_bytes;
            estimate_.task_bytes += n * runs * Delivery::task_bytes;
            if (form_.packed && !first) {
                estimate_.index += n * nonzero_share(synapses) * run_bytes;
            }
            first = false;
            all += synapses;
        }
        estimate_.listed += n * nonzero_share(all);
        return n * all;
    }

    const Description& description_;
    const FixedPointPlan& plan_;
    const std::vector<NeuronRange>& ranges_;
    RowLayout layout_;
    StoreForm form_;
    std::vector<std::vector<DelayShare>> shares_;  ///< by projection
    std::vector<bool> here_;                       ///< by projection: has targets here
    std::vector<double> part_;                     ///< by projection: sources within reach
    std::map<std::uint32_t, std::size_t> delays_;  ///< steps -> place
    std::map<Key, Block> blocks_;
    double building_ = 0;
    SynapseEstimate estimate_;
};

/// Returns the expected runs of a source, one for each chunk of the range and delay that it has
/// synapses with; `each`: expected synapses with a neuron.
double expected_runs(const std::vector<DelayShare>& shares, const Projection& projection,
                     const NeuronRange& range, double each, std::uint64_t chunk) {
    double runs = 0;
    for (std::uint64_t first = 0; first < range.size(); first += chunk) {
        const NeuronRange part{range.population, range.first + first,
                               std::min(range.last, range.first + first + chunk)};
        const auto here = static_cast<double>(targets_in(part, projection.target_slice).size());
        for (const auto& share : shares) { runs += nonzero_share(each * here * share.share); }
    }
    return runs;
}

/// Counts the synapses of a plastic projection onto a range in the form in which PlasticStore holds them.
template <class T>
SynapseEstimate count_plastic(const Description& description, const FixedPointPlan& plan,
                              std::size_t p, const NeuronRange& range) {
    using Store = PlasticStore<T>;
    SynapseEstimate estimate;
    const auto& projection = description.projections[p];
    const auto& bounds = plan.projections[p].bounds;
    if (targets_in(range, projection.target_slice).size() == 0) { return estimate; }
    const auto sizes = plastic_sizes(projection);
    const double near = part_within_reach(description, p, {range});
    const auto n = static_cast<double>(projection.source_slice.size()) * near;
    const std::uint32_t n_chunks = Store::chunks_of(range.size());
    const double runs = n * expected_runs(delay_shares(description, plan, p), projection, range,
                                          per_pair(description, plan, p) / near,
                                          std::uint64_t{1} << Store::chunk_bits);
    const double synapses = expected_onto(description, plan, p, range);
    const auto f = static_cast<std::size_t>(SynapseFormat::plastic);
    estimate.count[f] = synapses;
    estimate.bytes[f] = synapses * static_cast<double>(Store::synapse_bytes(sizes.columns));
    estimate.listed = n * nonzero_share(synapses / n);
    estimate.listing = doubled_capacity(estimate.listed);
    estimate.per_rank_source = sizeof(not_listed);  // of positions_in
    estimate.index =
        runs * sizeof(typename Store::Run) +
        estimate.listed * static_cast<double>(Store::source_bytes(n_chunks) + sizes.source_bytes);
    estimate.task_bytes = runs * static_cast<double>(sizes.task_bytes);
    estimate.n_buckets = n_chunks;
    SlabQuestion question{.sources = static_cast<std::uint64_t>(std::ceil(n))};
    question.cells = std::uint64_t{n_chunks} * (bounds.max_delay - bounds.min_delay + 1);
    question.cheap =
        draws_cheaply_by_source(projection, description.populations[projection.source]);
    const auto slab = std::min(n, static_cast<double>(plastic_slab(question)));
    estimate.building = DrawnPlastic<T>::expected_bytes(slab * static_cast<double>(question.cells),
                                                        synapses * slab / n);
    return estimate;
}

}  // namespace

double expected_onto(const Description& description, const FixedPointPlan& plan, std::size_t p,
                     const NeuronRange& range) {
    const auto& projection = description.projections[p];
    if (projection.target != range.population) { return 0; }
    const auto targets = static_cast<double>(targets_in(range, projection.target_slice).size());
    return targets == 0 ? 0
                        : plan.projections[p].bounds.expected_synapses * targets /
                              static_cast<double>(projection.target_slice.size());
}

SynapseEstimate estimate_static(const Description& description, const FixedPointPlan& plan,
                                const std::vector<NeuronRange>& ranges) {
    return StaticCount(description, plan, ranges).count();
}

SynapseEstimate estimate_plastic(const Description& description, const FixedPointPlan& plan,
                                 std::size_t p, const NeuronRange& range) {
    return description.precision == Precision::single
               ? count_plastic<float>(description, plan, p, range)
               : count_plastic<double>(description, plan, p, range);
}

std::vector<double> estimate_halo(const Description& description, const FixedPointPlan& plan,
                                  const std::vector<NeuronRange>& ranges) {
    std::vector<double> local(description.populations.size(), 0);
    for (const auto& range : ranges) {
        local[range.population] += static_cast<double>(range.size());
    }
    std::vector<double> part;
    for (std::size_t p = 0; p < description.projections.size(); ++p) {
        part.push_back(part_within_reach(description, p, ranges));
    }
    const std::vector<bool> all(part.size(), true);
    std::vector<double> halo;
    for (std::size_t s = 0; s < local.size(); ++s) {
        double heard = 0;
        double near = 0;  // largest fraction of sources that can be heard at all
        for (const auto& stretch : stretches(description, s, part, all)) {
            double silent = 1;  // probability that a source of the class is not heard here
            for (const auto p : stretch.projections) {
                const auto& projection = description.projections[p];
                double mean = 0;
                for (const auto& range : ranges) {
                    mean += expected_onto(description, plan, p, range);
                }
                mean /= static_cast<double>(projection.source_slice.size()) * part[p];
                near = std::max(near, part[p]);
                if (projection.rule.kind != RuleKind::one_to_one) {
                    silent *= std::exp(-mean);
                } else if (description.populations[s].size !=
                           description.populations[projection.target].size) {
                    silent *= 1 - std::min(1.0, mean);  // otherwise both are cut alike
                }
            }
            heard += stretch.size * (1 - silent);
        }
        // The neurons here are among those within reach.
        const double known =
            std::max(local[s], near * static_cast<double>(description.populations[s].size));
        halo.push_back(known == 0 ? 0 : heard * (1 - local[s] / known));
    }
    return halo;
}

}  // namespace callosum
