#pragma once

#include <string>
#include <vector>

#include "io/cli/command_line.hpp"
#include "io/experiment/experiment.hpp"
#include "network/boards/board.hpp"
#include "network/boards/finding.hpp"
#include "network/boards/substitutes.hpp"

namespace callosum::program {

/// Request for an export to a board.
struct ExportRequest {
    const CommandLine& line;
    const ExperimentFile& experiment;  ///< as the user wrote it
    const Description& description;    ///< the same network, with every drawn parameter a list of
                                       ///< numbers
    const Board& board;
    double board_dt_ms = 1;  ///< biological time of a tick
    double tick_s = 1e-3;    ///< wall time of a tick
    Allowed allowed;
    std::vector<double> rates_hz;  ///< spikes/s of each population
    std::string rates_from;        ///< origin of the rates, in words
};

/// Result of an export, and its entries in the manifest.
struct ExportOutcome {
    Findings findings;         ///< the network was mapped unless one of them blocks
    std::string report;        ///< tables for the user: needed, available, used
    std::string metrics;       ///< of the mapping, JSON: goes into the manifest
    std::string quantisation;  ///< JSON
};

/// Creates the folder of an export and removes the artefacts of an earlier one. Called once
/// everything is known to fit.
void clear_folder(const std::string& folder);

/// Maps the network onto the board and, unless only checking, writes partition.h5, the loader and
/// expected.h5 into the folder. The caller writes the manifest.
[[nodiscard]] ExportOutcome export_spinnaker2(const ExportRequest& request);
[[nodiscard]] ExportOutcome export_brainscales2(const ExportRequest& request);
/// The two NIR files of a network, or the reasons why it has none.
struct NirFiles {
    std::vector<Problem> problems;
    std::vector<std::string> notes;  ///< losses
    std::string json;                ///< for the manifest
};
/// Writes network.si.nir (seconds) and network.ms.nir into a folder; writes nothing if the folder
/// is empty text.
[[nodiscard]] NirFiles write_nir_files(const Description& description, const std::string& folder);
/// Runs the export to the target nir.
void export_nir(const CommandLine& line, const ExperimentFile& experiment);

}  // namespace callosum::program
