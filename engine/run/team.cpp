#include "engine/run/team.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

#include <hwloc.h>

#include "engine/base/error.hpp"

namespace callosum {

struct Team::Topology {
    hwloc_topology_t handle = nullptr;
    Topology() {
        if (hwloc_topology_init(&handle) != 0 || hwloc_topology_load(handle) != 0) {
            throw LimitError("hwloc cannot find out what cores this machine has");
        }
    }
    ~Topology() { hwloc_topology_destroy(handle); }
    Topology(const Topology&) = delete;
    Topology& operator=(const Topology&) = delete;
    [[nodiscard]] int cores() const {
        return std::max(1, hwloc_get_nbobjs_by_type(handle, HWLOC_OBJ_CORE));
    }
    [[nodiscard]] int bound_cores() const {
        hwloc_bitmap_t set = hwloc_bitmap_alloc();
        int n = cores();
        if (hwloc_get_cpubind(handle, set, HWLOC_CPUBIND_THREAD) == 0) {
            n = hwloc_get_nbobjs_inside_cpuset_by_type(handle, set, HWLOC_OBJ_CORE);
        }
        hwloc_bitmap_free(set);
        return n;
    }
};

Team::Team(const Communicator& communicator, int n_threads)
    : topology_(std::make_unique<Topology>()), n_threads_(n_threads) {
    const int cores = topology_->cores();
    // Ranks of a node have the same number of threads: --threads is one option for all.
    const int n_all = n_threads * communicator.node_size();
    oversubscribed_ = n_all > cores;
    const int bound = topology_->bound_cores();
    if (oversubscribed_) {
        report_ = std::to_string(n_all) + " threads on " + std::to_string(cores) +
                  " cores of this node: not pinned, waiting yields";
        return;
    }
    report_ = "pinned to cores";
    for (int t = 0; t < n_threads; ++t) {
        core_of_thread_.push_back(communicator.node_rank() * n_threads + t);
        report_ += ' ' + std::to_string(core_of_thread_.back());
    }
    report_ += " of " + std::to_string(cores);
    if (bound < n_threads) {
        report_ += " (the launcher's binding to " + std::to_string(bound) + " was widened)";
    }
}

Team::~Team() = default;

void Team::pin(ThreadId thread) const {
    if (core_of_thread_.empty()) {
        hwloc_set_cpubind(topology_->handle, hwloc_topology_get_allowed_cpuset(topology_->handle),
                          HWLOC_CPUBIND_THREAD);
        return;
    }
    const auto core = static_cast<unsigned>(core_of_thread_[thread.index()]);
    const hwloc_obj_t object = hwloc_get_obj_by_type(topology_->handle, HWLOC_OBJ_CORE, core);
    if (object != nullptr) {
        hwloc_set_cpubind(topology_->handle, object->cpuset, HWLOC_CPUBIND_THREAD);
    }
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
    const auto core = static_cast<unsigned>(core_of_thread_[static_cast<std::size_t>(thread)]);
    const hwloc_obj_t object = hwloc_get_obj_by_type(topology_->handle, HWLOC_OBJ_CORE, core);
    if (object == nullptr) { return std::nullopt; }
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

int Team::allowed_cores() { return Topology().cores(); }

}  // namespace callosum
