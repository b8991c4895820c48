#include "network/space/kernel.hpp"

#include <array>
#include <cmath>

#include "engine/base/math.hpp"

namespace callosum {

namespace {

/// Gamma function by Lanczos' approximation (g = 7, 9 terms), accurate to 1e-15 for x >= 1/2. The C
/// library's differs between CPUs.
double gamma_function(double x) {
    constexpr double pi = 3.14159265358979323846;
    if (x < 0.5) { return pi / (math::sin(pi * x) * gamma_function(1 - x)); }
    constexpr std::array<double, 9> c{
        0.99999999999980993,  676.5203681218851,     -1259.1392167224028,
        771.32342877765313,   -176.61502916214059,   12.507343278686905,
        -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7};
    const double z = x - 1;
    double sum = c[0];
    for (std::size_t k = 1; k < c.size(); ++k) { sum += c[k] / (z + static_cast<double>(k)); }
    const double t = z + 7.5;
    return std::sqrt(2 * pi) * math::pow(t, z + 0.5) * math::exp(-t) * sum;
}

/// Formats a number for use in a formula; negative ones get parentheses.
std::string text(double value) {
    const std::string plain = number_text(value);
    return value < 0 ? "(" + plain + ")" : plain;
}

}  // namespace

Expression named_kernel(std::string_view name,
                        const std::map<std::string, double, std::less<>>& params) {
    const auto value = [&](const char* key, double default_value) {
        const auto found = params.find(std::string_view(key));
        return found == params.end() ? default_value : found->second;
    };
    const auto get = [&](const char* key, double default_value) {
        return text(value(key, default_value));
    };
    std::string shape = "1";
    if (name == "linear") { shape = "(1+" + get("slope", 0) + "*x)"; }
    if (name == "exponential") { shape = "exp(-x/" + get("beta", 1) + ")"; }
    if (name == "gaussian") {
        shape = "exp(-0.5*((x-" + get("mean", 0) + ")/" + get("std", 1) + ")^2)";
    }
    if (name == "gaussian2D") {
        const double rho = value("rho", 0);
        const std::string u = "((dx-" + get("mean_x", 0) + ")/" + get("std_x", 1) + ")";
        const std::string v = "((dy-" + get("mean_y", 0) + ")/" + get("std_y", 1) + ")";
        const std::string cross = rho == 0 ? "" : "-" + text(2 * rho) + "*" + u + "*" + v;
        shape = "exp(" + text(-0.5 / (1 - rho * rho)) + "*(" + u + "^2+" + v + "^2" + cross + "))";
    }
    if (name == "gamma") {
        const double kappa = value("kappa", 1);
        const double theta = value("theta", 1);
        const double norm = 1 / (math::pow(theta, kappa) * gamma_function(kappa));
        const std::string power = kappa == 1 ? "" : "x^" + text(kappa - 1) + "*";
        shape = text(norm) + "*" + power + "exp(-x/" + text(theta) + ")";
    }
    std::string formula = get("p_center", 1) + "*" + shape;
    if (const double offset = value("offset", 0); offset != 0) { formula += "+" + text(offset); }
    if (params.contains("cutoff")) { formula = "cut(" + formula + "," + get("cutoff", 0) + ")"; }
    return Expression(formula);
}

}  // namespace callosum
