#include "network/boards/brainscales2/neurons.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "engine/base/math.hpp"
#include "models/info.hpp"
#include "network/boards/brainscales2/counterparts.hpp"
#include "network/describe/parameters.hpp"

namespace callosum::brainscales2 {
namespace {

/// Returns the microseconds on the chip in a biological millisecond.
double us_of_ms(const Board& board) { return 1000 / board.limit("acceleration"); }

/// Builds the form of a population neuron by neuron.
class FormBuilder {
  public:
    FormBuilder(const TranslateRequest& request, const Population& population, Findings& findings)
        : request_(request),
          population_(population),
          shape_(shape_of(population.model)),
          read_(population, *find_neuron_model(population.model)),
          findings_(findings),
          where_("population " + population.name) {}

    NeuronForm build() {
        if (shape_ == Shape::discrete) {
            for (std::uint64_t n = 0; n < n_forms(); ++n) { add_discrete(n); }
        } else if (shape_ != Shape::none) {
            check_model();
            for (std::uint64_t n = 0; n < n_forms(); ++n) { add_continuous(n); }
        } else {
            refuse("the model " + population_.model +
                   " has no counterpart on BrainScaleS-2 here; iaf_psc_exp, lif_curr_exp, "
                   "iaf_psc_delta (as the shortest synaptic current, parameter_clip) and "
                   "iaf_psc_alpha (alpha_as_exp) have");
            return std::move(form_);
        }
        form_.inhibitory_ratio = ratios_.empty() ? 1 : ratios_.front();
        for (const double ratio : ratios_) {
            if (std::abs(ratio - form_.inhibitory_ratio) > 1e-9 * std::abs(ratio)) {
                refuse("decays that differ between neurons would need other weights for each");
                break;
            }
        }
        form_.fits = form_.tau_m.size() == n_forms();  // refused ones have no numbers
        return std::move(form_);
    }

  private:
    void refuse(const std::string& what) {
        findings_.push_back({Finding::Kind::refused, where_, what, ""});
    }
    [[nodiscard]] std::uint64_t n_forms() const { return read_.varied() ? population_.size : 1; }

    void check_model() {
        if (shape_ == Shape::exponential && read_.param("delta", 0) != 0) {
            refuse("the soft threshold (delta > 0) does not exist on the chip");
        }
        if (shape_ == Shape::alpha) {
            permit_substitute(
                findings_, request_.allowed, "alpha_as_exp", where_,
                "alpha-shaped currents do not exist on the chip; exponential ones of the same "
                "charge and mean time (tau_syn x 2, weight x e / 2) would do");
        }
        if (shape_ == Shape::jump) {
            permit_substitute(
                findings_, request_.allowed, "parameter_clip", where_,
                "jumps of the potential do not exist on the chip; the shortest synaptic current of "
                "the same charge would do");
        }
    }

    void add_continuous(std::uint64_t n) {
        const auto get = [&](const char* name) { return read_.param(name, n); };
        const double c_m = get("C_m");
        form_.tau_m.push_back(get("tau_m"));
        form_.t_ref.push_back(get("t_ref"));
        form_.v_rest.push_back(get("E_L") + get("tau_m") / c_m * get("I_e"));
        form_.v_th.push_back(get("V_th"));
        form_.v_reset.push_back(get("V_reset"));
        form_.v_init.push_back(read_.initial("V_m", n));
        if (shape_ == Shape::jump) {
            // w mV = charge w C_m = current w' for tau: w' = w C_m / tau.
            const double tau = request_.board.limit("tau_syn_min") / us_of_ms(request_.board);
            form_.tau_syn_ex.push_back(tau);
            form_.tau_syn_in.push_back(tau);
            form_.c_m.push_back(tau);
            return;
        }
        const bool alpha = shape_ == Shape::alpha;
        const double stretch = alpha ? 2 : 1;
        form_.tau_syn_ex.push_back(stretch * get("tau_syn_ex"));
        form_.tau_syn_in.push_back(stretch * get("tau_syn_in"));
        // A weight that is larger by a factor acts like a capacitance that is smaller by it.
        form_.c_m.push_back(alpha ? c_m / (0.5 * std::numbers::e) : c_m);
    }

