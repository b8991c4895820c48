#include "network/boards/brainscales2/translate.hpp"

#include <algorithm>
#include <cmath>

#include "network/boards/board_common.hpp"
#include "network/boards/brainscales2/counterparts.hpp"
#include "network/boards/brainscales2/neurons.hpp"
#include "network/boards/synapse_samples.hpp"
#include "network/describe/parameters.hpp"
#include "network/describe/plasticity.hpp"
#include "network/draw/sampler.hpp"

namespace callosum::brainscales2 {
namespace {

std::vector<double> times(std::vector<double> values, double factor) {
    for (auto& value : values) { value *= factor; }
    return values;
}

/// Translates one network, in the order of `run`.
class Translator {
  public:
    explicit Translator(const TranslateRequest& request) : request_(request) {
        network_.description = request.description;
        network_.description.dt_ms = request.board_dt_ms;
    }

    BoardNetwork run() {
        drop_what_boards_lack(network_.description, network_.findings);
        const auto& given = request_.description;
        for (std::size_t p = 0; p < given.populations.size(); ++p) { add_population(p); }
        for (std::size_t p = 0; p < given.projections.size(); ++p) { check_projection(p); }
        for (std::size_t s = 0; s < given.stimuli.size(); ++s) { add_stimulus(s); }
        for (std::size_t p = 0; p < forms_.size(); ++p) {
            if (forms_[p].fits) {
                fit_to_chip(request_, "population " + given.populations[p].name, forms_[p],
                            network_.populations[p], network_.findings);
            }
        }
        if (blocked(network_.findings)) { return std::move(network_); }
        choose_factors();
        for (std::size_t p = 0; p < given.projections.size(); ++p) { apply_projection(p); }
        for (std::size_t p = 0; p < forms_.size(); ++p) { apply_neurons(p); }
        number_neurons(network_.description);
        return std::move(network_);
    }

  private:
    void refuse(const std::string& where, const std::string& what) {
        network_.findings.push_back({Finding::Kind::refused, where, what, ""});
    }
    bool may(const char* substitute, const std::string& where, const std::string& what) {
        return permit_substitute(network_.findings, request_.allowed, substitute, where, what);
    }

    void add_population(std::size_t index) {
        BoardPopulation board_population;
        board_population.rate_hz = request_.rates_hz[index];
        board_population.recorded = is_recorded(request_.description, index);
        NeuronForm form;
        if (is_input(request_.description, index)) {
            board_population.model = "SpikeSourceArray";
            board_population.recorded = false;  // its spikes are known
        } else {
            board_population.model = "CalibHXNeuronCuba";
            form = form_of(request_, index, network_.findings);
        }
        network_.populations.push_back(std::move(board_population));
        forms_.push_back(std::move(form));
    }

    void check_projection(std::size_t index) {
        const auto& projection = request_.description.projections[index];
        const std::string where = "projection " + projection.name;
        samples_.push_back(sample_synapses(request_.description, index));
        if (is_plastic(projection)) {
            may("plasticity_freeze", where,
                projection.synapse_model +
                    " is not translated for the chip's plasticity processors; synapses could keep "
                    "their first weights");
        }
        if (forms_[projection.target].inhibitory_ratio != 1 && samples_.back().inhibit() &&
            samples_.back().excite()) {
            refuse(where,
                   "has weights of both signs onto receptors with different decays; split it by "
                   "sign");
        }
        if (projection.receptor) {
            const bool wrong =
                *projection.receptor == 0 ? samples_.back().inhibit() : samples_.back().excite();
            if (wrong || *projection.receptor > 1) {
                refuse(where, "names a receptor against the sign of its weights");
            }
        }
        double mean = 0;
        for (const double delay : samples_.back().delays_ms) { mean += delay; }
        mean /= static_cast<double>(std::max<std::size_t>(1, samples_.back().delays_ms.size()));
        delays_ms_.push_back(mean);
        may("delay_drop", where,
            "delays (" + std::to_string(mean) +
                " ms on average) cannot be set on the chip; events take about a microsecond, which "
                "is less than " +
                std::to_string(request_.board_dt_ms) + " ms of biological time here");
    }

