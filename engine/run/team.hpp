#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/base/ids.hpp"
#include "engine/exchange/communicator.hpp"

namespace callosum {

/// The threads of a rank, pinned. The ranks of a node divide its allowed cores by node-local rank; a
/// launcher's narrower binding is widened within what the system allows. With more threads on the
/// node than cores nothing is pinned, and whoever waits must yield.
class Team {
  public:
    Team(const Communicator& communicator, int n_threads);
    ~Team();
    Team(const Team&) = delete;
    Team& operator=(const Team&) = delete;

    /// More threads on this node than cores: waiting must not burn a core.
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

    /// Number of cores that this process may use, whatever a launcher bound it to.
    [[nodiscard]] static int allowed_cores();

  private:
    void pin(ThreadId thread) const;
    struct Topology;
    std::unique_ptr<Topology> topology_;
    int n_threads_;
    std::vector<int> core_of_thread_;  ///< logical index among allowed cores; empty: not pinned
    bool oversubscribed_ = false;
    std::string report_;
};

}  // namespace callosum
