#include <cstdio>
#include "engine/program/program.hpp"
#include "engine/run/memory.hpp"
#include "io/config/experiment.hpp"
namespace callosum::program {
int plan(const CommandLine& line) {
    const auto experiment = read_experiment_file(line.input, line.sets);
    const auto& d = experiment.description;
    const auto plan = plan_input(d);
    const auto partition = partition_evenly(d, 1, line.threads.value_or(1));
    auto m = estimate_memory({d, plan, partition, 0, {}});
    m.program = resident_bytes();
    std::printf("total %.1f MB: program %.1f neurons %.1f rows %.1f syn %.1f %.1f %.1f %.1f %.1f index %.1f hist %.1f stim %.1f routes %.1f buffers %.1f records %.1f building %.1f; n %.0f halo %.0f\n", m.total()/1e6, m.program/1e6, m.neurons/1e6, m.input_rows/1e6, m.synapses[0]/1e6, m.synapses[1]/1e6, m.synapses[2]/1e6, m.synapses[3]/1e6, m.synapses[4]/1e6, m.synapse_index/1e6, m.histories/1e6, m.stimuli/1e6, m.routes/1e6, m.buffers/1e6, m.records/1e6, m.building/1e6, m.n_synapses[0]+m.n_synapses[1]+m.n_synapses[2]+m.n_synapses[3]+m.n_synapses[4], m.halo);
    return 0;
}
}
