#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace callosum {

/// File to which one rank appends during a run. Layout, little-endian: 8 bytes of magic, u32
/// version, u32 length of a JSON text, that text (everything that a merge needs), then records.
/// Flushed content survives the end of the process, however it ends.
class PartFile {
  public:
    static constexpr std::uint32_t version = 1;
    static constexpr std::chrono::seconds flush_interval{2};

    /// Creates the file and writes its head at once.
    PartFile(std::string path, std::string_view magic, const nlohmann::ordered_json& head);

    [[nodiscard]] const std::string& path() const { return path_; }
    /// Appends bytes, and hands them to the system every few seconds. A full disk is an IoError.
    void write(const void* bytes, std::size_t n);
    /// Hands the buffer to the system, so that a crash of the program loses none of it.
    void flush();
    /// Flushes and closes the file. It reports errors, which the destructor cannot.
    void close();

  private:
    struct Closer {
        void operator()(std::FILE* file) const { std::fclose(file); }
    };
    [[noreturn]] void fail(const char* what) const;

    std::string path_;
    std::vector<char> buffer_;
    std::unique_ptr<std::FILE, Closer> file_;
    std::chrono::steady_clock::time_point flushed_;
};

/// Reads a part file from front to back through a small buffer. The file is open only while the
/// buffer is filled, so that thousands of parts can be merged at once.
class PartReader {
  public:
    PartReader(std::string path, std::size_t buffer_bytes);

    /// Returns the JSON text of the head, or nothing if the file is too short or of another kind.
    [[nodiscard]] std::optional<nlohmann::ordered_json> read_head(std::string_view magic);
    /// Reads n bytes; returns false, consuming nothing, if fewer are left.
    [[nodiscard]] bool read(void* out, std::size_t n);
    /// Skips n bytes; returns false, consuming nothing, if fewer are left.
    [[nodiscard]] bool skip(std::uint64_t n);
    [[nodiscard]] std::uint64_t bytes_left() const { return size_ - position_; }
    [[nodiscard]] const std::string& path() const { return path_; }

  private:
    std::string path_;
    std::uint64_t size_ = 0;
    std::uint64_t position_ = 0;      ///< position of the next byte to be read
    std::uint64_t buffer_first_ = 0;  ///< position in the file of the buffer's first byte
    std::size_t capacity_;
    std::vector<char> buffer_;
};

/// Returns the first free name of "STEM.RANK.part", "STEM.RANK.1.part", ... in a folder: a resumed
/// run writes its own parts beside those of the run that was stopped.
[[nodiscard]] std::string free_part_path(const std::string& folder, const std::string& stem,
                                         int rank);
/// Returns all parts of this stem in a folder, sorted by name.
[[nodiscard]] std::vector<std::string> part_paths(const std::string& folder,
                                                  const std::string& stem);

}  // namespace callosum
