#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <utility>

#include "engine/base/ranks.hpp"
#include "network/describe/edge_blocks.hpp"
#include "network/describe/edge_list.hpp"

namespace callosum {

/// Ranks that open a list together, and where to put the part that this rank has read then; null: nowhere.
struct OpenTogether {
    const Ranks& ranks;
    EdgeBlocks* held = nullptr;
};

/// An edge list in a file. Its bounds are found when it is opened, by one read of the file: each rank reads a
/// part, and may hold it, so that it need not be read again.
class FileList : public EdgeList {
  public:
    explicit FileList(std::string path) : path_(std::move(path)) {}
    [[nodiscard]] const EdgeBounds& bounds() const override { return bounds_; }
    [[nodiscard]] bool in_memory() const override { return false; }
    [[nodiscard]] std::string origin() const override { return path_; }
    [[nodiscard]] EdgesRead read_so_far() const override { return {edges_read_, bytes_read_}; }

  protected:
    /// Called once when a list has been opened; checks every edge. Collective.
    void find_bounds(const OpenTogether& together);
    void count_read(std::uint64_t edges, std::uint64_t bytes) const {
        edges_read_ += edges;
        bytes_read_ += bytes;
    }
    /// Sees every edge of this rank's part while the bounds are found.
    virtual void index(std::span<const Edge> /*edges*/, std::uint64_t /*first_index*/) {}
    /// Where edge `index` stands, for messages.
    [[nodiscard]] virtual std::string place(std::uint64_t index) const = 0;

  private:
    void check(std::span<const Edge> edges, std::uint64_t first_index) const;

    std::string path_;
    EdgeBounds bounds_;
    mutable std::atomic<std::uint64_t> edges_read_ = 0, bytes_read_ = 0;
};

/// A path that holds from anywhere.
[[nodiscard]] inline std::string absolute_name(const std::string& path) {
    return std::filesystem::absolute(path).lexically_normal().string();
}

/// Throws IoError at the first edge that is not finite, or whose ends no network could have.
void check_edges(std::span<const Edge> edges, std::uint64_t first_index, const std::string& origin,
                 const std::function<std::string(std::uint64_t)>& place);

/// Lists by the kind of file; see open_edge_list. Collective.
[[nodiscard]] std::shared_ptr<const EdgeList> open_hdf5_list(const std::string& path,
                                                             const std::string& group,
                                                             const OpenTogether& together);
[[nodiscard]] std::shared_ptr<const EdgeList> open_text_list(const std::string& path,
                                                             const OpenTogether& together);

}  // namespace callosum
