#pragma once

#include <cstdint>
#include <cstdio>
#include <functional>
#include <memory>
#include <span>
#include <string>

#include "io/record/weight_parts.hpp"

namespace callosum {

/// Stream from which each synapse comes once all are in order, as runs. It is kept in an unlinked
/// file, because there may be as many runs as sources times streams.
class StreamOrder {
  public:
    /// Successive synapses that come from the same stream.
    struct Run {
        std::uint32_t stream = 0;
        std::uint32_t n = 0;
    };
    explicit StreamOrder(const std::string& folder);
    /// Appends a synapse of this stream.
    void add(std::uint32_t stream);
    /// Goes to the first run; nothing can be added afterwards.
    void rewind();
    /// Returns false at the end.
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

/// A stream of a part file, and the content that a scan found.
struct MergedStream {
    const Part* part = nullptr;
    WeightStream stream;
    StreamContent content;
};

/// Passes on the synapses of all streams in the order of (source, target, occurrence), and records
/// in `order` where they came from. Memory is bounded: `bytes` and one block for each stream.
void merge_synapses(std::span<const MergedStream> streams, std::size_t bytes, bool single,
                    StreamOrder& order, const std::function<void(const RecordedSynapse&)>& take);

}  // namespace callosum
