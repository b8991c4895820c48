#include <algorithm>
#include <array>
#include <cmath>

#include "engine/base/math.hpp"
#include "engine/base/number_text.hpp"
#include "network/describe/check.hpp"

namespace callosum::check {

std::string to_text(double value) { return number_text(value); }

std::string to_text(const Range& range) {
    const std::string unit =
        range.unit.empty() || range.unit == "1" ? "" : " " + std::string(range.unit);
    const bool has_low = range.low != -unbounded;
    const bool has_high = range.high != unbounded;
    if (has_low && has_high) {
        return std::string("must be in ") + (range.low_open ? "(" : "[") + to_text(range.low) +
               ", " + to_text(range.high) + "]" + unit;
    }
    if (has_low) {
        return (range.low_open ? "must be > " : "must be >= ") + to_text(range.low) + unit;
    }
    if (has_high) { return "must be <= " + to_text(range.high) + unit; }
    return "must be a finite number";
}

bool inside(double value, const Range& range) {
    return std::isfinite(value) && (range.low_open ? value > range.low : value >= range.low) &&
           value <= range.high;
}

bool on_grid(double ms, double dt_ms) {
    const double steps = ms / dt_ms;
    return std::isfinite(steps) && std::abs(steps - std::round(steps)) <= grid_tolerance;
}

namespace {

/// Probability that a draw lies in [min, max] before redrawing.
double probability_inside(const Distribution& d) {
    switch (d.kind) {
        case Distribution::Kind::constant:
            return d.a >= d.min && d.a <= d.max ? 1 : 0;
        case Distribution::Kind::uniform: {
            const double low = std::max(d.a, d.min);
            const double high = std::min(d.b, d.max);
            return high > low ? (high - low) / (d.b - d.a) : 0;
        }
        case Distribution::Kind::normal:
            return math::normal_cdf((d.max - d.a) / d.b) - math::normal_cdf((d.min - d.a) / d.b);
        case Distribution::Kind::lognormal: {
            const auto below = [&](double x) {
                return x <= 0 ? 0 : math::normal_cdf((math::log(x) - d.a) / d.b);
            };
            return (d.max == unbounded ? 1 : below(d.max)) - below(d.min);
        }
        case Distribution::Kind::exponential: {
            const auto above = [&](double x) { return x <= 0 ? 1 : math::exp(-x / d.a); };
            return above(d.min) - (d.max == unbounded ? 0 : above(d.max));
        }
    }
    return 0;
}

/// Below this share of accepted draws a distribution's bounds are a mistake rather than a wish.
constexpr double least_inside = 1e-9;

std::string range_fault(double found_low, double found_high, const Range& range) {
    const bool low_bad = !inside(found_low, range);
    const double found = low_bad ? found_low : found_high;
    return "reaches " + to_text(found) + ", " + to_text(range) + "; give the distribution \"" +
           (low_bad ? "min" : "max") + "\"";
}

}  // namespace

std::string fault(const Distribution& d) {
    using Kind = Distribution::Kind;
    if (!std::isfinite(d.a) || !std::isfinite(d.b)) { return "has a number that is not finite"; }
    if (std::isnan(d.min) || std::isnan(d.max)) { return "has a bound that is not a number"; }
    if (d.min > d.max) { return "min " + to_text(d.min) + " is above max " + to_text(d.max); }
    if ((d.kind == Kind::normal || d.kind == Kind::lognormal) && d.b <= 0) {
        return "std is " + to_text(d.b) + ", must be > 0";
    }
    if (d.kind == Kind::uniform && d.a >= d.b) {
        return "min " + to_text(d.a) + " must be below max " + to_text(d.b);
    }
    if (d.kind == Kind::exponential && d.a <= 0) {
        return "mean is " + to_text(d.a) + ", must be > 0";
    }
    const bool must_lie_inside = d.outside == Distribution::Outside::redraw || d.is_constant();
    if (must_lie_inside && !(probability_inside(d) >= least_inside)) {
        return "practically never lies between min " + to_text(d.min) + " and max " +
               to_text(d.max);
    }
    return {};
}

void distribution(const Findings& findings, const std::string& where, const Distribution& d,
                  const Range& range) {
    if (auto wrong = fault(d); !wrong.empty()) {
        findings.add(where, "the distribution's " + wrong);
    } else if (d.is_constant()) {
        if (!inside(d.a, range)) {
            findings.add(where, "is " + to_text(d.a) + ", " + to_text(range));
        }
    } else if (!inside(d.smallest(), range) || !inside(d.largest(), range)) {
        findings.add(where, range_fault(d.smallest(), d.largest(), range));
    }
}

void values(const Findings& findings, const std::string& where, const Values& numbers,
            std::uint64_t size, const Range& range) {
    if (const auto* drawn = std::get_if<Distribution>(&numbers)) {
        distribution(findings, where, *drawn, range);
        return;
    }
    const auto& listed = std::get<std::vector<double>>(numbers);
    if (listed.size() != size) {
        findings.add(where, "has " + std::to_string(listed.size()) +
                                " numbers; one for each of the " + std::to_string(size) +
                                " neurons is needed");
    }
    for (std::size_t n = 0; n < listed.size(); ++n) {
        if (!inside(listed[n], range)) {
            findings.add(where + "[" + std::to_string(n) + "]",
                         "is " + to_text(listed[n]) + ", " + to_text(range));
            return;  // one such number is enough to find the rest
        }
    }
}

double lowest(const Values& numbers) {
    if (const auto* drawn = std::get_if<Distribution>(&numbers)) { return drawn->smallest(); }
    const auto& listed = std::get<std::vector<double>>(numbers);
    return listed.empty() ? unbounded : *std::min_element(listed.begin(), listed.end());
}

double highest(const Values& numbers) {
    if (const auto* drawn = std::get_if<Distribution>(&numbers)) { return drawn->largest(); }
    const auto& listed = std::get<std::vector<double>>(numbers);
    return listed.empty() ? -unbounded : *std::max_element(listed.begin(), listed.end());
}

bool slice(const Findings& findings, const std::string& where, const Slice& part,
           const Population& population) {
    if (population.size == 0) { return false; }  // said where the population is checked
    const std::string range =
        "[" + std::to_string(part.first) + ", " + std::to_string(part.last) + ")";
    if (part.first >= part.last) {
        findings.add(where, "the range of neurons " + range + " is empty");
    } else if (part.last > population.size) {
        findings.add(where, "the range of neurons " + range + " leaves population '" +
                                population.name + "', which has " +
                                std::to_string(population.size) + " neurons");
    } else {
        return true;
    }
    return false;
}

void interval(const Findings& findings, const std::string& where, double start_ms, double stop_ms) {
    const double dt_ms = findings.description.dt_ms;
    const std::string grid = " ms is not a multiple of dt (" + to_text(dt_ms) + " ms)";
    if (!std::isfinite(start_ms) || start_ms < 0) {
        findings.add(where + ".start", "is " + to_text(start_ms) + " ms, must be >= 0 ms");
        return;
    }
    if (!on_grid(start_ms, dt_ms)) { findings.add(where + ".start", to_text(start_ms) + grid); }
    if (!(stop_ms > start_ms)) {
        findings.add(where + ".stop", "is " + to_text(stop_ms) + " ms, must be later than start (" +
                                          to_text(start_ms) + " ms)");
    } else if (std::isfinite(stop_ms) && !on_grid(stop_ms, dt_ms)) {
        findings.add(where + ".stop", to_text(stop_ms) + grid);
    }
}

}  // namespace callosum::check
