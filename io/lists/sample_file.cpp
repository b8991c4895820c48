#include "io/lists/sample_file.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

#include "engine/base/error.hpp"
#include "io/hdf5/file.hpp"
#include "io/lists/file_list.hpp"
#include "io/lists/text_table.hpp"

namespace callosum {

namespace {

/// Samples that know the bounds of their values.
class BoundedSamples : public Samples {
  public:
    explicit BoundedSamples(std::string path, std::string dataset = {})
        : path_(std::move(path)), dataset_(std::move(dataset)) {}
    [[nodiscard]] double smallest() const override { return smallest_; }
    [[nodiscard]] double largest() const override { return largest_; }
    [[nodiscard]] std::string origin() const override { return "'" + path_ + "'"; }
    [[nodiscard]] std::optional<FileReference> file() const override {
        return FileReference{absolute_name(path_), dataset_};
    }

  protected:
    /// Checks values from element `first` on.
    void include(std::span<const double> values, std::uint64_t first) {
        for (std::size_t k = 0; k < values.size(); ++k) {
            const double value = values[k];
            if (!std::isfinite(value)) {
                const std::uint64_t element = first + k;
                throw IoError(path_,
                              "row " + std::to_string(element / n_features()) + ", column " +
                                  std::to_string(element % n_features()) +
                                  " is not a finite number",
                              1);
            }
            smallest_ = std::min(smallest_, value);
            largest_ = std::max(largest_, value);
        }
    }

  private:
    std::string path_, dataset_;
    double smallest_ = std::numeric_limits<double>::infinity();
    double largest_ = -std::numeric_limits<double>::infinity();
};

class TextSamples : public BoundedSamples {
  public:
    explicit TextSamples(const std::string& path) : BoundedSamples(path) {
        TextFile file(path);
        std::vector<double> row;
        bool may_be_header = true;
        std::string_view line;
        while (file.next(line)) {
            if (line.empty() || line.front() == '#') { continue; }
            const bool good = parse(line, row);
            if (!good && !may_be_header) {
                file.fail("'" + std::string(line) + "' is not numbers");
            }
            may_be_header = false;
            if (!good) { continue; }
            if (n_features_ == 0) { n_features_ = row.size(); }
            if (row.size() != n_features_) {
                file.fail("has " + std::to_string(row.size()) + " values, the lines before have " +
                          std::to_string(n_features_));
            }
            values_.insert(values_.end(), row.begin(), row.end());
        }
        include(values_, 0);
    }
    [[nodiscard]] std::uint64_t n_samples() const override {
        return n_features_ == 0 ? 0 : values_.size() / n_features_;
    }
    [[nodiscard]] std::uint64_t n_features() const override { return n_features_; }
    [[nodiscard]] std::vector<double> features(std::uint64_t first,
                                               std::uint64_t last) const override {
        std::vector<double> some;
        some.reserve(n_samples() * (last - first));
        for (std::uint64_t s = 0; s < n_samples(); ++s) {
            const double* row = values_.data() + s * n_features_;
            some.insert(some.end(), row + first, row + last);
        }
        return some;
    }

  private:
    static bool parse(std::string_view line, std::vector<double>& row) {
        row.clear();
        while (!line.empty()) {
            const auto end = std::min(line.find_first_of(", \t"), line.size());
            const auto value = parse_real(line.substr(0, end));
            if (!value) { return false; }
            row.push_back(*value);
            line = trimmed(line.substr(end));
            if (line.starts_with(',')) { line = trimmed(line.substr(1)); }
        }
        return true;
    }

    std::uint64_t n_features_ = 0;
    std::vector<double> values_;
};

class Hdf5Samples : public BoundedSamples {
  public:
    Hdf5Samples(const std::string& path, const std::string& name)
        : BoundedSamples(path, name), data_(open(path, name)) {
        constexpr std::uint64_t elements_per_slab = std::uint64_t{1} << 20;
        const std::uint64_t rows = std::max<std::uint64_t>(1, elements_per_slab / n_features());
        std::vector<double> values;
        for (std::uint64_t first = 0; first < n_samples(); first += rows) {
            values.resize(std::min(rows, n_samples() - first) * n_features());
            data_.read_rows(first, std::span(values));
            include(values, first * n_features());
        }
    }
    [[nodiscard]] std::uint64_t n_samples() const override { return data_.rows(); }
    [[nodiscard]] std::uint64_t n_features() const override { return data_.row_size(); }
    [[nodiscard]] std::vector<double> features(std::uint64_t first,
                                               std::uint64_t last) const override {
        const std::uint64_t width = last - first;
        std::vector<double> some(n_samples() * width);
        if (data_.shape().size() == 2) {
            data_.read(hdf5::Slab{{0, first}, {n_samples(), width}}, std::span(some));
            return some;
        }
        // Features of several dimensions are not a rectangle: whole samples, one at a time.
        std::vector<double> row(n_features());
        for (std::uint64_t s = 0; s < n_samples(); ++s) {
            data_.read_rows(s, std::span(row));
            std::copy_n(row.begin() + static_cast<std::ptrdiff_t>(first), width,
                        some.begin() + static_cast<std::ptrdiff_t>(s * width));
        }
        return some;
    }

  private:
    static hdf5::Dataset open(const std::string& path, const std::string& name) {
        if (name.empty()) {
            throw IoError(path, "is an HDF5 file; say which dataset of it to read", 1);
        }
        const auto file = hdf5::File::open(path);
        if (!file.exists(name)) { throw IoError(path, "has no dataset '" + name + "'", 1); }
        auto data = file.dataset(name);
        const bool numbers =
            data.content() == hdf5::Content::integer || data.content() == hdf5::Content::real;
        if (data.shape().size() < 2 || data.row_size() == 0 || !numbers) {
            throw IoError(path, "'" + name + "' must hold numbers as [samples, features]", 1);
        }
        return data;
    }
    hdf5::Dataset data_;
};

}  // namespace

std::shared_ptr<const Samples> open_samples(const std::string& path, const std::string& dataset) {
    if (hdf5::File::is_hdf5(path)) { return std::make_shared<Hdf5Samples>(path, dataset); }
    return std::make_shared<TextSamples>(path);
}

}  // namespace callosum
