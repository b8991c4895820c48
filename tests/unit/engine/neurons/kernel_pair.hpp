#pragma once

#include <bit>
#include <functional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "engine/base/random.hpp"
#include "engine/neurons/local_neurons.hpp"
#include "engine/reference/make_reference_neurons.hpp"
#include "tests/support/small_networks.hpp"

namespace callosum::test {

enum class Width { narrow, wide, mixed };

/// One population in the fast and in the plain kernel, fed with the same rows of random sums.
class KernelPair {
  public:
    KernelPair(const Description& description, const NeuronRange& range, Width width)
        : description_(description), range_(range), plan_(plan_fixed_point(description)) {
        auto& rows = plan_.rows[range.population];
        for (std::size_t r = 0; r < rows.size(); ++r) {
            const bool wide = width == Width::wide || (width == Width::mixed && r % 2 == 0);
            // 2^-50: sums have more digits than a double, so that its rounding is tested as well.
            rows[r].wide = wide;
            rows[r].exponent = wide ? -50 : -12;
        }
        layout_ = lay_out_rows(plan_, {range});
        const RangeSetup setup{description_, plan_, range_, layout_.places[0]};
        fast_ = make_local_neurons(setup);
        plain_ = make_reference_neurons(setup);
        for (auto* own : {&fast_rows_, &plain_rows_}) {
            own->narrow = Column<std::int32_t>(layout_.n_narrow);
            own->wide = Column<std::int64_t>(layout_.n_wide);
        }
    }

    /// Takes both through the steps and phases; `amplitude`: typical input per step in the weight's unit.
    void run(std::int64_t n_steps, double amplitude) {
        for (std::int64_t step = 1; step <= n_steps && !testing::Test::HasFatalFailure(); ++step) {
            begin_phases(step);
            fill(step, amplitude);
            std::vector<std::uint32_t> fast_fired, plain_fired;
            fast_->update(step, fast_rows_, fast_fired);
            plain_->update(step, plain_rows_, plain_fired);
            n_spikes_ += plain_fired.size();
            ASSERT_EQ(fast_fired, plain_fired) << "step " << step;
            compare(step);
        }
    }
    [[nodiscard]] std::size_t n_spikes() const { return n_spikes_; }
    [[nodiscard]] LocalNeurons& fast() { return *fast_; }
    [[nodiscard]] LocalNeurons& plain() { return *plain_; }

  private:
    void begin_phases(std::int64_t step) {
        for (const auto& phase : description_.phases) {
            const auto changed = phase.populations.find(range_.population);
            if (description_.steps(phase.at_ms) != step - 1 || changed == phase.populations.end()) {
                continue;
            }
            fast_->change(changed->second);
            plain_->change(changed->second);
            compare(step);
        }
    }
    void fill(std::int64_t step, double amplitude) {
        const Ars random(99, Purpose::initial, static_cast<std::uint32_t>(step));
        const auto& rows = plan_.rows[range_.population];
        for (std::size_t r = 0; r < rows.size(); ++r) {
            const auto& place = layout_.places[0][r];
            for (std::uint64_t i = 0; i < range_.size(); ++i) {
                const auto words =
                    random(static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(r), 0, 0);
                // Mostly silence, then inputs of both signs, more of them upwards.
                const double x = shaped(
                    r,
                    words[0] % 4 != 0 ? 0 : amplitude * (unit_interval(words[1], words[2]) - 0.3));
                const auto sum = std::llrint(x / rows[r].unit());
                const auto at = place.first + i;
                if (place.wide) {
                    fast_rows_.wide[at] = plain_rows_.wide[at] = sum;
                } else {
                    fast_rows_.narrow[at] = plain_rows_.narrow[at] = static_cast<std::int32_t>(sum);
                }
            }
        }
    }

    /// What can arrive at row r: conductances are not negative (more of them at the excitatory
    /// receptor), who counts spikes gets whole numbers.
    [[nodiscard]] double shaped(std::size_t r, double x) const {
        if (model().counts_spikes) { return std::nearbyint(std::abs(x)); }
        if (model().conductances) { return std::abs(x) * (r == 0 ? 1.0 : 0.125); }
        return x;
    }
    [[nodiscard]] const ModelInfo& model() const {
        return *find_neuron_model(description_.populations[range_.population].model);
    }

    void compare(std::int64_t step) const {
        const auto* model = &this->model();
        for (std::uint64_t i = 0; i < range_.size(); ++i) {
            for (std::size_t v = 0; v < model->state.size(); ++v) {
                const double fast = fast_->sample(i, v);
                const double plain = plain_->sample(i, v);
                ASSERT_EQ(std::bit_cast<std::uint64_t>(fast), std::bit_cast<std::uint64_t>(plain))
                    << model->state[v].name << " of neuron " << i << " after step " << step << ": "
                    << fast << " and " << plain;
            }
        }
        for (const auto& row : fast_rows_.narrow) { ASSERT_EQ(row, 0) << "not cleared"; }
        for (const auto& row : fast_rows_.wide) { ASSERT_EQ(row, 0) << "not cleared"; }
    }

    Description description_;
    NeuronRange range_;
    FixedPointPlan plan_;
    RowLayout layout_;
    std::unique_ptr<LocalNeurons> fast_, plain_;
    InputRows fast_rows_, plain_rows_;
    std::size_t n_spikes_ = 0;
};

}  // namespace callosum::test
