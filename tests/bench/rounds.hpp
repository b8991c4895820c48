#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <time.h>

namespace callosum::bench {

/// Seconds of processor time that a call takes: what else runs on a shared machine does not count. For work of one thread
/// that never waits.
template <class F>
double seconds_of(F&& f) {
    const auto now = [] {
        timespec time{};
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
        return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
    };
    const double start = now();
    f();
    return now() - start;
}

inline double median(std::vector<double> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

/// Several pieces of work measured in turns, so that a machine which slows down for a while slows all of them down: a
/// ratio is the median of the ratios of each round, not the ratio of two times from different minutes.
class Rounds {
  public:
    using Index = std::size_t;
    /// Part of a ceiling: so many units of another piece.
    struct Term {
        Index piece;
        double units = 1;
    };
    struct Row {
        std::string kernel, precision;
        Index piece;
        std::string ceiling;  ///< in words
        std::vector<Term> terms;
        double allowed = 0;    ///< ratio that is promised; 0: none
        bool overlap = false;  ///< the ceiling is the longest of its terms, not their sum
    };

    /// Adds a piece: `run` does some work and returns its seconds, `units` is how many steps, words or events that is.
    Index add(std::function<double()> run, double units) {
        pieces_.push_back({std::move(run), units, {}});
        return pieces_.size() - 1;
    }
    void add(Row row) { rows_.push_back(std::move(row)); }

    /// Measures every piece once a round, repeated until it has taken half a millisecond.
    void run(int rounds) {
        for (int round = -1; round < rounds; ++round) {
            for (auto& piece : pieces_) {
                double seconds = 0;
                int times = 0;
                for (; seconds < 5e-4; ++times) { seconds += piece.run(); }
                if (round >= 0) { piece.ns.push_back(seconds * 1e9 / (times * piece.units)); }
            }
        }
    }
    /// Prints a line for each row, fields divided by tabs: kernel, precision, ns, ceiling in ns, ceiling in words, ratio,
    /// allowed ratio.
    void print() const {
        for (const auto& row : rows_) {
            const auto& measured = pieces_[row.piece].ns;
            std::vector<double> ceilings, ratios;
            for (std::size_t i = 0; i < measured.size(); ++i) {
                ceilings.push_back(ceiling(row, i));
                ratios.push_back(measured[i] / ceilings.back());
            }
            print_row(row, median(measured), median(ceilings), median(ratios));
        }
    }
    static void print_row(const Row& row, double ns, double ceiling_ns, double ratio) {
        std::printf("%s\t%s\t%.4g\t%.4g\t%s\t%.4g\t%g\n", row.kernel.c_str(), row.precision.c_str(),
                    ns, ceiling_ns, row.ceiling.c_str(), ratio, row.allowed);
        std::fflush(stdout);
    }

  private:
    struct Piece {
        std::function<double()> run;
        double units;
        std::vector<double> ns;  ///< of a unit, by round
    };

    [[nodiscard]] double ceiling(const Row& row, std::size_t round) const {
        double sum = 0, longest = 0;
        for (const auto& term : row.terms) {
            const double ns = pieces_[term.piece].ns[round] * term.units;
            sum += ns;
            longest = std::max(longest, ns);
        }
        return row.overlap ? longest : sum;
    }

    std::vector<Piece> pieces_;
    std::vector<Row> rows_;
};

}  // namespace callosum::bench
