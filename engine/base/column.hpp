#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <span>
#include <string>
#include <type_traits>
#include <utility>

#include <sys/mman.h>
#include <unistd.h>

#include "engine/base/error.hpp"

namespace callosum {

/// A zero-initialised array of fixed size, aligned to 64 bytes. From 2 MiB on it has a mapping of
/// its own, aligned to huge pages and advised to use them. No page of the mapping is touched before
/// its owner writes to it, so the thread that writes first decides the NUMA node. Throws LimitError
/// when the memory is not to be had.
template <class T>
    requires std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T>
class Column {
  public:
    static constexpr std::size_t huge_page = std::size_t{2} << 20;

    Column() = default;
    explicit Column(std::size_t size) : size_(size) {
        if (size > (std::numeric_limits<std::size_t>::max() - 2 * huge_page) / sizeof(T)) {
            fail("more than 2^64");
        }
        const std::size_t bytes = size * sizeof(T);
        if (bytes >= huge_page) {
            map(bytes);
        } else if (bytes > 0) {
            data_ = static_cast<T*>(std::aligned_alloc(alignment, round_up(bytes, alignment)));
            if (data_ == nullptr) { fail(std::to_string(bytes)); }
            std::memset(static_cast<void*>(data_), 0, bytes);
        }
    }
    Column(Column&& other) noexcept { swap(other); }
    Column& operator=(Column&& other) noexcept {
        // Takes the other column first, so that the old memory is freed even if `other` is this
        // column.
        Column taken(std::move(other));
        swap(taken);
        return *this;
    }
    Column(const Column&) = delete;
    Column& operator=(const Column&) = delete;
    ~Column() {
        if (mapped_ > 0) {
            munmap(data_, mapped_);
        } else {
            std::free(data_);
        }
    }

    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] bool empty() const { return size_ == 0; }
    [[nodiscard]] T* data() { return data_; }
    [[nodiscard]] const T* data() const { return data_; }
    [[nodiscard]] T& operator[](std::size_t i) { return data_[i]; }
    [[nodiscard]] const T& operator[](std::size_t i) const { return data_[i]; }
    [[nodiscard]] T* begin() { return data_; }
    [[nodiscard]] T* end() { return data_ + size_; }
    [[nodiscard]] const T* begin() const { return data_; }
    [[nodiscard]] const T* end() const { return data_ + size_; }
    [[nodiscard]] std::span<T> span() { return {data_, size_}; }
    [[nodiscard]] std::span<const T> span() const { return {data_, size_}; }

    /// Keeps the first `n` elements and returns the whole pages behind them to the system; a column
    /// below 2 MiB keeps its memory and only shrinks.
    void release_tail(std::size_t n) {
        if (n >= size_) { return; }
        size_ = n;
        if (mapped_ == 0) { return; }
        const std::size_t kept = round_up(std::max(n * sizeof(T), std::size_t{1}), page());
        if (kept >= mapped_) { return; }
        munmap(reinterpret_cast<std::byte*>(data_) + kept, mapped_ - kept);
        mapped_ = kept;
    }

    void swap(Column& other) noexcept {
        std::swap(data_, other.data_);
        std::swap(size_, other.size_);
        std::swap(mapped_, other.mapped_);
    }

  private:
    static constexpr std::size_t alignment = 64;

    static std::size_t page() { return static_cast<std::size_t>(sysconf(_SC_PAGESIZE)); }
    static constexpr std::size_t round_up(std::size_t bytes, std::size_t unit) {
        return (bytes + unit - 1) / unit * unit;
    }

    /// Maps one huge page more than needed, then unmaps the parts before and behind the aligned
    /// range.
    void map(std::size_t bytes) {
        const std::size_t wanted = round_up(bytes, page());
        void* found = mmap(nullptr, wanted + huge_page, PROT_READ | PROT_WRITE,
                           MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (found == MAP_FAILED) { fail(std::to_string(bytes)); }
        auto* start = static_cast<std::byte*>(found);
        const std::size_t misfit = reinterpret_cast<std::uintptr_t>(start) % huge_page;
        const std::size_t before = misfit == 0 ? 0 : huge_page - misfit;
        if (before > 0) { munmap(start, before); }
        munmap(start + before + wanted, huge_page - before);
        data_ = reinterpret_cast<T*>(start + before);
        mapped_ = wanted;
        madvise(data_, mapped_, MADV_HUGEPAGE);  // a hint: the column works without it
    }

    [[noreturn]] static void fail(const std::string& bytes) {
        throw LimitError("out of memory: a column of " + bytes + " bytes (elements of " +
                         std::to_string(sizeof(T)) +
                         " bytes) cannot be had; use more nodes or a smaller network");
    }

    T* data_ = nullptr;
    std::size_t size_ = 0;
    std::size_t mapped_ = 0;  ///< bytes mapped; 0 where the memory is from aligned_alloc
};

}  // namespace callosum
