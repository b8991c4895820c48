#include "network/boards/board.hpp"

#include <stdexcept>

namespace callosum {
namespace {

constexpr std::array spinnaker2_rules{
    LimitRule{"max_neurons_per_core", "neurons", 1, 255},
    LimitRule{"max_spike_lists_per_core", "lists", 1, 255},
    LimitRule{"max_poisson_processes_per_core", "processes", 1, 255},
    LimitRule{"row_memory_bytes", "bytes", 1},
    LimitRule{"row_header_bytes", "bytes"},
    LimitRule{"synapse_bytes", "bytes", 1},
    LimitRule{"row_alignment_bytes", "bytes", 1},
    LimitRule{"table_entry_bytes", "bytes"},
    LimitRule{"spike_list_bytes", "bytes"},
    LimitRule{"spike_list_entry_bytes", "bytes"},
    LimitRule{"recorded_spikes_bytes_per_32_neurons", "bytes"},
    LimitRule{"chip_row_memory_bytes", "bytes"},
    LimitRule{"router_entries", "entries", 1},
    LimitRule{"key_bits", "bits", 8, 32},
    LimitRule{"weight_max_with_delay", "1", 1, 127},
    LimitRule{"delay_max", "ticks", 0, 255},
    LimitRule{"weight_max_without_delay", "1", 1, 127},
    LimitRule{"synaptic_events_per_second", "1/s", 1},
    LimitRule{"neuron_updates_per_second", "1/s", 1},
    LimitRule{"spike_packet_bits", "bits", 1},
    LimitRule{"link_bits_per_second", "bit/s", 1},
    LimitRule{"board_link_bits_per_second", "bit/s", 1},
    LimitRule{"poisson_p_max", "1", 1e-6, 1, false}};

constexpr std::array brainscales2_rules{LimitRule{"columns", "columns", 32},
                                        LimitRule{"columns_per_event_output", "columns", 1},
                                        LimitRule{"buses_per_hemisphere", "buses", 1, 16},
                                        LimitRule{"drivers_per_bus", "drivers", 1},
                                        LimitRule{"rows_per_driver", "rows", 1, 2},
                                        LimitRule{"weight_max", "1", 1, 63},
                                        LimitRule{"labels", "labels", 1, 64},
                                        LimitRule{"row_selects", "values", 1, 32},
                                        LimitRule{"inputs_per_circuit", "inputs", 1},
                                        LimitRule{"inputs_per_circuit_and_bus", "inputs", 1},
                                        LimitRule{"signed_inputs_per_circuit", "inputs", 1},
                                        LimitRule{"circuits_per_neuron", "circuits", 1, 128},
                                        LimitRule{"acceleration", "1", 1},
                                        LimitRule{"v_leak_min", "LSB", 0, 1022},
                                        LimitRule{"v_leak_max", "LSB", 0, 1022},
                                        LimitRule{"v_threshold_min", "LSB", 0, 1022},
                                        LimitRule{"v_threshold_max", "LSB", 0, 1022},
                                        LimitRule{"tau_mem_min", "us", 0, 1e6, false},
                                        LimitRule{"tau_mem_max", "us", 0, 1e6, false},
                                        LimitRule{"tau_syn_min", "us", 0, 1e6, false},
                                        LimitRule{"tau_syn_max", "us", 0, 1e6, false},
                                        LimitRule{"tau_refrac_min", "us", 0, 1e6, false},
                                        LimitRule{"tau_refrac_max", "us", 0, 1e6, false},
                                        LimitRule{"background_events_per_second", "1/s", 1},
                                        LimitRule{"bus_events_per_second", "1/s", 1},
                                        LimitRule{"noise_potential", "LSB", 0, 100, false},
                                        LimitRule{"noise_tau", "1", 0, 1, false},
                                        LimitRule{"noise_weight", "1", 0, 1, false}};

}  // namespace

double Board::limit(std::string_view which) const {
    const auto found = limits.find(which);
    if (found == limits.end()) {
        throw std::logic_error("board " + name + " has no limit " + std::string(which));
    }
    return found->second.value;
}

std::uint64_t Board::n_cores() const {
    std::uint64_t n = 0;
    for (const auto& chip : chips) { n += chip.cores; }
    return n;
}

std::span<const LimitRule> limit_rules(std::string_view target) {
    if (target == "spinnaker2") { return spinnaker2_rules; }
    if (target == "brainscales2") { return brainscales2_rules; }
    return {};
}

}  // namespace callosum
