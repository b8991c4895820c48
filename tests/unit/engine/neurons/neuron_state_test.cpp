#include "engine/neurons/neuron_state.hpp"

#include <map>

#include "tests/unit/engine/neurons/kernel_cases.hpp"

namespace callosum::test {
namespace neuron_state_test {
namespace {

/// Takes the state of one population, then gives it to another one.
class StateCopy final : public NeuronVisitor {
  public:
    bool gives = false;

    void neurons(std::size_t, Slice, std::string_view name, const StateColumn& column) override {
        auto& values = values_[std::string(name)];
        values.resize(column.size);
        for (std::size_t i = 0; i < column.size; ++i) {
            if (gives) {
                column.set_bits(i, values[i]);
            } else {
                values[i] = column.bits(i);
            }
        }
    }
    void neuron_lists(std::size_t, Slice, std::string_view, StateLists&) override { FAIL(); }

  private:
    std::map<std::string, std::vector<std::uint64_t>> values_;
};

class VisitedState : public Kernel {
  protected:
    struct Stretch {
        std::vector<std::uint32_t> fired;
        std::vector<double> sampled;
        friend bool operator==(const Stretch&, const Stretch&) = default;
    };
    /// Steps first < s <= last under Poisson input.
    Stretch advance(LocalNeurons& neurons, InputRows& rows, std::int64_t first,
                    std::int64_t last) const {
        Stretch stretch;
        for (auto step = first + 1; step <= last; ++step) {
            neurons.update(step, rows, stretch.fired);
        }
        for (std::size_t v = 0; v < info().state.size(); ++v) {
            for (std::uint64_t i = 0; i < size; ++i) {
                stretch.sampled.push_back(neurons.sample(i, v));
            }
        }
        return stretch;
    }
};

// A member of a neuron's state that were not visited would make the copy go on in another way.
TEST_P(VisitedState, IsAllThatNeuronsNeedToGoOn) {
    for (const auto precision : {Precision::double_, Precision::single}) {
        auto described = this->described(precision);
        described.stimuli = {poisson(9000)};
        const auto description = complete(described);
        const auto plan = plan_fixed_point(description);
        const NeuronRange range{1, 0, size};
        const auto layout = lay_out_rows(plan, {range});
        InputRows rows{Column<std::int32_t>(layout.n_narrow), Column<std::int64_t>(layout.n_wide)};
        const RangeSetup setup{description, plan, range, layout.places[0]};
        const auto first = make_local_neurons(setup);
        const auto second = make_local_neurons(setup);
        (void)advance(*first, rows, 0, 137);

        StateCopy copy;
        first->visit_state(copy);
        copy.gives = true;
        second->visit_state(copy);

        EXPECT_EQ(advance(*second, rows, 137, 300), advance(*first, rows, 137, 300));
    }
}

INSTANTIATE_TEST_SUITE_P(Registry, VisitedState, testing::ValuesIn(cases()),
                         [](const auto& tested) { return tested.param.name; });

}  // namespace
}  // namespace neuron_state_test
}  // namespace callosum::test
