#include "engine/plastic/plastic_part.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <utility>

#include "engine/plastic/state_keys.hpp"
#include "network/describe/plasticity.hpp"

namespace callosum {

template <class T>
PlasticPart<T>::PlasticPart(const PlasticSetup& setup)
    : description_(setup.description),
      index_(setup.projection),
      range_(setup.range),
      first_row_(setup.first_row),
      rates_(history_rates(description_, description_.projections[index_].target)),
      history_(static_cast<const PostHistory<T>*>(setup.history)),
      store_(build_plastic_store<T>(setup.description, setup.plan, setup.projection, setup.range)) {
    const auto& plan = setup.plan.projections[index_];
    sign_ = plan.bounds.negative ? -1 : 1;
    scale_ = std::ldexp(plan.magnitude ? 1.0 : sign_, -plan.exponent);
    limit_ = plan.bounds.max_abs_weight;
    shift_.resize(plan.bounds.max_delay + 1);
    for (std::uint32_t d = 1; d < shift_.size(); ++d) {
        shift_[d] = stamp_shift(description_.projections[index_], d);
    }
}

template <class T>
PlasticPart<T>::~PlasticPart() = default;

template <class T>
std::vector<SourceList> PlasticPart<T>::source_lists() const {
    const auto& projection = description_.projections[index_];
    std::vector<SourceList> lists;
    lists.push_back(store_.list(Gid(description_.populations[projection.source].first_gid)));
    if (state_.modulation) {
        const auto& heard = description_.populations[*projection.volume_transmitter];
        auto& list = lists.emplace_back();
        const std::uint64_t n = store_.size() == 0 ? 0 : heard.size;
        for (std::uint64_t i = 0; i < n; ++i) {
            list.add(Gid(heard.first_gid + i), state_.modulation->delay());
        }
    }
    return lists;
}

template <class T>
void PlasticPart<T>::prepare(std::vector<Indexed<HeardId, std::uint32_t>> positions,
                             std::uint32_t horizon) {
    store_number_ = std::move(positions[0]);
    if (state_.modulation) { transmitter_ = std::move(positions[1]); }
    n_slots_ = horizon + 1;
}

template <class T>
SynapsePicks PlasticPart<T>::pick(const SynapseSelection& which) const {
    return {store_, range_, which};
}

template <class T>
void PlasticPart<T>::visit_picked(std::int64_t step, const SynapsePicks& picks,
                                  const Visitor& visitor) const {
    std::vector<PlasticSynapse> of_source;
    const auto settling = settler(step, picks);
    picks.for_each(
        store_,
        [&](const PlasticGroup& group, std::span<const std::uint32_t> offsets) {
            collect(group, offsets, *settling, of_source);
        },
        [&] {
            order_synapses(of_source);
            for (const auto& synapse : of_source) { visitor(synapse); }
            of_source.clear();
        });
}

template <class T>
void PlasticPart<T>::collect(const PlasticGroup& group, std::span<const std::uint32_t> offsets,
                             Settler& settler, std::vector<PlasticSynapse>& out) const {
    settler.begin(group);
    std::array<std::uint64_t, batch> entries;
    std::array<T, batch> weights;
    const auto n_all = offsets.empty() ? group.n : static_cast<std::uint32_t>(offsets.size());
    for (std::uint32_t i = 0; i < n_all; i += batch) {
        const auto n = std::min(batch, n_all - i);
        for (std::uint32_t m = 0; m < n; ++m) {
            entries[m] = group.first + (offsets.empty() ? i + m : offsets[i + m]);
        }
        settler.settle({entries.data(), n}, {weights.data(), n});
        for (std::uint32_t m = 0; m < n; ++m) {
            out.push_back({store_.sources[group.number],
                           range_.first + group.base + store_.targets[entries[m]], group.delay, 0,
                           sign_ * static_cast<double>(weights[m])});
        }
    }
}

template <class T>
void PlasticPart<T>::add_column(T value) {
    auto& column = state_.extra.emplace_back(store_.size());
    std::fill(column.begin(), column.end(), value);
}

template <class T>
void PlasticPart<T>::start_modulation() {
    state_.modulation =
        std::make_unique<Modulation>(description_.projections[index_], description_.dt_ms);
    state_.integrals.resize(store_.sources.size() * store_.n_chunks);
}

template <class T>
void PlasticPart<T>::visit_columns(StateVisitor& visitor) {
    auto& [extra, integrals, modulation] = state_;
    const auto keys = synapse_keys(store_, range_);
    visitor.synapses(index_, keys, "weight", state_column(store_.weights.data(), store_.size()));
    for (std::size_t c = 0; c < extra.size(); ++c) {
        visitor.synapses(index_, keys, "rule_" + std::to_string(c),
                         state_column(extra[c].data(), store_.size()));
    }
    // All chunks of a source have one integral, for its synapses have one delay.
    for (std::size_t c = 0; c < 2 && !integrals.empty(); ++c) {
        auto* const first = c == 0 ? &integrals[0].sum : &integrals[0].weight;
        visitor.sources(index_, store_.sources, c == 0 ? "integral" : "integral_weight",
                        state_column(first, store_.sources.size(),
                                     store_.n_chunks * sizeof(Modulation::Integral)));
    }
    if (modulation && store_.size() > 0) { modulation->visit_state(visitor, index_); }
    visitor.derived("index", store_.size() * sizeof(std::uint16_t) + store_.index_bytes() +
                                 store_number_.size() * sizeof(std::uint32_t));
}

template <class T>
void PlasticPart<T>::refuse(std::uint64_t at, std::uint32_t n, std::uint32_t chunk,
                            std::int64_t step) const {
    std::uint32_t i = 0;
    while (i + 1 < n && store_.weights[at + i] <= static_cast<T>(limit_)) { ++i; }
    const auto target = range_.first + (std::uint64_t{chunk} << PlasticStore<T>::chunk_bits) +
                        store_.targets[at + i];
    refuse_weight(description_, index_,
                  {target, static_cast<double>(store_.weights[at + i]), limit_,
                   static_cast<double>(step) * description_.dt_ms});
}

template class PlasticPart<float>;
template class PlasticPart<double>;

}  // namespace callosum
