#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "network/boards/spinnaker2/placement.hpp"

namespace callosum::spinnaker2 {
namespace {

/// Slices that a slice hears, in CSR form: the graph with its links reversed.
struct Heard {
    std::vector<std::uint64_t> begin;
    std::vector<std::uint32_t> source;
};

Heard turn_round(const SliceGraph& graph) {
    const std::size_t n = graph.begin.size() - 1;
    Heard heard;
    heard.begin.assign(n + 1, 0);
    for (const auto t : graph.target) { ++heard.begin[t + 1]; }
    for (std::size_t t = 0; t < n; ++t) { heard.begin[t + 1] += heard.begin[t]; }
    heard.source.resize(graph.target.size());
    auto next = heard.begin;
    for (std::uint32_t s = 0; s < n; ++s) {
        for (auto i = graph.begin[s]; i < graph.begin[s + 1]; ++i) {
            heard.source[next[graph.target[i]]++] = s;
        }
    }
    return heard;
}

/// A placement that is being improved, with the number of targets of each slice on each chip, so
/// that a move costs only the trees it changes.
class Refinement {
  public:
    Refinement(const Board& board, const Slices& slices, const PlacementCost& cost,
               Placement& placement)
        : board_(board),
          slices_(slices),
          cost_(cost),
          graph_(cost.graph()),
          heard_(turn_round(graph_)),
          placement_(placement),
          n_chips_(cost.topology().n_chips()),
          count_(slices.size() * n_chips_, 0),
          links_(slices.size()),
          free_(n_chips_),
          rows_(n_chips_, 0.0),
          seen_(slices.size(), 0) {
        for (std::size_t c = 0; c < n_chips_; ++c) { free_[c] = board.chips[c].cores; }
        for (std::uint32_t s = 0; s < slices.size(); ++s) {
            --free_[placement_[s]];
            rows_[placement_[s]] += slices.row_bytes[s];
            for (auto i = graph_.begin[s]; i < graph_.begin[s + 1]; ++i) {
                ++count_[s * n_chips_ + placement_[graph_.target[i]]];
            }
        }
        for (std::uint32_t s = 0; s < slices.size(); ++s) { links_[s] = links_of(s); }
    }

    void run() {
        bool better = true;
        while (better && work_ < max_work) {
            better = false;
            for (std::uint32_t s = 0; s < slices_.size() && work_ < max_work; ++s) {
                better = improve(s) || better;
            }
        }
    }

  private:
    /// Work, in visited entries, after which refinement stops: a bound that does not depend on the
    /// speed of the machine.
    static constexpr std::uint64_t max_work = 400'000'000;

    [[nodiscard]] std::uint64_t links_of(std::uint32_t s) {
        chips_.clear();
        const auto* counts = &count_[s * n_chips_];
        for (std::uint32_t c = 0; c < n_chips_; ++c) {
            if (counts[c] > 0) { chips_.push_back(c); }
        }
        work_ += n_chips_ + 4 * chips_.size();
        return cost_.tree_links(placement_[s], chips_);
    }

    void put(std::uint32_t slice, std::uint32_t chip) {
        const auto old = placement_[slice];
        for (auto i = heard_.begin[slice]; i < heard_.begin[slice + 1]; ++i) {
            const auto source = heard_.source[i];
            --count_[source * n_chips_ + old];
            ++count_[source * n_chips_ + chip];
        }
        work_ += heard_.begin[slice + 1] - heard_.begin[slice];
        placement_[slice] = chip;
        ++free_[old];
        --free_[chip];
        rows_[old] -= slices_.row_bytes[slice];
        rows_[chip] += slices_.row_bytes[slice];
    }

    /// Collects the slices whose trees can change when `slice` moves between two chips.
    void collect(std::uint32_t slice, std::uint32_t from, std::uint32_t to) {
        const auto add = [this](std::uint32_t s) {
            if (seen_[s] == round_) { return; }
            seen_[s] = round_;
            affected_.push_back(s);
        };
        add(slice);
        for (auto i = heard_.begin[slice]; i < heard_.begin[slice + 1]; ++i) {
            const auto source = heard_.source[i];
            const auto* counts = &count_[source * n_chips_];
            if (counts[from] <= 1 || counts[to] == 0) { add(source); }
        }
        work_ += heard_.begin[slice + 1] - heard_.begin[slice];
    }

