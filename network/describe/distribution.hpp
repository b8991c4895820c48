#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>

namespace callosum {

/// A distribution of one number, drawn through its quantile function from one uniform word, so that
/// a draw needs no loop and redrawing until the value lies in [min, max] is exact: the uniform
/// number is mapped onto the part of (0,1) that lies inside the bounds.
struct Distribution {
    enum class Kind { constant, uniform, normal, lognormal, exponential };
    enum class Outside { redraw, clip };

    Kind kind = Kind::constant;
    /// constant: value; uniform: low; normal, lognormal: mean (of the logarithm for lognormal, as
    /// in NEST); exponential: mean.
    double a = 0;
    /// uniform: high; normal, lognormal: standard deviation (of the logarithm for lognormal).
    double b = 0;
    double min = -std::numeric_limits<double>::infinity();
    double max = std::numeric_limits<double>::infinity();
    Outside outside = Outside::redraw;

    static Distribution constant(double value) { return {Kind::constant, value, 0}; }
    [[nodiscard]] bool is_constant() const { return kind == Kind::constant; }

    /// Value at the 32-bit uniform word u, i.e. at probability (u + 1/2) / 2^32, bounds applied.
    /// Same bits on every CPU. Monotonically non-decreasing in u.
    [[nodiscard]] double quantile(std::uint32_t u) const;
    [[nodiscard]] double smallest() const { return quantile(0); }
    [[nodiscard]] double largest() const { return quantile(~std::uint32_t{0}); }
    [[nodiscard]] double largest_abs() const;
    /// Mean and standard deviation, bounds applied (exact for constants, numerical otherwise).
    [[nodiscard]] double mean() const;
    [[nodiscard]] double standard_deviation() const;
    /// Multiplies every draw by a factor > 0 (used by `scale`).
    [[nodiscard]] Distribution scaled(double factor) const;

    friend bool operator==(const Distribution&, const Distribution&) = default;
};

/// A distribution prepared for many draws: what does not depend on the uniform number is computed
/// once. Gives the bits of Distribution::quantile.
class QuantileFunction {
  public:
    explicit QuantileFunction(const Distribution& distribution);
    [[nodiscard]] double operator()(std::uint32_t u) const;
    /// out[i] = quantile(u[i]); 16 at a time.
    void many(const std::uint32_t* u, double* out, std::size_t n) const;
    /// Value at a number in (0, 1), or at many at once.
    template <class T>
    [[nodiscard]] T at(T unit) const;
    /// Whether words are complemented before they are mapped to (0, 1).
    [[nodiscard]] bool mirror() const { return mirror_; }

  private:
    void prepare_normal();

    Distribution d_;
    bool mirror_ = false;  ///< draw in the lower tail and mirror: upper tails keep their digits
    double low_ = 0;       ///< probability (normal, lognormal) or value (others) at u -> 0
    double width_ = 0;     ///< what u in (0,1) is spread over
    double floor_;         ///< bounds that hold against rounding
    double ceiling_;
};

}  // namespace callosum
