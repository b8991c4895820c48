#include "io/record/part_file.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <utility>

#include <nlohmann/json.hpp>

#include "engine/base/error.hpp"

namespace callosum {

namespace {

constexpr std::size_t magic_bytes = 8;
constexpr std::size_t write_buffer_bytes = std::size_t{1} << 20;

}  // namespace

PartFile::PartFile(std::string path, std::string_view magic, const nlohmann::ordered_json& head)
    : path_(std::move(path)),
      buffer_(write_buffer_bytes),
      file_(std::fopen(path_.c_str(), "wb")),
      flushed_(std::chrono::steady_clock::now()) {
    if (!file_) { fail("cannot be created"); }
    std::setvbuf(file_.get(), buffer_.data(), _IOFBF, buffer_.size());
    std::string padded(magic);
    padded.resize(magic_bytes);
    const std::string text = head.dump();
    const std::uint32_t length = static_cast<std::uint32_t>(text.size());
    write(padded.data(), padded.size());
    write(&version, sizeof version);
    write(&length, sizeof length);
    write(text.data(), text.size());
    flush();
}

void PartFile::fail(const char* what) const {
    const int reason = errno;
    throw IoError(path_, std::string(what) + " (" + std::strerror(reason) +
                             "); free some space or choose another output folder");
}

void PartFile::write(const void* bytes, std::size_t n) {
    if (n == 0) { return; }
    if (!file_) { throw IoError(path_, "written to after it was closed"); }
    if (std::fwrite(bytes, 1, n, file_.get()) != n) { fail("cannot be written"); }
    if (std::chrono::steady_clock::now() - flushed_ >= flush_interval) { flush(); }
}

void PartFile::flush() {
    if (!file_) { return; }
    if (std::fflush(file_.get()) != 0) { fail("cannot be written"); }
    flushed_ = std::chrono::steady_clock::now();
}

void PartFile::close() {
    if (!file_) { return; }
    flush();
    if (std::fclose(file_.release()) != 0) { fail("cannot be closed"); }
}

PartReader::PartReader(std::string path, std::size_t buffer_bytes)
    : path_(std::move(path)), capacity_(std::max<std::size_t>(buffer_bytes, 64)) {
    std::error_code code;
    size_ = std::filesystem::file_size(path_, code);
    if (code) { throw IoError(path_, "cannot be read (" + code.message() + ")"); }
}

std::optional<nlohmann::ordered_json> PartReader::read_head(std::string_view magic) {
    std::string found(magic_bytes, '\0');
    std::string expected(magic);
    expected.resize(magic_bytes);
    std::uint32_t version = 0;
    std::uint32_t length = 0;
    // A file that is too short was torn while it was created; the caller decides whether that is an
    // error.
    if (!read(found.data(), found.size()) || found != expected || !read(&version, sizeof version) ||
        !read(&length, sizeof length) || length > bytes_left()) {
        return std::nullopt;
    }
    if (version != PartFile::version) {
        throw IoError(path_,
                      "is a part file of version " + std::to_string(version) +
                          ", this program reads version " + std::to_string(PartFile::version),
                      1);
    }
    std::string text(length, '\0');
    if (!read(text.data(), text.size())) { return std::nullopt; }
    auto head = nlohmann::ordered_json::parse(text, nullptr, false);
    if (head.is_discarded()) { return std::nullopt; }
    return head;
}

bool PartReader::read(void* out, std::size_t n) {
    if (n > bytes_left()) { return false; }
    auto* bytes = static_cast<char*>(out);
    while (n > 0) {
        if (position_ < buffer_first_ || position_ >= buffer_first_ + buffer_.size()) {
            buffer_.resize(
                static_cast<std::size_t>(std::min<std::uint64_t>(capacity_, size_ - position_)));
            buffer_first_ = position_;
            std::ifstream file(path_, std::ios::binary);
            file.seekg(static_cast<std::streamoff>(position_));
            file.read(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
            if (!file) { throw IoError(path_, "cannot be read"); }
        }
        const auto offset = static_cast<std::size_t>(position_ - buffer_first_);
        const std::size_t there = std::min(n, buffer_.size() - offset);
        std::memcpy(bytes, buffer_.data() + offset, there);
        position_ += there;
        bytes += there;
        n -= there;
    }
    return true;
}

bool PartReader::skip(std::uint64_t n) {
    if (n > bytes_left()) { return false; }
    position_ += n;
    return true;
}

std::string free_part_path(const std::string& folder, const std::string& stem, int rank) {
    const std::string base = folder + "/" + stem + "." + std::to_string(rank);
    std::string path = base + ".part";
    for (int attempt = 1; std::filesystem::exists(path); ++attempt) {
        path = base + "." + std::to_string(attempt) + ".part";
    }
    return path;
}

std::vector<std::string> part_paths(const std::string& folder, const std::string& stem) {
    std::vector<std::string> paths;
    std::error_code code;
    for (const auto& entry : std::filesystem::directory_iterator(folder, code)) {
        const std::string name = entry.path().filename().string();
        if (name.starts_with(stem + ".") && name.ends_with(".part")) {
            paths.push_back(entry.path().string());
        }
    }
    if (code) { throw IoError(folder, "cannot be listed (" + code.message() + ")", 1); }
    std::ranges::sort(paths);
    return paths;
}

}  // namespace callosum