    /// Exchanges a slice with another (or a free core) and keeps the result if it helps.
    bool attempt(std::uint32_t slice, std::uint32_t chip, std::uint32_t other) {
        const auto home = placement_[slice];
        ++round_;
        affected_.clear();
        collect(slice, home, chip);
        if (other != Topology::none) { collect(other, chip, home); }
        double before = 0;
        for (const auto s : affected_) {
            before += graph_.rate[s] * static_cast<double>(links_[s]);
        }
        if (other != Topology::none) { put(other, home); }
        put(slice, chip);
        double after = 0;
        fresh_.clear();
        for (const auto s : affected_) {
            fresh_.push_back(links_of(s));
            after += graph_.rate[s] * static_cast<double>(fresh_.back());
        }
        if (after < before * (1 - 1e-12) && fits(home) && fits(chip)) {
            for (std::size_t i = 0; i < affected_.size(); ++i) { links_[affected_[i]] = fresh_[i]; }
            return true;
        }
        put(slice, home);
        if (other != Topology::none) { put(other, chip); }
        return false;
    }

    [[nodiscard]] bool fits(std::uint32_t chip) const {
        const double memory = board_.limit("chip_row_memory_bytes");
        return memory == 0 || rows_[chip] <= memory;
    }

    /// Tries to move a slice to the chips with which it exchanges most spikes, or to swap it with a
    /// slice there. Returns whether something helped.
    bool improve(std::uint32_t slice) {
        std::vector<double> pull(n_chips_, 0);
        for (auto i = graph_.begin[slice]; i < graph_.begin[slice + 1]; ++i) {
            pull[placement_[graph_.target[i]]] += graph_.rate[slice];
        }
        for (auto i = heard_.begin[slice]; i < heard_.begin[slice + 1]; ++i) {
            pull[placement_[heard_.source[i]]] += graph_.rate[heard_.source[i]];
        }
        std::vector<std::uint32_t> wanted;
        const auto home = placement_[slice];
        for (std::uint32_t c = 0; c < n_chips_; ++c) {
            if (c != home && pull[c] > 0) { wanted.push_back(c); }
        }
        std::stable_sort(wanted.begin(), wanted.end(),
                         [&](std::uint32_t a, std::uint32_t b) { return pull[a] > pull[b]; });
        constexpr std::size_t max_chips = 4;
        if (wanted.size() > max_chips) { wanted.resize(max_chips); }
        for (const auto chip : wanted) {
            if (free_[chip] > 0 && attempt(slice, chip, Topology::none)) { return true; }
            for (std::uint32_t other = 0; other < slices_.size(); ++other) {
                if (placement_[other] != chip || work_ > max_work) { continue; }
                if (attempt(slice, chip, other)) { return true; }
            }
        }
        return false;
    }

    const Board& board_;
    const Slices& slices_;
    const PlacementCost& cost_;
    const SliceGraph& graph_;
    Heard heard_;
    Placement& placement_;
    std::size_t n_chips_;
    std::vector<std::uint32_t> count_;  ///< [slice][chip]: number of its targets there
    std::vector<std::uint64_t> links_;  ///< links of each slice's tree
    std::vector<std::uint32_t> free_;   ///< cores, by chip
    std::vector<double> rows_;          ///< bytes, by chip
    std::vector<std::uint32_t> seen_;
    std::uint32_t round_ = 0;
    std::vector<std::uint32_t> affected_, chips_;
    std::vector<std::uint64_t> fresh_;
    std::uint64_t work_ = 0;
};

/// Returns the placement with two chips exchanged; one of them may be empty.
Placement exchanged(const Placement& placement, std::uint32_t a, std::uint32_t b) {
    Placement other = placement;
    for (auto& chip : other) { chip = chip == a ? b : chip == b ? a : chip; }
    return other;
}

}  // namespace

void refine_chips(const Board& board, const PlacementCost& cost, Placement& placement) {
    constexpr std::uint64_t max_work = 1'000'000'000;
    const auto n_chips = static_cast<std::uint32_t>(board.chips.size());
    std::vector<std::uint32_t> used(n_chips, 0);
    for (const auto chip : placement) { ++used[chip]; }
    double best = cost.spike_hops(placement);
    std::uint64_t work = 0;
    const std::uint64_t step = cost.graph().target.size() + placement.size() + 1;
    for (bool better = true; better;) {
        better = false;
        for (std::uint32_t a = 0; a < n_chips; ++a) {
            for (std::uint32_t b = 0; b < n_chips && used[a] > 0; ++b) {
                const bool fits =
                    used[a] <= board.chips[b].cores && used[b] <= board.chips[a].cores;
                // Two chips in use need to be tried in one order only.
                if (a == b || !fits || (used[b] > 0 && b < a)) { continue; }
                work += step;
                if (work > max_work) { return; }
                auto other = exchanged(placement, a, b);
                const double hops = cost.spike_hops(other);
                if (hops >= best * (1 - 1e-12)) { continue; }
                best = hops;
                placement = std::move(other);
                std::swap(used[a], used[b]);
                better = true;
            }
        }
    }
}

void refine(const Board& board, const Slices& slices, const PlacementCost& cost,
            Placement& placement) {
    Refinement(board, slices, cost, placement).run();
}

}  // namespace callosum::spinnaker2
