#include "engine/run/team.hpp"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <mutex>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

#include <hwloc.h>

#include "engine/base/error.hpp"
#include "engine/exchange/launcher.hpp"

namespace callosum {

struct Team::Topology {
    hwloc_topology_t handle = nullptr;
    hwloc_bitmap_t home = nullptr;  ///< CPUs that threads may run on
    bool widened = false;

    /// Threads keep to the affinity of the process. Under a launcher, one with fewer cores than the threads of a rank is
    /// a default that nobody chose for them, and is dropped.
    explicit Topology(int n_threads) {
        if (hwloc_topology_init(&handle) != 0 || hwloc_topology_load(handle) != 0) {
            throw LimitError("hwloc cannot find out what cores this machine has");
        }
        home = hwloc_bitmap_alloc();
        const auto* allowed = hwloc_topology_get_allowed_cpuset(handle);
        if (hwloc_get_cpubind(handle, home, HWLOC_CPUBIND_THREAD) != 0) {
            hwloc_bitmap_copy(home, allowed);
        }
        hwloc_bitmap_and(home, home, allowed);
        const auto launcher = launched();
        const bool started = launcher.by_mpi || launcher.by_scheduler;
        widened = started && static_cast<int>(home_cores().size()) < n_threads;
        if (widened || hwloc_bitmap_iszero(home) != 0) { hwloc_bitmap_copy(home, allowed); }
    }
    ~Topology() {
        hwloc_bitmap_free(home);
        hwloc_topology_destroy(handle);
    }
    Topology(const Topology&) = delete;
    Topology& operator=(const Topology&) = delete;

    [[nodiscard]] int cores() const {
        return std::max(1, hwloc_get_nbobjs_by_type(handle, HWLOC_OBJ_CORE));
    }
    [[nodiscard]] hwloc_obj_t core(unsigned index) const {
        return hwloc_get_obj_by_type(handle, HWLOC_OBJ_CORE, index);
    }
    /// Logical indices of the cores of which at least one CPU is at home.
    [[nodiscard]] std::vector<unsigned> home_cores() const {
        std::vector<unsigned> found;
        const auto n = static_cast<unsigned>(cores());
        for (unsigned c = 0; c < n; ++c) {
            const auto* object = core(c);
            if (object != nullptr && hwloc_bitmap_intersects(object->cpuset, home) != 0) {
                found.push_back(c);
            }
        }
        return found;
    }
};

Team::Team(const Communicator& communicator, int n_threads, const Binding& binding)
    : topology_(std::make_unique<Topology>(n_threads)),
      n_threads_(n_threads),
      claims_(binding.claims_folder) {
    place(communicator, binding);
}

void Team::place(const Communicator& communicator, const Binding& binding) {
    const auto cores = topology_->home_cores();
    const auto n_cores = std::max<std::size_t>(cores.size(), 1);
    const auto all = static_cast<std::size_t>(topology_->cores());
    const auto n_threads = static_cast<std::size_t>(n_threads_);
    // Ranks of a node have the same number of threads: --threads is one option for all.
    const auto n_all = n_threads * static_cast<std::size_t>(communicator.node_size());
    oversubscribed_ = n_threads > n_cores || n_all > all;
    if (binding.bind == Bind::none) {
        report_ = "not pinned, as --bind none asks";
        return;
    }
    if (oversubscribed_) {
        report_ = std::to_string(n_all) + " threads on " +
                  std::to_string(n_threads > n_cores ? n_cores : all) +
                  " cores of this node: not pinned, waiting yields";
        return;
    }
    claim(cores, static_cast<std::size_t>(communicator.node_rank()) * n_threads % n_cores,
          binding.claims_folder);
}

/// Claims cores, from the one at place `first` on, and decides by what could be had.
void Team::claim(const std::vector<unsigned>& cores, std::size_t first, const std::string& folder) {
    std::vector<unsigned> in_turn(cores);
    std::rotate(in_turn.begin(), in_turn.begin() + static_cast<std::ptrdiff_t>(first),
                in_turn.end());
    std::vector<int> cpus;
    for (const auto c : in_turn) { cpus.push_back(hwloc_bitmap_first(topology_->core(c)->cpuset)); }
    const auto outcome = claims_.claim(cpus, static_cast<std::size_t>(n_threads_));
    if (outcome == CoreClaims::Outcome::impossible) {
        report_ = "not pinned: cores cannot be claimed in " + folder +
                  ", which must be a folder that this user alone can write to";
        return;
    }
    if (outcome == CoreClaims::Outcome::too_few) {
        oversubscribed_ = true;
        report_ = "not pinned, waiting yields: other runs have claimed so many of " +
                  std::to_string(cores.size()) + " cores that fewer than " +
                  std::to_string(n_threads_) + " are free";
        return;
    }
    report_ = "pinned to cores";
    for (const auto place : claims_.places()) {
        core_of_thread_.push_back(in_turn[place]);
        report_ += ' ' + std::to_string(core_of_thread_.back());
    }
    report_ += " of " + std::to_string(topology_->cores());
    if (topology_->widened) { report_ += " (the launcher's narrower binding was widened)"; }
}

Team::~Team() = default;

void Team::pin(ThreadId thread) const {
    hwloc_bitmap_t where = hwloc_bitmap_dup(topology_->home);
    if (!core_of_thread_.empty()) {
        hwloc_bitmap_and(where, where, topology_->core(core_of_thread_[thread.index()])->cpuset);
    }
    hwloc_set_cpubind(topology_->handle, where, HWLOC_CPUBIND_THREAD);
    hwloc_bitmap_free(where);
}

namespace {

/// Puts the calling thread back, when it goes out of scope, to the cores that it could run on before.
class KeptAffinity {
  public:
    explicit KeptAffinity(hwloc_topology_t topology)
        : topology_(topology), cores_(hwloc_bitmap_alloc()) {
        known_ = hwloc_get_cpubind(topology_, cores_, HWLOC_CPUBIND_THREAD) == 0;
    }
    ~KeptAffinity() {
        if (known_) { hwloc_set_cpubind(topology_, cores_, HWLOC_CPUBIND_THREAD); }
        hwloc_bitmap_free(cores_);
    }
    KeptAffinity(const KeptAffinity&) = delete;
    KeptAffinity& operator=(const KeptAffinity&) = delete;

