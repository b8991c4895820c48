#include "network/boards/spinnaker2/translate.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/base/math.hpp"
#include "network/boards/board_common.hpp"
#include "network/boards/spinnaker2/delays.hpp"
#include "network/boards/spinnaker2/neurons.hpp"
#include "network/boards/spinnaker2/sources.hpp"
#include "network/boards/spinnaker2/weights.hpp"
#include "network/boards/synapse_samples.hpp"
#include "network/describe/parameters.hpp"
#include "network/describe/plasticity.hpp"
#include "network/draw/sampler.hpp"

namespace callosum::spinnaker2 {
namespace {

/// Multiplies two lists neuron by neuron; a list of one number holds for all.
std::vector<double> times(const std::vector<double>& a, const std::vector<double>& b) {
    std::vector<double> product(std::max(a.size(), b.size()));
    for (std::size_t i = 0; i < product.size(); ++i) {
        product[i] = a[a.size() == 1 ? 0 : i] * b[b.size() == 1 ? 0 : i];
    }
    return product;
}

/// Translates one network, in the order of `run`.
class Translator {
  public:
    explicit Translator(const TranslateRequest& request) : request_(request) {
        network_.description = request.description;
    }

    BoardNetwork run() {
        auto& description = network_.description;
        description.dt_ms = request_.board_dt_ms;
        drop_what_boards_lack(description, network_.findings);
        for (std::size_t p = 0; p < description.populations.size(); ++p) { add_population(p); }
        for (std::size_t p = 0; p < request_.description.projections.size(); ++p) {
            const auto& projection = request_.description.projections[p];
            samples_.push_back(sample_synapses(request_.description, p));
            delays_.push_back(
                delays_of(request_, projection, samples_.back().delays_ms, network_.findings));
            check_projection(projection);
        }
        sources_ = make_sources(request_, network_, forms_);
        choose_models();
        for (std::size_t p = 0; p < forms_.size(); ++p) { choose_factors(p); }
        if (blocked(network_.findings)) { return std::move(network_); }
        for (std::size_t p = 0; p < delays_.size(); ++p) { apply_projection(p); }
        for (std::size_t p = 0; p < forms_.size(); ++p) { apply_neurons(p); }
        add_sources(network_, sources_, {factors_, largest_, forms_});
        number_neurons(description);
        return std::move(network_);
    }

  private:
    void refuse(const std::string& where, const std::string& what) {
        network_.findings.push_back({Finding::Kind::refused, where, what, ""});
    }
    void note(const std::string& where, const std::string& what) {
        network_.findings.push_back({Finding::Kind::note, where, what, ""});
    }

    void add_population(std::size_t index) {
        const auto& population = request_.description.populations[index];
        BoardPopulation board_population;
        board_population.rate_hz = request_.rates_hz[index];
        board_population.recorded = is_recorded(request_.description, index);
        NeuronForm form;
        if (is_input(request_.description, index)) {
            board_population.model = list_application;
            board_population.recorded = false;  // they are known
        } else if (population.model == relay_model) {
            refuse("population " + population.name,
                   "a " + population.model +
                       " that hears other neurons has no counterpart with public "
                       "equations on SpiNNaker 2; connect its sources to its targets");
        } else {
            form = form_of(request_, index, network_.findings);
            board_population.model = form.model;
        }
        if (form.model == current_application && !std::exchange(noted_curr_exp_, true)) {
            note(form.model,
                 "no public trace confirms its order of updates: we take currents first, then v; a "
                 "spike acts one tick earlier than in exact integration");
        }
        network_.populations.push_back(board_population);
        forms_.push_back(std::move(form));
    }

    void check_projection(const Projection& projection) {
        const std::string where = "projection " + projection.name;
        if (projection.receptor && *projection.receptor > 1) {
            refuse(where, "names a receptor that the board's neurons do not have");
        } else if (projection.receptor && forms_[projection.target].model == current_application) {
            const bool wrong = *projection.receptor == 0 ? projection.weight.smallest() < 0
                                                         : projection.weight.largest() > 0;
            if (wrong) {
                refuse(where,
                       "names a receptor against the sign of its weights; on the board the sign "
                       "chooses the receptor");
            }
        }
        if (is_plastic(projection)) {
            permit_substitute(
                network_.findings, request_.allowed, "plasticity_freeze", where,
                projection.synapse_model +
                    " does not exist on the board; synapses could keep their first weights");
        }
    }

    /// Chooses the variant with or without delays: with delays a weight has fewer bits, so a
    /// population whose input has none takes the other.
    void choose_models() {
        std::vector<bool> delayed(forms_.size(), false);
        for (std::size_t p = 0; p < delays_.size(); ++p) {
            if (delays_[p].longest > 1) {
                delayed[request_.description.projections[p].target] = true;
            }
        }
        for (std::size_t p = 0; p < forms_.size(); ++p) {
            largest_.push_back(request_.board.limit(delayed[p] ? "weight_max_with_delay"
                                                               : "weight_max_without_delay"));
            if (!forms_[p].model.empty() && !delayed[p]) {
                network_.populations[p].model += "_no_delay";
            }
        }
    }

    /// Returns the factor of a weight of this sign, relative to weights of the excitatory receptor.
    [[nodiscard]] double ratio(std::size_t population, double weight) const {
        return weight < 0 ? forms_[population].inhibitory_ratio : 1.0;
    }

