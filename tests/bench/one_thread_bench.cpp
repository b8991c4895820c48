// How much does the whole network cost beside its parts? The cortical microcircuit at full scale on one thread, 20 ms at a
// time; between any two pieces its parts are measured alone on the same machine: bare Poisson draws for all neurons, steps of
// all populations without input, and as many additions into a row in L2 as there were synaptic events. Prints lines as
// kernel_bench does, in ns per neuron and step (events: as many of them as fall on a neuron and step).
//   one_thread_bench [EXPERIMENT] [DURATION_MS]     configs/microcircuit.json, 200
#include <cstdlib>
#include <memory>

#include "bench.hpp"
#include "engine/base/draws.hpp"
#include "engine/base/error.hpp"
#include "engine/neurons/local_neurons.hpp"
#include "engine/run/simulation.hpp"
#include "io/experiment/experiment.hpp"
#include "models/stimulus/poisson_table.hpp"
#include "rounds.hpp"

using namespace callosum;

namespace {

constexpr double piece_ms = 20;

/// All populations of a description, without its stimuli, in the rows that they have on one thread.
class QuietNeurons {
  public:
    explicit QuietNeurons(Description given) : description_(std::move(given)) {
        description_.stimuli.clear();
        plan_ = plan_fixed_point(description_);
        std::vector<NeuronRange> ranges;
        for (std::size_t p = 0; p < description_.populations.size(); ++p) {
            ranges.push_back({p, 0, description_.populations[p].size});
        }
        layout_ = lay_out_rows(plan_, ranges);
        rows_ = {Column<std::int32_t>(layout_.n_narrow), Column<std::int64_t>(layout_.n_wide)};
        for (std::size_t p = 0; p < ranges.size(); ++p) {
            populations_.push_back(
                make_local_neurons({description_, plan_, ranges[p], layout_.places[p]}));
        }
    }
    /// Seconds of a step of all neurons.
    double step_seconds() {
        constexpr int steps = 32;
        return bench::seconds_of([&] {
                   for (int i = 0; i < steps; ++i) {
                       ++step_;
                       for (const auto& population : populations_) {
                           fired_.clear();
                           population->update(step_, rows_, fired_);
                       }
                   }
               }) /
               steps;
    }
    [[nodiscard]] std::uint64_t row_entries() const { return layout_.n_narrow + layout_.n_wide; }

  private:
    Description description_;
    FixedPointPlan plan_;
    RowLayout layout_;
    InputRows rows_;
    std::vector<std::unique_ptr<LocalNeurons>> populations_;
    std::vector<std::uint32_t> fired_;
    std::int64_t step_ = 0;
};

/// Seconds of one Poisson number for each of n neurons, by the table of the microcircuit's first population.
double draw_seconds(std::uint64_t n) {
    constexpr std::uint64_t registers = 64;
    static const Ars random(1, Purpose::poisson, 0);
    static const AliasTable32 table = small(make_poisson_table(12800 * 1e-4));
    static std::int32_t counts[registers * 16];
    return bench::seconds_of([&] {
        for (std::uint32_t i = 0; i < n / (registers * 16); ++i) {
            draws().table(random, {0, i, 0, 0}, table, registers, counts);
        }
    });
}

/// Seconds of each piece, by what took them.
struct Times {
    std::vector<double> whole, draws, steps, adds;
    std::vector<double> update, deliver;  ///< stages of the whole
};

/// Wall time of some stages, of all where none are named.
double stages(const RunResult& result, std::initializer_list<const char*> names) {
    double seconds = 0;
    for (const auto& each : result.stages) {
        const auto is_it = [&](const char* name) { return each.name == name; };
        if (names.size() == 0 || std::ranges::any_of(names, is_it)) { seconds += each.mean; }
    }
    return seconds;
}

/// Runs the network piece by piece, its parts in between.
Times measure(const Description& description) {
    Times times;
    const auto solo = make_solo_communicator();
    RankSimulation simulation(description, *solo, {});
    QuietNeurons quiet(description);
    bench::AddInCache adding(std::min<std::uint64_t>(quiet.row_entries(), 65536));
    const auto steps = description.steps(piece_ms);
    simulation.run_until(description.steps(description.warmup_ms));
    auto before = simulation.result();
    while (simulation.step() + steps <= simulation.last_step()) {
        times.whole.push_back(
            bench::seconds_of([&] { simulation.run_until(simulation.step() + steps); }));
        const auto after = simulation.result();
        const auto spent = [&](std::initializer_list<const char*> names) {
            return stages(after, names) - stages(before, names);
        };
        const double seconds =
            times.whole.back() / spent({});  // of processor time, in one of wall time
        times.update.push_back(seconds * spent({"update"}));
        times.deliver.push_back(seconds * spent({"enter", "deliver"}));
        const auto events = static_cast<double>(after.synaptic_events - before.synaptic_events);
        before = after;

        const auto n = static_cast<double>(steps);
        times.draws.push_back(n * draw_seconds(description.n_neurons()));
        times.steps.push_back(n * quiet.step_seconds());
        const double pass = bench::seconds_of([&] {
            for (int i = 0; i < 16; ++i) { adding.pass(); }
        });
        times.adds.push_back(pass * events / (16.0 * bench::AddInCache::per_pass));
    }
    return times;
}

/// A line of the sums of some parts beside what they are parts of.
void print(const char* kernel, const Description& description, const std::vector<double>& whole,
           const std::vector<const std::vector<double>*>& parts, const char* ceiling,
           double allowed) {
    const double ns = 1e9 / static_cast<double>(description.steps(piece_ms)) /
                      static_cast<double>(description.n_neurons());
    std::vector<double> sums, ratios;
    for (std::size_t i = 0; i < whole.size(); ++i) {
        double sum = 0;
        for (const auto* part : parts) { sum += (*part)[i]; }
        sums.push_back(sum);
        ratios.push_back(whole[i] / sum);
    }
    const char* precision = description.precision == Precision::single ? "single" : "double";
    bench::Rounds::print_row({kernel, precision, 0, ceiling, {}, allowed},
                             bench::median(whole) * ns, bench::median(sums) * ns,
                             bench::median(ratios));
}

int run(int argc, char** argv) {
    const std::string path = argc > 1 ? argv[1] : CALLOSUM_SOURCE_DIR "/configs/microcircuit.json";
    const std::string duration = argc > 2 ? argv[2] : "200";
    for (const char* precision : {"double", "single"}) {
        const auto experiment =
            read_experiment_file(path, {std::string("precision=") + precision,
                                        "duration=" + duration, "warmup=100", "record={}"});
        const auto& network = experiment.description;
        const Times times = measure(network);
        print("microcircuit, one thread", network, times.whole,
              {&times.draws, &times.steps, &times.adds}, "draws + steps + adds in L2", 1.6);
        print("its update", network, times.update, {&times.draws, &times.steps}, "draws + steps",
              0);
        print("its delivery", network, times.deliver, {&times.adds}, "adds in L2", 0);
    }
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    try {
        return run(argc, argv);
    } catch (const Error& error) {
        std::fprintf(stderr, "one_thread_bench: %s\n", error.what());
        return error.exit_code;
    }
}