    void add_stimulus(std::size_t index) {
        const Stimulus stimulus = request_.description.stimuli[index];
        const std::string where = "stimulus " + stimulus.name;
        if (network_.populations[stimulus.target].is_list()) {
            if (!is_spiking(stimulus)) {
                refuse(where, "is a current into a population of inputs");
            } else if (stimulus.model != listed_stimulus) {
                may("poisson_predrawn", where, "can be drawn beforehand and played as spike times");
            }
        } else if (is_spiking(stimulus)) {
            add_source(index, stimulus, where);
        } else {
            add_current(index, stimulus, where);
        }
    }

    void add_current(std::size_t index, const Stimulus& stimulus, const std::string& where) {
        const Values amplitudes = values_of(stimulus, "amplitude");
        const auto* amplitude = std::get_if<Distribution>(&amplitudes);
        const auto size = request_.description.populations[stimulus.target].size;
        NeuronForm& form = forms_[stimulus.target];
        if (stimulus.model != constant_stimulus || !lasts(request_.description, stimulus) ||
            amplitude == nullptr || !amplitude->is_constant() ||
            stimulus.target_slice.size() != size) {
            refuse(where,
                   "only a dc_generator with one amplitude for a whole population and the whole "
                   "run has a counterpart: a shift of the leak potential");
            return;
        }
        for (std::size_t i = 0; i < form.v_rest.size() && form.fits; ++i) {
            form.v_rest[i] += form.tau_m[i] / form.c_m[i] * amplitude->a;
        }
        // Stays in its place without effect: the others keep their random numbers.
        network_.description.stimuli[index].values["amplitude"] = Distribution::constant(0);
    }

    /// Replaces spikes into neurons by a population of sources that projects to them.
    void add_source(std::size_t index, const Stimulus& stimulus, const std::string& where) {
        const auto& target = request_.description.populations[stimulus.target];
        const Values rates = values_of(stimulus, "rate");
        const auto* rate = std::get_if<Distribution>(&rates);
        const bool poisson = stimulus.model == poisson_stimulus &&
                             lasts(request_.description, stimulus) && !stimulus.shared &&
                             rate != nullptr && rate->is_constant();
        const bool drawn = request_.allowed.count("poisson_predrawn") > 0;
        if (!poisson && stimulus.model != listed_stimulus) {
            may("poisson_predrawn", where,
                "has no generator on the chip; it can be drawn beforehand and played as spike "
                "times");
        }
        BoardPopulation board_population;
        board_population.model =
            poisson && !drawn ? "SpikeSourcePoissonOnChip" : "SpikeSourceArray";
        if (poisson) {
            board_population.rate_hz = rate->a;
            // The rate is in hardware time: spikes/s of the accelerated chip.
            board_population.params["rate"] = {rate->a * request_.board.limit("acceleration")};
        }
        const std::uint64_t n = stimulus.shared ? 1 : stimulus.target_slice.size();
        Population source;
        source.name = target.name + "." + stimulus.name;
        source.size = n;
        source.model = relay_model;
        const std::size_t number = network_.description.populations.size();
        Projection projection;
        projection.name = stimulus.name;
        projection.source = number;
        projection.target = stimulus.target;
        projection.source_slice = {0, n};
        projection.target_slice = stimulus.target_slice;
        projection.rule.kind = stimulus.shared ? RuleKind::all_to_all : RuleKind::one_to_one;
        const auto* weight = std::get_if<Distribution>(&stimulus.weight);
        if (weight == nullptr) {
            refuse(where, "has a list of weights; give it one weight");
            return;
        }
        projection.weight = *weight;
        projection.delay = Distribution::constant(request_.board_dt_ms);
        auto& retargeted = network_.description.stimuli[index];
        retargeted.target = number;
        retargeted.target_slice = {0, n};
        retargeted.weight = Distribution::constant(1);
        retargeted.delay_ms = std::max(0.0, stimulus.delay_ms - request_.board_dt_ms);
        retargeted.receptor.reset();
        network_.description.populations.push_back(std::move(source));
        network_.description.projections.push_back(std::move(projection));
        network_.populations.push_back(std::move(board_population));
        added_.push_back(network_.description.projections.size() - 1);
    }

