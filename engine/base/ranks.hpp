#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "engine/base/error.hpp"

namespace callosum {

/// What one rank tells another at set-up.
struct SetupMessage {
    int rank = 0;
    std::vector<std::uint64_t> words;
};

/// The ranks of a job, as far as work at set-up needs them: reading files in parts, for instance. All
/// calls but `rank` and `size` are collective.
class Ranks {
  public:
    enum class Reduce { sum, min, max };
    Ranks() = default;
    Ranks(const Ranks&) = delete;
    Ranks& operator=(const Ranks&) = delete;
    virtual ~Ranks() = default;
    [[nodiscard]] virtual int rank() const = 0;
    [[nodiscard]] virtual int size() const = 0;
    virtual void reduce(std::span<double> values, Reduce how) const = 0;
    virtual void reduce(std::span<std::uint64_t> values, Reduce how) const = 0;
    /// Sends each letter to its rank, at most one to each, none to this one; returns those that came
    /// here, `rank` being the sender, ascending. Set-up only. Costs what letters there are.
    [[nodiscard]] virtual std::vector<SetupMessage> exchange(
        std::vector<SetupMessage> letters) const = 0;
};

/// A rank that has no others.
class SingleRank final : public Ranks {
  public:
    [[nodiscard]] int rank() const override { return 0; }
    [[nodiscard]] int size() const override { return 1; }
    void reduce(std::span<double> /*values*/, Reduce /*how*/) const override {}
    void reduce(std::span<std::uint64_t> /*values*/, Reduce /*how*/) const override {}
    [[nodiscard]] std::vector<SetupMessage> exchange(
        std::vector<SetupMessage> /*letters*/) const override {
        return {};
    }
};

/// Throws on all ranks what has failed on the lowest of those that bring a failure. Collective.
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

}  // namespace callosum
