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

/// Records of part files of weights, and their reading stream by stream.
namespace callosum {

inline constexpr const char* weight_magic = "CALWEIGH";

/// Header of a record in a part file of weights.
struct WeightRecord {
    enum Kind : std::uint32_t {
        streams = 1,  ///< `n` streams hold this rank's part of a recording
        list,         ///< `n` synapses follow
        weights,      ///< `n` weights of the snapshot of step `value` follow
        last_weights  ///< like `weights`, and completes the snapshot of this stream
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

/// Content of one stream in a part file.
struct StreamContent {
    std::uint64_t n_synapses = 0;
    std::uint64_t n_whole = 0;  ///< number of complete snapshots
    std::int64_t first = 0;     ///< step of the first snapshot
    std::int64_t last = 0;      ///< step of the last snapshot
    std::uint64_t pending = 0;  ///< number of weights of an incomplete snapshot
};

struct RecordingContent {
    bool open = false;
    std::vector<StreamContent> streams;
};

/// Content of a part file, and the bytes at its end that are not whole records.
struct PartContent {
    std::vector<RecordingContent> recordings;
    std::uint64_t dropped_bytes = 0;
};

/// Walks through the records of a part without reading their payload.
[[nodiscard]] PartContent scan_part(const Part& part, std::size_t bytes,
                                    const WeightPartHead& head);

/// Reads one kind of payload of one stream in a part file, from front to back.
class StreamReader {
  public:
    enum class Payload { synapses, weights };
    StreamReader(const Part& part, std::size_t bytes, WeightStream stream, Payload payload,
                 bool single);
    /// Reads the next `n` elements, which must exist.
    void read(void* out, std::uint64_t n);

  private:
    void next_record();

    PartReader reader_;
    WeightStream stream_;
    Payload payload_;
    std::size_t value_bytes_;
    std::uint64_t left_ = 0;  ///< elements left of the present record
};

}  // namespace callosum