    /// Adds a neuron of lif_curr_exp, where a weight adds w (1 + d + d^2 + ...) = w / (1 - d) to v
    /// in all.
    void add_discrete(std::uint64_t n) {
        const double h = request_.description.dt_ms;
        const auto get = [&](const char* name) { return read_.param(name, n); };
        const double alpha = get("alpha_decay");
        if (!(alpha > 0 && alpha < 1)) {
            if (n == 0) {
                refuse("alpha_decay must lie between 0 and 1 for a membrane that leaks");
            }
            return;
        }
        const auto tau_of = [h](double decay) { return decay > 0 ? -h / math::log(decay) : 0; };
        const double exc = get("exc_decay"), inh = get("inh_decay");
        if (exc >= 1 || inh >= 1) {
            if (n == 0) { refuse("currents that do not decay do not exist on the chip"); }
            return;
        }
        const double least = request_.board.limit("tau_syn_min") / us_of_ms(request_.board);
        const double tau_ex = std::max(tau_of(exc), least), tau_in = std::max(tau_of(inh), least);
        form_.tau_m.push_back(tau_of(alpha));
        form_.tau_syn_ex.push_back(tau_of(exc));
        form_.tau_syn_in.push_back(tau_of(inh));
        form_.t_ref.push_back(get("t_refrac") * h);
        form_.v_rest.push_back(get("i_offset") / (1 - alpha));
        form_.v_th.push_back(get("threshold"));
        form_.v_reset.push_back(get("v_reset"));
        form_.v_init.push_back(read_.initial("v", n));
        form_.c_m.push_back(tau_ex * (1 - exc));
        ratios_.push_back(form_.c_m.back() / (tau_in * (1 - inh)));
    }

    const TranslateRequest& request_;
    const Population& population_;
    Shape shape_;
    ParameterReader read_;
    Findings& findings_;
    std::string where_;
    NeuronForm form_;
    std::vector<double> ratios_;
};

/// Moves numbers into a range if that is allowed; the finding states both ranges.
void clip_times(const TranslateRequest& request, const std::string& where, const char* name,
                const char* limit, std::vector<double>& values_ms, Findings& findings) {
    const double scale = us_of_ms(request.board);
    const double low = request.board.limit(std::string(limit) + "_min") / scale;
    const double high = request.board.limit(std::string(limit) + "_max") / scale;
    const auto [least, most] = std::minmax_element(values_ms.begin(), values_ms.end());
    if (*least < low || *most > high) {
        permit_substitute(findings, request.allowed, "parameter_clip", where,
                          std::string(name) + " goes from " + short_text(*least) + " to " +
                              short_text(*most) + " ms; the chip has " + short_text(low) + " to " +
                              short_text(high) + " ms (biological time)");
    }
    for (auto& value : values_ms) { value = std::clamp(value, low, high); }
}

std::vector<double> mapped(const std::vector<double>& values, double factor, double offset) {
    std::vector<double> result;
    for (const double value : values) { result.push_back(offset + factor * value); }
    return result;
}

}  // namespace

NeuronForm form_of(const TranslateRequest& request, std::size_t population, Findings& findings) {
    return FormBuilder(request, request.description.populations[population], findings).build();
}

void fit_to_chip(const TranslateRequest& request, const std::string& where, NeuronForm& form,
                 BoardPopulation& population, Findings& findings) {
    const Board& board = request.board;
    clip_times(request, where, "tau_m", "tau_mem", form.tau_m, findings);
    clip_times(request, where, "tau_syn_ex", "tau_syn", form.tau_syn_ex, findings);
    clip_times(request, where, "tau_syn_in", "tau_syn", form.tau_syn_in, findings);
    clip_times(request, where, "t_ref", "tau_refrac", form.t_ref, findings);
    const auto most = [](const std::vector<double>& values) {
        return *std::max_element(values.begin(), values.end());
    };
    const auto least = [](const std::vector<double>& values) {
        return *std::min_element(values.begin(), values.end());
    };
    const double bottom = std::min(least(form.v_rest), least(form.v_reset));
    const double top = most(form.v_th);
    const double upper = std::max(most(form.v_rest), most(form.v_reset));
    // The map spreads lowest potential to threshold over the range of the chip, with some room at
    // both ends, because larger differences suffer less from noise.
    constexpr double room = 10;
    const double low = board.limit("v_leak_min") + room;
    const double high = board.limit("v_leak_max") - room;
    if (!(top > bottom)) {
        findings.push_back(
            {Finding::Kind::refused, where, "has a threshold below its other potentials", ""});
        return;
    }
    double factor = (high - low) / (top - bottom);
    if (upper > top) { factor = (high - low) / (upper - bottom); }
    const double offset = low - factor * bottom;
    population.lsb_per_mV = factor;
    population.lsb_at_rest = offset;
    const double scale = us_of_ms(board);
    population.params = {{"v_rest", mapped(form.v_rest, factor, offset)},
                         {"v_reset", mapped(form.v_reset, factor, offset)},
                         {"v_thresh", mapped(form.v_th, factor, offset)},
                         {"tau_m", mapped(form.tau_m, scale, 0)},
                         {"tau_syn_E", mapped(form.tau_syn_ex, scale, 0)},
                         {"tau_syn_I", mapped(form.tau_syn_in, scale, 0)},
                         {"tau_refrac", mapped(form.t_ref, scale, 0)}};
    constexpr double coarse = 20;
    if (factor * (least(form.v_th) - most(form.v_rest)) < coarse) {
        findings.push_back({Finding::Kind::note, where,
                            "threshold and rest are " +
                                short_text(factor * (least(form.v_th) - most(form.v_rest))) +
                                " LSB apart: steps of the capacitive memory matter",
                            ""});
    }
}

}  // namespace callosum::brainscales2
