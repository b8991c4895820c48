#include "engine/reference/plain_rule.hpp"

#include <algorithm>
#include <vector>

#include "engine/plastic/homeostasis.hpp"
#include "engine/plastic/plastic_synapses.hpp"
#include "models/synapse/synapse_registry.hpp"

namespace callosum {
namespace {

template <template <class> class Columns, class T>
[[nodiscard]] Columns<T> members(const RuleNumbers& from) {
    static_assert(n_columns<Columns> <= std::tuple_size_v<RuleNumbers>);
    Columns<T> to;
    for (std::size_t c = 0; c < n_columns<Columns>; ++c) {
        column(to, c) = static_cast<T>(from[c]);
    }
    return to;
}

template <template <class> class Columns, class T>
void put(const Columns<T>& from, RuleNumbers& to) {
    for (std::size_t c = 0; c < n_columns<Columns>; ++c) {
        to[c] = static_cast<double>(column(from, c));
    }
}

template <PlasticRule R, class T>
class RuleInPrecision final : public PlainRule {
  public:
    RuleInPrecision(const typename R::Params& params, const typename R::template Coeffs<double>& k,
                    double minus, double limit)
        : k_(k), bounds_(scaling_bounds<R, T>(params, limit)), minus_(static_cast<T>(minus)) {
        for (std::size_t c = 0; c < n_columns<R::template Coeffs>; ++c) {
            column(one_, c) = static_cast<T>(column(k_, c));
        }
    }

    [[nodiscard]] bool is_modulated() const override { return callosum::is_modulated<R>; }
    [[nodiscard]] bool draws_at_spikes() const override { return callosum::draws_at_spikes<R>; }
    [[nodiscard]] TripletTrace slow() const override { return R::slow; }

    [[nodiscard]] RuleNumbers silent_source() const override {
        RuleNumbers numbers{};
        put<R::template Source>(typename R::template Source<double>{}, numbers);
        return numbers;
    }
    void age(RuleNumbers& source, double steps) const override {
        auto own = members<R::template Source, double>(source);
        R::age(own, k_, steps);
        put<R::template Source>(own, source);
    }
    void count(RuleNumbers& source) const override {
        auto own = members<R::template Source, double>(source);
        R::count(own);
        put<R::template Source>(own, source);
    }
    [[nodiscard]] RuleNumbers initial(double weight) const override {
        RuleNumbers numbers{};
        put<R::template State>(R::initial(weight), numbers);
        const auto state = members<R::template State, T>(numbers);
        put<R::template State>(state, numbers);
        return numbers;
    }
    void on_post(RuleNumbers& state, const RuleNumbers& source, double since,
                 const PostSpike<double>& post) const override {
        auto s = members<R::template State, T>(state);
        R::on_post(s, one_, members<R::template Source, T>(source), static_cast<T>(since),
                   in_precision(post));
        put<R::template State>(s, state);
    }
    [[nodiscard]] double on_pre(RuleNumbers& state, const RuleNumbers& source,
                                const PostSpike<double>& last, double age) const override {
        if constexpr (callosum::draws_at_spikes<R>) {
            return 0;  // it releases
        } else {
            auto s = members<R::template State, T>(state);
            const auto now = members<R::template Source, T>(source);
            auto post = in_precision(last);
            post.trace = rule::post_trace<R>(post.trace, static_cast<T>(age), minus_);
            R::on_pre(s, one_, now, post);
            const T sent = R::sent(s, one_, now);
            put<R::template State>(s, state);
            return static_cast<double>(sent);
        }
    }
    [[nodiscard]] double release(RuleNumbers& state, const RuleNumbers& source,
                                 const rule::Draws& draws) const override {
        if constexpr (callosum::draws_at_spikes<R>) {
            auto s = members<R::template State, T>(state);
            const T sent = R::release(s, k_, members<R::template Source, double>(source), draws);
            put<R::template State>(s, state);
            return static_cast<double>(sent);
        } else {
            return 0;  // it sends
        }
    }
    void settle(RuleNumbers& state, double level) const override {
        if constexpr (callosum::is_modulated<R>) {
            auto s = members<R::template State, T>(state);
            s.w = R::now(s, one_, static_cast<T>(level));
            put<R::template State>(s, state);
        }
    }
    void scale(RuleNumbers& state, double level, double factor) const override {
        auto s = members<R::template State, T>(state);
        scale_weight<R, T>(s, one_, static_cast<T>(level), factor, bounds_);
        put<R::template State>(s, state);
    }

  private:
    [[nodiscard]] static PostSpike<T> in_precision(const PostSpike<double>& post) {
        return {static_cast<T>(post.trace), static_cast<T>(post.slow), static_cast<T>(post.level)};
    }

    typename R::template Coeffs<double> k_;
    typename R::template Coeffs<T> one_{};
    ScalingBounds<T> bounds_;
    T minus_;
};

}  // namespace

std::unique_ptr<PlainRule> make_plain_rule(const Description& description, std::size_t projection,
                                           double sign, double limit) {
    const auto& described = description.projections[projection];
    const std::vector<double> given = rule_params(described);
    const HistoryRates rates = history_rates(description, described.target);
    std::unique_ptr<PlainRule> made;
    visit_rules(PlasticRules{}, [&]<class R>() {
        if (R::info.name != described.synapse_model) { return false; }
        typename R::Params params;
        std::ranges::copy(given, params.begin());
        if (!R::applies(params)) { return false; }
        const auto k = R::prepare(params, sign, rates, description.dt_ms);
        if (description.precision == Precision::single) {
            made = std::make_unique<RuleInPrecision<R, float>>(params, k, rates.minus, limit);
        } else {
            made = std::make_unique<RuleInPrecision<R, double>>(params, k, rates.minus, limit);
        }
        return true;
    });
    return made;
}

}  // namespace callosum
