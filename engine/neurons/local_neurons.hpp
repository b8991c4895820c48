#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/base/state_visitor.hpp"
#include "engine/layout/input_rows.hpp"
#include "engine/stimuli/stimuli.hpp"

namespace callosum {

/// Arguments for making the neurons of a range; the description must outlive them.
struct RangeSetup {
    const Description& description;
    const FixedPointPlan& plan;
    NeuronRange range;
    std::vector<RowLayout::Place> places;  ///< by row of the model
};

/// The neurons of one range: state, coefficients, stimuli. Its virtual calls are the only ones of
/// the update, once per range and step. One thread owns an object.
class LocalNeurons {
  public:
    virtual ~LocalNeurons() = default;
    /// Takes the state through `step` and appends the local indices of neurons that spiked,
    /// ascending.
    virtual void update(std::int64_t step, InputRows& rows, std::vector<std::uint32_t>& fired) = 0;
    /// Gives the population other parameters from the next step on. The recorded values of its
    /// state stay, and so do refractory periods in progress. `next` is one of population_over_time
    /// of the description.
    virtual void change(const Population& next) = 0;
    /// Reads state variables, by position in ModelInfo::state, of some neurons of the range, by
    /// local index: out[k * neurons.size() + i] is the k-th variable of the i-th neuron.
    virtual void sample(std::span<const std::size_t> variables, Slice neurons,
                        double* out) const = 0;
    [[nodiscard]] double sample(std::uint64_t local, std::size_t variable) const {
        double value = 0;
        sample({&variable, 1}, {local, local + 1}, &value);
        return value;
    }
    /// Visits all that a neuron needs to go on: its state, and how long it is still refractory.
    virtual void visit_state(StateVisitor& visitor) = 0;
};

/// Makes the neurons of a range on the fast path, in tiles of 16.
[[nodiscard]] std::unique_ptr<LocalNeurons> make_local_neurons(const RangeSetup& setup);

}  // namespace callosum
