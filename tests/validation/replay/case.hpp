#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "engine/records/spike.hpp"
#include "network/describe/network.hpp"
#include "tests/validation/replay/tolerance.hpp"

/// Replaying what another simulator wrote: a file becomes a Case, a Case is run by the engine, the
/// result is held against the file.
namespace callosum::replay {

/// Spikes, in steps, on both sides of one plastic synapse as the file has them, or spikes and potentials,
/// and what it must deliver. A neuron may have fired from the synapse: then its spikes are compared too.
struct ForcedSynapse {
    std::vector<std::int64_t> pre, post;
    std::vector<double> delivered;  ///< by every presynaptic spike
    /// Of the target, where the rule follows them instead of spikes: by step, from 1 on.
    std::vector<std::vector<double>> potentials;
};

/// A reference file as something that the engine can run, and what must come out.
struct Case {
    std::string name;         ///< of the file, without its ending
    std::string unsupported;  ///< why it cannot be replayed; empty if it can
    Description
        description;  ///< passed `finish`; records all spikes, and V_m where v_m_mV is given
    std::vector<double> v_m_mV;  ///< samples of the one neuron; empty: potentials are not compared
    std::vector<Spike> spikes;   ///< by step, then gid
    std::optional<ForcedSynapse> forced;  ///< of the first projection, from neuron 0 to neuron 1
    Tolerance tolerance;
};

/// Steps in which a neuron spiked, in order.
[[nodiscard]] std::vector<std::int64_t> steps_of(const std::vector<Spike>& spikes,
                                                 std::uint64_t gid);

/// Reads a file; nothing if it is JSON of another kind. Throws what is wrong with the file otherwise.
[[nodiscard]] std::optional<Case> read_case(const std::filesystem::path& path, Precision precision);

}  // namespace callosum::replay