    /// Returns the factor of a projection, whose weights have one sign or whose receptors have one
    /// ratio.
    [[nodiscard]] double ratio_of(std::size_t index) const {
        return ratio(request_.description.projections[index].target,
                     samples_[index].inhibit() ? -1 : 1);
    }

    [[nodiscard]] WeightSpread spread_of(std::size_t index) {
        const auto& projection = request_.description.projections[index];
        WeightSpread spread;
        spread.weights = samples_[index].weights;
        for (auto& weight : spread.weights) { weight *= ratio(projection.target, weight); }
        const auto limits = bounds(request_.description, index);
        if (samples_[index].inhibit() && samples_[index].excite() &&
            forms_[projection.target].inhibitory_ratio != 1) {
            refuse(
                "projection " + projection.name,
                "has weights of both signs onto receptors with different time constants; split it "
                "by sign");
        }
        spread.largest = limits.max_abs_weight * ratio_of(index);
        const auto size = static_cast<double>(
            std::max<std::uint64_t>(1, request_.description.populations[projection.target].size));
        // Mean rate at which one target gets spikes of this projection.
        spread.events_per_second =
            limits.expected_synapses / size * request_.rates_hz[projection.source];
        return spread;
    }

    void choose_factors(std::size_t population) {
        const NeuronForm& form = forms_[population];
        factors_.push_back(1);
        if (form.model.empty()) { return; }
        std::vector<WeightSpread> spreads;
        for (std::size_t p = 0; p < delays_.size(); ++p) {
            if (request_.description.projections[p].target == population) {
                spreads.push_back(spread_of(p));
            }
        }
        for (const auto& source : sources_) {
            if (source.target != population) { continue; }
            const double weight = source.weight * ratio(population, source.weight);
            spreads.push_back({{weight}, std::abs(weight), source.events_per_second});
        }
        if (form.native && fits_as_it_is(population, spreads)) { return; }
        if (form.native) {
            note("population " + request_.description.populations[population].name,
                 "its weights are no whole numbers of the board, or too large: weights, thresholds "
                 "and offsets are scaled together");
        }
        const double memory_ms = -request_.board_dt_ms / math::log(form.alpha.front());
        const bool may_clip = request_.allowed.count("weight_clip") > 0;
        factors_.back() = choose_factor(spreads, largest_[population], memory_ms, may_clip);
    }

    /// Whether the weights onto a population are whole numbers that the board can hold.
    [[nodiscard]] bool fits_as_it_is(std::size_t population,
                                     const std::vector<WeightSpread>& spreads) const {
        return std::all_of(spreads.begin(), spreads.end(), [&](const WeightSpread& spread) {
            return spread.largest <= largest_[population] &&
                   std::all_of(spread.weights.begin(), spread.weights.end(),
                               [](double w) { return w == std::round(w); });
        });
    }

    void apply_projection(std::size_t index) {
        auto& projection = network_.description.projections[index];
        const double factor = factors_[projection.target] * ratio_of(index);
        const double largest = largest_[projection.target];
        Quantisation report = quantise(samples_[index].weights, factor, largest);
        report.projection = projection.name;
        report.delay_mean_ms = delays_[index].mean_ms;
        report.delay_mean_error_ms = delays_[index].mean_error_ms;
        if (report.clipped > 0) {
            network_.findings.push_back({Finding::Kind::changed, "projection " + projection.name,
                                         std::to_string(100 * report.clipped) +
                                             " % of the weights are cut to " +
                                             std::to_string(static_cast<int>(largest)),
                                         "weight_clip"});
        }
        note_zeroed(report, network_.findings);
        network_.quantisation.push_back(report);
        const auto delay =
            delays_[index].dropped ? std::optional<double>(request_.board_dt_ms) : std::nullopt;
        hold_on_board(projection, factor, {-largest, largest, delays_[index].longest}, delay);
    }

    void apply_neurons(std::size_t index) {
        const NeuronForm& form = forms_[index];
        Population& population = network_.description.populations[index];
        if (form.model.empty()) { return; }
        // The unit is board units per mV, neuron by neuron: a weight of 1 adds `gain` mV.
        std::vector<double> unit = form.gain;
        for (auto& one : unit) { one = factors_[index] / one; }
        network_.populations[index].unit = unit.front();
        population.model = form.model;
        population.params = {
            {"threshold", as_values(times(form.threshold, unit))},
            {"alpha_decay", as_values(form.alpha)},
            {"i_offset", as_values(times(form.i_offset, unit))},
            {"v_reset", as_values(times(form.v_reset, unit))},
            {"reset_by_subtraction", Distribution::constant(form.subtracts ? 1 : 0)}};
        if (form.model == current_application) {
            population.params["exc_decay"] = as_values(form.exc_decay);
            population.params["inh_decay"] = as_values(form.inh_decay);
            population.params["t_refrac"] = Distribution::constant(form.t_refrac);
        }
        population.initial = {{"v", as_values(times(form.v_init, unit))}};
    }

    const TranslateRequest& request_;
    BoardNetwork network_;
    std::vector<NeuronForm> forms_;
    std::vector<SynapseSamples> samples_;  ///< of each projection, as the experiment draws it
    std::vector<DelayForm> delays_;
    std::vector<Source> sources_;
    std::vector<double> largest_, factors_;
    bool noted_curr_exp_ = false;
};

}  // namespace

BoardNetwork translate(const TranslateRequest& request) { return Translator(request).run(); }

}  // namespace callosum::spinnaker2
