#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/error.hpp"
#include "engine/base/ids.hpp"

namespace callosum {

/// Message of one rank to another at set-up.
struct SetupMessage {
    RankId rank;
    std::vector<std::uint64_t> words;
};

/// Group of ranks, as far as work at set-up needs it: reading files in parts, for instance. Reducing
/// and exchanging are collective.
class Ranks {
  public:
    enum class Reduce { sum, min, max };
    virtual ~Ranks() = default;
    /// Returns the number of this rank, from 0; `size` returns the number of ranks.
    [[nodiscard]] virtual RankId rank() const = 0;
    [[nodiscard]] virtual int size() const = 0;
    /// Returns the number of ranks over which `reduce` goes: all, unless this one stands for many.
    [[nodiscard]] virtual int reporting() const { return size(); }
    /// Combines each value with those of all ranks, in place.
    virtual void reduce(std::span<double> values, Reduce how) const = 0;
    virtual void reduce(std::span<std::uint64_t> values, Reduce how) const = 0;
    /// Sends each message to its rank (at most one to each, none to this one) and returns those
    /// that came here, `rank` being the sender, ascending. For set-up only. The cost is that of the
    /// messages, not of the number of ranks.
    [[nodiscard]] virtual std::vector<SetupMessage> exchange(
        std::vector<SetupMessage> messages) const = 0;
};

/// Group of one rank.
class SingleRank final : public Ranks {
  public:
    [[nodiscard]] RankId rank() const override { return RankId(0); }
    [[nodiscard]] int size() const override { return 1; }
    void reduce(std::span<double> /*values*/, Reduce /*how*/) const override {}
    void reduce(std::span<std::uint64_t> /*values*/, Reduce /*how*/) const override {}
    [[nodiscard]] std::vector<SetupMessage> exchange(
        std::vector<SetupMessage> /*messages*/) const override {
        return {};
    }
};

/// Returns the text of rank 0 on every rank. Collective.
[[nodiscard]] std::string broadcast(const Ranks& ranks, const std::string& text);
/// Returns the number of ranks that say yes, equal on all. Collective.
[[nodiscard]] int count(const Ranks& ranks, bool yes);
/// Waits for all ranks. Collective.
void barrier(const Ranks& ranks);

/// Throws on all ranks the failure of the lowest rank that has one. Collective.
void throw_first_failure(const Ranks& ranks, const std::optional<Error>& failure);

/// Runs `work` on this rank; an error of one rank becomes the error of all. Collective.
template <class Work>
void run_on_all(const Ranks& ranks, Work&& work) {
    if (ranks.size() == 1) {
        work();
        return;
    }
    std::optional<Error> failure;
    try {
        work();
    } catch (const Error& error) { failure.emplace(error.what(), error.exit_code); }
    throw_first_failure(ranks, failure);
}

/// Runs `work` on rank 0 alone; its error becomes the error of all. Collective.
template <class Work>
void run_on_first(const Ranks& ranks, Work&& work) {
    run_on_all(ranks, [&] {
        if (ranks.rank() == RankId(0)) { work(); }
    });
}

}  // namespace callosum
