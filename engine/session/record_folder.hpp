#pragma once

#include <functional>
#include <memory>
#include <string>

#include "engine/base/ranks.hpp"
#include "engine/records/sinks.hpp"
#include "network/describe/network.hpp"

namespace callosum {

/// The records of a run in its output folder: part files into which each rank writes while it runs, and the files that rank 0 makes
/// of them at the end.
class RecordFolder {
  public:
    /// The reference run samples no traces and counts no rates: better no file than an empty one.
    enum class Records { all, of_reference };

    /// Opens this rank's part files for all that the description records. The folder must have been prepared
    /// (`prepare_output`).
    RecordFolder(std::string folder, const Description& description, const Ranks& ranks,
                 Records records = Records::all);
    ~RecordFolder();
    RecordFolder(RecordFolder&&) noexcept;
    RecordFolder& operator=(RecordFolder&&) noexcept;

    /// Takers of the records; they live as long as this object.
    [[nodiscard]] Sinks sinks() const;
    /// Closes the part files, merges those of all ranks, and writes run.json, whose text `summary` makes on rank 0. It comes last, so
    /// a folder that has one is complete. Collective, once.
    void finish(const Description& description, const Ranks& ranks,
                const std::function<std::string()>& summary);

  private:
    struct Parts;
    std::string folder_;
    std::unique_ptr<Parts> parts_;
};

}  // namespace callosum
