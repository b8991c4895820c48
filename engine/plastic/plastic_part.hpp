#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "engine/plastic/modulation.hpp"
#include "engine/plastic/plastic_store.hpp"
#include "engine/plastic/plastic_synapses.hpp"
#include "engine/plastic/post_history.hpp"
#include "engine/plastic/target_trace.hpp"

namespace callosum {

/// The synapses of one plastic projection onto one range as far as no rule has a say: it is compiled once
/// for all rules, which are many (PlasticDelivery).
template <class T>
class PlasticPart : public PlasticSynapses {
  public:
    explicit PlasticPart(const PlasticSetup& setup);
    ~PlasticPart() override;
    PlasticPart(const PlasticPart&) = delete;
    PlasticPart& operator=(const PlasticPart&) = delete;

    [[nodiscard]] std::size_t projection() const override { return index_; }
    [[nodiscard]] std::vector<SourceList> source_lists() const override;
    [[nodiscard]] std::size_t n_source_lists() const override { return state_.modulation ? 2 : 1; }
    void prepare(std::vector<Indexed<HeardId, std::uint32_t>> positions,
                 std::uint32_t horizon) override;
    [[nodiscard]] std::uint64_t size() const override { return store_.size(); }
    [[nodiscard]] SynapsePicks pick(const SynapseSelection& which) const override;
    void visit_picked(std::int64_t step, const SynapsePicks& picks,
                      const Visitor& visitor) const override;

  protected:
    static constexpr std::uint32_t batch = 256;

    /// Finds the weights of synapses as they would be after a step, without a change to them.
    class Settler {
      public:
        virtual ~Settler() = default;
        virtual void begin(const PlasticGroup& group) = 0;
        /// Of up to a batch of entries of the group.
        virtual void settle(std::span<const std::uint64_t> entries, std::span<T> weights) = 0;
    };
    [[nodiscard]] virtual std::unique_ptr<Settler> settler(std::int64_t step,
                                                           const SynapsePicks& picks) const = 0;

    /// Adds a state variable beyond the weight, of all synapses.
    void add_column(T value);
    void start_modulation();
    /// Visits weights, further columns, modulation, and the memory of the index.
    void visit_columns(StateVisitor& visitor);
    /// A weight of the entries at, at + 1, ..., at + n - 1 of a chunk has grown beyond the limit in `step`.
    [[noreturn]] void refuse(std::uint64_t at, std::uint32_t n, std::uint32_t chunk,
                             std::int64_t step) const;

    const Description& description_;
    std::size_t index_;
    NeuronRange range_;
    std::uint64_t first_row_;
    HistoryRates rates_;
    const PostHistory<T>* history_;
    PlasticStore<T> store_;
    TargetTraceTable<T> table_;
    const TargetTrace<T>* recent_ = nullptr;  ///< filled for the tasks at hand
    double sign_ = 1, limit_ = 0;
    double scale_ = 1;                      ///< to row units, with the sign of the weights
    const Homeostasis* factors_ = nullptr;  ///< of the last period
    std::vector<std::int64_t> shift_;       ///< by delay: stamp of a spike - stamp of what it meets
    Indexed<HeardId, std::uint32_t> store_number_;  ///< of the source in the store, or not_listed
    Indexed<HeardId, std::uint32_t> transmitter_;   ///< number in the transmitter, or not_listed
    /// All that is kept beside the weights and what the rule keeps of sources; visit_columns names every member.
    struct State {
        std::vector<Column<T>> extra;  ///< by entry: state of the rule beyond the weight
        std::vector<Modulation::Integral>
            integrals;  ///< [source * chunks + chunk], since its last spike
        std::unique_ptr<Modulation> modulation;
    };
    State state_;
    mutable std::vector<double> levels_;  ///< of the visit at hand
    std::uint32_t n_slots_ = 1;

  private:
    /// Adds synapses of a group, all of them where no offsets are given, with their settled weights.
    void collect(const PlasticGroup& group, std::span<const std::uint32_t> offsets,
                 Settler& settler, std::vector<PlasticSynapse>& out) const;
};

extern template class PlasticPart<float>;
extern template class PlasticPart<double>;

}  // namespace callosum
