#pragma once

#include <string>
#include <vector>

#include "io/cli/command_line.hpp"
#include "io/experiment/experiment.hpp"
#include "network/boards/board.hpp"
#include "network/boards/finding.hpp"
#include "network/boards/substitutes.hpp"

namespace callosum::program {

/// What an export to a board is asked for.
struct ExportRequest {
    const CommandLine& line;
    const Experiment& experiment;    ///< as the user wrote it
    const Description& description;  ///< the same; every drawn parameter is a list of numbers
    const Board& board;
    double board_dt_ms = 1;  ///< biological time of a tick
    double tick_s = 1e-3;    ///< wall time of a tick
    Allowed allowed;
    std::vector<double> rates_hz;  ///< spikes/s of each population
    std::string rates_from;        ///< where they are from, in words
};

/// What an export found, and what it says in the manifest.
struct ExportOutcome {
    Findings findings;         ///< the network was mapped unless one of them blocks
    std::string report;        ///< tables for the user: needed, available, used
    std::string metrics;       ///< of the mapping, JSON: goes into the manifest
    std::string quantisation;  ///< JSON
};

/// Makes the folder of an export and takes an earlier one's artefacts out; called once all is known to fit.
void clear_folder(const std::string& folder);

/// Each maps the network onto the board and, unless only checking, writes partition.h5, the loader and
/// expected.h5 into the folder. The manifest is written by the caller.
[[nodiscard]] ExportOutcome export_spinnaker2(const ExportRequest& request);
[[nodiscard]] ExportOutcome export_brainscales2(const ExportRequest& request);
/// The two NIR files of a network, or why it has none.
struct NirFiles {
    std::vector<Problem> problems;
    std::vector<std::string> notes;  ///< what is lost
    std::string json;                ///< for the manifest
};
/// Writes network.si.nir (seconds) and network.ms.nir into a folder; nowhere if that is empty.
[[nodiscard]] NirFiles write_nir_files(const Description& description, const std::string& folder);
/// The sub-command for the target nir.
void export_nir(const CommandLine& line, const Experiment& experiment);

}  // namespace callosum::program