  private:
    hwloc_topology_t topology_;
    hwloc_bitmap_t cores_;
    bool known_;
};

}  // namespace

void Team::run(const std::function<void(ThreadId)>& f) const {
    const KeptAffinity kept(topology_->handle);
    std::exception_ptr first;
    std::mutex guard;
    const auto guarded = [&](ThreadId thread) {
        try {
            pin(thread);
            f(thread);
        } catch (...) {
            const std::lock_guard lock(guard);
            if (!first) { first = std::current_exception(); }
        }
    };
    std::vector<std::thread> threads;
    // Nobody starts before all are there: threads wait for each other.
    std::atomic<int> go{0};
    constexpr int start = 1;
    constexpr int leave = 2;
    const auto waiting = [&](ThreadId thread) {
        go.wait(0);
        if (go.load() == start) { guarded(thread); }
    };
    int verdict = start;
    try {
        for (int t = 1; t < n_threads_; ++t) { threads.emplace_back(waiting, ThreadId(t)); }
    } catch (const std::system_error&) { verdict = leave; }
    go.store(verdict);
    go.notify_all();
    if (verdict == start) { guarded(ThreadId(0)); }
    for (auto& thread : threads) { thread.join(); }
    if (verdict == leave) {
        throw LimitError("only " + std::to_string(threads.size() + 1) + " of " +
                         std::to_string(n_threads_) +
                         " threads could be started; lower --threads or the limits of this shell");
    }
    if (first) { std::rethrow_exception(first); }
}

int Team::numa_nodes() const {
    return std::max(1, hwloc_get_nbobjs_by_type(topology_->handle, HWLOC_OBJ_NUMANODE));
}

std::optional<double> Team::local_part(std::span<const std::byte> data, int thread) const {
    if (core_of_thread_.empty() || data.empty()) { return std::nullopt; }
    const auto* object = topology_->core(core_of_thread_[static_cast<std::size_t>(thread)]);
    constexpr std::size_t samples = 64;
    int here = 0;
    int known = 0;
    hwloc_bitmap_t nodes = hwloc_bitmap_alloc();
    for (std::size_t i = 0; i < samples; ++i) {
        const std::byte* at = data.data() + i * (data.size() / samples);
        if (hwloc_get_area_memlocation(topology_->handle, at, 1, nodes, HWLOC_MEMBIND_BYNODESET) !=
                0 ||
            hwloc_bitmap_iszero(nodes) != 0) {
            continue;
        }
        ++known;
        here += hwloc_bitmap_isincluded(nodes, object->nodeset) != 0 ? 1 : 0;
    }
    hwloc_bitmap_free(nodes);
    if (known == 0) { return std::nullopt; }
    return static_cast<double>(here) / known;
}

int Team::allowed_cores() {
    const auto launcher = launched();
    // The default number of threads is then a rank's part of the node, which its binding is widened to.
    if (launcher.by_mpi || launcher.by_scheduler) { return Topology(1).cores(); }
    return std::max(1, static_cast<int>(Topology(1).home_cores().size()));
}

}  // namespace callosum
