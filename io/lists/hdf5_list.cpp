#include <algorithm>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "engine/base/error.hpp"
#include "io/hdf5/file.hpp"
#include "io/lists/file_list.hpp"
#include "io/lists/target_zones.hpp"
#include "network/describe/edge_lists.hpp"

namespace callosum {

namespace {

/// Edges that are read at a time: 32 MiB.
constexpr std::uint64_t edges_per_slab = std::uint64_t{1} << 20;

/// One of the four datasets, read in its own type where that is quicker.
class Column {
  public:
    Column(const hdf5::File& file, const std::string& name, bool integer)
        : data_(open(file, name, integer)),
          element_size_(data_.element_size()),
          narrow_(element_size_ == 4 && !data_.is_signed() &&
                  (integer || data_.content() == hdf5::Content::real)) {}

    [[nodiscard]] std::uint64_t rows() const { return data_.rows(); }
    [[nodiscard]] const std::string& name() const { return data_.name(); }
    [[nodiscard]] std::uint64_t element_size() const { return element_size_; }

    /// Calls store(k, value) for the elements from `first` on.
    template <class Wide, class Narrow, class Store>
    void read(std::uint64_t first, std::size_t n, Store&& store) const {
        if (narrow_) {
            read_as<Narrow>(first, n, store);
        } else {
            read_as<Wide>(first, n, store);
        }
    }

  private:
    template <class T, class Store>
    void read_as(std::uint64_t first, std::size_t n, Store& store) const {
        std::vector<T> values(n);
        data_.read_rows(first, std::span(values));
        for (std::size_t k = 0; k < n; ++k) { store(k, values[k]); }
    }

    static hdf5::Dataset open(const hdf5::File& file, const std::string& name, bool integer) {
        if (!file.exists(name)) {
            throw IoError(
                file.path(),
                "has no dataset '" + name + "'; an edge list has source, target, weight and delay",
                1);
        }
        auto dataset = file.dataset(name);
        const auto content = dataset.content();
        const bool suits =
            content == hdf5::Content::integer || (!integer && content == hdf5::Content::real);
        if (!suits || dataset.shape().size() != 1) {
            throw IoError(file.path(),
                          "'" + name + "' must be one-dimensional and hold " +
                              (integer ? "integers" : "numbers"),
                          1);
        }
        return dataset;
    }

    hdf5::Dataset data_;
    std::uint64_t element_size_;
    bool narrow_;  ///< float or unsigned, of 4 bytes
};

/// The four datasets of a group.
struct Columns {
    Columns(const std::string& path, const std::string& group, const hdf5::File& file)
        : source(file, group + "/source", true),
          target(file, group + "/target", true),
          weight(file, group + "/weight", false),
          delay(file, group + "/delay", false) {
        for (const auto* other : {&target, &weight, &delay}) {
            bytes_per_edge += other->element_size();
            if (other->rows() == source.rows()) { continue; }
            throw IoError(path,
                          "'" + other->name() + "' has " + std::to_string(other->rows()) +
                              " elements, '" + source.name() + "' has " +
                              std::to_string(source.rows()),
                          1);
        }
        bytes_per_edge += source.element_size();
    }

    Column source, target, weight, delay;
    std::uint64_t bytes_per_edge = 0;
};

/// The layer below locks each call, so that threads may share a list.
class Hdf5List final : public FileList {
  public:
    Hdf5List(const std::string& path, std::string group, Columns columns,
             const OpenTogether& together)
        : FileList(path),
          group_(std::move(group)),
          columns_(std::move(columns)),
          zones_(columns_.source.rows()) {
        find_bounds(together);
        zones_.combine(together.ranks);
    }

    void visit_part(std::uint64_t part, std::uint64_t n_parts,
                    const Visitor& visitor) const override {
        visit_rows(zones_.part(part, n_parts), visitor);
    }

    void visit_onto(Slice targets, const TargetVisitor& visitor) const override {
        std::vector<Edge> some;
        for (const auto& rows : zones_.rows_onto(targets)) {
            visit_rows(rows, [&](const Edge* edges, std::size_t n, std::uint64_t) {
                copy_onto(targets, {edges, n}, some);
                if (!some.empty()) { visitor(some); }
            });
        }
    }

    [[nodiscard]] std::optional<FileReference> file() const override {
        return FileReference{absolute_name(origin()), group_};
    }

  private:
    void index(std::span<const Edge> edges, std::uint64_t first_index) override {
        zones_.add(edges, first_index);
    }

    void visit_rows(Slice rows, const Visitor& visitor) const {
        std::vector<Edge> slab;
        for (std::uint64_t first = rows.first; first < rows.last; first += slab.size()) {
            slab.resize(std::min(edges_per_slab, rows.last - first));
            const auto take = [&](const Column& column, std::uint64_t Edge::*member) {
                column.read<std::int64_t, std::uint32_t>(
                    first, slab.size(), [&](std::size_t k, auto index) {
                        slab[k].*member = checked(column, first + k, index);
                    });
            };
            const auto take_real = [&](const Column& column, double Edge::*member) {
                column.read<double, float>(first, slab.size(),
                                           [&](std::size_t k, auto x) { slab[k].*member = x; });
            };
            take(columns_.source, &Edge::source);
            take(columns_.target, &Edge::target);
            take_real(columns_.weight, &Edge::weight);
            take_real(columns_.delay, &Edge::delay_ms);
            count_read(slab.size(), slab.size() * columns_.bytes_per_edge);
            visitor(slab.data(), slab.size(), first);
        }
    }

    [[nodiscard]] static std::uint64_t checked(const Column&, std::uint64_t, std::uint32_t index) {
        return index;
    }
    // Signed, because HDF5 would turn a negative number into 0 without a word.
    [[nodiscard]] std::uint64_t checked(const Column& column, std::uint64_t row,
                                        std::int64_t index) const {
        if (index < 0) {
            throw IoError(origin(),
                          place(row) + ": " + column.name() + " is " + std::to_string(index) +
                              ", must not be negative",
                          1);
        }
        return static_cast<std::uint64_t>(index);
    }

    [[nodiscard]] std::string place(std::uint64_t index) const override {
        return "row " + std::to_string(index) + " of '" + (group_.empty() ? "/" : group_) + "'";
    }

    std::string group_;
    Columns columns_;
    TargetZones zones_;
};

}  // namespace

std::shared_ptr<const EdgeList> open_hdf5_list(const std::string& path, const std::string& group,
                                               const OpenTogether& together) {
    const std::string in_file = group.empty() || group == "/" ? "" : group;
    std::optional<Columns> columns;
    run_on_all(together.ranks, [&] { columns.emplace(path, in_file, hdf5::File::open(path)); });
    return std::make_shared<Hdf5List>(path, in_file, std::move(*columns), together);
}

}  // namespace callosum
