#include "network/boards/spinnaker2/neurons.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "engine/base/math.hpp"
#include "models/info.hpp"
#include "network/describe/parameters.hpp"

namespace callosum::spinnaker2 {
namespace {

/// Returns the rise of V at the end of a tick per unit of synaptic current at its start, mV/pA
/// (exact propagator; Rotter and Diesmann 1999).
double gain_of(double h, double tau_m, double tau_syn, double c_m) {
    const double decay = math::exp(-h / tau_m);
    if (std::abs(tau_m - tau_syn) < 1e-9 * tau_m) { return h / c_m * decay; }
    return tau_syn * tau_m / (c_m * (tau_m - tau_syn)) * (decay - math::exp(-h / tau_syn));
}

/// Builds the form of a population neuron by neuron.
class FormBuilder {
  public:
    FormBuilder(const TranslateRequest& request, std::size_t index, Findings& findings)
        : request_(request),
          population_(request.description.populations[index]),
          shape_(shape_of(population_.model)),
          model_(*find_neuron_model(population_.model)),
          read_(population_, model_),
          findings_(findings),
          where_("population " + population_.name) {}

    NeuronForm build() {
        if (shape_ == Shape::native) {
            fill_native();
        } else if (shape_ != Shape::none) {
            fill();
        } else {
            refuse("the model " + population_.model +
                   " has no counterpart with public equations on SpiNNaker 2; lif and lif_curr_exp "
                   "stand for iaf_psc_exp, iaf_psc_delta and, with --allow alpha_as_exp, "
                   "iaf_psc_alpha");
        }
        return std::move(form_);
    }

  private:
    void refuse(const std::string& what) {
        findings_.push_back({Finding::Kind::refused, where_, what, ""});
    }
    void note(const std::string& what) {
        findings_.push_back({Finding::Kind::note, where_, what, ""});
    }

    [[nodiscard]] std::uint64_t n_forms() const { return read_.varied() ? population_.size : 1; }

    void fill_native() {
        const double h = request_.board_dt_ms;
        if (std::abs(h - request_.description.dt_ms) > 1e-9 * h) {
            refuse("the coefficients of " + population_.model +
                   " belong to the experiment's dt of " + short_text(request_.description.dt_ms) +
                   " ms; --board-dt must be equal, found " + short_text(h));
        }
        form_.native = true;
        form_.model = population_.model;
        form_.gain = {1.0};
        form_.current = {1.0};
        form_.subtracts = read_.param("reset_by_subtraction", 0) != 0;
        form_.t_refrac = std::round(read_.param("t_refrac", 0));
        bool currents = false;
        for (std::uint64_t n = 0; n < n_forms(); ++n) {
            form_.alpha.push_back(read_.param("alpha_decay", n));
            form_.exc_decay.push_back(read_.param("exc_decay", n));
            form_.inh_decay.push_back(read_.param("inh_decay", n));
            form_.threshold.push_back(read_.param("threshold", n));
            form_.v_reset.push_back(read_.param("v_reset", n));
            form_.i_offset.push_back(read_.param("i_offset", n));
            form_.v_init.push_back(read_.initial("v", n));
            currents = currents || read_.initial("i_exc", n) != 0 || read_.initial("i_inh", n) != 0;
        }
        if (currents) { note("i_exc and i_inh start at 0 on the board"); }
    }