    [[nodiscard]] double ratio(std::size_t population, double weight) const {
        return weight < 0 ? forms_[population].inhibitory_ratio : 1.0;
    }

    /// Chooses the factors of whole weights: the largest weight onto a population becomes the
    /// largest of the chip.
    void choose_factors() {
        std::vector<double> largest(forms_.size(), 0);
        const auto count = [&](std::size_t target, double weight) {
            largest[target] = std::max(largest[target], std::abs(weight * ratio(target, weight)));
        };
        for (std::size_t p = 0; p < samples_.size(); ++p) {
            const auto target = request_.description.projections[p].target;
            const double most = bounds(request_.description, p).max_abs_weight;
            count(target, samples_[p].inhibit() ? -most : most);
        }
        for (const auto index : added_) {
            const auto& projection = network_.description.projections[index];
            count(projection.target, projection.weight.largest());
            count(projection.target, projection.weight.smallest());
        }
        for (const double most : largest) {
            factors_.push_back(most > 0 ? request_.board.limit("weight_max") / most : 1);
        }
        for (std::size_t p = 0; p < factors_.size(); ++p) {
            network_.populations[p].weight_per_unit = factors_[p];
        }
        for (const auto index : added_) {
            auto& projection = network_.description.projections[index];
            hold(projection,
                 factors_[projection.target] * ratio(projection.target, projection.weight.mean()));
        }
    }

    void hold(Projection& projection, double factor) const {
        const double most = request_.board.limit("weight_max");
        hold_on_board(projection, factor, {-most, most, 1}, request_.board_dt_ms);
    }

    void apply_projection(std::size_t index) {
        auto& projection = network_.description.projections[index];
        const double sign = samples_[index].inhibit() ? -1 : 1;
        const double factor = factors_[projection.target] * ratio(projection.target, sign);
        Quantisation report =
            quantise(samples_[index].weights, factor, request_.board.limit("weight_max"));
        report.projection = projection.name;
        report.delay_mean_ms = delays_ms_[index];
        report.delay_mean_error_ms = request_.board_dt_ms - delays_ms_[index];
        note_zeroed(report, network_.findings);
        network_.quantisation.push_back(report);
        hold(projection, factor);
    }

    void apply_neurons(std::size_t index) {
        const NeuronForm& form = forms_[index];
        Population& population = network_.description.populations[index];
        if (!form.fits) { return; }
        population.model = neuron_model;
        population.separate_receptors = false;
        population.params = {{"C_m", as_values(times(form.c_m, factors_[index]))},
                             {"tau_m", as_values(form.tau_m)},
                             {"tau_syn_ex", as_values(form.tau_syn_ex)},
                             {"tau_syn_in", as_values(form.tau_syn_in)},
                             {"t_ref", as_values(form.t_ref)},
                             {"E_L", as_values(form.v_rest)},
                             {"V_th", as_values(form.v_th)},
                             {"V_reset", as_values(form.v_reset)},
                             {"I_e", Distribution::constant(0)}};
        population.initial = {{"V_m", as_values(form.v_init)}};
    }

    const TranslateRequest& request_;
    BoardNetwork network_;
    std::vector<NeuronForm> forms_;
    std::vector<SynapseSamples> samples_;
    std::vector<double> delays_ms_, factors_;
    std::vector<std::size_t> added_;  ///< projections made for stimuli
};

}  // namespace

BoardNetwork translate(const TranslateRequest& request) { return Translator(request).run(); }

}  // namespace callosum::brainscales2
