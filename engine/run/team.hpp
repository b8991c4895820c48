#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/base/ids.hpp"
#include "engine/exchange/communicator.hpp"
#include "engine/run/binding.hpp"
#include "engine/run/core_claims.hpp"

namespace callosum {

/// The threads of a rank. Each is pinned to a core that no other run of this user has claimed; where there are too few,
/// none is, and whoever waits must yield. The ranks of a node divide its cores by node-local rank. The affinity that a
/// process has been started with (taskset, a launcher's binding) is kept to, but a launcher's that is narrower than the
/// threads of a rank is widened to what the system allows.
class Team {
  public:
    Team(const Communicator& communicator, int n_threads, const Binding& binding = {});
    ~Team();
    Team(const Team&) = delete;
    Team& operator=(const Team&) = delete;

    /// More threads than cores that are free for them: waiting must not burn a core.
    [[nodiscard]] bool oversubscribed() const { return oversubscribed_; }
    /// What was bound where, for the log and run.json.
    [[nodiscard]] const std::string& report() const { return report_; }
    /// Runs f(thread) on all threads, thread 0 being the caller; returns when all have ended and then rethrows the first
    /// exception that one of them threw. The caller is pinned meanwhile, and free to run where it was before afterwards.
    void run(const std::function<void(ThreadId)>& f) const;

    /// NUMA nodes of this machine that the process may use.
    [[nodiscard]] int numa_nodes() const;
    /// Part of an array, by a sample of its pages, that lies on the NUMA node of a thread's core; nothing
    /// where threads are not pinned or the system does not say.
    [[nodiscard]] std::optional<double> local_part(std::span<const std::byte> data,
                                                   int thread) const;

    /// Number of cores that this process may use: those of its affinity, or under a launcher all that the system allows.
    [[nodiscard]] static int allowed_cores();

  private:
    struct Topology;
    void place(const Communicator& communicator, const Binding& binding);
    void claim(const std::vector<unsigned>& cores, std::size_t first, const std::string& folder);
    void pin(ThreadId thread) const;
    std::unique_ptr<Topology> topology_;
    int n_threads_;
    CoreClaims claims_;
    std::vector<unsigned>
        core_of_thread_;  ///< logical index among allowed cores; empty: not pinned
    bool oversubscribed_ = false;
    std::string report_;
};

}  // namespace callosum