    void fill() {
        check_model();
        const double h = request_.board_dt_ms;
        fill_refractory(h);
        const bool delta = shape_ == Shape::jump;
        const bool alpha = shape_ == Shape::alpha;
        form_.model = delta && form_.t_refrac == 0 ? jump_application : current_application;
        double least = HUGE_VAL, most = 0;
        for (std::uint64_t n = 0; n < n_forms(); ++n) {
            const double tau_m = read_.param("tau_m", n);
            const double c_m = read_.param("C_m", n);
            const double e_l = read_.param("E_L", n);
            const double decay = math::exp(-h / tau_m);
            form_.alpha.push_back(decay);
            form_.threshold.push_back(read_.param("V_th", n) - e_l);
            form_.v_reset.push_back(read_.param("V_reset", n) - e_l);
            form_.v_init.push_back(read_.initial("V_m", n) - e_l);
            form_.current.push_back(tau_m / c_m * (1 - decay));
            form_.i_offset.push_back(form_.current.back() * read_.param("I_e", n));
            double exc = 1, inh = 1;
            if (delta) {
                form_.exc_decay.push_back(0);
                form_.inh_decay.push_back(0);
            } else {
                // alpha_as_exp keeps the charge (e w tau = w' tau') and the mean time (2 tau =
                // tau').
                const double stretch = alpha ? 2.0 : 1.0;
                const double weight = alpha ? 0.5 * std::numbers::e : 1.0;
                const double tau_ex = stretch * read_.param("tau_syn_ex", n);
                const double tau_in = stretch * read_.param("tau_syn_in", n);
                exc = weight * gain_of(h, tau_m, tau_ex, c_m);
                inh = weight * gain_of(h, tau_m, tau_in, c_m);
                form_.exc_decay.push_back(math::exp(-h / tau_ex));
                form_.inh_decay.push_back(math::exp(-h / tau_in));
                if (n == 0) { note_losses(h, std::min(tau_ex, tau_in)); }
            }
            form_.gain.push_back(exc);
            least = std::min(least, inh / exc);
            most = std::max(most, inh / exc);
        }
        form_.inhibitory_ratio = least;
        if (most - least > 1e-9 * most) {
            refuse(
                "tau_m, tau_syn_ex and tau_syn_in differ between neurons so that excitatory and "
                "inhibitory weights would need another ratio for each; give them one value");
        }
    }

    void check_model() {
        const auto set = [this](const char* name) { return read_.param(name, 0) != 0; };
        if (shape_ == Shape::exponential && set("delta")) {
            refuse("the soft threshold (delta > 0) does not exist on the board");
        }
        if (shape_ == Shape::jump) {
            if (set("refractory_input")) {
                refuse(
                    "refractory_input does not exist on the board: input to a held neuron is lost");
            }
            if (std::isfinite(read_.param("V_min", 0))) {
                refuse("V_min does not exist on the board");
            }
        }
        if (shape_ == Shape::alpha) {
            permit_substitute(
                findings_, request_.allowed, "alpha_as_exp", where_,
                "alpha-shaped currents do not exist on the board; exponential ones of the same "
                "charge and mean time (tau_syn x 2, weight x e / 2) would do");
        }
        for (const char* name : {"I_syn_ex", "I_syn_in"}) {
            if (read_.initial(name, 0) != 0) {
                note(std::string(name) + " starts at 0 on the board");
            }
        }
    }

    void fill_refractory(double h) {
        const double t_ref = read_.param("t_ref", 0);
        for (std::uint64_t n = 1; n < n_forms(); ++n) {
            if (read_.param("t_ref", n) != t_ref) {
                refuse("t_ref differs between neurons; the board has one for a population");
                return;
            }
        }
        const double ticks = t_ref / h;
        form_.t_refrac = std::round(ticks);
        if (std::abs(ticks - form_.t_refrac) > 1e-9 * ticks) {
            permit_substitute(findings_, request_.allowed, "refractory_quantise", where_,
                              "t_ref of " + short_text(t_ref) + " ms is " + short_text(ticks) +
                                  " ticks; it would be " + short_text(form_.t_refrac * h) + " ms");
        }
    }

    void note_losses(double h, double tau_syn) {
        if (h > 0.5 * tau_syn) {
            note("a tick of " + short_text(h) + " ms is long for a synaptic time constant of " +
                 short_text(tau_syn) +
                 " ms: charge and decay are exact on the grid, but spikes within a tick act "
                 "together");
        }
    }

    const TranslateRequest& request_;
    const Population& population_;
    Shape shape_;
    const ModelInfo& model_;
    ParameterReader read_;
    Findings& findings_;
    std::string where_;
    NeuronForm form_;
};

}  // namespace

NeuronForm form_of(const TranslateRequest& request, std::size_t population, Findings& findings) {
    return FormBuilder(request, population, findings).build();
}

}  // namespace callosum::spinnaker2
