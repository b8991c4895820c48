#pragma once

#include <cstdint>
#include <cstdio>
#include <functional>
#include <memory>
#include <span>
#include <string>

#include "io/record/weight_parts.hpp"

namespace callosum {

/// Which stream each synapse comes from once all are in order, as runs. Kept in a file without a name,
/// since there may be as many runs as sources times streams.
class StreamOrder {
  public:
    struct Run {
        std::uint32_t stream = 0;
        std::uint32_t n = 0;
    };
    explicit StreamOrder(const std::string& folder);
    void add(std::uint32_t stream);
    /// To the first run; nothing can be added afterwards.
    void rewind();
    /// False at the end.
    [[nodiscard]] bool next(Run& run);

  private:
    struct Closer {
        void operator()(std::FILE* file) const { std::fclose(file); }
    };
    void write();
    [[noreturn]] void fail(const char* what) const;

    std::string path_;
    std::unique_ptr<std::FILE, Closer> file_;
    Run run_;
};

/// A stream of a part file and what it was found to hold.
struct MergedStream {
    const Part* part = nullptr;
    WeightStream stream;
    StreamContent content;
};

/// Hands out the synapses of all streams in the order of (source, target, occurrence), and notes where
/// they came from. Memory is bounded: `bytes` and one block for each stream.
void merge_synapses(std::span<const MergedStream> streams, std::size_t bytes, bool single,
                    StreamOrder& order, const std::function<void(const RecordedSynapse&)>& take);

}  // namespace callosum
