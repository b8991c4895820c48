#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "io/record/part_file.hpp"
#include "io/record/part_heads.hpp"
#include "io/record/weight_writer.hpp"

/// What stands in part files of weights, and how it is read back stream by stream.
namespace callosum {

inline constexpr const char* weight_magic = "CALWEIGH";

/// What a record in a part file of weights starts with.
struct WeightRecord {
    enum Kind : std::uint32_t {
        streams = 1,  ///< `n` streams hold what this rank has of a recording
        list,         ///< `n` synapses follow
        weights,      ///< `n` weights of the snapshot of step `value` follow
        last_weights  ///< the same, and the snapshot of this stream is whole
    };
    std::uint32_t kind = streams;
    std::uint32_t recording = 0;
    std::uint32_t stream = 0;
    std::uint32_t n = 0;
    std::int64_t value = 0;
};

[[nodiscard]] nlohmann::ordered_json to_json(const WeightPartHead& head);
[[nodiscard]] WeightPartHead weight_head(const nlohmann::ordered_json& head,
                                         const std::string& path);

/// What a part file holds of one stream.
struct StreamContent {
    std::uint64_t n_synapses = 0;
    std::uint64_t n_whole = 0;  ///< snapshots
    std::int64_t first = 0;     ///< step of the first one
    std::int64_t last = 0;      ///< of the last one
    std::uint64_t pending = 0;  ///< weights of one that is not whole yet
};

struct RecordingContent {
    bool open = false;
    std::vector<StreamContent> streams;
};

/// What a part file holds, and how many bytes at its end are no whole records.
struct PartContent {
    std::vector<RecordingContent> recordings;
    std::uint64_t dropped_bytes = 0;
};

/// Walks through the records without their payload.
[[nodiscard]] PartContent scan_part(const Part& part, std::size_t bytes,
                                    const WeightPartHead& head);

/// Reads what one part file has of one stream, of one kind of payload, from front to back.
class StreamReader {
  public:
    enum class Payload { synapses, weights };
    StreamReader(const Part& part, std::size_t bytes, WeightStream stream, Payload payload,
                 bool single);
    /// Reads `n` elements on; they must be there.
    void read(void* out, std::uint64_t n);

  private:
    void next_record();

    PartReader reader_;
    WeightStream stream_;
    Payload payload_;
    std::size_t value_bytes_;
    std::uint64_t left_ = 0;  ///< elements of the record at hand
};

}  // namespace callosum
