// How far is each kernel from what the machine could do with the same instruction set? Prints a line for each: kernel,
// precision, ns, ceiling in ns, ceiling in words, their ratio, and the ratio that is promised (0: none). Kernel and ceiling
// are measured in turns, one thread. scripts/kernel_table.py starts it for each set and makes a table and a picture.
//   kernel_bench            of the set of this process (CALLOSUM_CPU)
//   kernel_bench --sets     names of the sets that this CPU can execute, least first
#include <cstring>
#include <optional>

#include "ceilings.hpp"
#include "counted.hpp"
#include "engine/base/draws.hpp"
#include "engine/base/error.hpp"
#include "engine/neurons/coefficients.hpp"
#include "models/neuron/aeif_cond_alpha.hpp"
#include "models/neuron/hh_psc_alpha.hpp"
#include "models/neuron/iaf_cond_exp.hpp"
#include "models/neuron/iaf_psc_exp.hpp"
#include "models/stimulus/poisson_table.hpp"
#include "plastic_events.hpp"
#include "static_events.hpp"
#include "stepped_neurons.hpp"

using namespace callosum;

namespace {

/// What everything is measured with on this process's set.
struct Machine {
    const bench::Ceilings& bare = kernels<bench::Ceilings>(cpu_set());
    /// The baseline is there to run anywhere: less work will do.
    std::uint64_t fewer = cpu_set() == CpuSet::baseline ? 16 : 1;
    int rounds = cpu_set() == CpuSet::baseline ? 11 : 51;
    Ars random{1, Purpose::poisson, 0};
    Column<std::uint64_t> memory;  ///< larger than caches
    std::uint64_t at = 0;          ///< where the next pass over a part of it begins

