#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/records/sinks.hpp"
#include "io/hdf5/file.hpp"

/// Datasets of one recording in weights.h5, written and read slab by slab.
namespace callosum {

inline constexpr std::uint64_t weight_chunk = std::uint64_t{1} << 17;  ///< elements; 1 MiB at most

/// A column with one number for each synapse, filled from front to back.
template <hdf5::Element T>
class ColumnWriter {
  public:
    ColumnWriter(hdf5::File& file, const std::string& name, std::uint64_t size)
        : data_(size == 0
                    ? file.create_dataset(name, hdf5::type_of<T>(), {0})
                    : file.create_chunked(name, hdf5::type_of<T>(), {size},
                                          {std::min(size, weight_chunk)}, hdf5::Packing::deflate)) {
    }
    /// Appends a value. Call flush after the last one.
    void add(T value) {
        buffer_.push_back(value);
        if (buffer_.size() == weight_chunk) { flush(); }
    }
    void flush() {
        data_.write({{first_}, {buffer_.size()}}, std::span<const T>(buffer_));
        first_ += buffer_.size();
        buffer_.clear();
    }

  private:
    hdf5::Dataset data_;
    std::uint64_t first_ = 0;
    std::vector<T> buffer_;
};

/// The four columns that describe the synapses of a recording.
class SynapseWriter {
  public:
    SynapseWriter(hdf5::File& file, const std::string& group, std::uint64_t size, double dt_ms);
    void add(const RecordedSynapse& synapse);
    void flush();

  private:
    double dt_ms_;
    ColumnWriter<std::uint64_t> sources_, targets_;
    ColumnWriter<std::uint32_t> occurrences_;
    ColumnWriter<double> delays_;
};

/// The snapshots of a recording (time x synapse), filled row by row, each from front to back.
/// Chunks hold several rows where rows are short. They are not compressed: drawn weights shrink by
/// a fifth at a tenth of the speed.
template <hdf5::Element T>
class SnapshotTable {
  public:
    SnapshotTable(hdf5::File& file, const std::string& name, std::uint64_t rows,
                  std::uint64_t columns)
        : columns_(columns),
          width_(std::min(columns, weight_chunk)),
          height_(width_ == 0 ? 1 : std::clamp<std::uint64_t>(weight_chunk / width_, 1, rows)),
          data_(file.create_chunked(name, hdf5::type_of<T>(), {rows, columns}, {height_, width_},
                                    hdf5::Packing::plain)) {
        buffer_.resize(width_ * height_);
    }
    /// Returns the place for the next values, of which `room` fit.
    [[nodiscard]] T* end() { return buffer_.data() + used_; }
    [[nodiscard]] std::uint64_t room() const {
        return (width_ == columns_ ? buffer_.size() : std::min(width_, columns_ - column_)) - used_;
    }
    /// Takes over n values that were put at `end`.
    void advance(std::uint64_t n) {
        used_ += n;
        if (room() == 0) { flush(); }
    }
    void flush() {
        if (used_ == 0) { return; }
        const std::span<const T> values(buffer_.data(), used_);
        if (width_ == columns_) {
            data_.write({{row_, 0}, {used_ / columns_, columns_}}, values);
            row_ += used_ / columns_;
        } else {
            data_.write({{row_, column_}, {1, used_}}, values);
            column_ = (column_ + used_) % columns_;
            row_ += column_ == 0 ? 1 : 0;
        }
        used_ = 0;
    }

  private:
    std::uint64_t columns_, width_, height_;
    hdf5::Dataset data_;
    std::vector<T> buffer_;
    std::uint64_t used_ = 0, row_ = 0, column_ = 0;
};

/// Content of one recording in a weights.h5 that an earlier stretch of the run left.
class EarlierWeights {
  public:
    /// Returns nothing if there is no file, or the group is not in it.
    [[nodiscard]] static std::optional<EarlierWeights> find(const std::string& path,
                                                            const std::string& group, double dt_ms);
    [[nodiscard]] const std::string& path() const { return file_.path(); }
    [[nodiscard]] const std::vector<std::int64_t>& steps() const { return steps_; }
    [[nodiscard]] std::uint64_t n_synapses() const { return n_synapses_; }
    /// Calls `take` for each synapse, in the order of the file.
    void visit(const std::function<void(const RecordedSynapse&)>& take) const;
    /// Copies the first rows to a table of the same width.
    template <hdf5::Element T>
    void copy_rows(std::uint64_t n_rows, SnapshotTable<T>& table) const {
        const auto weights = file_.dataset(group_ + "/weights");
        for (std::uint64_t row = 0; row < n_rows; ++row) {
            for (std::uint64_t first = 0; first < n_synapses_;) {
                const std::uint64_t n = std::min(table.room(), n_synapses_ - first);
                weights.read({{row, first}, {1, n}}, std::span<T>(table.end(), n));
                table.advance(n);
                first += n;
            }
        }
    }

  private:
    EarlierWeights(hdf5::File file, std::string group, double dt_ms);

    hdf5::File file_;
    std::string group_;
    double dt_ms_;
    std::vector<std::int64_t> steps_;
    std::uint64_t n_synapses_ = 0;
};

}  // namespace callosum
