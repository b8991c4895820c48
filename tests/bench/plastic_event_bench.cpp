// How long does one plastic event take? A source's spike meets its synapses onto a chunk of neurons that
// fire as often as it does, at 10 spikes/s, so that about one postsynaptic spike is new to each synapse.
// Dense: several sources with thousands of targets spike per step, as in hpc_benchmark; sparse: each
// source has a hundred. Weights (40 million synapses) are far larger than the caches.
#include <cmath>

#include "bench.hpp"
#include "engine/plastic/rule_kernel.hpp"
#include "models/synapse/stdp_pl_synapse_hom.hpp"
#include "models/synapse/stdp_synapse.hpp"
#include "models/synapse/stdp_triplet_synapse.hpp"

using namespace callosum;

namespace {

constexpr std::uint32_t n_targets = 4500;
constexpr double dt = 0.1, rate = 10e-3;  // spikes per ms
constexpr std::uint32_t from = 20'000;    // the first step that is timed

class Stream {
  public:
    double uniform() {
        state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
        return static_cast<double>(state_ >> 11U) * 0x1p-53;
    }
    std::uint32_t below(std::uint32_t n) { return static_cast<std::uint32_t>(uniform() * n); }
    std::uint32_t interval() {
        return 1 + static_cast<std::uint32_t>(-std::log(1 - uniform()) / (rate * dt));
    }

  private:
    std::uint64_t state_ = 11;
};

template <class R, class T>
void measure(const typename R::Params& params, std::uint32_t out_degree, std::uint32_t per_step) {
    Stream stream;
    PostHistory<T> history(n_targets, {dt / 20, dt / 100}, R::slow != TripletTrace::none, 8192);
    std::vector<std::uint32_t> next(n_targets);
    for (auto& step : next) { step = stream.interval(); }
    const auto advance = [&](std::uint32_t begin, std::uint32_t end) {
        for (std::uint32_t i = 0; i < n_targets; ++i) {
            while (next[i] < end) {
                if (next[i] >= begin) { history.add(i, next[i]); }
                next[i] += stream.interval();
            }
        }
    };
    advance(0, from);

    const std::uint32_t n_sources = 40'000'000 / out_degree;
    Column<T> weights(std::size_t{n_sources} * out_degree);
    Column<std::uint16_t> targets(weights.size());
    for (std::size_t i = 0; i < weights.size(); ++i) {
        const auto steps = static_cast<double>(i % out_degree) + stream.uniform();
        weights[i] = T(45);
        targets[i] = static_cast<std::uint16_t>(steps * n_targets / out_degree);
    }
    const Ars random(1, Purpose::release, 0);
    const auto kernel = make_rule_kernel<R, T>(
        {R::prepare(params, 1, {dt / 20, dt / 100}, dt), dt / 20, 1e30, 1024, &random, 0});
    TargetTraceTable<T> table;
    std::vector<std::int64_t> rows(n_targets);

    std::uint64_t events = 0;
    std::uint32_t step = from;
    constexpr std::uint32_t n_steps = 200;
    std::vector<double> runs;  // seconds, without the spiking of the targets
    for (int run = 0; run < 7; ++run) {
        events = 0;
        double spent = 0;
        for (std::uint32_t end = step + n_steps; step < end; ++step) {
            advance(step, step + 1);
            const auto start = std::chrono::steady_clock::now();
            const TargetTrace<T>* recent = nullptr;
            if (std::uint64_t{out_degree} * per_step >= n_targets) {
                recent = kernel->fill(table, history, 0, n_targets, step - 15);
            }
            for (std::uint32_t spike = 0; spike < per_step; ++spike) {
                const std::size_t source = stream.below(n_sources);
                Visit<R> visit;
                visit.until = step - 15;
                visit.after = visit.until - std::min(stream.interval(), 8192U);
                visit.anchor = visit.after;
                R::count(visit.before);
                visit.now = visit.before;
                for (std::uint32_t i = 0; i < out_degree; i += kernel->batch) {
                    const std::size_t at = source * out_degree + i;
                    typename RuleKernel<R, T>::Columns columns{};
                    columns[0] = weights.data() + at;
                    if (!kernel->visit(
                            visit,
                            {targets.data() + at, std::min(kernel->batch, out_degree - i), &history,
                             0, recent},
                            columns, rows.data())) {
                        std::abort();
                    }
                }
                events += out_degree;
            }
            spent +=
                std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        }
        runs.push_back(spent);
    }
    std::sort(runs.begin(), runs.end());
    std::printf("%-22s %-6s %5u targets %8.3f ns/event\n", std::string(R::info.name).c_str(),
                sizeof(T) == 4 ? "single" : "double", out_degree,
                runs[runs.size() / 2] * 1e9 / static_cast<double>(events));
}

template <class T>
void measure_all() {
    const StdpPlSynapseHom::Params power{15, 0.1, 0.0513, 0.4};
    measure<StdpPlSynapseHom, T>(power, 4500, 8);
    measure<StdpPlSynapseHom, T>(power, 100, 40);
    const StdpSynapse<true>::Params plain{20, 0.001, 1.05, 1, 1, 100};
    measure<StdpSynapse<true>, T>(plain, 4500, 8);
    const StdpSynapse<false>::Params powers{20, 0.001, 1.05, 0.4, 0.4, 100};
    measure<StdpSynapse<false>, T>(powers, 4500, 8);
}

}  // namespace

int main(int argc, char**) {
    measure_all<float>();
    if (argc < 2) { measure_all<double>(); }
}