    void fill_memory() {
        memory = Column<std::uint64_t>((std::size_t{512} << 20U) / sizeof(std::uint64_t));
        for (std::uint64_t i = 0; i < memory.size(); i += 512) { memory[i] = i; }
    }
    /// The next 32 MiB of the memory.
    std::uint64_t* next_part() {
        at = (at + part) % memory.size();
        return memory.data() + at;
    }
    static constexpr std::uint64_t part = 4U << 20U;
};

using bench::Rounds;

const char* word(Precision precision) {
    return precision == Precision::single ? "single" : "double";
}
constexpr Precision both[] = {Precision::double_, Precision::single};

Rounds::Index add_aes(Rounds& rounds, const Machine& machine) {
    constexpr std::uint64_t passes = 1024;
    return rounds.add(
        [&machine] {
            return bench::seconds_of(
                [&] { bench::keep(machine.bare.aes(machine.random, passes)); });
        },
        static_cast<double>(passes * machine.bare.aes_words));
}

/// Bytes that are read and written in place in L2.
Rounds::Index add_touch(Rounds& rounds, const Machine& machine, Column<std::uint64_t>& buffer) {
    return rounds.add(
        [&] {
            return bench::seconds_of([&] { machine.bare.touch(buffer.data(), buffer.size()); });
        },
        static_cast<double>(buffer.size() * sizeof(std::uint64_t)));
}

/// Bytes that are read and written in place in memory, or read.
Rounds::Index add_memory_touch(Rounds& rounds, Machine& machine) {
    return rounds.add(
        [&machine] {
            std::uint64_t* const part = machine.next_part();
            return bench::seconds_of([&] { machine.bare.touch(part, Machine::part); });
        },
        Machine::part * sizeof(std::uint64_t));
}
Rounds::Index add_memory_read(Rounds& rounds, Machine& machine) {
    return rounds.add(
        [&machine] {
            const std::uint64_t* const part = machine.next_part();
            return bench::seconds_of([&] { bench::keep(machine.bare.read(part, Machine::part)); });
        },
        Machine::part * sizeof(std::uint64_t));
}

/// Parts of the ceiling of a step: its state through L2 and its arithmetic, by precision.
struct StepParts {
    Rounds::Index touch;
    Rounds::Index fma[2], divide[2];
    /// The longest of them bounds a step that moves so many bytes.
    [[nodiscard]] std::vector<Rounds::Term> terms(double bytes, const bench::Operations& operations,
                                                  Precision precision) const {
        const int p = precision == Precision::single ? 1 : 0;
        return {{touch, bytes}, {fma[p], operations.simple}, {divide[p], operations.division}};
    }
};
StepParts add_step_parts(Rounds& rounds, const Machine& machine, Column<std::uint64_t>& buffer) {
    const auto add = [&rounds](const bench::BareLoop& loop) {
        constexpr std::uint64_t passes = 1024;
        return rounds.add(
            [&loop] { return bench::seconds_of([&] { bench::keep(loop.run(passes)); }); },
            static_cast<double>(passes * loop.units));
    };
    return {add_touch(rounds, machine, buffer),
            {add(machine.bare.fma[0]), add(machine.bare.fma[1])},
            {add(machine.bare.divide[0]), add(machine.bare.divide[1])}};
}
/// What a step of a neuron computes.
template <class M>
bench::Operations operations(const Description& description) {
    return description.precision == Precision::single
               ? bench::operations<M, SingleOf<M>>(description)
               : bench::operations<M, double>(description);
}
/// Draws of 1024 words or counts, which stay in L1.
struct DrawPieces {
    Rounds::Index aes, counts;
};
DrawPieces add_draws(Rounds& rounds, const Machine& machine) {
    constexpr std::uint64_t calls = 64, registers = 64;
    constexpr double numbers = calls * registers * 16;
    static AliasTable32 table = small(make_poisson_table(12800 * 1e-4));
    static std::uint32_t words_out[registers * 16];
    static std::int32_t counts_out[registers * 16];
    const auto aes = add_aes(rounds, machine);
    const auto words = rounds.add(
        [&machine] {
            return bench::seconds_of([&] {
                for (std::uint32_t i = 0; i < calls; ++i) {
                    draws().words(machine.random, {0, i, 0, 0}, registers, words_out);
                }
            });
        },
        numbers);
    const auto counts = rounds.add(
        [&machine] {
            return bench::seconds_of([&] {
                for (std::uint32_t i = 0; i < calls; ++i) {
                    draws().table(machine.random, {0, i, 0, 0}, table, registers, counts_out);
                }
            });
        },
        numbers);
    rounds.add({"random word (ARS-7)", "", words, "AES rounds", {{aes}}});
    rounds.add({"Poisson count by table", "", counts, "AES rounds", {{aes}}});
    return {aes, counts};
}

/// iaf_psc_exp whose time constants are so short that a silent population soon is where denormal numbers would be.
Description leaky(Precision precision, std::uint64_t size, bool poisson) {
    Description description;
    description.duration_ms = 100;
    description.precision = precision;
    auto population = bench::neurons("n", size, "iaf_psc_exp");
    population.params["tau_m"] = Distribution::constant(2);
    for (const char* name : {"tau_syn_ex", "tau_syn_in"}) {
        population.params[name] = Distribution::constant(0.5);
    }
    description.populations.push_back(population);
    if (poisson) { description.stimuli.push_back(bench::poisson_background(population)); }
    return description;
}
/// Steps after which all of its state is below 1e-308.
constexpr int steps_to_nothing = 16000;

using Neurons = std::unique_ptr<bench::SteppedNeurons>;

/// A period of dropping what is negligible, in each of which neurons get spikes first, if they get any.
Rounds::Index add_steps(Rounds& rounds, bench::SteppedNeurons& neurons, double weight) {
    constexpr int steps = 16;
    return rounds.add(
        [&neurons, weight] {
            if (weight > 0) { neurons.feed(weight); }
            return neurons.seconds(steps);
        },
        static_cast<double>(steps * neurons.size()));
}

template <class M>
void add_step_row(Rounds& rounds, const StepParts& parts, bench::SteppedNeurons& neurons,
                  Rounds::Index step) {
    const auto& description = neurons.description();
    const auto precision = description.precision;
    rounds.add(
        {.kernel = "step of " + std::string(M::info.name),
         .precision = word(precision),
         .piece = step,
         .ceiling = "state through L2, or arithmetic",
         .terms = parts.terms(neurons.bytes_per_neuron(), operations<M>(description), precision),
         .overlap = true});
}

/// iaf_psc_exp without a Poisson process, with one, and silent.
void add_promised_steps(Rounds& rounds, const Machine& machine, const DrawPieces& draws,
                        const StepParts& parts, std::vector<Neurons>& all) {
    const std::uint64_t size = 16384 / machine.fewer;
    for (const auto precision : both) {
        const auto make = [&](bool poisson) -> bench::SteppedNeurons& {
            all.push_back(std::make_unique<bench::SteppedNeurons>(leaky(precision, size, poisson)));
            return *all.back();
        };
        auto& plain = make(false);
        auto& silent = make(false);
        silent.feed(1);
        silent.seconds(steps_to_nothing);
        const auto step = add_steps(rounds, plain, 1);
        const auto with = add_steps(rounds, make(true), 0);
        const auto without_input = add_steps(rounds, silent, 0);
        add_step_row<IafPscExp<1>>(rounds, parts, plain, step);
        rounds.add({"step of iaf_psc_exp with Poisson",
                    word(precision),
                    with,
                    "Poisson count + step",
                    {{draws.counts}, {step}},
                    1.3});
        rounds.add(
            {"step of iaf_psc_exp, silent", word(precision), without_input, "step", {{step}}, 1.2});
    }
}

template <class M>
void add_other_steps(Rounds& rounds, const Machine& machine, const StepParts& parts,
                     std::vector<Neurons>& all) {
    for (const auto precision : both) {
        Description description;
        description.duration_ms = 100;
        description.precision = precision;
        description.populations.push_back(
            bench::neurons("n", 4096 / machine.fewer, std::string(M::info.name)));
        all.push_back(std::make_unique<bench::SteppedNeurons>(std::move(description)));
        add_step_row<M>(rounds, parts, *all.back(), add_steps(rounds, *all.back(), 0.1));
    }
}

void measure_draws_and_steps(const Machine& machine) {
    Rounds rounds;
    Column<std::uint64_t> buffer((384U << 10U) / sizeof(std::uint64_t));
    std::vector<Neurons> all;
    const auto draws = add_draws(rounds, machine);
    const auto parts = add_step_parts(rounds, machine, buffer);
    add_promised_steps(rounds, machine, draws, parts, all);
    add_other_steps<IafCondExp>(rounds, machine, parts, all);
    add_other_steps<HhPscAlpha>(rounds, machine, parts, all);
    add_other_steps<AeifCondAlpha>(rounds, machine, parts, all);
    rounds.run(machine.rounds);
    rounds.print();
}

/// Delivery of static synapses is not compiled for each set: one loop of scalars serves all.
void measure_static_events(Machine& machine) {
    Rounds rounds;
    bench::AddInCache adding(bench::row_neurons);
    bench::StaticEvents in_l2(bench::static_network(WeightStorage::compact, 8.78, 50));
    bench::StaticEvents in_memory(bench::static_network(WeightStorage::compact, 8.78, 40000));
    const auto add = rounds.add([&] { return bench::seconds_of([&] { adding.pass(); }); },
                                bench::AddInCache::per_pass);
    const auto read = add_memory_read(rounds, machine);
    const auto add_events = [&](bench::StaticEvents& events) {
        constexpr int steps = 10;
        return rounds.add([&events] { return events.seconds(steps); },
                          steps * bench::StaticEvents::events_per_step());
    };
    const auto near = add_events(in_l2);
    const auto far = add_events(in_memory);
    rounds.add({"static event, synapses in L2", "", near, "add in L2", {{add}}});
    rounds.add({"static event, synapses in memory",
                "",
                far,
                "add in L2, or 4 bytes read",
                {{add}, {read, 4}},
                0,
                true});
    rounds.run(machine.rounds);
    rounds.print();
}

void measure_plastic_events(Machine& machine) {
    constexpr std::uint64_t synapses = 40'000'000;
    for (const auto& rule : {bench::stdp_rule(1), bench::hpc_rule()}) {
        for (const auto precision : both) {
            Rounds rounds;
            bench::PlasticEvents events(rule, precision, bench::PlasticEvents::n_targets,
                                        synapses / machine.fewer);
            events.seconds(2500);
            bench::AddInCache adding(bench::PlasticEvents::n_targets);
            const auto add = rounds.add([&] { return bench::seconds_of([&] { adding.pass(); }); },
                                        bench::AddInCache::per_pass);
            const auto touch = add_memory_touch(rounds, machine);
            constexpr int steps = 4;
            const auto event =
                rounds.add([&] { return events.seconds(steps); }, steps * events.events_per_step());
            const double weight_bytes = precision == Precision::single ? 4 : 8;
            rounds.add({"event of " + rule.model,
                        word(precision),
                        event,
                        "add in L1, or weight read and written",
                        {{add}, {touch, weight_bytes}},
                        0,
                        true});
            rounds.run(machine.rounds / 2 + 1);
            rounds.print();
        }
    }
}

/// The recurrent synapses of 20 000 neurons, drawn and stored.
void measure_construction(Machine& machine) {
    Description description;
    description.duration_ms = 100;
    description.weights = WeightStorage::compact;
    description.populations.push_back(bench::neurons("n", 20000, "iaf_psc_exp"));
    Rule rule;
    rule.kind = RuleKind::fixed_total_number;
    rule.degree = 20'000'000 / machine.fewer;
    auto synapses = bench::projection(0, 0, rule);
    synapses.weight = {Distribution::Kind::normal, 87.8, 8.78, 0};
    synapses.delay = {Distribution::Kind::normal, 1.5, 0.75, 0.05};
    description.projections.push_back(synapses);
    bench::complete(description);
    const auto plan = plan_fixed_point(description);
    const std::vector<NeuronRange> ranges{{0, 0, 20000}};
    const auto layout = lay_out_rows(plan, ranges);

    Rounds rounds;
    const auto aes = add_aes(rounds, machine);
    const auto touch = add_memory_touch(rounds, machine);
    const auto build = rounds.add(
        [&] {
            return bench::seconds_of(
                [&] { bench::keep(build_synapses(description, plan, ranges, layout).n_synapses); });
        },
        static_cast<double>(rule.degree));
    rounds.add({"synapse drawn and stored",
                "",
                build,
                "an AES block, 4 bytes written",
                {{aes, 4}, {touch, 4}}});
    rounds.run(5);
    rounds.print();
}

}  // namespace

int main(int argc, char** argv) {
    try {
        if (argc > 1 && std::strcmp(argv[1], "--sets") == 0) {
            for (const CpuSet set : usable_cpu_sets()) {
                std::printf("%s\n", std::string(name_of(set)).c_str());
            }
            return 0;
        }
        Machine machine;
        measure_draws_and_steps(machine);
        machine.fill_memory();
        if (machine.fewer == 1) { measure_static_events(machine); }
        measure_plastic_events(machine);
        measure_construction(machine);
    } catch (const Error& error) {
        std::fprintf(stderr, "kernel_bench: %s\n", error.what());
        return error.exit_code;
    }
}
