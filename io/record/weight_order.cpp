#include "io/record/weight_order.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <limits>
#include <queue>
#include <tuple>
#include <vector>

#include "engine/base/error.hpp"

namespace callosum {

StreamOrder::StreamOrder(const std::string& folder)
    : path_(folder + "/weights.order.part.tmp"), file_(std::fopen(path_.c_str(), "w+b")) {
    if (!file_) { fail("cannot be created"); }
    // An unlinked file lives until it is closed, and disappears even if the process is killed.
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
}

void StreamOrder::fail(const char* what) const {
    const int reason = errno;
    throw IoError(path_, std::string(what) + " (" + std::strerror(reason) + ")");
}

void StreamOrder::add(std::uint32_t stream) {
    constexpr auto most = std::numeric_limits<std::uint32_t>::max();
    if (run_.n > 0 && (run_.stream != stream || run_.n == most)) { write(); }
    run_.stream = stream;
    ++run_.n;
}

void StreamOrder::write() {
    if (std::fwrite(&run_, sizeof run_, 1, file_.get()) != 1) { fail("cannot be written"); }
    run_.n = 0;
}

void StreamOrder::rewind() {
    if (run_.n > 0) { write(); }
    if (std::fflush(file_.get()) != 0 || std::fseek(file_.get(), 0, SEEK_SET) != 0) {
        fail("cannot be written");
    }
}

bool StreamOrder::next(Run& run) {
    if (std::fread(&run, sizeof run, 1, file_.get()) == 1) { return true; }
    if (std::ferror(file_.get()) != 0) { fail("cannot be read"); }
    return false;
}

namespace {

using Key = std::tuple<std::uint64_t, std::uint64_t, std::uint32_t>;

Key key_of(const RecordedSynapse& synapse) {
    return {synapse.source, synapse.target, synapse.occurrence};
}

/// Synapses of one stream, read block by block.
class SynapseCursor {
  public:
    SynapseCursor(const MergedStream& stream, std::size_t bytes, bool single)
        : reader_(*stream.part, bytes, stream.stream, StreamReader::Payload::synapses, single),
          left_(stream.content.n_synapses) {}
    /// Returns the next synapse, or nullptr at the end.
    [[nodiscard]] const RecordedSynapse* peek() {
        if (at_ == n_) {
            n_ = std::min<std::uint64_t>(left_, block_.size());
            at_ = 0;
            reader_.read(block_.data(), n_);
            left_ -= n_;
        }
        return at_ < n_ ? &block_[at_] : nullptr;
    }
    void pop() { ++at_; }

  private:
    StreamReader reader_;
    std::uint64_t left_, n_ = 0, at_ = 0;
    std::array<RecordedSynapse, 256> block_;
};

}  // namespace

void merge_synapses(std::span<const MergedStream> streams, std::size_t bytes, bool single,
                    StreamOrder& order, const std::function<void(const RecordedSynapse&)>& take) {
    using Entry = std::pair<Key, std::uint32_t>;
    std::vector<SynapseCursor> cursors;
    std::priority_queue<Entry, std::vector<Entry>, std::greater<>> queue;
    cursors.reserve(streams.size());
    for (std::uint32_t s = 0; s < streams.size(); ++s) {
        cursors.emplace_back(streams[s], bytes, single);
        if (const auto* first = cursors[s].peek()) { queue.emplace(key_of(*first), s); }
    }
    while (!queue.empty()) {
        const auto [first, s] = queue.top();
        queue.pop();
        auto& cursor = cursors[s];
        if (!queue.empty() && queue.top().first == first) {
            throw IoError(streams[s].part->path,
                          "holds synapses that " + streams[queue.top().second].part->path +
                              " holds too; move the parts of one of the runs to a folder of "
                              "their own",
                          1);
        }
        const auto* synapse = cursor.peek();
        while (synapse != nullptr && (queue.empty() || key_of(*synapse) < queue.top().first)) {
            take(*synapse);
            order.add(s);
            cursor.pop();
            synapse = cursor.peek();
        }
        if (synapse != nullptr) { queue.emplace(key_of(*synapse), s); }
    }
}

}  // namespace callosum
